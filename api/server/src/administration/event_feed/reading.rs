//! One page of the feed, for one caller.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::platform::event_feed;
use regulars_db::platform::event_feed::Readable;
use regulars_db::platform::events;
use regulars_db::platform::events::Event;
use regulars_domain::message;
use regulars_domain::permissions::{Grants, Scope};
use regulars_domain::platform::events::EventKind;

use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};

/// Numbers that one request looks through: who may see little is led on past them, and does not wait for them.
const SPAN: i64 = 20_000;

/// Events, and where to read on.
pub struct Page {
    pub events: Vec<Event>,
    /// The number up to which all has been looked through.
    pub next: i64,
    /// Whether events with greater numbers are there by now.
    pub has_more: bool,
}

/// Which of these kinds these grants let one read within the scope of the feed, and where.
pub fn readable(grants: &Grants, scope: &Scope, kinds: &[EventKind]) -> Vec<Readable> {
    let mut groups = BTreeMap::new();
    for &kind in kinds {
        groups.entry((kind.concerns(), kind.needs())).or_insert_with(Vec::new).push(kind);
    }
    let mut all = Vec::new();
    for ((concerns, right), kinds) in groups {
        let Some(reach) = grants.scope(right) else { continue };
        let units = match reach.clone().intersection(scope) {
            Scope::All => None,
            Scope::Units(units) => Some(units),
        };
        all.push(Readable { concerns, kinds, units });
    }
    all
}

/// The next events after a number; the first that are kept without one.
pub fn page(db: &mut Db, readable: &[Readable], after: Option<i64>, limit: i64) -> Answer<Page> {
    let last = events::last_number(db)?;
    let begin = match after {
        Some(after) => after,
        None => events::last_forgotten(db)?,
    };
    if begin > last {
        let hint =
            message!("no event has such a number yet: the last is {last}", "尚无此编号的事件，最新编号为 {last}");
        return Err(Refusal {
            faults: vec![Fault::parameter("after", FaultCode::OutOfRange).hint(hint)],
            ..Refusal::of(Code::InvalidParameter)
        }
        .into());
    }
    let upto = last.min(begin.saturating_add(SPAN));
    let events = event_feed::page(db, readable, begin, upto, limit)?;
    // Looked at last: what was dropped while the page was read is missed by it.
    let forgotten = events::last_forgotten(db)?;
    if begin < forgotten {
        let detail = message!(
            "events up to number {forgotten} are not kept any more: read what changed meanwhile from the lists, then read on after {forgotten}",
            "编号 {forgotten} 及以前的事件已不再保留：请先从列表补读期间的变化，再从 {forgotten} 之后继续"
        );
        return Err(Refusal::of(Code::EventsForgotten).detail(detail).member("oldest_after", forgotten).into());
    }
    let is_full = i64::try_from(events.len()).is_ok_and(|read| read >= limit);
    let next = events.last().and_then(|event| event.number).filter(|_| is_full).unwrap_or(upto);
    Ok(Page { events, next, has_more: next < last })
}
