//! Writes of partners.

use regulars_db::Db;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::Partner;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::ids::is_partner_code;
use regulars_domain::message;
use regulars_domain::organisation::partners::UnknownCustomers;
use serde_json::json;

use super::views::{NewPartner, PartnerPatch};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, new: &NewPartner) -> Answer<Partner> {
    if !is_partner_code(&new.code) {
        let fault = Fault::at("/code", FaultCode::Malformed);
        return Err(fault
            .hint(message!(
                "expected 1 to 40 small letters, digits, _ and -",
                "应为 1 至 40 个小写字母、数字、下划线和连字符"
            ))
            .into());
    }
    let now = clock::now().naive_utc();
    let partner = Partner {
        id: ids::make(ids::PARTNER),
        code: new.code.clone(),
        name: text_fields::line("/name", &new.name, 200)?,
        created_at: now,
        updated_at: now,
        version: 1,
        unknown_customers: AsText(new.unknown_customers.unwrap_or(UnknownCustomers::Reject)),
        allow_unlisted_products: new.allow_unlisted_products.unwrap_or(false),
    };
    api_keys::insert_partner(db, &partner).map_err(codes::code_taken)?;
    audit::record(db, actor, "partners.create", ("partner", &partner.id), &json!({"code": partner.code}))?;
    Ok(partner)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &PartnerPatch,
) -> Answer<Partner> {
    let mut partner = find(db, id)?;
    let before = partner.clone();
    expected.check(partner.version)?;
    let version = partner.version;
    if let Some(name) = &patch.name {
        partner.name = text_fields::line("/name", name, 200)?;
    }
    if let Some(unknown) = patch.unknown_customers {
        partner.unknown_customers = AsText(unknown);
    }
    if let Some(allow) = patch.allow_unlisted_products {
        partner.allow_unlisted_products = allow;
    }
    partner.updated_at = clock::now().naive_utc();
    partner.version += 1;
    codes::written(api_keys::update_partner(db, &partner, version))?;
    audit::change(db, actor, "partners.change", ("partner", id), (&before, &partner))?;
    Ok(partner)
}

pub fn find(db: &mut Db, id: &str) -> Answer<Partner> {
    api_keys::find_partner(db, id)?.ok_or_else(|| Code::NotFound.into())
}
