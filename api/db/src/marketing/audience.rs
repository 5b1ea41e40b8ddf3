//! Whom a campaign is for: members of segments, cut to the customers of the campaign's unit.

use chrono::NaiveDateTime;
use diesel::dsl::count;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use regulars_domain::marketing::campaigns::Audience;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_domain::messaging::messages::{Channel, Purpose};

use crate::customers::facts::BY_WEIGHT;
use crate::dialect::SqlBuilder;
use crate::schema::{campaign_people, customers, segment_members};
use crate::{Db, Result, on};

diesel::alias!(segment_members as excluded: ExcludedMembers);

macro_rules! members {
    ($audience:expr) => {
        segment_members::table.filter(segment_members::segment_id.eq_any(&$audience.segments)).filter(
            segment_members::customer_id.ne_all(
                excluded
                    .filter(excluded.field(segment_members::segment_id).eq_any(&$audience.exclude))
                    .select(excluded.field(segment_members::customer_id)),
            ),
        )
    };
}

macro_rules! at_home {
    ($units:expr) => {
        segment_members::customer_id
            .eq_any(customers::table.filter(customers::home_unit_id.eq_any($units)).select(customers::id))
    };
}

/// How many people an audience has now; only those at home in one of these units, when given.
pub fn count_audience(db: &mut Db, audience: &Audience, cut: Option<&[String]>) -> Result<i64> {
    if audience.segments.is_empty() {
        return Ok(0);
    }
    let people = count(segment_members::customer_id).aggregate_distinct();
    match cut {
        None => on!(db, |c| members!(audience).select(people).first(c)),
        Some(units) => on!(db, |c| members!(audience).filter(at_home!(units)).select(people).first(c)),
    }
}

/// By what somebody is judged who may get a message of a campaign.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub channel: Channel,
    pub purpose: Purpose,
    /// Who had so many marketing messages on the channel …
    pub cap: i64,
    /// … since then gets no more.
    pub counted_since: NaiveDateTime,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many people of an audience (only those at home in one of these units, when given) may get a message now: what
/// `regulars_domain::messaging::deliveries::check_eligibility` says of each of them, in one statement. A test holds the two
/// against each other.
pub fn count_reachable(db: &mut Db, audience: &Audience, cut: Option<&[String]>, reach: &Reach) -> Result<i64> {
    if audience.segments.is_empty() {
        return Ok(0);
    }
    let mut sql = SqlBuilder::default();
    sql.text("select count(*) as n from customers c where c.status not in ('merged', 'erased')")
        .text(" and exists (select 1 from segment_members s where s.customer_id = c.id and s.segment_id in ")
        .values(&audience.segments)
        .text(")");
    if let Some(units) = cut {
        sql.text(" and c.home_unit_id in ").values(units);
    }
    if !audience.exclude.is_empty() {
        sql.text(" and not exists (select 1 from segment_members s where s.customer_id = c.id and s.segment_id in ")
            .values(&audience.exclude)
            .text(")");
    }
    let (channel, identity) = (reach.channel.as_str(), reach.channel.identity().as_str());
    sql.text(" and exists (select 1 from customer_identities i where i.customer_id = c.id and i.kind = ")
        .value(identity)
        .text(") and not exists (select 1 from suppressions u where u.channel = ")
        .value(channel)
        .text(" and u.address = (select i.value from customer_identities i where i.customer_id = c.id and i.kind = ")
        .value(identity)
        .text(" order by i.id limit 1)");
    sql.text(")");
    if reach.purpose == Purpose::Service {
        return Ok(sql.load::<Number>(db)?.first().map_or(0, |row| row.n));
    }
    sql.text(" and coalesce((select k.granted from consents k where k.customer_id = c.id and k.channel = ")
        .value(reach.channel.consent().as_str())
        .text(" order by ")
        .text(BY_WEIGHT)
        .text(" limit 1), false) and (select count(*) from deliveries d where d.customer_id = c.id and d.channel = ")
        .value(channel)
        .text(" and d.state = ")
        .value(DeliveryState::Sent.as_str())
        .text(" and d.purpose = ")
        .value(Purpose::Marketing.as_str())
        .text(" and d.sent_at >= ")
        .value(reach.counted_since)
        .text(") < ")
        .value(reach.cap);
    Ok(sql.load::<Number>(db)?.first().map_or(0, |row| row.n))
}

/// Keeps who is in an audience now (only those at home in one of these units, when given) as the people of a campaign, in
/// place of those kept before. How many they are.
pub fn pin(db: &mut Db, campaign_id: &str, audience: &Audience, cut: Option<&[String]>) -> Result<i64> {
    if audience.segments.is_empty() {
        return unpin(db, campaign_id).map(|_| 0);
    }
    let is_in = |sql: &mut SqlBuilder| {
        sql.text("s.segment_id in ").values(&audience.segments);
        if !audience.exclude.is_empty() {
            sql.text(" and not exists (select 1 from segment_members e where e.customer_id = s.customer_id")
                .text(" and e.segment_id in ")
                .values(&audience.exclude)
                .text(")");
        }
        if let Some(units) = cut {
            sql.text(" and s.customer_id in (select c.id from customers c where c.home_unit_id in ")
                .values(units)
                .text(")");
        }
    };
    // The difference only: most are prepared more than once.
    let mut went = SqlBuilder::default();
    went.text("delete from campaign_people where campaign_id = ").value(campaign_id).text(
        " and not exists (select 1 from segment_members s where s.customer_id = campaign_people.customer_id and ",
    );
    is_in(&mut went);
    went.text(")");
    went.execute(db)?;
    let mut came = SqlBuilder::default();
    came.text("insert into campaign_people (campaign_id, customer_id) select distinct ")
        .value(campaign_id)
        .text(", s.customer_id from segment_members s where ");
    is_in(&mut came);
    came.text(" on conflict do nothing");
    came.execute(db)?;
    count_pinned(db, campaign_id)
}

/// Forgets the people of a campaign; returns how many they were.
pub fn unpin(db: &mut Db, campaign_id: &str) -> Result<usize> {
    let people = campaign_people::table.filter(campaign_people::campaign_id.eq(campaign_id));
    on!(db, |c| diesel::delete(people).execute(c))
}

/// How many people are kept for a campaign.
pub fn count_pinned(db: &mut Db, campaign_id: &str) -> Result<i64> {
    let people = campaign_people::table.filter(campaign_people::campaign_id.eq(campaign_id));
    on!(db, |c| people.count().get_result(c))
}

/// The next people kept for a campaign, by their ids.
pub fn pinned_after(db: &mut Db, campaign_id: &str, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| campaign_people::table
        .filter(campaign_people::campaign_id.eq(campaign_id).and(campaign_people::customer_id.gt(after)))
        .order(campaign_people::customer_id.asc())
        .limit(limit)
        .select(campaign_people::customer_id)
        .load(c))
}
