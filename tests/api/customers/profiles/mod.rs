//! `/v1/customers`: who they are, how they are found, and what hangs on one.

mod ahead;
mod batch;
mod changes;
mod contact;
mod creation;
mod expansions;
mod facts;
mod following;
mod identities;
mod lists;
mod many;
mod merged;
mod months;
mod refused;
mod scope;
mod search;
mod timeline;
mod upsert;
mod ways;

use regulars_tests::{Actor, Value};

/// Creates a customer and answers its id.
async fn create(who: &Actor, body: Value) -> String {
    who.post("/v1/customers", body).await.created().id()
}

/// Reads a list to its end, page by page.
async fn walk(who: &Actor, path: &str) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut next = path.to_owned();
    loop {
        let reply = who.get(&next).await.ok();
        pages.push(reply.data().to_vec());
        let Some(cursor) = reply.body["next_cursor"].as_str() else {
            assert_eq!(reply.body["has_more"], false, "{path}");
            return pages;
        };
        assert_eq!(reply.body["has_more"], true, "{path}");
        let glue = if path.contains('?') { '&' } else { '?' };
        next = format!("{path}{glue}cursor={cursor}");
    }
}

/// One text member of every row of every page, in order.
fn each(pages: &[Vec<Value>], member: &str) -> Vec<String> {
    pages.iter().flatten().map(|row| row[member].as_str().unwrap_or_default().to_owned()).collect()
}
