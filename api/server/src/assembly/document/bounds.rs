//! Bounds in the API document that no annotation carries over: those of what is in a list, of a variant, of a page. Each
//! is the constant that the rule itself uses.

use std::collections::BTreeMap;

use regulars_domain::customers::profiles::LONGEST_TAG;
use regulars_domain::exchange::imports::{LONGEST_SOURCE, LONGEST_WORD, MOST_SOURCES};
use regulars_domain::marketing::segments::{MAX_PARTS, MAX_VALUE};
use regulars_domain::marketing::sign_ups::LONGEST_ORIGIN;
use serde_json::{Value, json};

use super::operations_by_path;
use crate::platform::http::batch::MOST_ITEMS;
use crate::platform::http::parameters::{LONGEST_VALUE, MOST_VALUES};
use crate::platform::identity::network::LONGEST_NETWORK;

/// By schema and the place in it: the least and the most characters or items; least 0 says nothing.
const BOUNDS: &[(&str, &str, usize, usize)] = &[
    ("AttributeRule", "/properties/in/items", 1, MAX_VALUE),
    ("BatchReport_ChangedCustomer", "/properties/results", 0, MOST_ITEMS),
    ("BatchReport_CreatedCustomer", "/properties/results", 0, MOST_ITEMS),
    ("BatchReport_PurchaseOutcome", "/properties/results", 0, MOST_ITEMS),
    ("ChoiceRule", "/properties/in/items", 1, MAX_VALUE),
    ("CustomerChange", "/properties/add_tags/items", 1, LONGEST_TAG),
    ("CustomerChange", "/properties/remove_tags/items", 1, LONGEST_TAG),
    ("CustomerPatch", "/properties/tags/items", 1, LONGEST_TAG),
    ("ImportWords", "/additionalProperties/additionalProperties", 0, LONGEST_WORD),
    ("ImportWords", "/additionalProperties/propertyNames", 0, LONGEST_WORD),
    ("MappingOriginColumn", "/properties/column", 0, LONGEST_SOURCE),
    ("MappingOriginColumns", "/properties/columns", 0, MOST_SOURCES),
    ("MappingOriginColumns", "/properties/columns/items", 0, LONGEST_SOURCE),
    ("MappingOriginConstant", "/properties/constant", 0, LONGEST_SOURCE),
    ("NewApiKey", "/properties/addresses/items", 1, LONGEST_NETWORK),
    ("NewCustomer", "/properties/tags/items", 1, LONGEST_TAG),
    ("NewSignUpForm", "/properties/origins/items", 1, LONGEST_ORIGIN),
    // A group is a part itself.
    ("SegmentRuleAll", "/properties/all", 1, MAX_PARTS - 1),
    ("SegmentRuleAny", "/properties/any", 1, MAX_PARTS - 1),
    ("SignUpFormPatch", "/properties/origins/items", 1, LONGEST_ORIGIN),
];

/// States every bound; after the variants got their names.
pub fn state(document: &mut Value) {
    bound_parameters(document);
    bound_pages(document);
    for (schema, place, least, most) in BOUNDS {
        let Some(part) = document.pointer_mut(&format!("/components/schemas/{schema}{place}")) else { continue };
        bound(part, *least, *most);
    }
}

/// States the bounds of a text or a list.
fn bound(schema: &mut Value, least: usize, most: usize) {
    let (min, max) = if is(schema, "array") { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
    let Some(schema) = schema.as_object_mut() else { return };
    if least > 0 {
        schema.insert(min.to_owned(), json!(least));
    }
    schema.insert(max.to_owned(), json!(most));
}

fn is(schema: &Value, kind: &str) -> bool {
    schema
        .get("type")
        .is_some_and(|said| said == kind || said.as_array().is_some_and(|kinds| kinds.contains(&json!(kind))))
}

/// A parameter that may be repeated, and the texts of one, are bounded where nothing closer is said.
fn bound_parameters(document: &mut Value) {
    for (_, operation) in operations_by_path(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        let schemas = parameters.filter(|parameter| parameter["in"] == "query").filter_map(|one| one.get_mut("schema"));
        for schema in schemas.filter(|schema| is(schema, "array")) {
            if schema.get("maxItems").is_none() {
                bound(schema, 0, MOST_VALUES);
            }
            let one = schema.get_mut("items").filter(|one| is(one, "string"));
            if let Some(one) = one.filter(|one| one.get("maxLength").is_none() && one.get("enum").is_none()) {
                bound(one, 0, LONGEST_VALUE);
            }
        }
    }
}

/// A page has at most as many rows as may be asked for.
fn bound_pages(document: &mut Value) {
    let mut pages: BTreeMap<String, u64> = BTreeMap::new();
    for (_, operation) in operations_by_path(document) {
        let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let limit =
            parameters.filter(|one| one["name"] == "limit").find_map(|one| one.pointer("/schema/maximum")?.as_u64());
        let target = operation.pointer("/responses/200/content/application~1json/schema/$ref").and_then(Value::as_str);
        if let (Some(limit), Some(target)) = (limit, target) {
            let most = pages.entry(target.trim_start_matches('#').to_owned()).or_default();
            *most = limit.max(*most);
        }
    }
    for (list, most) in pages {
        if let Some(data) = document.pointer_mut(&format!("{list}/properties/data")) {
            data["maxItems"] = json!(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{BOUNDS, state};

    #[test]
    fn a_page_and_a_filter_are_bounded() {
        let limit = json!({"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 50}});
        let tags = json!({"in": "query", "name": "tag", "schema": {"type": "array", "items": {"type": "string"}}});
        let page = json!({"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/List"}}}}});
        let mut document = json!({
            "paths": {"/v1/things": {"get": {"parameters": [limit, tags], "responses": page}}},
            "components": {"schemas": {"List": {"properties": {"data": {"type": "array"}}}}},
        });
        state(&mut document);
        assert_eq!(document.pointer("/components/schemas/List/properties/data/maxItems"), Some(&json!(50)));
        let tags = &document["paths"]["/v1/things"]["get"]["parameters"][1]["schema"];
        assert_eq!(tags["maxItems"], 100);
        assert_eq!(tags["items"]["maxLength"], 100);
    }

    #[test]
    fn every_bound_is_of_something() {
        let document = crate::assembly::document::document();
        for (schema, place, ..) in BOUNDS {
            let part = document.pointer(&format!("/components/schemas/{schema}{place}"));
            assert!(part.is_some_and(Value::is_object), "{schema} has no {place}");
        }
    }
}
