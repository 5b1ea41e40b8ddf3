//! Where kept replies say something of a person.

use regulars_db::personal::Held;
use regulars_db::platform::idempotency;
use regulars_db::platform::idempotency::Given;

use super::packed;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::personal_data::{PersonalData, Sought, Swept};

/// Replies looked through at once.
const PAGE: i64 = 500;
/// The receipt of an erasure names nobody and is told again.
const RECEIPT: &str = "/erase";

/// Replies that are kept to be told again.
pub struct KeptReplies;

impl PersonalData for KeptReplies {
    fn held(&self) -> &'static [Held] {
        &[]
    }

    /// A reply that holds something of theirs is told again without its body. One whose key or path names the person is
    /// forgotten.
    fn sweep(&self, app: &App, sought: &Sought) -> Answer<Swept> {
        let (mut principal, mut key) = (String::new(), String::new());
        let mut found = 0;
        loop {
            let page = app.store.read_now(|db| Ok::<_, Error>(idempotency::after(db, &principal, &key, PAGE)?))?;
            let Some(last) = page.last() else { return Ok(Swept::of("kept_replies", found)) };
            principal.clone_from(&last.principal);
            key.clone_from(&last.key);
            for given in page {
                found += i64::from(look_at(app, sought, given)?);
            }
        }
    }
}

/// Takes out of one reply what is theirs; whether there was anything.
fn look_at(app: &App, sought: &Sought, given: Given) -> Answer<bool> {
    let Given { principal, key, route, headers, body, packed, .. } = given;
    if sought.names(&key) || sought.names(&route) {
        app.store.write_now(move |db| Ok::<_, Error>(idempotency::drop_one(db, &principal, &key)?))?;
        return Ok(true);
    }
    let (headers, body) = packed.as_deref().map_or(Ok((headers, body)), packed::unpack)?;
    if route.ends_with(RECEIPT) || !(sought.touches(&body) || sought.touches(&headers)) {
        return Ok(false);
    }
    let headers = if sought.names(&headers) { "[]" } else { headers.as_str() };
    let emptied = packed::pack(headers, "null")?;
    app.store.write_now(move |db| Ok::<_, Error>(idempotency::replace(db, &principal, &key, &emptied)?))?;
    Ok(true)
}
