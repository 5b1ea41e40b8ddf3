//! Customers as an export has them: the view of the API, or a row of CSV.

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Filter, Sort};
use regulars_db::page::{After, Page};
use regulars_domain::identities::IdentityKind;

use super::stream::{Exported, PAGE};
use crate::customers::profiles::views::CustomerView;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// Customers of a filter, behind a place.
#[derive(Clone)]
pub struct Customers {
    pub filter: Filter,
    pub sort: Sort,
    pub after: Option<After>,
}

impl Exported for Customers {
    const NAME: &'static str = "customers";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "kind",
        "status",
        "name",
        "language",
        "gender",
        "birthday",
        "city",
        "address",
        "occupation",
        "source",
        "home_unit_id",
        "owner_id",
        "tags",
        "phones",
        "emails",
        "cards",
        "wechat",
        "external_ids",
        "tier",
        "tier_since",
        "first_purchase_on",
        "last_purchase_on",
        "purchases",
        "purchase_days",
        "net_spend",
        "currency",
        "favourite_unit_id",
        "favourite_category_id",
        "note",
        "created_at",
    ];
    type Row = CustomerView;

    fn page(&mut self, db: &mut Db) -> Answer<Option<Vec<CustomerView>>> {
        let page = Page { after: self.after.clone(), limit: PAGE };
        let mut rows = profiles::list(db, &self.filter, self.sort, &page)?;
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = Some(After { key: profiles::sort_key(self.sort, last), id: last.0.id.clone() });
        let ids: Vec<&str> = rows.iter().map(|(customer, _)| customer.id.as_str()).collect();
        let identities = profiles::identities_of(db, &ids)?;
        let currency = organisation(db)?.base_currency;
        let own = |id: &str| {
            let from = identities.partition_point(|identity| identity.customer_id.as_str() < id);
            let rest = identities.get(from..).unwrap_or_default();
            rest.get(..rest.partition_point(|identity| identity.customer_id == id)).unwrap_or_default()
        };
        let view = |(customer, metrics): profiles::Row| {
            let identities = own(&customer.id).to_vec();
            CustomerView::new(customer, &metrics, &identities, currency)
        };
        Ok(Some(rows.into_iter().map(view).collect()))
    }

    fn cells(row: &CustomerView) -> Vec<Vec<String>> {
        let of = |kind: IdentityKind| {
            let found = row.identities.iter().filter(|identity| identity.kind == kind);
            let told: Vec<String> = found
                .map(|identity| match &identity.partner {
                    Some(partner) => format!("{partner}:{}", identity.value),
                    None => identity.value.clone(),
                })
                .collect();
            told.join(" ")
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let birthday = row.birthday.as_ref().map(|birthday| {
            let year = birthday.year.map_or_else(|| "-".to_owned(), |year| year.to_string());
            format!("{year}-{:02}-{:02}", birthday.month, birthday.day)
        });
        let metrics = &row.metrics;
        vec![vec![
            row.id.clone(),
            row.kind.to_string(),
            row.status.to_string(),
            row.name.clone(),
            word(row.language.map(|word| word.as_str())),
            word(row.gender.map(|word| word.as_str())),
            birthday.unwrap_or_default(),
            text(&row.city),
            text(&row.address),
            text(&row.occupation),
            word(row.source.map(|word| word.as_str())),
            text(&row.home_unit_id),
            text(&row.owner_id),
            row.tags.join(";"),
            of(IdentityKind::Phone),
            of(IdentityKind::Email),
            of(IdentityKind::Card),
            of(IdentityKind::Wechat),
            of(IdentityKind::External),
            word(row.tier.as_ref().map(|tier| tier.class.as_str())),
            row.tier.as_ref().map(|tier| tier.since.to_string()).unwrap_or_default(),
            day(metrics.first_purchase_on),
            day(metrics.last_purchase_on),
            metrics.purchases.to_string(),
            metrics.purchase_days.to_string(),
            metrics.net_spend.to_decimal(),
            metrics.net_spend.currency.code().to_owned(),
            text(&metrics.favourite_unit_id),
            text(&metrics.favourite_category_id),
            text(&row.note),
            row.created_at.to_string(),
        ]]
    }
}
