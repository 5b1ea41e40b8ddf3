//! Who may ask what: nobody, every role, another region, keys.

use std::collections::BTreeMap;

use regulars_domain::permissions::allows;
use regulars_tests::{Action, Actor, Reply, Role};

use super::document::{Operation, operations};
use super::samples::{self, Foreign, Sample, handed_out};
use super::world::{Place, World};

/// Every operation with its sample. Fails on an operation that has not just one, and on a sample of no operation.
pub fn known() -> Vec<(Operation, &'static Sample)> {
    let mut samples: BTreeMap<&str, &'static Sample> = BTreeMap::new();
    for sample in samples::samples() {
        assert!(samples.insert(sample.operation, sample).is_none(), "{} has two samples", sample.operation);
    }
    let mut missing = Vec::new();
    let mut found = Vec::new();
    for operation in operations() {
        match samples.remove(operation.id.as_str()) {
            Some(sample) => found.push((operation, sample)),
            None => missing.push(operation.id),
        }
    }
    assert!(missing.is_empty(), "add a row to tests/contract/samples/<area>.rs for {missing:?}");
    assert!(samples.is_empty(), "there is no operation called {:?}", samples.keys());
    found
}

/// What was expected and did not happen, told together at the end.
#[derive(Default)]
pub struct Findings {
    told: Vec<String>,
    tried: usize,
}

impl Findings {
    pub fn expect(&mut self, holds: bool, who: &str, operation: &Operation, reply: &Reply, expected: &str) {
        self.tried += 1;
        if !holds {
            let told = format!("{who}: {} should be {expected}, is {} {}", operation.id, reply.status, reply.body);
            self.told.push(told.chars().take(600).collect());
        }
    }

    /// Fails when something was found, and when nothing was tried.
    pub fn none(self) {
        assert!(self.told.is_empty(), "{} findings:\n{}", self.told.len(), self.told.join("\n"));
        assert!(self.tried > 0, "no operation was tried");
    }
}

pub fn succeeded(operation: &Operation, reply: &Reply) -> bool {
    operation.success.contains(&reply.status)
}

async fn ask(w: &World, at: &Place, who: &Actor, operation: &Operation, sample: &Sample) -> Reply {
    (sample.ask)(w, at, who).await.send(operation, who).await
}

/// Who needs not be known: what opens and ends a session, and what sets a password that is lost.
const PUBLIC: [&str; 5] = ["ask_for_reset", "follow_link", "log_in", "log_out", "refresh_session"];

/// What everybody known may ask, whatever their role: about their own session and themselves.
const FOR_EVERYBODY: [&str; 23] = [
    "begin_second_factor",
    "change_password",
    "check_session",
    "confirm_second_factor",
    "create_saved_view",
    "delete_saved_view",
    "delete_session",
    "get_me",
    "get_notification_settings",
    "get_saved_view",
    "get_second_factor",
    "list_approvals",
    "list_notifications",
    "list_saved_views",
    "list_sessions",
    "prepare_download",
    "prove_identity",
    "put_notification_settings",
    "read_notification",
    "read_notifications",
    "remove_second_factor",
    "replace_recovery_codes",
    "update_saved_view",
];

#[test]
fn an_operation_without_an_action_is_one_of_few() {
    let without = operations().into_iter().filter(|operation| operation.actions.is_empty());
    let (public, open): (Vec<_>, Vec<_>) = without.partition(|operation| operation.public);
    let named = |found: Vec<Operation>| {
        let mut ids: Vec<String> = found.into_iter().map(|operation| operation.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(named(public), PUBLIC);
    assert_eq!(named(open), FOR_EVERYBODY);
}

/// Without this a 404 or 403 elsewhere could be that of a sample that is wrong.
#[actix_web::test]
async fn every_sample_succeeds_about_either_region() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known() {
        for (place, named) in [(&w.north, "the admin in the north"), (&w.south, "the admin in the south")] {
            // Somebody new each time: some operations end the caller's session.
            let reply = ask(&w, place, &w.app.admin().await, &operation, sample).await;
            findings.expect(succeeded(&operation, &reply), named, &operation, &reply, "a success");
        }
    }
    findings.none();
}

#[actix_web::test]
async fn nobody_gets_nothing_but_what_is_public() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for (operation, sample) in known() {
        let reply = ask(&w, &w.north, &w.app.nobody(), &operation, sample).await;
        if operation.public {
            findings.expect(succeeded(&operation, &reply), "nobody", &operation, &reply, "a success");
        } else {
            let refused = reply.status == 401 && reply.body["code"] == "unauthenticated";
            findings.expect(refused, "nobody", &operation, &reply, "401");
        }
    }
    findings.none();
}

#[actix_web::test]
async fn every_role_may_what_the_table_says() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for &role in Role::ALL {
        let who = w.app.actor(role, &w.app.units.group).await;
        for (operation, sample) in known().into_iter().filter(|(operation, _)| !operation.public) {
            let reply = ask(&w, &w.north, &who, &operation, sample).await;
            if operation.actions.iter().all(|&action| allows(role, action)) {
                findings.expect(succeeded(&operation, &reply), role.as_str(), &operation, &reply, "a success");
            } else {
                findings.expect(forbidden(&reply), role.as_str(), &operation, &reply, "403");
            }
        }
    }
    findings.none();
}

fn forbidden(reply: &Reply) -> bool {
    reply.status == 403 && reply.body["code"] == "forbidden"
}

#[actix_web::test]
async fn another_region_does_not_exist() {
    let w = World::new().await;
    let mut findings = Findings::default();
    for &role in Role::ALL {
        let who = w.app.actor(role, &w.north.region).await;
        for (operation, sample) in allowed(|action| allows(role, action)) {
            look_abroad(&w, &who, role.as_str(), &operation, sample, &mut findings).await;
        }
    }
    findings.none();
}

/// The operations that somebody may ask.
fn allowed(may: impl Fn(Action) -> bool) -> Vec<(Operation, &'static Sample)> {
    let mut found = known();
    found.retain(|(operation, _)| !operation.public && operation.actions.iter().all(|action| may(*action)));
    found
}

fn shows(reply: &Reply, place: &Place) -> bool {
    let text = String::from_utf8_lossy(&reply.bytes);
    place.ids().iter().any(|id| text.contains(id))
}

/// How many it counts; none when it counts nothing.
fn counted(reply: &Reply) -> Option<i64> {
    let plain = ["count", "total", "customers"].iter().find_map(|name| reply.body[*name].as_i64());
    let total = || ["people", "end"].iter().find_map(|name| reply.body["total"][*name].as_i64());
    // Cohorts have no total.
    let rows = || -> Option<i64> { reply.body["data"].as_array()?.iter().map(|row| row["customers"].as_i64()).sum() };
    // Of years there are the classes.
    let year = || reply.body["years"].as_array().map_or(Some(&reply.body["present"]), |years| years.last());
    let classes =
        || -> Option<i64> { year()?["classes"].as_array()?.iter().map(|class| class["customers"].as_i64()).sum() };
    plain.or_else(total).or_else(classes).or_else(rows)
}

/// At home it works, abroad there is nothing.
async fn look_abroad(w: &World, who: &Actor, named: &str, o: &Operation, sample: &Sample, findings: &mut Findings) {
    let abroad = ask(w, &w.south, who, o, sample).await;
    if !matches!(sample.foreign, Foreign::Unscoped | Foreign::Own | Foreign::Root) {
        let home = ask(w, &w.north, who, o, sample).await;
        findings.expect(succeeded(o, &home), named, o, &home, "a success in the own region");
        if sample.foreign == Foreign::Filtered {
            findings.expect(shows(&home, &w.north), named, o, &home, "with rows of the own region");
        }
    }
    judge_abroad(w, named, o, sample, &abroad, findings).await;
}

/// What was asked abroad is answered as the sample says.
async fn judge_abroad(w: &World, named: &str, o: &Operation, sample: &Sample, abroad: &Reply, findings: &mut Findings) {
    match sample.foreign {
        Foreign::Unscoped | Foreign::Own => {
            findings.expect(!shows(abroad, &w.south), named, o, abroad, "without anything of another region");
        }
        Foreign::Root => findings.expect(forbidden(abroad), named, o, abroad, "403 below the root"),
        Foreign::Everywhere => findings.expect(shows(abroad, &w.south), named, o, abroad, "found in another region"),
        Foreign::Hidden => {
            let hidden = abroad.status == 404 && abroad.body["code"] == "not_found";
            findings.expect(hidden, named, o, abroad, "404 in another region");
        }
        Foreign::Refused => {
            let refused = abroad.status == 422 && abroad.body["errors"][0]["code"] == "not_found";
            findings.expect(refused, named, o, abroad, "422 for what is in another region");
        }
        Foreign::Counted => {
            let all = ask(w, &w.south, &w.admin, o, sample).await;
            let fewer = succeeded(o, abroad) && Some(0) < counted(abroad) && counted(abroad) < counted(&all);
            findings.expect(fewer, named, o, abroad, "a count of the own region");
        }
        Foreign::Itemised => {
            let results = abroad.body["results"].as_array().cloned().unwrap_or_default();
            let refused = !results.is_empty() && results.iter().all(|result| result["status"] == 422);
            findings.expect(refused, named, o, abroad, "422 for each item in another region");
        }
        Foreign::Filtered => {
            let without = succeeded(o, abroad) && !shows(abroad, &w.south);
            findings.expect(without, named, o, abroad, "without rows of another region");
            let all = ask(w, &w.south, &w.admin, o, sample).await;
            findings.expect(shows(&all, &w.south), "admin", o, &all, "with rows of every region");
        }
    }
}

/// What an operation that writes may reach is stated by its sample, and then tried.
#[test]
fn every_write_states_its_reach() {
    let writes = known().into_iter().filter(|(operation, _)| operation.method != "get");
    let silent = writes.filter(|(operation, sample)| match sample.foreign {
        Foreign::Unscoped => true,
        // Who shows the whole number is found at any counter.
        Foreign::Everywhere => operation.id != "look_customer_up",
        _ => false,
    });
    let silent: Vec<String> = silent.map(|(operation, _)| operation.id).collect();
    assert!(silent.is_empty(), "whom does it reach? Say so in tests/contract/samples/<area>.rs: {silent:?}");
}

/// A key of one store writes nothing of another one, nor anything that counts for the whole organisation.
#[actix_web::test]
async fn a_key_of_one_store_writes_nothing_elsewhere() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let key = w.app.key(Action::ALL, &w.north.store).await;
    let writes = allowed(|_| true).into_iter().filter(|(operation, _)| operation.keys && operation.method != "get");
    for (operation, sample) in writes {
        let abroad = ask(&w, &w.south, &key, &operation, sample).await;
        judge_abroad(&w, "a key of a store", &operation, sample, &abroad, &mut findings).await;
    }
    findings.none();
}

#[actix_web::test]
async fn a_key_may_what_its_scopes_say() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let everything = w.app.key(Action::ALL, &w.app.units.group).await;
    for (operation, sample) in known().into_iter().filter(|(operation, _)| !operation.public) {
        if !operation.keys {
            let reply = ask(&w, &w.north, &everything, &operation, sample).await;
            findings.expect(forbidden(&reply), "a key of every scope", &operation, &reply, "403");
            continue;
        }
        let needed = [operation.actions.clone(), handed_out(&operation.id)].concat();
        let exact = w.app.key(&needed, &w.app.units.group).await;
        let reply = ask(&w, &w.north, &exact, &operation, sample).await;
        findings.expect(succeeded(&operation, &reply), "a key of just this scope", &operation, &reply, "a success");
        for missing in &operation.actions {
            let others: Vec<Action> = Action::ALL.iter().copied().filter(|action| action != missing).collect();
            let other = w.app.key(&others, &w.app.units.group).await;
            let reply = ask(&w, &w.north, &other, &operation, sample).await;
            findings.expect(forbidden(&reply), "a key without the scope", &operation, &reply, "403");
        }
    }
    findings.none();
}

#[actix_web::test]
async fn a_key_of_one_region_reaches_no_other() {
    let w = World::new().await;
    let mut findings = Findings::default();
    let key = w.app.key(Action::ALL, &w.north.region).await;
    for (operation, sample) in allowed(|_| true).into_iter().filter(|(operation, _)| operation.keys) {
        look_abroad(&w, &key, "a key of the north", &operation, sample, &mut findings).await;
    }
    findings.none();
}
