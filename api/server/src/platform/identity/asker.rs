//! Who asked for what a job does later: it is noted as done by them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Actor;
use super::principal::{Kind, Principal};

/// Who asked. What they may is not kept: it was looked at when they asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asker {
    kind: Kind,
    id: String,
    name: String,
}

impl Asker {
    /// A caller, as long as the job needs them.
    pub fn of(actor: &Actor) -> Asker {
        Asker { kind: actor.kind, id: actor.id.clone(), name: actor.name.clone() }
    }

    /// Somebody of their name who may nothing.
    pub fn actor(&self) -> Actor {
        let (id, name) = (self.id.clone(), self.name.clone());
        Actor(Arc::new(Principal { kind: self.kind, id, name, ..Principal::nobody() }))
    }
}
