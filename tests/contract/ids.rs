//! Ids in the document: each has the pattern of its kind, and what is none of its kind is refused in a filter. That the
//! ids of real answers fit is looked at in every answer of every test: see `conformance`.

use regulars_domain::ids::{self, KINDS, external_pattern};
use regulars_tests::{Value, document, fits_pattern, json};

use super::document::{Operation, operations};
use super::lint::walk;
use super::permissions::{Findings, known};
use super::world::World;

/// What is named like an id and has no pattern.
const NO_ID_OF_OURS: [(&str, &str); 9] = [
    // What a partner, a gateway, a mail server or a caller calls it.
    ("", "external_id"),
    ("ExternalId", "id"),
    ("", "gateway_id"),
    ("", "message_id"),
    ("", "request_id"),
    // What happened to a setting has the setting's name, what happened to an export the name of what was exported.
    ("AuditEvent", "subject_id"),
    ("list_audit_events", "subject_id"),
    // No ids at all: how a message is sent, how a figure is measured.
    ("ChannelStatus", "by"),
    ("CampaignEvaluation", "measured_by"),
];

fn is_named_like_an_id(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or_default();
    matches!(last, "id" | "ids" | "by")
}

/// Of each member and parameter that is named like an id: what it is in, its name, and the schema of one text.
fn named_like_ids() -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    let mut add = |of: &str, name: &str, schema: &Value| {
        let one = schema.get("items").unwrap_or(schema);
        let is_text =
            one["type"] == "string" || one["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
        if is_named_like_an_id(name) && is_text {
            found.push((of.to_owned(), name.to_owned(), one.clone()));
        }
    };
    walk("", document(), &mut |at, value| {
        let of = at.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
        let members = value.get("properties").and_then(Value::as_object).into_iter().flatten();
        members.for_each(|(name, member)| add(of.unwrap_or_default(), name, member));
    });
    for operation in operations() {
        for parameter in operation.raw["parameters"].as_array().into_iter().flatten() {
            add(&operation.id, parameter["name"].as_str().unwrap_or_default(), &parameter["schema"]);
        }
    }
    found
}

#[test]
fn every_id_has_the_pattern_of_its_kind() {
    let mut excused = 0;
    let mut patterns = 0;
    for (of, name, schema) in named_like_ids() {
        if NO_ID_OF_OURS.iter().any(|(place, other)| *other == name && (place.is_empty() || *place == of)) {
            assert!(schema.get("pattern").is_none(), "{of}.{name} has a pattern: take it off the list");
            excused += 1;
            continue;
        }
        assert!(schema.get("pattern").is_some(), "{of}.{name} has no pattern: see assembly/document/ids.rs");
        let longest = schema["maxLength"].as_u64().unwrap_or_else(|| panic!("{of}.{name} has no greatest length"));
        let one = KINDS.iter().map(|kind| ids::make(kind.prefix)).find(|id| fits_pattern(&schema["pattern"], id));
        let one = one.unwrap_or_else(|| panic!("{of}.{name}: no id fits {}", schema["pattern"]));
        assert!(one.len() as u64 <= longest, "{of}.{name}: {one} has more than {longest} characters");
        patterns += 1;
    }
    assert!(excused >= NO_ID_OF_OURS.len() && patterns > 250, "{excused} excused, {patterns} with a pattern");
}

#[test]
fn every_example_of_an_id_fits_its_pattern() {
    walk("", document(), &mut |at, value| {
        let examples = value.get("examples").and_then(Value::as_array).into_iter().flatten();
        for example in examples.chain(value.get("example")).filter(|_| value.get("pattern").is_some()) {
            let text = example.as_str().unwrap_or_else(|| panic!("{at}: {example} is no text"));
            assert!(fits_pattern(&value["pattern"], text), "{at}: {example} is not {}", value["pattern"]);
        }
    });
}

#[test]
fn a_partners_own_id_is_told_where_it_is_taken() {
    let pattern = json!(format!("^{}$", external_pattern()));
    let of_128 = "x".repeat(128);
    for good in ["ext:till:T-1", "ext:a_b-9:客 7", "ext:till:x", &format!("ext:{}:{of_128}", "p".repeat(40))] {
        assert!(ids::external(good).is_some() && fits_pattern(&pattern, good), "{good}");
        assert!(good.chars().count() <= ids::EXTERNAL_LENGTH, "{good}");
    }
    for wrong in ["ext:till:", "ext::T-1", "ext:Till:T-1", "ext:till: T-1", &format!("ext:till:{of_128}x"), "till:T-1"]
    {
        assert!(ids::external(wrong).is_none() && !fits_pattern(&pattern, wrong), "{wrong}");
    }
    let takes =
        |schema: &Value| schema["pattern"].as_str().is_some_and(|pattern| pattern.contains(&external_pattern()));
    let taking = named_like_ids().into_iter().filter(|(_, _, schema)| takes(schema));
    let mut taking: Vec<String> = taking.map(|(of, name, _)| format!("{of}.{name}")).collect();
    taking.retain(|place| !place.ends_with(".id"));
    taking.sort();
    // A redemption is named by its id or the partner's own one in a path.
    let expected = [
        "CustomerPatch.referrer_id",
        "HeldPurchaseMatch.customer_id",
        "NewComplaint.customer_id",
        "NewComplaint.purchase_id",
        "NewCustomer.referrer_id",
        "NewMembership.customer_id",
        "NewMerge.merged_id",
        "NewPurchase.customer_id",
        "NewTask.customer_id",
        "NewWish.customer_id",
        "count_customers.referrer_id",
        "export_customers.referrer_id",
        "export_purchases.customer_id",
        "list_complaints.customer_id",
        "list_customers.referrer_id",
        "list_memberships.customer_id",
        "list_purchases.customer_id",
        "list_tasks.customer_id",
        "undo_redemption.points_id",
    ];
    assert_eq!(taking, expected);
}

/// The filters of an operation that take an id.
fn filters(operation: &Operation) -> impl Iterator<Item = &str> {
    let all = operation.raw["parameters"].as_array().into_iter().flatten();
    let ids = all.filter(|parameter| {
        let schema = &parameter["schema"];
        parameter["in"] == "query" && schema.get("items").unwrap_or(schema).get("pattern").is_some()
    });
    ids.filter_map(|parameter| parameter["name"].as_str())
}

#[actix_web::test]
async fn a_filter_takes_ids_of_its_kind_only() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known() {
        for name in filters(&operation) {
            for id in ["nonsense", "unit_80000000000000000000000000", "ext:till:", &ids::make("xyz_")] {
                let ask = (sample.ask)(&w, &w.north, &w.admin).await.query(format!("{name}={id}"));
                let reply = ask.send(&operation, &w.admin).await;
                let fault = &reply.body["errors"][0];
                // The id of anything is still one of those that we make.
                let any = id.starts_with("xyz_") && name == "subject_id";
                let told = reply.status == 400 && fault["parameter"] == name && fault["code"] == "malformed";
                findings.expect(any || told, &format!("{name}={id}"), &operation, &reply, "400 malformed there");
            }
        }
    }
    findings.none();
}
