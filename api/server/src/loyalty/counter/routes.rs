//! `/v1/customers/lookup`.

use actix_web::{get, web};
use regulars_db::customers::{identities, profiles};
use regulars_domain::identities::{IdentityKind, key_of, mask};
use regulars_domain::loyalty::memberships::MembershipState;
use regulars_domain::message;
use regulars_domain::text::mask_name;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::customers::profiles::views::tier_of;
use crate::customers::tiers::views::TierView;
use crate::loyalty::memberships;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::routes::Routes;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config.service(lookup_customer);
}

/// Who stands at the counter: exactly one of the two.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LookupQuery {
    /// The whole phone number; a `+` is written `%2B`.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub phone: Option<String>,
    /// The whole number of the member card.
    #[validate(length(min = 4, max = 32))]
    #[param(min_length = 4, max_length = 32)]
    pub card: Option<String>,
}

/// A customer as the counter sees it: masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterCustomer {
    pub id: String,
    #[schema(example = "王*明")]
    pub name: String,
    pub identities: Vec<MaskedIdentity>,
    pub tier: Option<TierView>,
    pub home_unit_id: Option<String>,
    /// What the cards are worth, oldest first.
    pub memberships: Vec<CounterMembership>,
}

/// A membership as the counter sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CounterMembership {
    pub id: String,
    pub programme_id: String,
    pub state: MembershipState,
    /// The level's name.
    pub level: Option<String>,
    /// Below zero is owed.
    pub balance: i64,
}

/// An identity with its middle left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaskedIdentity {
    pub kind: IdentityKind,
    #[schema(example = "+86138****5678")]
    pub value: String,
}

/// Look a customer up at the counter
///
/// By the exact phone or card, in the whole chain; the answer is masked and the look-up is logged.
#[utoipa::path(tag = "customers", params(LookupQuery), responses(
    (status = 200, description = "The customer, masked", body = CounterCustomer), (status = 404, description = "Nobody has it")),
    security(("session" = ["customers:lookup"]), ("key" = ["customers:lookup"])))]
#[get("/customers/lookup")]
async fn lookup_customer(
    who: May<allow::CustomersLookup>,
    query: Query<LookupQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<CounterCustomer>> {
    let Query(query) = query;
    if query.phone.as_ref().is_some_and(|phone| phone.starts_with(' ')) {
        let fault = Fault::parameter("phone", FaultCode::Malformed).hint(message!(
            "a `+` in an address means a space: write it as `%2B`",
            "地址中的 `+` 表示空格，请写成 `%2B`"
        ));
        return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
    }
    let (kind, raw, name) = match (query.phone, query.card) {
        (Some(phone), None) => (IdentityKind::Phone, phone, "phone"),
        (None, Some(card)) => (IdentityKind::Card, card, "card"),
        _ => {
            let fault = Fault::parameter("phone", FaultCode::Required)
                .hint(message!("expected exactly one of `phone` and `card`", "应为 `phone` 与 `card` 之一，且仅一项"));
            return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
        }
    };
    let found = app.store.write(move |db| {
        let region = organisation(db)?.default_phone_region;
        let key = key_of(kind, &raw, &region).map_err(|error| {
            Refusal::of(Code::InvalidParameter).fault(Fault::parameter(name, FaultCode::Malformed).hint(error))
        })?;
        let Some(id) = identities::owner(db, &key)? else {
            // Committed with the answer that there is nobody: who tries numbers leaves a trace.
            audit::record(db, &who, "customers.lookup_missed", ("customer", ""), &json!({"by": name}))?;
            return Ok(None);
        };
        audit::record(db, &who, "customers.lookup", ("customer", &id), &json!({"by": name}))?;
        let (customer, metrics) = profiles::find_row(db, &id)?.ok_or(Code::NotFound)?;
        let identities = profiles::identities_of(db, &[&id])?;
        let held = memberships::queries::of_customer(db, &customer)?;
        Ok::<_, Error>(Some((customer, metrics, identities, held)))
    });
    let (customer, metrics, identities, held) = found.await?.ok_or(Code::NotFound)?;
    Ok(web::Json(CounterCustomer {
        name: mask_name(&customer.name),
        identities: identities
            .iter()
            .map(|identity| MaskedIdentity { kind: identity.kind.0, value: mask(identity.kind.0, &identity.value) })
            .collect(),
        tier: tier_of(&metrics),
        home_unit_id: customer.home_unit_id,
        memberships: held
            .into_iter()
            .map(|one| CounterMembership {
                id: one.id,
                programme_id: one.programme_id,
                state: one.state,
                level: one.level.map(|level| level.name),
                balance: one.balance,
            })
            .collect(),
        id: customer.id,
    }))
}
