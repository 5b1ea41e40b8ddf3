//! Links in the document: each leads to an operation with parameters that are there, and from a real answer to what was
//! made.

use regulars_tests::{Reply, Value};

use super::ask::Ask;
use super::document::{Operation, operations};
use super::permissions::{Findings, known, succeeded};
use super::world::World;

/// Each link of an operation: the status it is of, and itself.
fn links(operation: &Operation) -> Vec<(&str, &Value)> {
    let responses = operation.raw["responses"].as_object().unwrap().iter();
    responses
        .flat_map(|(status, response)| {
            let links = response["links"].as_object().into_iter().flatten();
            links.map(move |(_, link)| (status.as_str(), link))
        })
        .collect()
}

/// The parameters of an operation that must be said, or may be: by name, those of the path too.
fn has_parameter(operation: &Operation, name: &str) -> bool {
    let all = operation.raw["parameters"].as_array().into_iter().flatten();
    all.into_iter().any(|parameter| parameter["name"] == name)
}

#[test]
fn every_link_leads_to_an_operation_with_all_that_it_needs() {
    let all = operations();
    let mut checked = 0;
    for operation in &all {
        for (_, link) in links(operation) {
            let id = link["operationId"].as_str().unwrap();
            let target = all.iter().find(|one| one.id == id);
            let target = target.unwrap_or_else(|| panic!("{}: there is no operation called {id}", operation.id));
            let given = link["parameters"].as_object().unwrap();
            for (name, expression) in given {
                assert!(has_parameter(target, name), "{}: {id} has no parameter {name}", operation.id);
                let expression = expression.as_str().unwrap();
                if let Some(outer) = expression.strip_prefix("$request.path.") {
                    assert!(has_parameter(operation, outer), "{} has no parameter {outer}", operation.id);
                } else {
                    let of_reply = [
                        "$response.body#/id",
                        "$response.body#/key/id",
                        "$response.body#/webhook/id",
                        "$response.header.ETag",
                    ];
                    assert!(of_reply.contains(&expression), "{}: {expression}", operation.id);
                }
            }
            for name in target.parameters() {
                assert!(given.contains_key(name), "{}: {id} needs {name}", operation.id);
            }
            assert!(!target.wants_if_match || given.contains_key("If-Match"), "{}: {id} needs If-Match", operation.id);
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} links were found");
}

/// What is made by a `POST` to a path below which one of them stands has links.
#[test]
fn whatever_is_made_and_can_be_read_is_linked() {
    let all = operations();
    for operation in all.iter().filter(|operation| operation.method == "post" && operation.success.contains(&201)) {
        let one = format!("{}/{{", operation.path);
        let below = |other: &&Operation| {
            other.path.strip_prefix(&one).is_some_and(|rest| !rest.contains('/')) && other.method == "get"
        };
        if let Some(read) = all.iter().find(below) {
            let linked = links(operation).iter().any(|(_, link)| link["operationId"] == *read.id);
            assert!(linked, "{} has no link to {}", operation.id, read.id);
        }
    }
}

/// What an expression of a link is in this exchange.
fn value_of(expression: &str, ask: &Ask, reply: &Reply) -> String {
    match expression.strip_prefix("$request.path.") {
        Some(name) => ask.path_parameter(name).to_owned(),
        None if expression == "$response.header.ETag" => reply.header("etag").to_owned(),
        None => {
            let place = expression.strip_prefix("$response.body#").and_then(|pointer| reply.body.pointer(pointer));
            place.and_then(Value::as_str).unwrap_or_else(|| panic!("there is no {expression}")).to_owned()
        }
    }
}

#[actix_web::test]
async fn a_link_leads_to_what_was_made() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let all = operations();
    for (operation, sample) in known() {
        let reads = links(&operation).into_iter().filter_map(|(status, link)| {
            let target = all.iter().find(|one| link["operationId"] == *one.id && one.method == "get")?;
            Some((status, link, target))
        });
        for (status, link, target) in reads.collect::<Vec<_>>() {
            let ask = (sample.ask)(&w, &w.north, &w.admin).await;
            let made = ask.send(&operation, &w.admin).await;
            if made.status.to_string() != status {
                continue;
            }
            let mut path = target.path.clone();
            for (name, expression) in link["parameters"].as_object().unwrap() {
                let value = value_of(expression.as_str().unwrap(), &ask, &made);
                path = path.replace(&format!("{{{name}}}"), &value);
            }
            let reply = w.admin.get(&path).await;
            findings.expect(succeeded(target, &reply), &format!("by {}", operation.id), target, &reply, "found");
        }
    }
    findings.none();
}
