//! Attributes in the query of a list: `attributes[taste]=sweet`, `attributes[seats][gte]=20`.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::customers::profiles::AttributeTest;
use regulars_domain::customers::attributes::{AttributeType, Definition, Stored};
use regulars_domain::message;
use regulars_domain::text::Message;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::values::Definitions;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// Attributes that one list may be filtered by.
const MOST: usize = 10;

/// What is asked of attributes, by key.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct AttributeFilters(BTreeMap<String, AttributeFilter>);

/// What is asked of one attribute.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum AttributeFilter {
    /// It has this value: a text, a number, a day, `true` or `false`, the code of an option.
    Value(String),
    /// It lies within a range.
    Range(AttributeRange),
}

/// A range of numbers or days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeRange {
    /// From this value on.
    pub gte: Option<String>,
    /// Before this value.
    pub lt: Option<String>,
}

impl AttributeFilters {
    /// The tests as the database takes them; an attribute that is not there, and a value that it cannot have, is 400.
    pub fn read(&self, db: &mut Db) -> Answer<Vec<AttributeTest>> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        if self.0.len() > MOST {
            let hint = message!("expected at most {MOST} attributes", "最多按 {MOST} 个属性筛选");
            return Err(refused("attributes", FaultCode::TooLong, Some(hint)));
        }
        let definitions = Definitions::read(db)?;
        self.0.iter().map(|(key, filter)| test(&definitions, key, filter)).collect()
    }
}

fn test(definitions: &Definitions, key: &str, filter: &AttributeFilter) -> Answer<AttributeTest> {
    let name = format!("attributes[{key}]");
    let Some(definition) = definitions.get(key) else { return Err(refused(&name, FaultCode::UnknownField, None)) };
    let range = match filter {
        AttributeFilter::Value(value) => {
            let value = stored(definition, &name, value)?;
            return Ok(AttributeTest::Is { key: key.to_owned(), value });
        }
        AttributeFilter::Range(range) => range,
    };
    if !matches!(definition.value_type, AttributeType::Integer | AttributeType::Decimal | AttributeType::Date) {
        let hint = message!("only numbers and dates have ranges", "只有数字和日期才能按范围筛选");
        return Err(refused(&name, FaultCode::Conflict, Some(hint)));
    }
    let bound = |part: &str, value: &Option<String>| {
        value.as_ref().map(|value| stored(definition, &format!("{name}[{part}]"), value)).transpose()
    };
    let (from, before) = (bound("gte", &range.gte)?, bound("lt", &range.lt)?);
    if from.is_none() && before.is_none() {
        return Err(refused(&name, FaultCode::Required, None));
    }
    Ok(AttributeTest::Between { key: key.to_owned(), from, before })
}

fn stored(definition: &Definition, name: &str, written: &str) -> Answer<Stored> {
    let value = definition.parse(written).and_then(|value| Stored::of(&value));
    value.ok_or_else(|| refused(name, FaultCode::NotAccepted, Some(definition.expected())))
}

fn refused(name: &str, code: FaultCode, hint: Option<Message>) -> Error {
    let fault = Fault::parameter(name, code);
    let fault = match hint {
        Some(hint) => fault.hint(hint),
        None => fault,
    };
    Refusal::of(Code::InvalidParameter).fault(fault).into()
}
