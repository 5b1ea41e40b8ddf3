//! Which customers a list shows, as asked in the URL.

use chrono::Datelike;
use regulars_db::Db;
use regulars_db::customers::profiles::{Bounds, Filter, Search, Sort, Within, term};
use regulars_domain::customers::birthdays::{days_from, days_of_month, keys_on};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::identities::{IdentityKind, external_value, owner_key};
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::{half_width, search_prefix};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use super::expansions::CustomerExpansion;
use super::named;
use crate::customers::attributes::queries::AttributeFilters;
use crate::organisation::partners::named as partners;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::expand::Expand;
use crate::platform::http::range::{AmountRange, DayRange, TimeRange};
use crate::platform::identity::Actor;
use crate::platform::organisation;

regulars_domain::vocabulary! {
    /// The order of a list of customers; `-` is descending.
    pub enum CustomerSort {
        NewestFirst = "-created_at",
        OldestFirst = "created_at",
        Name = "name",
        NameDescending = "-name",
        MostSpendFirst = "-net_spend",
        /// Customers who never bought come last.
        LastPurchaseFirst = "-last_purchase_on",
        MostPurchasesFirst = "-purchases",
        /// By when anything that is shown of them last changed: to follow changes.
        EarliestChangeFirst = "updated_at",
        LatestChangeFirst = "-updated_at",
    }
}

/// Which customers to list: all conditions must hold, and of a repeated one any.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct CustomerQuery {
    /// Any part of the name (one character up), the tail of a phone (two digits up), the beginning of a card.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80)]
    pub q: Option<String>,
    #[param(required = false)]
    pub kind: Vec<CustomerKind>,
    /// Without it, customers who were merged into another and those who were erased are left out.
    #[param(required = false)]
    pub status: Vec<CustomerStatus>,
    #[param(required = false)]
    pub tier: Vec<TierClass>,
    #[param(required = false)]
    pub home_unit_id: Vec<String>,
    pub owner_id: Option<String>,
    /// Whom this customer brought; also as `ext:{partner}:{external_id}`.
    #[validate(length(max = 200))]
    #[param(max_length = 200)]
    pub referrer_id: Option<String>,
    /// All of them.
    #[validate(length(max = 10))]
    #[param(max_items = 10, required = false)]
    pub tag: Vec<String>,
    /// Members of this segment.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub segment_id: Option<String>,
    #[param(required = false)]
    pub source: Vec<Source>,
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub city: Option<String>,
    /// `created_at[gte]` and `created_at[lt]`.
    #[param(style = DeepObject, explode, required = false)]
    pub created_at: Option<TimeRange>,
    /// `last_purchase_on[gte]` and `last_purchase_on[lt]`.
    #[param(style = DeepObject, explode, required = false)]
    pub last_purchase_on: Option<DayRange>,
    /// `net_spend[gte]` and `net_spend[lt]`, in minor units.
    #[param(style = DeepObject, explode, required = false)]
    pub net_spend: Option<AmountRange>,
    /// `updated_at[gte]` and `updated_at[lt]`: when anything that is shown of the customer last changed.
    #[param(style = DeepObject, explode, required = false)]
    pub updated_at: Option<TimeRange>,
    /// Customers for whom the partner with this code has an id of its own.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    /// The partner's own id of the customer; `partner` says whose, an API key is its own partner.
    #[validate(length(min = 1, max = 128))]
    #[param(min_length = 1, max_length = 128)]
    pub external_id: Option<String>,
    /// Whose birthday is kept in this month of this year, from 1 to 12; a lunar one on this year's day of its date.
    #[validate(range(min = 1, max = 12))]
    #[param(minimum = 1, maximum = 12)]
    pub birth_month: Option<u32>,
    /// Whose birthday is kept today or within so many days from today.
    #[validate(range(min = 0, max = 366))]
    #[param(minimum = 0, maximum = 366)]
    pub birthday_within_days: Option<i64>,
    /// `attributes[taste]=sweet`: who has this value of the attribute; of a number or date also `attributes[seats][gte]`
    /// and `attributes[seats][lt]`. All of them.
    #[param(style = DeepObject, explode, value_type = Object, additional_properties, required = false)]
    pub attributes: AttributeFilters,
    /// The order; `-created_at` when absent.
    #[param(required = false)]
    pub sort: Option<CustomerSort>,
    /// What else to show, with commas between: `home_unit`, `owner`.
    #[param(value_type = Vec<CustomerExpansion>, required = false)]
    pub expand: Expand<CustomerExpansion>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl CustomerQuery {
    /// The filter as the database takes it, within what the caller may see; see also
    /// [`CustomerQuery::with_settings`].
    pub fn to_filter(&self, actor: &Actor, scope: &Scope) -> Answer<Filter> {
        let created = self.created_at.unwrap_or_default();
        let last = self.last_purchase_on.unwrap_or_default();
        let spend = self.net_spend.unwrap_or_default();
        let changed = self.updated_at.unwrap_or_default();
        let external = partners::filtered(actor, self.partner.as_deref(), self.external_id.as_deref())?;
        Ok(Filter {
            within: within(actor, scope),
            search: self.q.as_deref().map(search),
            kinds: self.kind.clone(),
            statuses: self.status.clone(),
            tiers: self.tier.clone(),
            home_unit_ids: self.home_unit_id.clone(),
            owner_id: self.owner_id.clone(),
            referrer_id: self.referrer_id.clone(),
            tags: self.tag.clone(),
            segment_id: self.segment_id.clone(),
            sources: self.source.clone(),
            city: self.city.clone(),
            created_from: created.gte.map(|at| at.naive_utc()),
            created_before: created.lt.map(|at| at.naive_utc()),
            last_from: last.gte,
            last_before: last.lt,
            spend_from: spend.gte,
            spend_before: spend.lt,
            changed_from: changed.gte.map(|at| at.naive_utc()),
            changed_before: changed.lt.map(|at| at.naive_utc()),
            partner: self.partner.clone(),
            identity: external.map(|(partner, id)| owner_key(IdentityKind::External, &external_value(partner, id))),
            attributes: Vec::new(),
            birth_keys: None,
            bounds: Bounds::default(),
        })
    }

    /// The same filter with what the database is asked for: what is asked of attributes and of birthdays, and a referrer whom
    /// a partner names by its own id.
    pub fn with_settings(&self, db: &mut Db, actor: &Actor, filter: Filter) -> Answer<Filter> {
        let referrer_id = named::in_filter(db, actor, filter.referrer_id.clone())?;
        Ok(Filter { referrer_id, attributes: self.attributes.read(db)?, birth_keys: self.birth_keys(db)?, ..filter })
    }

    /// The keys of the birthdays that are asked for; none when any will do.
    fn birth_keys(&self, db: &mut Db) -> Answer<Option<Vec<String>>> {
        if self.birth_month.is_none() && self.birthday_within_days.is_none() {
            return Ok(None);
        }
        let today = local_day(clock::now(), organisation(db)?.time_zone);
        let month = self.birth_month.map(|month| keys_on(days_of_month(today.year(), month)));
        let near = self.birthday_within_days.map(|days| keys_on(days_from(today, days)));
        let keys = match (month, near) {
            (Some(month), Some(near)) => month.intersection(&near).cloned().collect(),
            (one, other) => one.or(other).unwrap_or_default(),
        };
        Ok(Some(keys.into_iter().collect()))
    }

    pub fn order(&self) -> Sort {
        match self.sort {
            None | Some(CustomerSort::NewestFirst) => Sort::NewestFirst,
            Some(CustomerSort::OldestFirst) => Sort::OldestFirst,
            Some(CustomerSort::Name) => Sort::Name,
            Some(CustomerSort::NameDescending) => Sort::NameDescending,
            Some(CustomerSort::MostSpendFirst) => Sort::MostSpendFirst,
            Some(CustomerSort::LastPurchaseFirst) => Sort::LastPurchaseFirst,
            Some(CustomerSort::MostPurchasesFirst) => Sort::MostPurchasesFirst,
            Some(CustomerSort::EarliestChangeFirst) => Sort::EarliestChangeFirst,
            Some(CustomerSort::LatestChangeFirst) => Sort::LatestChangeFirst,
        }
    }
}

/// The customers the caller may see; none: all.
pub fn within(actor: &Actor, scope: &Scope) -> Option<Within> {
    match scope {
        Scope::All => None,
        Scope::Units(units) => Some(Within { units: units.clone(), owner_id: actor.id.clone() }),
    }
}

/// What to look for: always a part of the name; digits also as a phone's tail; one word also as a card's beginning.
pub fn search(q: &str) -> Search {
    let q = half_width(q);
    let plain: String = q.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = plain.trim_start_matches('+');
    let is_number = digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_card = plain.len() >= 2 && q.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Search {
        name: search_prefix(&q).map(|prefix| term::name(&prefix)),
        phone: is_number.then(|| term::phone(digits)),
        card: is_card.then(|| term::card(q.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_looks_where_it_may_find() {
        let found = |q| {
            let search = search(q);
            (search.name.is_some(), search.phone, search.card)
        };
        assert_eq!(found("小明"), (true, None, None));
        assert_eq!(found("5678"), (true, Some("p8765".to_owned()), Some("c5678".to_owned())));
        assert_eq!(found("138 1234"), (true, Some("p4321831".to_owned()), None));
        assert_eq!(found("VIP-1"), (true, None, Some("cvip-1".to_owned())));
        assert_eq!(found("５６"), (true, Some("p65".to_owned()), Some("c56".to_owned())));
        assert_eq!(found("5"), (true, None, None));
    }
}
