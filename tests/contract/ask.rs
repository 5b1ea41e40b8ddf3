//! A request of one operation: what a sample says of it, and how it is sent.

use regulars_tests::{Actor, Request, Value};

use super::document::Operation;

/// A request of one operation.
#[derive(Clone, Default)]
pub struct Ask {
    parameters: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    /// What the body is, where the operation takes several kinds.
    content_type: Option<&'static str>,
}

impl Ask {
    /// A request without anything.
    pub fn plain() -> Ask {
        Ask::default()
    }

    /// A request about the resource `{id}`.
    pub fn of(id: impl Into<String>) -> Ask {
        Ask::plain().parameter("id", id)
    }

    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.parameters.push((name, value.into()));
        self
    }

    /// What stands for a `{parameter}` of the path.
    pub fn path_parameter(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| panic!("the sample names no {name}"), |(_, value)| value)
    }

    pub fn query(mut self, query: impl Into<String>) -> Ask {
        self.query = query.into();
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Ask {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(self, body: Value) -> Ask {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Ask {
        self.body = Some(bytes.into());
        self
    }

    pub fn content_type(mut self, content_type: &'static str) -> Ask {
        self.content_type = Some(content_type);
        self
    }

    /// The same about something else: this `{parameter}` of the path is `id`.
    pub fn about(mut self, parameter: &str, id: &str) -> Ask {
        let places = self.parameters.iter_mut().filter(|(name, _)| *name == parameter);
        assert_eq!(places.map(|(_, value)| id.clone_into(value)).count(), 1, "the sample names no {parameter}");
        self
    }

    /// Sends it as somebody, with the headers it needs.
    pub fn send(&self, operation: &Operation, who: &Actor) -> Request {
        let mut request = self.bare(operation, who);
        if operation.wants_if_match {
            request = request.if_match("*");
        }
        if operation.takes_idempotency_key {
            request = request.once();
        }
        match (&operation.content_type, &self.body) {
            (Some(content_type), Some(body)) => request.body(self.content_type.unwrap_or(content_type), body.clone()),
            (None, None) => request,
            (Some(_), None) => panic!("the sample of {} has no body", operation.id),
            (None, Some(_)) => panic!("the sample of {} has a body, the operation takes none", operation.id),
        }
    }

    /// The request without body, If-Match and Idempotency-Key.
    pub fn bare(&self, operation: &Operation, who: &Actor) -> Request {
        let mut path = operation.path.clone();
        for (name, value) in &self.parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "the sample of {} leaves {path} open", operation.id);
        if !self.query.is_empty() {
            path = format!("{path}?{}", self.query);
        }
        let method = operation.method.to_uppercase().parse().unwrap();
        let request = who.request(method, &path);
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// The body that succeeds.
    pub fn content(&self) -> Vec<u8> {
        self.body.clone().unwrap_or_default()
    }
}
