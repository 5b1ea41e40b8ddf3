//! Whether a value is what a schema of the API document says: the words of JSON Schema that the document uses, and no
//! member that it does not name. A word that is not known here is a deviation too: nothing is passed over.

use std::collections::{BTreeMap, HashMap};
use std::ptr;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate};
use regex::Regex;
use serde_json::{Map, Value};

/// What says nothing about whether a value fits.
const REMARKS: [&str; 6] = ["default", "deprecated", "description", "example", "examples", "title"];

/// Adds to `found` every way in which the value differs from the schema.
pub fn check(document: &'static Value, schema: &'static Value, value: &Value, found: &mut Vec<String>) {
    Check { document }.value(schema, value, "", found);
}

/// What was gathered of each schema of the document, by its address: it is asked about for every object of every reply.
static SHAPES: LazyLock<Mutex<HashMap<usize, &'static Shape>>> = LazyLock::new(Mutex::default);

struct Check {
    document: &'static Value,
}

impl Check {
    fn value(&self, schema: &'static Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let Some(words) = schema.as_object() else { return };
        for (word, said) in words {
            match word.as_str() {
                "$ref" => self.value(self.target(said), value, at, found),
                "oneOf" => self.one_of(said, value, at, found),
                "type" if !kinds(said).any(|kind| is(kind, value)) => {
                    found.push(format!("{at}: {value} is no {said}"));
                }
                "enum" if !said.as_array().is_some_and(|values| values.contains(value)) => {
                    found.push(format!("{at}: {value} is not among {said}"));
                }
                "const" if said != value => found.push(format!("{at}: {value} is not {said}")),
                "pattern" => {
                    if let Some(text) = value.as_str().filter(|text| !matches(said, text)) {
                        found.push(format!("{at}: {text:?} is not {said}"));
                    }
                }
                "type" | "enum" | "const" => {}
                "properties" | "required" | "additionalProperties" | "propertyNames" => {}
                "allOf" if !value.is_object() => found.push(format!("{at}: {value} is no object")),
                "allOf" => {}
                "items" => value.as_array().into_iter().flatten().enumerate().for_each(|(n, item)| {
                    self.value(said, item, &format!("{at}/{n}"), found);
                }),
                "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" => {
                    if !within(word, said, value) {
                        found.push(format!("{at}: {word} is {said}, there is {value}"));
                    }
                }
                "format" => {
                    if let Some(text) = value.as_str().filter(|text| !has_format(said, text)) {
                        found.push(format!("{at}: {text:?} is no {said}"));
                    }
                }
                remark if REMARKS.contains(&remark) => {}
                unknown => found.push(format!("{at}: the schema says {unknown:?}, which is not checked")),
            }
        }
        if let Some(members) = value.as_object() {
            self.members(schema, members, at, found);
        }
    }

    /// An object: its members all at once, since the parts of an `allOf` share them.
    fn members(&self, schema: &'static Value, members: &Map<String, Value>, at: &str, found: &mut Vec<String>) {
        let shape = self.shape(schema);
        for name in shape.required.iter().filter(|name| !members.contains_key(**name)) {
            found.push(format!("{at}/{name} is not there"));
        }
        for (name, member) in members {
            let place = format!("{at}/{name}");
            if let Some(names) = shape.names {
                self.value(names, &Value::String(name.clone()), &place, found);
            }
            match (shape.properties.get(name.as_str()), shape.others) {
                (Some(property), _) => self.value(property, member, &place, found),
                (None, Some(others)) if others.is_object() => self.value(others, member, &place, found),
                (None, Some(Value::Bool(true))) => {}
                (None, _) if shape.is_open() => {}
                (None, _) => found.push(format!("{place} is not described")),
            }
        }
    }

    /// What a schema says of members.
    fn shape(&self, schema: &'static Value) -> &'static Shape {
        let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
        shapes.entry(ptr::from_ref(schema).addr()).or_insert_with(|| {
            let mut shape = Shape::default();
            self.gather(schema, &mut shape);
            Box::leak(Box::new(shape))
        })
    }

    /// Collects what a schema and the parts of its `allOf` say of members. A `$ref` beside is followed by itself.
    fn gather(&self, schema: &'static Value, shape: &mut Shape) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            shape.properties.insert(name, property);
        }
        shape.required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        shape.others = schema.get("additionalProperties").or(shape.others);
        shape.names = schema.get("propertyNames").or(shape.names);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match part.get("$ref") {
                Some(target) => self.gather(self.target(target), shape),
                None => self.gather(part, shape),
            }
        }
    }

    /// Just one of the schemas fits.
    fn one_of(&self, schemas: &'static Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let mut nearest: Option<Vec<String>> = None;
        let mut fitting = 0;
        for schema in schemas.as_array().into_iter().flatten() {
            let mut wrong = Vec::new();
            self.value(schema, value, at, &mut wrong);
            fitting += usize::from(wrong.is_empty());
            if nearest.as_ref().is_none_or(|known| wrong.len() < known.len()) {
                nearest = Some(wrong);
            }
        }
        match fitting {
            1 => {}
            0 => found.extend(nearest.unwrap_or_default()),
            several => found.push(format!("{at}: {value} fits {several} of the schemas, not one")),
        }
    }

    fn target(&self, reference: &Value) -> &'static Value {
        let pointer = reference.as_str().unwrap_or_default().trim_start_matches('#');
        self.document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

/// What is said of an object's members.
#[derive(Default)]
struct Shape {
    properties: BTreeMap<&'static str, &'static Value>,
    required: Vec<&'static str>,
    others: Option<&'static Value>,
    names: Option<&'static Value>,
}

impl Shape {
    /// Nothing is said of members here: this schema only refers to others, or to any object.
    fn is_open(&self) -> bool {
        self.properties.is_empty() && self.others.is_none()
    }
}

/// `"string"` or `["string", "null"]`.
fn kinds(said: &Value) -> impl Iterator<Item = &str> {
    said.as_str().into_iter().chain(said.as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn within(word: &str, bound: &Value, value: &Value) -> bool {
    let size = match word {
        "minimum" | "maximum" => value.as_f64(),
        "minLength" | "maxLength" => value.as_str().map(|text| count(text.chars().count())),
        _ => value.as_array().map(|items| count(items.len())),
    };
    match (size, bound.as_f64()) {
        (Some(size), Some(bound)) if word.starts_with("min") => size >= bound,
        (Some(size), Some(bound)) => size <= bound,
        _ => true,
    }
}

fn count(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::MAX, f64::from)
}

/// Whether a text fits a pattern of the document.
pub fn matches(pattern: &Value, text: &str) -> bool {
    static COMPILED: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let pattern = pattern.as_str().unwrap_or_default();
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compiled = compiled.entry(pattern.to_owned());
    compiled.or_insert_with(|| Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"))).is_match(text)
}

fn has_format(format: &Value, text: &str) -> bool {
    match format.as_str() {
        Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
        Some("date") => NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
        _ => true,
    }
}
