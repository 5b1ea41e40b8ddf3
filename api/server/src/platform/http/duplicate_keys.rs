//! A member that stands twice in an object: one of the two would be dropped in silence, and which one depends on the
//! reader, so what a proxy checked need not be what is booked.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::platform::json::escape;

/// The JSON pointer to the first member that stands twice, at whatever depth; none also for what is no JSON.
pub fn first(bytes: &[u8]) -> Option<String> {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let walk = Walk { at: &Place::Root, found: &mut found };
    // What is wrong with the syntax is told by who parses it in earnest.
    walk.deserialize(&mut reader).ok()?;
    found
}

/// Where the reader is; written out only when something is found.
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Member(above, key) => write!(f, "{above}/{}", escape(key)),
            Place::Item(above, index) => write!(f, "{above}/{index}"),
        }
    }
}

struct Walk<'a> {
    at: &'a Place<'a>,
    found: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while items.next_element_seed(Walk { at: &Place::Item(self.at, index), found: self.found })?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            let place = Place::Member(self.at, &key);
            if self.found.is_some() {
                members.next_value::<IgnoredAny>()?;
            } else if seen.contains(&key) {
                *self.found = Some(place.to_string());
                members.next_value::<IgnoredAny>()?;
            } else {
                members.next_value_seed(Walk { at: &place, found: self.found })?;
                seen.insert(key);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_stands_twice_is_found_at_any_depth() {
        for (text, expected) in [
            (r#"{"a": 1, "b": 2}"#, None),
            (r#"{"a": 1, "a": 1}"#, Some("/a")),
            (r#"{"a": {"b": 1}, "c": [{"b": 1}, {"b": 1, "b": 2}]}"#, Some("/c/1/b")),
            (r#"[{"x/y": 1, "x\u002fy": 2}]"#, Some("/0/x~1y")),
            (r#"{"items": [{"amount": {"amount": 1, "amount": 100}}]}"#, Some("/items/0/amount/amount")),
            (r#"{"a": null, "b": true, "c": 1.5, "d": "x", "e": [], "f": -1}"#, None),
            (r#"{"a": 1, "a""#, None),
            ("nonsense", None),
        ] {
            assert_eq!(first(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
