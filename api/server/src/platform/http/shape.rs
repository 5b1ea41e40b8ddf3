//! A body held against its type and against what the document says of it: every fault is told at once.
//!
//! Serde stops at the first fault. What is wrong is therefore set right by an example out of the document, and the body
//! read again, until it can be read; then the rules of the type say what else is wrong.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, web};
use regulars_domain::message;
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

use super::{schemas, strict_objects};
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Place, Refusal};
use crate::platform::json;

/// Faults that are told of one body: further ones are seldom read.
const MOST_FAULTS: usize = 30;

/// What the document says of the body of one operation, or of a part of it.
#[derive(Clone, Copy, Default)]
pub struct Shape {
    /// The document, and the schema in it; none where there is none.
    known: Option<(&'static Value, &'static Value)>,
}

impl Shape {
    /// That of the operation which the request asks for.
    pub fn of(request: &HttpRequest) -> Shape {
        let document = request.app_data::<web::Data<App>>().map(|app| (app.composition.document)());
        let pattern = request.match_pattern().unwrap_or_default();
        let method = request.method().as_str();
        let known = document.and_then(|document| Some((document, schemas::body_of(document, &pattern, method)?)));
        Shape { known }
    }

    /// That of the items of its list `items`.
    pub fn of_items(self) -> Shape {
        let known = self.known.and_then(|(document, schema)| {
            let batch =
                schemas::forms(document, schema).into_iter().find_map(|form| schemas::member_of(form, "items"))?;
            Some((document, batch.get("items")?))
        });
        Shape { known }
    }

    /// Reads JSON: 400 when it is none, 422 with all faults when it does not fit.
    pub fn read<T: DeserializeOwned + Validate>(self, bytes: &[u8]) -> Answer<T> {
        // An array may stand for an object only where there is one.
        if !bytes.contains(&b'[') {
            match json::parse::<T>(bytes) {
                Ok(value) => return json::check(&value).map(|()| value),
                Err(Error::Refused(refusal)) if refusal.code == Code::Invalid => {}
                Err(error) => return Err(error),
            }
        }
        self.read_value(json::value(bytes)?)
    }

    /// The same for a value that is JSON already.
    pub fn read_value<T: DeserializeOwned + Validate>(self, value: Value) -> Answer<T> {
        let first = match self.look::<T>(&value)? {
            Looked::Fits(read) => return json::check(&read).map(|()| read),
            Looked::Wrong(fault) => fault,
        };
        Err(self.all_faults::<T>(value, first)?.into())
    }

    /// One look: the value, or the first thing that is wrong with it.
    fn look<T: DeserializeOwned>(self, value: &Value) -> Answer<Looked<T>> {
        let misplaced =
            self.known.and_then(|(document, schema)| strict_objects::misplaced_array(document, schema, value));
        if let Some(pointer) = misplaced {
            return Ok(Looked::Wrong(list_for_object(pointer)));
        }
        match json::read(value, "", json::pointer_of) {
            Ok(read) => Ok(Looked::Fits(read)),
            Err(Error::Refused(refusal)) => match refusal.faults.into_iter().next() {
                Some(fault) => Ok(Looked::Wrong(fault)),
                None => Err(Refusal::of(refusal.code).into()),
            },
            Err(error) => Err(error),
        }
    }

    /// Everything that is wrong with a value, of which `first` is known.
    fn all_faults<T: DeserializeOwned + Validate>(self, mut value: Value, first: Fault) -> Answer<Refusal> {
        let mut faults = vec![first];
        let mut mended = BTreeSet::new();
        while faults.len() < MOST_FAULTS {
            let Some(Fault { place: Place::Pointer(pointer), code, .. }) = faults.last() else { break };
            let pointer = pointer.clone();
            let right = match code {
                FaultCode::UnknownField => None,
                _ => self.known.and_then(|(document, schema)| schemas::example_at(document, schema, &pointer)),
            };
            if !mended.insert(pointer.clone()) || !put(&mut value, &pointer, right) {
                break;
            }
            match self.look::<T>(&value)? {
                Looked::Wrong(fault) if fault_is_new(&fault, &mended) => faults.push(fault),
                Looked::Wrong(_) => break,
                Looked::Fits(read) => {
                    let more = json::check(&read).err().map(|error| error.refusal().faults).unwrap_or_default();
                    faults.extend(more.into_iter().filter(|fault| fault_is_new(fault, &mended)));
                    break;
                }
            }
        }
        faults.sort_by_key(|fault| match &fault.place {
            Place::Pointer(pointer) => pointer.clone(),
            Place::Parameter(name) | Place::Header(name) => name.clone(),
        });
        Ok(Refusal::invalid(faults))
    }
}

/// A list stands where an object is expected.
pub(super) fn list_for_object(pointer: impl Into<String>) -> Fault {
    let hint = message!("expected an object, not a list", "应为对象，不能是列表");
    Fault::at(pointer, FaultCode::WrongType).hint(hint)
}

enum Looked<T> {
    Fits(T),
    Wrong(Fault),
}

/// Whether a fault is the caller's and not of what was put in its place.
fn fault_is_new(fault: &Fault, mended: &BTreeSet<String>) -> bool {
    let Place::Pointer(pointer) = &fault.place else { return true };
    !mended
        .iter()
        .any(|place| pointer.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Puts a value at a place of another, or takes away what is there; false where there is no such place.
fn put(value: &mut Value, pointer: &str, right: Option<Value>) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return right.is_some_and(|right| {
            *value = right;
            true
        });
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent), right) {
        (Some(Value::Object(members)), Some(right)) => {
            members.insert(key, right);
            true
        }
        (Some(Value::Object(members)), None) => members.remove(&key).is_some(),
        (Some(Value::Array(items)), right) => {
            let item = key.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            match (item, right) {
                (Some(item), Some(right)) => {
                    *item = right;
                    true
                }
                _ => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};
    use validator::Validate;

    use super::Shape;
    use crate::platform::error::{Answer, Error, FaultCode, Place};

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Line {
        #[validate(range(min = 1))]
        amount: i64,
        #[serde(default)]
        on: Option<chrono::NaiveDate>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Body {
        name: String,
        #[validate(nested)]
        lines: Vec<Line>,
    }

    fn shape() -> Shape {
        let document: &'static Value = Box::leak(Box::new(json!({
            "type": "object", "required": ["name", "lines"], "properties": {
                "name": {"type": "string"},
                "lines": {"type": "array", "items": {"type": "object", "required": ["amount"], "properties": {
                    "amount": {"type": "integer", "minimum": 1}, "on": {"type": ["string", "null"], "format": "date"},
                }}},
            },
        })));
        Shape { known: Some((document, document)) }
    }

    fn faults(body: &str) -> Vec<(String, FaultCode)> {
        let read: Answer<Body> = shape().read(body.as_bytes());
        let Err(Error::Refused(refusal)) = read else { panic!("{body} was taken") };
        let place = |place: &Place| match place {
            Place::Pointer(pointer) => pointer.clone(),
            other => panic!("{other:?}"),
        };
        refusal.faults.iter().map(|fault| (place(&fault.place), fault.code)).collect()
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let cases = [
            (r#"{}"#, vec![("/lines", FaultCode::Required), ("/name", FaultCode::Required)]),
            (
                r#"{"name": 7, "colour": "red", "lines": [{"amount": "x"}, {"amount": 0, "on": "x"}, [1]]}"#,
                vec![
                    ("/colour", FaultCode::UnknownField),
                    ("/lines/0/amount", FaultCode::WrongType),
                    ("/lines/1/amount", FaultCode::OutOfRange),
                    ("/lines/1/on", FaultCode::Malformed),
                    ("/lines/2", FaultCode::WrongType),
                    ("/name", FaultCode::WrongType),
                ],
            ),
            (r#"[1]"#, vec![("", FaultCode::WrongType)]),
            (r#"{"name": "a", "lines": [{"amount": 0}]}"#, vec![("/lines/0/amount", FaultCode::OutOfRange)]),
        ];
        for (body, expected) in cases {
            let expected: Vec<_> = expected.into_iter().map(|(at, code)| (at.to_owned(), code)).collect();
            assert_eq!(faults(body), expected, "{body}");
        }
    }

    #[test]
    fn what_fits_is_read() {
        let read: Answer<Body> = shape().read(br#"{"name": "a", "lines": [{"amount": 2.0}]}"#);
        assert_eq!(read.unwrap().lines.len(), 1);
    }
}
