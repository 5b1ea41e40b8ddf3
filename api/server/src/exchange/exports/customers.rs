//! Customers as an export has them: the view of the API, or a row of CSV.

use std::sync::Arc;

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Filter, Sort};
use regulars_db::page::{After, Page};
use regulars_domain::customers::attributes::{AttributeOption, AttributeType, Definition, written};
use regulars_domain::exchange::cells::{join_ids, join_list};
use regulars_domain::exchange::columns::CustomerColumn;
use regulars_domain::exchange::imports::{Target, write_birthday};
use regulars_domain::exchange::words::{Named, answer_name};
use regulars_domain::identities::IdentityKind;
use serde_json::Value;

use super::names::Told;
use super::stream::{Exported, PAGE};
use crate::customers::profiles::contact;
use crate::customers::profiles::views::CustomerView;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// Customers of a filter, behind a place.
#[derive(Clone)]
pub struct Customers {
    pub filter: Filter,
    pub sort: Sort,
    pub after: Option<After>,
    /// The attributes there are: a column of CSV each, behind all others.
    pub attributes: Vec<Definition>,
    /// How it is told; codes and ids when none.
    pub told: Option<Arc<Told>>,
    /// Who takes them out: what they see masked is masked here, too.
    pub who: Actor,
}

impl Exported for Customers {
    const NAME: &'static str = "customers";
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
        let view = |(customer, metrics): profiles::Row| {
            let masked = contact::is_masked(&self.who, &customer);
            CustomerView::new(customer, &metrics, &identities, currency).masked_if(masked)
        };
        Ok(Some(rows.into_iter().map(view).collect()))
    }

    fn headings(&self) -> Vec<String> {
        let heading = |column: &CustomerColumn| match &self.told {
            Some(told) => column.heading().text(told.language).to_owned(),
            None => column.to_string(),
        };
        let own = CustomerColumn::ALL.iter().map(heading);
        own.chain(self.attributes.iter().map(|definition| self.attribute_heading(definition))).collect()
    }

    fn cells(&self, row: &CustomerView) -> Vec<Vec<String>> {
        let own = CustomerColumn::ALL.iter().map(|column| self.cell(row, *column));
        vec![own.chain(self.attributes.iter().map(|definition| self.attribute(row, definition))).collect()]
    }
}

impl Customers {
    fn cell(&self, row: &CustomerView, column: CustomerColumn) -> String {
        let metrics = &row.metrics;
        match column {
            CustomerColumn::Id => row.id.clone(),
            CustomerColumn::Kind => self.word(Some(row.kind)),
            CustomerColumn::Status => self.word(Some(row.status)),
            CustomerColumn::Name => row.name.clone(),
            CustomerColumn::Language => self.word(row.language),
            CustomerColumn::Gender => self.word(row.gender),
            CustomerColumn::Birthday => {
                let language = self.told.as_ref().map(|told| told.language);
                row.birthday.as_ref().map(|birthday| write_birthday(birthday, language)).unwrap_or_default()
            }
            CustomerColumn::City => text(row.city.as_ref()),
            CustomerColumn::Address => text(row.address.as_ref()),
            CustomerColumn::Occupation => text(row.occupation.as_ref()),
            CustomerColumn::Source => self.word(row.source),
            CustomerColumn::HomeUnitId => self.named(row.home_unit_id.as_ref(), Told::unit),
            CustomerColumn::OwnerId => self.named(row.owner_id.as_ref(), Told::user),
            CustomerColumn::Tags => join_list(&row.tags),
            CustomerColumn::Phones => identities(row, IdentityKind::Phone),
            CustomerColumn::Emails => identities(row, IdentityKind::Email),
            CustomerColumn::Cards => identities(row, IdentityKind::Card),
            CustomerColumn::Wechat => identities(row, IdentityKind::Wechat),
            CustomerColumn::ExternalIds => external_ids(row),
            CustomerColumn::Tier => self.word(row.tier.as_ref().map(|tier| tier.class)),
            CustomerColumn::TierSince => row.tier.as_ref().map(|tier| tier.since.to_string()).unwrap_or_default(),
            CustomerColumn::FirstPurchaseOn => day(metrics.first_purchase_on),
            CustomerColumn::LastPurchaseOn => day(metrics.last_purchase_on),
            CustomerColumn::Purchases => metrics.purchases.to_string(),
            CustomerColumn::PurchaseDays => metrics.purchase_days.to_string(),
            CustomerColumn::NetSpend => metrics.net_spend.to_decimal(),
            CustomerColumn::Currency => metrics.net_spend.currency.code().to_owned(),
            CustomerColumn::FavouriteUnitId => self.named(metrics.favourite_unit_id.as_ref(), Told::unit),
            CustomerColumn::FavouriteCategoryId => self.named(metrics.favourite_category_id.as_ref(), Told::category),
            CustomerColumn::Note => text(row.note.as_ref()),
            CustomerColumn::CreatedAt => match &self.told {
                Some(told) => told.time(row.created_at.0),
                None => row.created_at.to_string(),
            },
        }
    }

    fn attribute_heading(&self, definition: &Definition) -> String {
        match &self.told {
            Some(told) => definition.names.text(told.language).to_owned(),
            None => Target::Attribute(definition.key.clone()).to_string(),
        }
    }

    /// What a customer has of an attribute; in a language yes and no, and the options by name.
    fn attribute(&self, row: &CustomerView, definition: &Definition) -> String {
        let Some(value) = row.attributes.get(&definition.key) else { return String::new() };
        match (&self.told, value) {
            (Some(told), Value::Bool(yes)) => answer_name(*yes).text(told.language).to_owned(),
            (Some(told), Value::String(code)) if definition.value_type == AttributeType::Choice => {
                let name = |option: &AttributeOption| option.names.text(told.language).to_owned();
                definition.option(code).map_or_else(|| code.clone(), name)
            }
            _ => written(value),
        }
    }

    /// A word as it is called in the language of the export.
    fn word<W: Named>(&self, word: Option<W>) -> String {
        match (word, &self.told) {
            (None, _) => String::new(),
            (Some(word), Some(told)) => told.word(word),
            (Some(word), None) => word.as_str().to_owned(),
        }
    }

    fn named(&self, id: Option<&String>, name: impl Fn(&Told, &str) -> String) -> String {
        match (id, &self.told) {
            (None, _) => String::new(),
            (Some(id), Some(told)) => name(told, id),
            (Some(id), None) => id.clone(),
        }
    }
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn identities(row: &CustomerView, kind: IdentityKind) -> String {
    let found = row.identities.iter().filter(|identity| identity.kind == kind);
    found.map(|identity| identity.value.as_str()).collect::<Vec<_>>().join(" ")
}

fn external_ids(row: &CustomerView) -> String {
    let found = row.identities.iter().filter(|identity| identity.kind == IdentityKind::External);
    join_ids(found.map(|identity| (identity.partner.as_deref().unwrap_or_default(), identity.value.as_str())))
}
