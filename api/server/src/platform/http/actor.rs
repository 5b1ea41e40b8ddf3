//! Who may: a handler that needs a right asks for `May<…>` in its arguments, and is not called without it.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use regulars_domain::message;
use regulars_domain::permissions::{Grant, Scope};

pub use regulars_domain::permissions::allow;

use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::{Kind, Principal};

/// What the gate found out about the caller; it stands in every request's extensions.
pub type Caller = Answer<Arc<Principal>>;

impl FromRequest for Actor {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.extensions().get::<Caller>() {
            Some(Ok(principal)) => Ok(Actor(Arc::clone(principal))),
            Some(Err(error)) => Err(error.refusal().into()),
            None => Err(Code::Unauthenticated.into()),
        })
    }
}

/// Somebody who logged in: what is asked concerns a person, so a key is refused.
pub struct Person(Actor);

impl Deref for Person {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl FromRequest for Person {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let actor = Actor::from_request(request, payload).into_inner();
        ready(actor.and_then(|actor| {
            match actor.kind {
                Kind::User => Ok(Person(actor)),
                Kind::Key | Kind::Operator => Err(Refusal::of(Code::Forbidden)
                    .detail(message!("this is for people, not for keys", "此操作仅限登录用户，不能用 API 密钥"))
                    .into()),
            }
        }))
    }
}

impl Person {
    /// The caller, for what is noted of them.
    pub fn actor(&self) -> Actor {
        self.0.clone()
    }
}

/// A person who proved lately who they are, or a program: for what would harm most in a session that somebody else got
/// hold of.
pub struct Fresh;

/// Refuses who has to prove again who they are.
pub fn check_fresh(who: &Principal) -> Answer<()> {
    match who.fresh_until {
        Some(until) if until <= clock::now() => Err(Code::ProofRequired.into()),
        _ => Ok(()),
    }
}

impl FromRequest for Fresh {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let actor = Actor::from_request(request, payload).into_inner();
        ready(actor.and_then(|actor| check_fresh(&actor)).map(|()| Fresh))
    }
}

/// Somebody who holds the action, and over which units.
pub struct May<G> {
    actor: Actor,
    /// The units the action reaches; a handler reads and writes nothing beyond them.
    pub scope: Scope,
    grant: PhantomData<G>,
}

impl<G> May<G> {
    /// The caller, for those who ask no further rights.
    pub fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl<G> Deref for May<G> {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<G: Grant> FromRequest for May<G> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let actor = Actor::from_request(request, payload).into_inner();
        ready(actor.and_then(|actor| match actor.grants.scope(G::ACTION) {
            Some(scope) => Ok(May { scope: scope.clone(), actor, grant: PhantomData }),
            None => {
                let detail = message!("this needs {action}", "需要权限 `{action}`", action = G::ACTION);
                Err(Refusal::of(Code::Forbidden).detail(detail).into())
            }
        }))
    }
}

/// Somebody who holds the action over the whole organisation: what is written here counts for every unit.
pub struct MayEverywhere<G> {
    actor: Actor,
    grant: PhantomData<G>,
}

impl<G> Deref for MayEverywhere<G> {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<G: Grant> FromRequest for MayEverywhere<G> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let may = May::<G>::from_request(request, payload).into_inner();
        ready(may.and_then(|may| match may.scope {
            Scope::All => Ok(MayEverywhere { actor: may.actor, grant: PhantomData }),
            Scope::Units(_) => {
                let detail = message!(
                    "this needs {action} over the whole organisation, not over a part of it",
                    "需要整个组织范围的权限 `{action}`，仅限部分组织单元不够",
                    action = G::ACTION
                );
                Err(Refusal::of(Code::Forbidden).detail(detail).into())
            }
        }))
    }
}
