//! The partner a caller speaks for, and the one a body names.

use regulars_db::Db;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::Partner;
use regulars_domain::message;
use regulars_domain::organisation::partners::UnknownCustomers;
use regulars_domain::text::Message;

use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::known::{Known, distinct};

/// Partners: read ahead for many items, or when one is asked for.
#[derive(Default)]
pub struct Partners(Known<Partner>);

impl Partners {
    pub fn read_ahead<'a>(db: &mut Db, codes: impl IntoIterator<Item = &'a str>) -> Answer<Partners> {
        let codes = distinct(codes);
        if codes.is_empty() {
            return Ok(Partners::default());
        }
        let found = api_keys::partners_of_codes(db, codes.iter().copied())?;
        Ok(Partners(Known::read(codes, found.into_iter().map(|partner| (partner.code.clone(), partner)))))
    }

    /// The code of the partner a caller speaks for: a key its own, a person the one they name at `/partner`.
    pub fn speaking(&self, db: &mut Db, actor: &Actor, named: Option<&str>) -> Answer<Option<String>> {
        let own = actor.partner.clone();
        match (own, named) {
            (Some(own), Some(named)) if own != named => Err(Fault::at("/partner", FaultCode::NotAccepted)
                .hint(message!("a key speaks for its own partner only", "API 密钥只能代表其所属的合作方"))
                .into()),
            (None, Some(named)) => {
                self.check(db, named, || Fault::at("/partner", FaultCode::NotFound))?;
                Ok(Some(named.to_owned()))
            }
            (own, _) => Ok(own),
        }
    }

    /// What becomes of the partner's purchases whose customer nobody knows.
    pub fn unknown_customers(&self, db: &mut Db, code: &str) -> Answer<UnknownCustomers> {
        let partner = self.0.get(code, || Ok(api_keys::find_partner_by_code(db, code)?))?;
        Ok(partner.map_or(UnknownCustomers::Reject, |partner| partner.unknown_customers.0))
    }

    /// Whether the partner's purchases may name products that the unit does not sell.
    pub fn allows_unlisted(&self, db: &mut Db, code: &str) -> Answer<bool> {
        let partner = self.0.get(code, || Ok(api_keys::find_partner_by_code(db, code)?))?;
        Ok(partner.is_some_and(|partner| partner.allow_unlisted_products))
    }

    /// Refuses with `fault` a code that no partner has.
    pub fn check(&self, db: &mut Db, code: &str, fault: impl FnOnce() -> Fault) -> Answer<()> {
        match self.0.get(code, || Ok(api_keys::find_partner_by_code(db, code)?))? {
            Some(_) => Ok(()),
            None => Err(fault().into()),
        }
    }
}

/// [`Partners::speaking`] for one.
pub fn speaking(db: &mut Db, actor: &Actor, named: Option<&str>) -> Answer<Option<String>> {
    Partners::default().speaking(db, actor, named)
}

/// [`Partners::check`] for one.
pub fn check(db: &mut Db, code: &str, fault: impl FnOnce() -> Fault) -> Answer<()> {
    Partners::default().check(db, code, fault)
}

/// What a list is narrowed to by a partner's own id: whose id it is, and the id. A key sees its own partner's ids only.
pub fn filtered<'a>(
    actor: &'a Actor,
    partner: Option<&'a str>,
    external_id: Option<&'a str>,
) -> Answer<Option<(&'a str, &'a str)>> {
    let Some(external_id) = external_id else { return Ok(None) };
    let wrong = |name, code, hint: Message| {
        Error::from(Refusal::of(Code::InvalidParameter).fault(Fault::parameter(name, code).hint(hint)))
    };
    match (actor.partner.as_deref(), partner) {
        (Some(own), Some(named)) if own != named => Err(wrong(
            "partner",
            FaultCode::NotAccepted,
            message!("a key sees the ids of its own partner only", "API 密钥只能查看其所属合作方的编号"),
        )),
        (own, named) => match named.or(own) {
            Some(partner) => Ok(Some((partner, external_id))),
            None => Err(wrong(
                "partner",
                FaultCode::Required,
                message!("`external_id` is an id of a partner: say which", "`external_id` 属于某个合作方：请指明"),
            )),
        },
    }
}
