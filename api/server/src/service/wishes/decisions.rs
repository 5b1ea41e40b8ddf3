//! Deciding on what is wished for, and having those told who asked.

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::customers::profiles;
use regulars_db::organisation::users;
use regulars_db::page::{Page, cut};
use regulars_db::service::tasks::Task;
use regulars_db::service::wishes::{Filter, Wanted, Wish};
use regulars_db::service::{tasks, wishes};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Scope;
use regulars_domain::service::wishes::{WishState, waiting_for};
use regulars_domain::text::Message;
use serde_json::json;

use super::service;
use super::views::{NewWishDecision, WishDecision};
use crate::organisation::units::named as units;
use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::{audit, clock};
use crate::service::tasks::given;

/// Wishes that are decided on in one transaction.
const MOST: i64 = 200;

/// Decides on what waits, oldest last; who noted the wish of a customer gets a task to tell them.
pub fn decide(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewWishDecision) -> Answer<WishDecision> {
    let states = waiting_for(new.state).map_err(|error| Fault::at("/state", FaultCode::NotAccepted).hint(error))?;
    let wanted = service::wanted(db, new.product_id.as_deref(), new.wanted.as_deref())?;
    let note = text_fields::line("/note", &new.note, 300)?;
    if let Some(id) = &new.unit_id {
        units::find(db, scope, id, "/unit_id")?;
    }
    let units = service::within(db, scope, new.unit_id.as_deref())?;
    let filter = Filter { units, wanted: Some(wanted.clone()), states: states.to_vec(), ..Filter::default() };
    let mut rows = wishes::list(db, &filter, &Page { after: None, limit: MOST })?;
    let has_more = cut(&mut rows, MOST);
    let ids: Vec<String> = rows.iter().map(|wish| wish.id.clone()).collect();
    wishes::decide(db, &ids, new.state, &note, &actor.id, clock::now().naive_utc())?;
    let name = name_of(db, &wanted, &rows)?;
    let mut told: Vec<&str> = Vec::new();
    for wish in &rows {
        let Some(customer_id) = wish.customer_id.as_deref().filter(|id| !told.contains(id)) else { continue };
        if tell(db, actor, wish, customer_id, &name, new.state)? {
            told.push(customer_id);
        }
    }
    let detail = json!({"state": new.state, "wishes": ids.len(), "wanted": name});
    if let Some(first) = ids.first() {
        audit::record(db, actor, "wishes.decide", ("wish", first), &detail)?;
    }
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(WishDecision { decided: count(ids.len()), told: count(told.len()), has_more })
}

/// What it is called in a task.
fn name_of(db: &mut Db, wanted: &Wanted, rows: &[Wish]) -> Answer<String> {
    Ok(match wanted {
        Wanted::Product(id) => products::find(db, id)?.map(|product| product.name).unwrap_or_default(),
        Wanted::Words(_) => rows.iter().find_map(|wish| wish.wanted.clone()).unwrap_or_default(),
    })
}

/// Gives who noted the wish a task to tell the customer; false when nobody is there to do it.
fn tell(db: &mut Db, actor: &Actor, wish: &Wish, customer_id: &str, name: &str, state: WishState) -> Answer<bool> {
    let Some(user) = users::find(db, &wish.recorded_by)?.filter(|user| *user.state == UserState::Active) else {
        return Ok(false);
    };
    if profiles::find(db, customer_id)?.is_none() {
        return Ok(false);
    }
    let now = clock::now().naive_utc();
    let title = title(name, state);
    let task = Task {
        id: ids::make(ids::TASK),
        customer_id: Some(customer_id.to_owned()),
        title: title.text(user.language.0).chars().take(200).collect(),
        owner_id: user.id,
        due_on: None,
        state: AsText(TaskState::Open),
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        done_at: None,
        version: 1,
        about_id: None,
    };
    tasks::insert(db, &task)?;
    given::tell(db, &task)?;
    Ok(true)
}

fn title(name: &str, state: WishState) -> Message {
    match state {
        WishState::Open | WishState::Planned => {
            message!("Tell the customer that {name} is planned", "告知客户：{name} 已列入计划")
        }
        WishState::Declined => {
            message!("Tell the customer that {name} will not be had", "告知客户：{name} 暂不供应")
        }
        WishState::Fulfilled => message!("Tell the customer that {name} can be had", "告知客户：{name} 已可购买"),
    }
}
