//! The operations of the document, as the tests need them.

use regulars_tests::{Action, Value};

/// One operation.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    /// Lower case, as in the document.
    pub method: String,
    /// With `{parameters}`.
    pub path: String,
    /// Nobody needs to be known.
    pub public: bool,
    /// Every action that is needed.
    pub actions: Vec<Action>,
    /// Whether a key may ask at all.
    pub keys: bool,
    /// What the body is.
    pub content_type: Option<String>,
    pub wants_if_match: bool,
    pub takes_idempotency_key: bool,
    /// The statuses of success it names.
    pub success: Vec<u16>,
    pub raw: Value,
}

/// Every operation, by path.
pub fn operations() -> Vec<Operation> {
    let paths = regulars_tests::document()["paths"].as_object().unwrap();
    let items = paths.iter().flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(m, o)| (path, m, o)));
    items.map(|(path, method, raw)| Operation::read(path, method, raw)).collect()
}

impl Operation {
    /// The names of the path's parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    fn read(path: &str, method: &str, raw: &Value) -> Operation {
        let id = raw["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no operationId")).to_owned();
        let security = raw["security"].as_array().unwrap_or_else(|| panic!("{id} does not say who may ask"));
        let words = raw["x-actions"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let held: Vec<Action> =
            words.map(|word| word.parse().unwrap_or_else(|_| panic!("{id}: no action is called {word}"))).collect();
        let header = |name: &str| {
            let parameters = raw["parameters"].as_array().into_iter().flatten();
            parameters.into_iter().any(|parameter| parameter["in"] == "header" && parameter["name"] == name)
        };
        let statuses = raw["responses"].as_object().unwrap().keys().filter_map(|status| status.parse().ok());
        Operation {
            public: security.is_empty(),
            keys: security.iter().any(|needed| needed.get("key").is_some()),
            content_type: raw["requestBody"]["content"].as_object().and_then(|types| types.keys().next().cloned()),
            wants_if_match: header("If-Match"),
            takes_idempotency_key: header("Idempotency-Key"),
            success: statuses.filter(|status| (200..300).contains(status)).collect(),
            actions: held,
            id,
            method: method.to_owned(),
            path: path.to_owned(),
            raw: raw.clone(),
        }
    }
}
