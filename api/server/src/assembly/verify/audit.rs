//! The chain of sealed audit events, computed again: an event that was changed, added or taken away, and a seal that was.

use regulars_db::Store;
use regulars_db::platform::audit as stored;
use regulars_db::platform::audit::{AuditBlock, AuditEvent};

use super::{Difference, Differences};
use crate::platform::audit;
use crate::platform::error::{Answer, Error};

/// Looks at every block, one after the other; `note` takes what is found in each.
pub fn look(store: &Store, mut note: impl FnMut(Vec<Difference>)) -> Answer<()> {
    let mut last: Option<AuditBlock> = None;
    loop {
        let (number, after) = last.as_ref().map_or((0, String::new()), |last| (last.number, last.last_id.clone()));
        let found = store.read_now(|db| {
            db.snapshot(|db| {
                let Some(block) = stored::blocks_after(db, number, 1)?.pop() else { return Ok::<_, Error>(None) };
                let events = stored::events_of(db, &block, &after)?;
                Ok(Some((block, events)))
            })
        })?;
        let Some((block, events)) = found else { return Ok(()) };
        let mut differences = Differences::default();
        look_at(&block, last.as_ref(), &events, &mut differences)?;
        note(differences.0);
        last = Some(block);
    }
}

fn look_at(
    block: &AuditBlock,
    last: Option<&AuditBlock>,
    events: &[AuditEvent],
    found: &mut Differences,
) -> Answer<()> {
    let field = |name: &str| format!("audit.block.{}.{name}", block.number);
    let (number, previous) = last.map_or((0, ""), |last| (last.number, last.seal.as_str()));
    found.compare("", &field("number"), &block.number.to_string(), &(number + 1).to_string());
    found.compare("", &field("previous"), &block.previous, previous);
    found.compare("", &field("seal"), &block.seal, &audit::seal_of(block)?);
    let expected = if block.dropped_at.is_some() { 0 } else { block.events };
    found.compare("", &field("events"), &events.len().to_string(), &expected.to_string());
    if block.dropped_at.is_none() {
        found.compare("", &field("rows"), &audit::rows_digest(events)?, &block.rows_digest);
    }
    for event in events {
        if !audit::values_hold(event)? {
            found.compare("", &format!("audit.{}.detail", event.id), "changed", "as it was sealed");
        }
    }
    Ok(())
}
