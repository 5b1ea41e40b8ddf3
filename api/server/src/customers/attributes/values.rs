//! Values of attributes as bodies give them, held against their definitions.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_domain::customers::attributes::{AttributeError, AttributeFault, Definition};
use regulars_domain::customers::profiles::CustomerKind;
use serde_json::{Map, Value};

use crate::platform::error::{Answer, Fault, FaultCode, Refusal};
use crate::platform::json;

/// The definitions there are, by key.
#[derive(Clone, Debug, Default)]
pub struct Definitions(BTreeMap<String, Definition>);

impl Definitions {
    /// All of them, archived ones as well.
    pub fn read(db: &mut Db) -> Answer<Definitions> {
        let rules = attributes::rules(db)?;
        Ok(Definitions(rules.into_iter().map(|rule| (rule.key.clone(), rule)).collect()))
    }

    pub fn get(&self, key: &str) -> Option<&Definition> {
        self.0.get(key)
    }

    /// By key.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.0.values()
    }

    /// A value as it is kept, of a customer of this kind.
    pub fn value(&self, kind: CustomerKind, key: &str, value: &Value) -> Result<Value, AttributeError> {
        let definition = self.get(key).ok_or_else(AttributeError::unknown)?;
        definition.check_settable(kind)?;
        definition.read(value)
    }

    /// The attributes of a customer with these changes: null removes one, and what is as it was is not looked at again.
    pub fn merged(
        &self,
        kind: CustomerKind,
        own: &Map<String, Value>,
        changes: &Map<String, Value>,
    ) -> Answer<Map<String, Value>> {
        let mut merged = own.clone();
        let mut faults = Vec::new();
        for (key, value) in changes {
            if value.is_null() {
                merged.remove(key);
            } else if own.get(key) != Some(value) {
                match self.value(kind, key, value) {
                    Ok(value) => {
                        merged.insert(key.clone(), value);
                    }
                    Err(error) => faults.push(fault(key, error)),
                }
            }
        }
        if faults.is_empty() { Ok(merged) } else { Err(Refusal::invalid(faults).into()) }
    }
}

fn fault(key: &str, error: AttributeError) -> Fault {
    Fault::at(format!("/attributes/{}", json::escape(key)), code(error.fault)).hint(error.hint)
}

/// What a refused value is told as.
fn code(fault: AttributeFault) -> FaultCode {
    match fault {
        AttributeFault::Unknown => FaultCode::UnknownField,
        AttributeFault::OtherKind | AttributeFault::Archived => FaultCode::Conflict,
        AttributeFault::WrongType => FaultCode::WrongType,
        AttributeFault::Malformed => FaultCode::Malformed,
        AttributeFault::TooShort => FaultCode::TooShort,
        AttributeFault::TooLong => FaultCode::TooLong,
        AttributeFault::OutOfRange => FaultCode::OutOfRange,
        AttributeFault::NotAccepted => FaultCode::NotAccepted,
    }
}
