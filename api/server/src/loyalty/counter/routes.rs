//! `/v1/customers/lookups`.

use actix_web::{get, post, web};
use regulars_db::customers::{identities, profiles};
use regulars_domain::identities::{IdentityKind, key_of, mask};
use regulars_domain::loyalty::memberships::MembershipState;
use regulars_domain::message;
use regulars_domain::text::{Message, mask_name};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::customers::profiles::service::sees;
use crate::customers::profiles::views::tier_of;
use crate::customers::tiers::views::TierView;
use crate::loyalty::memberships;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::deprecated::Deprecated;
use crate::platform::http::routes::Routes;
use crate::platform::identity::principal::Kind;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config.service(look_customer_up).service(lookup_customer);
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
    /// Whether the caller may also open the customer's page; else all that can be done is done by the phone or card.
    pub is_visible: bool,
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

/// Who stands at the counter: exactly one of the two.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLookup {
    /// The whole phone number.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "+8613812345678")]
    pub phone: Option<String>,
    /// The whole number of the member card.
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32)]
    pub card: Option<String>,
}

/// Look a customer up at the counter
///
/// By the exact phone or card, in the whole chain; the answer is masked. The look-up is noted, also one that finds nobody,
/// and a person makes no more than so many in an hour (429).
#[utoipa::path(tag = "customers", request_body = NewLookup, responses(
    (status = 200, description = "The customer, masked", body = CounterCustomer), (status = 404, description = "Nobody has it")),
    security(("session" = ["customers:lookup"]), ("key" = ["customers:lookup"])))]
#[post("/customers/lookups")]
async fn look_customer_up(
    who: May<allow::CustomersLookup>,
    body: Body<NewLookup>,
    app: web::Data<App>,
) -> Answer<web::Json<CounterCustomer>> {
    let NewLookup { phone, card } = body.value;
    let by = By::of(phone, card).ok_or_else(|| Fault::at("/phone", FaultCode::Required).hint(one_of_two()))?;
    look_up(&app, who, by, |name, hint| Fault::at(format!("/{name}"), FaultCode::Malformed).hint(hint).into()).await
}

/// Look a customer up by a query
///
/// `POST /v1/customers/lookups` does the same; a phone number does not belong in an address that is kept in logs.
#[utoipa::path(tag = "customers", params(LookupQuery), responses(
    (status = 200, description = "The customer, masked", body = CounterCustomer), (status = 404, description = "Nobody has it")),
    security(("session" = ["customers:lookup"]), ("key" = ["customers:lookup"])))]
#[get("/customers/lookup")]
async fn lookup_customer(
    _goes: Deprecated,
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
    let refused = |fault| Error::from(Refusal::of(Code::InvalidParameter).fault(fault));
    let by = By::of(query.phone, query.card)
        .ok_or_else(|| refused(Fault::parameter("phone", FaultCode::Required).hint(one_of_two())))?;
    look_up(&app, who, by, move |name, hint| refused(Fault::parameter(name, FaultCode::Malformed).hint(hint))).await
}

/// What somebody is looked up by.
struct By {
    kind: IdentityKind,
    text: String,
    name: &'static str,
}

impl By {
    fn of(phone: Option<String>, card: Option<String>) -> Option<By> {
        match (phone, card) {
            (Some(text), None) => Some(By { kind: IdentityKind::Phone, text, name: "phone" }),
            (None, Some(text)) => Some(By { kind: IdentityKind::Card, text, name: "card" }),
            _ => None,
        }
    }
}

fn one_of_two() -> Message {
    message!("expected exactly one of `phone` and `card`", "应为 `phone` 与 `card` 之一，且仅一项")
}

/// Finds who it is; `malformed` is how a text that is none is told at its place.
async fn look_up(
    app: &App,
    who: May<allow::CustomersLookup>,
    by: By,
    malformed: impl Fn(&'static str, Message) -> Error + Send + 'static,
) -> Answer<web::Json<CounterCustomer>> {
    if who.kind == Kind::User {
        app.limits.lookup(&who.id).map_err(|seconds| {
            Refusal::of(Code::TooManyRequests).retry_after(i64::try_from(seconds).unwrap_or(i64::MAX))
        })?;
    }
    let found = app.store.write(move |db| {
        let region = organisation(db)?.default_phone_region;
        let key = key_of(by.kind, &by.text, &region).map_err(|error| malformed(by.name, error.into()))?;
        let owner = identities::owner(db, &key)?;
        let row = owner.as_deref().map(|id| profiles::find_row(db, id)).transpose()?.flatten();
        let Some((customer, metrics)) = row else {
            // Committed with the answer that there is nobody: who tries numbers leaves a trace.
            audit::record(db, &who, "customers.lookup_missed", ("customer", ""), &json!({"by": by.name}))?;
            return Ok(None);
        };
        audit::record(db, &who, "customers.lookup", ("customer", &customer.id), &json!({"by": by.name}))?;
        let identities = profiles::identities_of(db, &[&customer.id])?;
        let held = memberships::queries::of_customer(db, &customer)?;
        let is_visible = sees(&who, &who.scope, &customer);
        Ok::<_, Error>(Some((customer, metrics, identities, held, is_visible)))
    });
    let (customer, metrics, identities, held, is_visible) = found.await?.ok_or(Code::NotFound)?;
    Ok(web::Json(CounterCustomer {
        name: mask_name(&customer.name),
        identities: identities
            .iter()
            .map(|identity| MaskedIdentity { kind: identity.kind.0, value: mask(identity.kind.0, &identity.value) })
            .collect(),
        tier: tier_of(&metrics),
        home_unit_id: customer.home_unit_id,
        is_visible,
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
