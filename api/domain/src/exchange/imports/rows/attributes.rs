//! Cells of attributes: words of people become values of the type.

use serde_json::Value;

use super::reading::{Cells, Reason, in_words, unreadable};
use crate::customers::attributes::{AttributeType, Definition, number, parse_number};
use crate::exchange::imports::cells;
use crate::exchange::imports::fields::Field;
use crate::exchange::words::{plain, read_answer};
use crate::message;
use crate::period;
use crate::text::{Language, Message, half_width};

impl<S: AsRef<str>> Cells<'_, S> {
    /// The attributes of a row; a cell that is no value of its attribute is left out.
    pub(super) fn attributes(&mut self) -> Vec<(String, Value)> {
        let reader = *self.reader;
        let mut read = Vec::new();
        for definition in reader.attributes {
            let Some(cell) = reader.layout.attribute(self.row, &definition.key) else { continue };
            let value = match self.value(definition, cell) {
                Ok(value) => definition.read(&value).map_err(|error| in_words("attribute")(error.hint)),
                Err(reason) => Err(reason),
            };
            match value {
                Ok(value) => read.push((definition.key.clone(), value)),
                Err((code, why)) => {
                    let said =
                        message!("`{name}`: {why}", "`{name}`：{why}", name = definition.names.message(), why = why);
                    self.warn(Field::Attributes, (code, said));
                }
            }
        }
        read
    }

    fn value(&self, definition: &Definition, cell: &str) -> Result<Value, Reason> {
        let unknown = |expected: Message| ("attribute", expected);
        match definition.value_type {
            AttributeType::Text => Ok(Value::String(cell.to_owned())),
            AttributeType::Integer | AttributeType::Decimal => {
                let digits = half_width(cell).replace([',', ' '], "");
                parse_number(&digits).map(number).ok_or_else(|| unknown(definition.expected()))
            }
            AttributeType::Boolean => {
                let said = || unknown(message!("expected yes or no", "应为是或否"));
                read_answer(cell).map(Value::Bool).ok_or_else(said)
            }
            AttributeType::Date => {
                let reader = self.reader;
                let at = cells::parse_instant(cell, reader.dates, reader.zone).map_err(unreadable)?;
                Ok(Value::String(period::local_day(at, reader.zone).to_string()))
            }
            AttributeType::Choice => {
                let cell = plain(cell);
                let is_meant = |name: &str| plain(name) == cell;
                let option = definition.options.iter().find(|option| {
                    is_meant(&option.code)
                        || is_meant(option.names.text(Language::Chinese))
                        || is_meant(option.names.text(Language::English))
                });
                option.map(|option| Value::String(option.code.clone())).ok_or_else(|| unknown(definition.expected()))
            }
        }
    }
}
