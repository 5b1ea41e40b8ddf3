//! Definitions of attributes, and the attributes of customers as rows: what lists and segments look them up by. What a
//! profile shows is kept in the profile itself.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::attributes;
use regulars_domain::customers::attributes::{AttributeOption, AttributeType, Stored};
use regulars_domain::customers::profiles::CustomerKind;
use regulars_domain::text::Bilingual;
use serde_json::{Map, Value};

use super::bulk;
use crate::page::Page;
use crate::schema::{attribute_definitions, customer_attributes};
use crate::text::{AsText, Json};
use crate::versioned::versioned;
use crate::{Db, Result, on};

/// What an attribute is, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = attribute_definitions, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Definition {
    pub id: String,
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    pub value_type: AsText<AttributeType>,
    pub kinds: Json<Vec<CustomerKind>>,
    pub options: Json<Vec<AttributeOption>>,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    pub max_length: Option<i32>,
    pub archived: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

versioned!(attribute_definitions, Definition);

impl Definition {
    /// The rule of it.
    pub fn rule(&self) -> attributes::Definition {
        attributes::Definition {
            key: self.key.clone(),
            names: Bilingual { chinese: self.name_zh.clone(), english: self.name_en.clone() },
            value_type: self.value_type.0,
            kinds: self.kinds.0.clone(),
            options: self.options.0.clone(),
            minimum: self.minimum.clone(),
            maximum: self.maximum.clone(),
            max_length: self.max_length,
            is_archived: self.archived,
        }
    }

    /// Takes over what a rule says; id, times and version stay.
    pub fn put(&mut self, rule: attributes::Definition) {
        self.key = rule.key;
        self.name_zh = rule.names.chinese;
        self.name_en = rule.names.english;
        self.value_type = AsText(rule.value_type);
        self.kinds = Json(rule.kinds);
        self.options = Json(rule.options);
        self.minimum = rule.minimum;
        self.maximum = rule.maximum;
        self.max_length = rule.max_length;
        self.archived = rule.is_archived;
    }
}

/// By key; archived ones among them or not.
pub fn list(db: &mut Db, is_archived: Option<bool>, page: &Page) -> Result<Vec<Definition>> {
    on!(db, |c| {
        let mut query = attribute_definitions::table
            .select(Definition::as_select())
            .order(attribute_definitions::key.asc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(is_archived) = is_archived {
            query = query.filter(attribute_definitions::archived.eq(is_archived));
        }
        if let Some(after) = &page.after {
            query = query.filter(attribute_definitions::key.gt(after.key.clone()));
        }
        query.load(c)
    })
}

/// The rules of all attributes there are, by key: there are few.
pub fn rules(db: &mut Db) -> Result<Vec<attributes::Definition>> {
    let most = i64::try_from(attributes::MOST_DEFINITIONS).unwrap_or(i64::MAX);
    Ok(list(db, None, &Page::first(most))?.iter().map(Definition::rule).collect())
}

/// The rules of the attributes with these keys.
pub fn of_keys(db: &mut Db, keys: &[&str]) -> Result<Vec<attributes::Definition>> {
    let found: Vec<Definition> = on!(db, |c| attribute_definitions::table
        .filter(attribute_definitions::key.eq_any(keys))
        .select(Definition::as_select())
        .load(c))?;
    Ok(found.iter().map(Definition::rule).collect())
}

/// How many there are, archived ones among them.
pub fn count(db: &mut Db) -> Result<i64> {
    on!(db, |c| attribute_definitions::table.count().get_result(c))
}

/// Whether a customer has this text of an attribute.
pub fn is_used(db: &mut Db, key: &str, text: &str) -> Result<bool> {
    let used = customer_attributes::table
        .filter(customer_attributes::key.eq(key).and(customer_attributes::text_value.eq(text)))
        .select(customer_attributes::customer_id);
    on!(db, |c| used.first::<String>(c).optional()).map(|found| found.is_some())
}

/// An attribute of a customer as a row; one of the two values is there.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = customer_attributes, treat_none_as_default_value = false)]
pub struct Attribute {
    pub customer_id: String,
    pub key: String,
    /// See [`Stored::Text`].
    pub text_value: Option<String>,
    /// See [`Stored::Number`].
    pub number_value: Option<i64>,
}

/// The rows of a customer's attributes.
pub fn rows<'a>(customer_id: &'a str, attributes: &'a Map<String, Value>) -> impl Iterator<Item = Attribute> + 'a {
    attributes.iter().filter_map(move |(key, value)| {
        let (text_value, number_value) = match Stored::of(value)? {
            Stored::Text(text) => (Some(text), None),
            Stored::Number(number) => (None, Some(number)),
        };
        Some(Attribute { customer_id: customer_id.to_owned(), key: key.clone(), text_value, number_value })
    })
}

/// Replaces the rows of a customer.
pub fn put(db: &mut Db, customer_id: &str, attributes: &Map<String, Value>) -> Result<()> {
    remove(db, customer_id)?;
    bulk::insert_attributes(db, &rows(customer_id, attributes).collect::<Vec<_>>())
}

/// Takes a customer out of what lists and segments look attributes up in.
pub fn remove(db: &mut Db, customer_id: &str) -> Result<()> {
    let own = customer_attributes::table.filter(customer_attributes::customer_id.eq(customer_id));
    on!(db, |c| diesel::delete(own).execute(c)).map(|_| ())
}
