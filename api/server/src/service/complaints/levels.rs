//! Which unit a level of a case is, who acts for it, and the task they get.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Unit;
use regulars_db::organisation::users;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::tasks;
use regulars_db::service::tasks::Task;
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::units::UnitKind;
use regulars_domain::service::complaints::{Level, roles_of};
use regulars_domain::text::Message;

use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::organisation;
use crate::service::tasks::given;

/// Characters of a complaint that stand in a task's title.
const EXCERPT: usize = 60;

/// The unit that acts for a level of a case of `unit_id`: the unit itself, the region above it, or the group.
pub fn unit_of(db: &mut Db, unit_id: &str, level: Level) -> Answer<Unit> {
    let mut at = find(db, unit_id)?;
    while level != Level::Store && !(level == Level::Region && at.kind.0 == UnitKind::Region) {
        let Some(parent_id) = at.parent_id.clone() else { break };
        at = find(db, &parent_id)?;
    }
    Ok(at)
}

fn find(db: &mut Db, id: &str) -> Answer<Unit> {
    units::find(db, id)?.ok_or_else(|| Error::Internal(format!("there is no unit {id}")))
}

/// Who acts for a level: the first holder of its first role that anybody holds; where nobody does, the level above.
pub fn actor_of(db: &mut Db, unit_id: &str, level: Level) -> Answer<Option<String>> {
    actor_but(db, unit_id, level, &[])
}

/// The same, but none of these.
pub fn actor_but(db: &mut Db, unit_id: &str, level: Level, not: &[&str]) -> Answer<Option<String>> {
    Ok(actors_but(db, unit_id, level, not)?.into_iter().next())
}

/// All who act for a level, but none of these: the holders of its first role that anybody else holds; where nobody does,
/// those of the level above.
pub fn actors_but(db: &mut Db, unit_id: &str, level: Level, not: &[&str]) -> Answer<Vec<String>> {
    let mut at = Some(level);
    while let Some(level) = at {
        let unit = unit_of(db, unit_id, level)?;
        for role in roles_of(level) {
            let mut holders = users::active_holders(db, *role, std::slice::from_ref(&unit.id))?;
            holders.retain(|holder| !not.contains(&holder.as_str()));
            if !holders.is_empty() {
                return Ok(holders);
            }
        }
        at = level.above();
    }
    Ok(Vec::new())
}

/// What a task about a complaint asks for.
#[derive(Clone, Copy, Debug)]
pub enum Errand<'a> {
    Escalated,
    Approve,
    Corrective(&'a str),
}

/// Gives somebody a task about a case; answers its id.
pub fn give_task(
    db: &mut Db,
    complaint: &Complaint,
    owner_id: &str,
    errand: Errand<'_>,
    due_on: Option<NaiveDate>,
    by: &str,
) -> Answer<String> {
    let language = organisation(db)?.language;
    let excerpt: String =
        complaint.body.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EXCERPT).collect();
    let title = match errand {
        Errand::Escalated => message!("Complaint escalated: {excerpt}", "投诉已升级：{excerpt}"),
        Errand::Approve => message!("Compensation to approve: {excerpt}", "待审批补偿：{excerpt}"),
        Errand::Corrective(title) => Message::new(title, title),
    };
    let now = clock::now().naive_utc();
    let task = Task {
        id: ids::make(ids::TASK),
        customer_id: Some(complaint.customer_id.clone()),
        title: title.text(language).to_owned(),
        owner_id: owner_id.to_owned(),
        due_on,
        state: AsText(TaskState::Open),
        created_by: by.to_owned(),
        created_at: now,
        updated_at: now,
        done_at: None,
        version: 1,
        about_id: Some(complaint.id.clone()),
    };
    tasks::insert(db, &task)?;
    // Who is to approve is told that it waits.
    if !matches!(errand, Errand::Approve) {
        given::tell(db, &task)?;
    }
    Ok(task.id)
}
