//! Which column, or which constant, fills which field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ImportKind;
use super::fields::{Field, fields_of, needed};
use super::target::Target;
use crate::exchange::cells::plain_again;
use crate::message;
use crate::text::{self, Message, listed};

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MappingOrigin)]
pub enum Origin {
    /// The column with this header.
    #[schema(example = json!({"column": "customer_id"}))]
    Column(String),
    /// Several columns: of a field that holds several values each of them counts, of others the first that is filled.
    #[schema(example = json!({"columns": ["mobile", "telephone"]}))]
    Columns(Vec<String>),
    /// The same text for every row.
    #[schema(example = json!({"constant": "online"}))]
    Constant(String),
}

/// Characters of a header, and of a constant.
pub const LONGEST_SOURCE: usize = 1000;
/// Columns that fill one field.
pub const MOST_SOURCES: usize = 50;

impl Origin {
    /// The headers it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let (one, several) = match self {
            Origin::Column(column) => (Some(column), [].as_slice()),
            Origin::Columns(several) => (None, several.as_slice()),
            Origin::Constant(_) => (None, [].as_slice()),
        };
        one.into_iter().chain(several).map(String::as_str)
    }

    /// Whether there are not too many columns, and none of the texts is too long.
    pub fn is_within_bounds(&self) -> bool {
        let fits = |text: &String| text.chars().nth(LONGEST_SOURCE).is_none();
        match self {
            Origin::Column(text) | Origin::Constant(text) => fits(text),
            Origin::Columns(several) => several.len() <= MOST_SOURCES && several.iter().all(fits),
        }
    }
}

/// Fields and where each comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(example = json!({"customer_external_id": {"column": "customer_id"}, "channel": {"constant": "online"}}))]
pub struct Mapping(pub BTreeMap<Target, Origin>);

/// Why a mapping cannot be used with a file; each names the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    /// Files of this kind have no such field.
    NotOfThisKind {
        /// What is mapped.
        field: Target,
        /// What the file holds.
        kind: ImportKind,
    },
    /// The file has no column with this header.
    NoSuchColumn {
        /// What is mapped.
        field: Target,
        /// The header that is not there.
        column: String,
    },
    /// Several columns have this header.
    AmbiguousColumn {
        /// What is mapped.
        field: Target,
        /// The header that is there more than once.
        column: String,
    },
    /// None of these fields is mapped, and one must be.
    Missing {
        /// Any of them would do.
        one_of: Vec<Field>,
    },
}

impl From<&MappingError> for Message {
    fn from(error: &MappingError) -> Message {
        match error {
            MappingError::NotOfThisKind { field, kind: ImportKind::Customers } => message!(
                "a file of customers has no field {field}",
                "客户文件没有「{field}」这一字段",
                field = field.label()
            ),
            MappingError::NotOfThisKind { field, kind: ImportKind::Purchases } => message!(
                "a file of purchases has no field {field}",
                "购买记录文件没有「{field}」这一字段",
                field = field.label()
            ),
            MappingError::NoSuchColumn { field, column } => message!(
                "{field}: the file has no column `{column}`",
                "{field}：文件中没有名为 `{column}` 的列",
                field = field.label(),
                column = column
            ),
            MappingError::AmbiguousColumn { field, column } => message!(
                "{field}: two columns are called `{column}`; rename one",
                "{field}：有两列都名为 `{column}`，请改名其中一列",
                field = field.label(),
                column = column
            ),
            MappingError::Missing { one_of } => missing(one_of),
        }
    }
}

fn missing(one_of: &[Field]) -> Message {
    if let [field] = one_of {
        return message!("{field} must be mapped", "必须指定「{field}」对应的列", field = field.label());
    }
    let labels: Vec<Message> = one_of.iter().map(|field| field.label()).collect();
    message!("one of {fields} must be mapped", "必须至少指定以下一项对应的列：{fields}", fields = listed(&labels))
}

impl MappingError {
    /// The field to point at; of several possible ones the first.
    pub fn field(&self) -> Option<Target> {
        match self {
            Self::NotOfThisKind { field, .. }
            | Self::NoSuchColumn { field, .. }
            | Self::AmbiguousColumn { field, .. } => Some(field.clone()),
            Self::Missing { one_of } => one_of.first().copied().map(Target::Field),
        }
    }
}

/// A mapping made ready for rows: for each field the place in the row or the constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout(Vec<(Target, Place)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    At(usize),
    Constant(String),
}

impl Mapping {
    /// The layout of a file with these columns, or everything that is wrong.
    pub fn layout(&self, kind: ImportKind, columns: &[String]) -> Result<Layout, Vec<MappingError>> {
        let mut errors = Vec::new();
        let mut places = Vec::new();
        for (field, origin) in &self.0 {
            let is_of_kind = match field {
                Target::Field(field) => fields_of(kind).contains(field),
                Target::Attribute(_) => kind == ImportKind::Customers,
            };
            if !is_of_kind {
                errors.push(MappingError::NotOfThisKind { field: field.clone(), kind });
                continue;
            }
            for place in places_of(field, origin, columns) {
                match place {
                    Ok(place) => places.push((field.clone(), place)),
                    Err(error) => errors.push(error),
                }
            }
        }
        for one_of in needed(kind) {
            if !one_of.iter().any(|field| self.has(*field)) {
                errors.push(MappingError::Missing { one_of: one_of.to_vec() });
            }
        }
        if errors.is_empty() { Ok(Layout(places)) } else { Err(errors) }
    }

    /// Whether a field is mapped.
    pub fn has(&self, field: Field) -> bool {
        self.0.contains_key(&Target::Field(field))
    }

    /// The keys of the attributes that are mapped.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(Target::attribute)
    }
}

fn places_of(field: &Target, origin: &Origin, columns: &[String]) -> Vec<Result<Place, MappingError>> {
    match origin {
        Origin::Constant(text) => vec![Ok(Place::Constant(text.clone()))],
        Origin::Column(column) => vec![place_of(field, column, columns)],
        Origin::Columns(several) => several.iter().map(|column| place_of(field, column, columns)).collect(),
    }
}

fn place_of(field: &Target, column: &str, columns: &[String]) -> Result<Place, MappingError> {
    let (field, column) = (field.clone(), column.to_owned());
    let mut found = columns.iter().enumerate().filter(|(_, name)| **name == column);
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(Place::At(place)),
        (None, _) => Err(MappingError::NoSuchColumn { field, column }),
        (Some(_), Some(_)) => Err(MappingError::AmbiguousColumn { field, column }),
    }
}

impl Layout {
    /// The trimmed text of a field in a row; `None` when it is not mapped or empty. The quote by which our exports keep
    /// a text from being a formula is no part of it, nor is what nobody sees at its ends.
    pub fn cell<'a, S: AsRef<str>>(&'a self, row: &'a [S], field: Field) -> Option<&'a str> {
        self.cells(row, field).next()
    }

    /// The same of every column that fills the field.
    pub fn cells<'a, S: AsRef<str>>(&'a self, row: &'a [S], field: Field) -> impl Iterator<Item = &'a str> {
        self.texts(row, move |mapped| *mapped == Target::Field(field))
    }

    /// The same of an attribute, by its key.
    pub fn attribute<'a, S: AsRef<str>>(&'a self, row: &'a [S], key: &str) -> Option<&'a str> {
        self.texts(row, |mapped| mapped.attribute() == Some(key)).next()
    }

    /// The keys of the attributes that are filled.
    pub fn attributes(&self) -> BTreeSet<&str> {
        self.0.iter().filter_map(|(mapped, _)| mapped.attribute()).collect()
    }

    fn texts<'a, S: AsRef<str>>(
        &'a self,
        row: &'a [S],
        is_meant: impl Fn(&Target) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let places = self.0.iter().filter(move |(mapped, _)| is_meant(mapped));
        let texts = places.filter_map(|(_, place)| match place {
            Place::At(place) => row.get(*place).map(AsRef::as_ref),
            Place::Constant(text) => Some(text.as_str()),
        });
        texts.map(|text| text::trim(plain_again(text::trim(text)))).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headers: &[&str]) -> Vec<String> {
        headers.iter().map(|&header| header.to_owned()).collect()
    }

    fn mapping(json: &str) -> Mapping {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_layout_finds_columns_and_constants() {
        let mapping = mapping(
            r#"{"customer_external_id":{"column":"id"},"occurred_on":{"column":"day"},"amount":{"column":"paid"},"channel":{"constant":"online"}}"#,
        );
        let layout = mapping.layout(ImportKind::Purchases, &columns(&["day", "id", "paid", "x"])).unwrap();
        let row = ["2026-01-01", " 17 ", "", "?"];
        assert_eq!(layout.cell(&row, Field::CustomerExternalId), Some("17"));
        assert_eq!(layout.cell(&row, Field::Channel), Some("online"));
        assert_eq!(layout.cell(&row, Field::Amount), None);
        assert_eq!(layout.cell(&row, Field::Quantity), None);
        assert_eq!(layout.cell(&row[..1], Field::CustomerExternalId), None);
    }

    #[test]
    fn a_field_may_have_several_columns() {
        let mapping = mapping(r#"{"name":{"column":"n"},"phone":{"columns":["mobile","tel"]}}"#);
        let layout = mapping.layout(ImportKind::Customers, &columns(&["n", "tel", "mobile"])).unwrap();
        let row = ["A", "010-1", "138"];
        assert_eq!(layout.cells(&row, Field::Phone).collect::<Vec<_>>(), ["138", "010-1"]);
        assert_eq!(layout.cell(&["A", "010-1", ""], Field::Phone), Some("010-1"));
        assert_eq!(layout.cell(&["'-A", "", ""], Field::Name), Some("-A"));
        assert_eq!(layout.cell(&["\u{FEFF} A\u{200B}", "", ""], Field::Name), Some("A"));
    }

    #[test]
    fn an_origin_is_bounded() {
        let text = |length: usize| "列".repeat(length);
        assert!(Origin::Column(text(LONGEST_SOURCE)).is_within_bounds());
        assert!(!Origin::Constant(text(LONGEST_SOURCE + 1)).is_within_bounds());
        assert!(Origin::Columns(vec![text(1); MOST_SOURCES]).is_within_bounds());
        assert!(!Origin::Columns(vec![text(1); MOST_SOURCES + 1]).is_within_bounds());
        assert!(!Origin::Columns(vec![text(LONGEST_SOURCE + 1)]).is_within_bounds());
    }

    #[test]
    fn everything_wrong_is_named_by_field() {
        let wrong =
            mapping(r#"{"name":{"column":"n"},"occurred_on":{"column":"gone"},"customer_phone":{"column":"twice"}}"#);
        let errors = wrong.layout(ImportKind::Purchases, &columns(&["n", "twice", "twice"])).unwrap_err();
        let texts: Vec<Message> = errors.iter().map(Message::from).collect();
        let said = |english: &str, chinese: &str| Message::new(english, chinese);
        assert_eq!(
            texts,
            [
                said("a file of purchases has no field name", "购买记录文件没有「姓名」这一字段"),
                said(
                    "customer_phone: two columns are called `twice`; rename one",
                    "客户电话：有两列都名为 `twice`，请改名其中一列"
                ),
                said("occurred_on: the file has no column `gone`", "购买日期：文件中没有名为 `gone` 的列"),
                said("amount must be mapped", "必须指定「金额」对应的列"),
            ]
        );
        let empty = Mapping::default().layout(ImportKind::Purchases, &[]).unwrap_err();
        assert_eq!(empty.len(), 3);
        assert_eq!(
            Message::from(&empty[1]),
            said("one of occurred_at, occurred_on must be mapped", "必须至少指定以下一项对应的列：购买时间、购买日期")
        );
        assert_eq!(empty[1].field(), Some(Target::Field(Field::OccurredAt)));
        assert!(Field::Amount.is_required(ImportKind::Purchases));
        assert!(!Field::OccurredAt.is_required(ImportKind::Purchases));
    }

    #[test]
    fn attributes_are_of_customers() {
        let mapping = mapping(r#"{"name":{"column":"n"},"attributes.taste":{"column":"口味"}}"#);
        let layout = mapping.layout(ImportKind::Customers, &columns(&["n", "口味"])).unwrap();
        assert_eq!(layout.attribute(&["A", " 甜 "], "taste"), Some("甜"));
        assert_eq!(layout.attribute(&["A", ""], "taste"), None);
        assert_eq!(layout.attribute(&["A", "甜"], "seats"), None);
        assert_eq!(layout.attributes().into_iter().collect::<Vec<_>>(), ["taste"]);
        let errors = mapping.layout(ImportKind::Purchases, &columns(&["n", "口味"])).unwrap_err();
        let taste = Target::Attribute("taste".to_owned());
        assert!(errors.contains(&MappingError::NotOfThisKind { field: taste, kind: ImportKind::Purchases }));
    }

    #[test]
    fn unknown_fields_and_origins_are_refused() {
        for json in [r#"{"colour":{"column":"x"}}"#, r#"{"name":{"cell":"x"}}"#, r#"{"name":"x"}"#] {
            assert!(serde_json::from_str::<Mapping>(json).is_err(), "{json}");
        }
    }
}
