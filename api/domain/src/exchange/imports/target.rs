//! What a column of a file may fill: a field that every chain has, or an attribute that one defines.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::fields::Field;
use crate::customers::attributes::is_key;
use crate::message;
use crate::text::Message;

/// Begins the name of an attribute.
const ATTRIBUTE: &str = "attributes.";

/// The word of a field, or `attributes.` and the key of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// One of the fields.
    Field(Field),
    /// An attribute, by its key.
    Attribute(String),
}

impl Target {
    /// What it is called inside a sentence.
    pub fn label(&self) -> Message {
        match self {
            Target::Field(field) => field.label(),
            Target::Attribute(key) => message!("attribute `{key}`", "属性 `{key}`"),
        }
    }

    /// The key of an attribute; none of a field.
    pub fn attribute(&self) -> Option<&str> {
        match self {
            Target::Field(_) => None,
            Target::Attribute(key) => Some(key),
        }
    }
}

impl From<Field> for Target {
    fn from(field: Field) -> Target {
        Target::Field(field)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Field(field) => write!(f, "{field}"),
            Target::Attribute(key) => write!(f, "{ATTRIBUTE}{key}"),
        }
    }
}

impl PartialSchema for Target {
    fn schema() -> RefOr<Schema> {
        let words: Vec<&str> = Field::WORDS.to_vec();
        let pattern = format!("^({}|attributes\\.[a-z][a-z0-9_]{{0,39}})$", words.join("|"));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The word of a field, or `attributes.` and the key of an attribute."))
            .pattern(Some(pattern))
            .examples([serde_json::json!("attributes.taste")])
            .into()
    }
}

impl ToSchema for Target {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ImportTarget")
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Target, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.strip_prefix(ATTRIBUTE) {
            Some(key) if is_key(key) => Ok(Target::Attribute(key.to_owned())),
            _ => Field::deserialize(StrDeserializer::<D::Error>::new(&text)).map(Target::Field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_the_same_after_json() {
        for (text, target) in
            [("\"name\"", Target::Field(Field::Name)), ("\"attributes.taste\"", Target::Attribute("taste".to_owned()))]
        {
            assert_eq!(serde_json::from_str::<Target>(text).unwrap(), target);
            assert_eq!(serde_json::to_string(&target).unwrap(), text);
        }
        for text in ["\"colour\"", "\"attributes.\"", "\"attributes.Taste\"", "\"attributes.a b\""] {
            assert!(serde_json::from_str::<Target>(text).is_err(), "{text}");
        }
    }
}
