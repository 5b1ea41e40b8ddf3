//! What the audit says of a change: what it was before and is after.

use serde_json::{Map, Value, json};

/// What changes with every write, and so says nothing of this one.
const NOISE: [&str; 3] = ["updated_at", "version", "changed_by"];

/// What is read where one may read it, and not in the audit: a card by which its holder is known, and what a complaint says
/// in the words of those who were there.
const UNTOLD: [&str; 6] = ["card", "body", "wish", "explanation", "lesson", "resolution"];

/// The members of two states of a thing that differ, each with `from` and `to`. What is secret is not among them: a
/// member whose name ends in `_hash`, or that is [`UNTOLD`], is only said to have changed.
pub fn changes(before: &Value, after: &Value) -> Value {
    let empty = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let mut told = Map::new();
    for name in names.filter(|name| !NOISE.contains(&name.as_str())) {
        let (from, to) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        if from != to {
            let is_untold = name.ends_with("_hash") || UNTOLD.contains(&name.as_str());
            let change = if is_untold { json!("changed") } else { json!({"from": from, "to": to}) };
            told.insert(name.clone(), change);
        }
    }
    Value::Object(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_and_no_secret() {
        for (before, after, told) in [
            (json!({"a": 1, "b": 2}), json!({"a": 1, "b": 3}), json!({"b": {"from": 2, "to": 3}})),
            (json!({"a": 1}), json!({"b": [1]}), json!({"a": {"from": 1, "to": null}, "b": {"from": null, "to": [1]}})),
            (json!({"version": 1, "updated_at": "x"}), json!({"version": 2, "updated_at": "y"}), json!({})),
            (json!({"password_hash": "x"}), json!({"password_hash": "y"}), json!({"password_hash": "changed"})),
            (json!({"card": "C-1"}), json!({"card": null}), json!({"card": "changed"})),
            (json!({"resolution": null}), json!({"resolution": "赔礼"}), json!({"resolution": "changed"})),
            (json!(null), json!({"a": 1}), json!({"a": {"from": null, "to": 1}})),
        ] {
            assert_eq!(changes(&before, &after), told);
        }
    }
}
