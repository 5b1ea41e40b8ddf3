//! Campaigns: the catalogue of them.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::marketing::campaigns::{Arm, Audience, CampaignState, PauseReason, Plan};
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::messaging::templates::Contents;

use crate::messaging::deliveries::Delivery;
use crate::page::Page;
use crate::schema::{campaigns, deliveries};
use crate::text::{AsText, Json, contains, lower};
use crate::versioned::versioned;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = campaigns, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Campaign {
    pub id: String,
    pub name: String,
    pub channel: AsText<Channel>,
    pub purpose: AsText<Purpose>,
    pub state: AsText<CampaignState>,
    pub plan: Json<Plan>,
    pub audience: Json<Audience>,
    pub arms: Json<Vec<Arm>>,
    /// What each arm says, as it was approved; none before.
    pub contents: Option<Json<BTreeMap<String, Contents>>>,
    /// Of 10,000 in the audience so many are held out.
    pub control_share: i32,
    /// Purchases so many days from the launch count as its outcome.
    pub attribution_days: i32,
    /// In minor units of the base currency, as are all amounts here.
    pub budget_minor: Option<i64>,
    /// What it cost.
    pub cost_minor: Option<i64>,
    /// Of 10,000 of revenue so much is margin.
    pub margin_rate: Option<i32>,
    /// When it begins by itself.
    pub scheduled_at: Option<NaiveDateTime>,
    /// Nothing is sent from then on.
    pub send_until: Option<NaiveDateTime>,
    pub author_id: String,
    /// Who changed the plan last.
    pub changed_by: String,
    /// Who judged it last.
    pub reviewed_by: Option<String>,
    pub review_note: Option<String>,
    pub approved_by: Option<String>,
    pub approved_at: Option<NaiveDateTime>,
    pub launched_at: Option<NaiveDateTime>,
    pub launched_by: Option<String>,
    /// When every delivery was made: the audience is frozen.
    pub planned_at: Option<NaiveDateTime>,
    /// Failures before this do not pause it any more.
    pub resumed_at: Option<NaiveDateTime>,
    pub completed_at: Option<NaiveDateTime>,
    pub paused_reason: Option<AsText<PauseReason>>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    pub unit_id: String,
}

/// Which campaigns a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what belongs to one of these units, when given.
    pub units: Option<Vec<String>>,
    /// Part of the name.
    pub q: Option<String>,
    pub states: Vec<CampaignState>,
    pub channels: Vec<Channel>,
}

versioned!(campaigns, Campaign);

/// A campaign, locked until the transaction ends: whoever changes its state takes this first.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Campaign>> {
    crate::dialect::first_for_update!(db, campaigns::table.find(id).select(Campaign::as_select())).optional()
}

/// Campaigns newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Campaign>> {
    on!(db, |c| {
        let mut query = campaigns::table
            .select(Campaign::as_select())
            .order(campaigns::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(campaigns::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            query = query.filter(campaigns::unit_id.eq_any(units));
        }
        if let Some(q) = &filter.q {
            query = query.filter(lower(campaigns::name).like(lower(contains(q))).escape('\\'));
        }
        if !filter.states.is_empty() {
            query = query.filter(campaigns::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        if !filter.channels.is_empty() {
            query = query.filter(campaigns::channel.eq_any(filter.channels.iter().map(|channel| channel.as_str())));
        }
        query.load(c)
    })
}

/// What campaigns sent to a customer or kept from them, the newest first; only campaigns of these units, when given.
pub fn of_customer(
    db: &mut Db,
    customer_id: &str,
    units: Option<&[String]>,
    page: &Page,
) -> Result<Vec<(Delivery, String)>> {
    on!(db, |c| {
        let mut query = deliveries::table
            .inner_join(campaigns::table.on(campaigns::id.eq(deliveries::source_id)))
            .filter(deliveries::customer_id.eq(customer_id))
            .order(deliveries::id.desc())
            .limit(page.rows_to_read())
            .select((Delivery::as_select(), campaigns::name))
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(deliveries::id.lt(after.to_owned()));
        }
        if let Some(units) = units {
            query = query.filter(campaigns::unit_id.eq_any(units));
        }
        query.load(c)
    })
}

/// Campaigns that wait for somebody's decision, the longest first; only what belongs to one of these units, when given.
pub fn in_review(db: &mut Db, units: Option<&[String]>, limit: i64) -> Result<Vec<Campaign>> {
    on!(db, |c| {
        let mut query = campaigns::table
            .filter(campaigns::state.eq(CampaignState::InReview.as_str()))
            .order(campaigns::id.asc())
            .limit(limit)
            .select(Campaign::as_select())
            .into_boxed();
        if let Some(units) = units {
            query = query.filter(campaigns::unit_id.eq_any(units));
        }
        query.load(c)
    })
}

/// What somebody planned, or changed last, and was handed in: what waits, what was judged since a moment; newest first.
pub fn handed_in_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Result<Vec<Campaign>> {
    let states = [CampaignState::Draft, CampaignState::InReview, CampaignState::Approved, CampaignState::Scheduled];
    let is_judged = campaigns::review_note.is_not_null().or(campaigns::state.ne(CampaignState::Draft.as_str()));
    on!(db, |c| campaigns::table
        .filter(campaigns::author_id.eq(user_id).or(campaigns::changed_by.eq(user_id)))
        .filter(campaigns::state.eq_any(states.map(CampaignState::as_str)).and(campaigns::updated_at.ge(since)))
        .filter(is_judged)
        .order(campaigns::id.desc())
        .limit(limit)
        .select(Campaign::as_select())
        .load(c))
}

/// Campaigns that run, the oldest first; all channels, or one.
pub fn running(db: &mut Db, channel: Option<Channel>) -> Result<Vec<Campaign>> {
    let channels: Vec<&str> =
        Channel::ALL.iter().filter(|of| channel.is_none_or(|one| one == **of)).map(|of| of.as_str()).collect();
    on!(db, |c| campaigns::table
        .filter(campaigns::state.eq(CampaignState::Running.as_str()))
        .filter(campaigns::channel.eq_any(channels))
        .order(campaigns::id.asc())
        .select(Campaign::as_select())
        .load(c))
}

/// The ids of campaigns after an id that run, in their order.
pub fn running_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| campaigns::table
        .filter(campaigns::state.eq(CampaignState::Running.as_str()).and(campaigns::id.gt(after)))
        .order(campaigns::id.asc())
        .limit(limit)
        .select(campaigns::id)
        .load(c))
}

/// The ids of campaigns after an id whose time to begin has come, in their order.
pub fn due_after(db: &mut Db, now: NaiveDateTime, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| campaigns::table
        .filter(campaigns::state.eq(CampaignState::Scheduled.as_str()).and(campaigns::id.gt(after)))
        .filter(campaigns::scheduled_at.le(now).assume_not_null())
        .order(campaigns::id.asc())
        .limit(limit)
        .select(campaigns::id)
        .load(c))
}
