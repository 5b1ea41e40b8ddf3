//! What is answered of the life cycle.

use chrono::Utc;
use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::insight::life_cycle;
use regulars_db::insight::life_cycle::Group;
use regulars_domain::insight::life_cycle::{LifeCycleReason, LifeCycleStage};
use regulars_domain::insight::rfm::{BEST, WORST, window_from};
use regulars_domain::message;
use regulars_domain::money::Money;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::statistics::{share_of, six_places};

use super::queries::{LifeCycleQuery, RfmQuery};
use super::views::{
    CustomerLifeCycle, LifeCycleChange, LifeCycleFigures, LifeCycleInputs, RfmCell, RfmFigures, RfmGroup, StageFigures,
};
use crate::insight::structure::queries::period;
use crate::insight::window;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// How many are in which stage within a reach, and how they moved.
pub fn figures(
    db: &mut Db,
    scope: &Scope,
    query: &LifeCycleQuery,
    now: chrono::DateTime<Utc>,
) -> Answer<LifeCycleFigures> {
    let organisation = organisation(db)?;
    let (from, to) = period(query.from, query.to, local_day(now, organisation.time_zone))?;
    let units = window::units(scope, &query.unit_id);
    let pass = life_cycle::latest(db)?;
    let groups = life_cycle::groups(db, units.as_deref())?;
    let movements = life_cycle::movements(db, from, to, units.as_deref())?;
    let customers = groups.iter().map(|group| group.customers).sum();
    let money = |amount| Money::new(amount, organisation.base_currency);
    let of = |stage: &LifeCycleStage| {
        let own = || groups.iter().filter(|group| group.stage.0 == *stage);
        let count = own().map(|group| group.customers).sum();
        StageFigures {
            stage: *stage,
            customers: count,
            share: share_of(count, customers).map(six_places),
            net_spend_12m: money(own().map(|group| group.net_12m_minor).sum()),
            value_at_risk: money(own().map(|group| group.at_risk_minor).sum()),
        }
    };
    Ok(LifeCycleFigures {
        as_of: pass.as_ref().map(|pass| pass.as_of),
        computed_at: pass.as_ref().map(|pass| pass.computed_at.into()),
        definition: message!(
            "The first of these that holds. Lost: no purchase for longer than 180 days and than four of their own mean intervals, or \
             P(alive) below 0.1; until they buy again. Decline: P(alive) below 0.5, or spend of 6 months under half of that of the \
             same months a year before, after 18 months. Exploration: first purchase at most 90 days ago and fewer than 3 purchase \
             days. Formation: a customer for less than 12 months, or spend of 6 months at least 25 % above that of a year before. \
             Stability otherwise. Value at risk is the net spend of the 12 months that end with the last purchase.",
            "按以下顺序，取首个成立者。流失：超过 180 天且超过自身平均购买间隔四倍未购买，或仍为客户的概率低于 0.1，直至再次购买。\
             衰退：仍为客户的概率低于 0.5，或首次购买满 18 个月后，近 6 个月消费不足上年同期的一半。\
             考察：首次购买不超过 90 天，且购买不足 3 天。形成：成为客户不满 12 个月，或近 6 个月消费比上年同期高出至少 25%。\
             其余为稳定。风险价值为截至最近一次购买的 12 个月净消费额。"
        )
        .into(),
        has_model: pass.is_some_and(|pass| pass.fit_id.is_some()),
        customers,
        stages: LifeCycleStage::ALL.iter().map(of).collect(),
        from,
        to,
        won_back: movements.iter().map(|movement| movement.won_back).sum(),
        movements: movements.iter().map(Into::into).collect(),
    })
}

/// How many have which codes within a reach.
pub fn rfm(db: &mut Db, scope: &Scope, query: &RfmQuery) -> Answer<RfmFigures> {
    let currency = organisation(db)?.base_currency;
    let pass = life_cycle::latest(db)?;
    let groups = life_cycle::groups(db, window::units(scope, &query.unit_id).as_deref())?;
    let customers = groups.iter().map(|group| group.customers).sum();
    let cell = |recency: i32, frequency: i32| {
        let own = || groups.iter().filter(|group| group.recency == recency && group.frequency == frequency);
        let count = own().map(|group| group.customers).sum();
        RfmCell {
            recency,
            frequency,
            customers: count,
            share: share_of(count, customers).map(six_places),
            net_spend_12m: Money::new(own().map(|group| group.net_12m_minor).sum(), currency),
        }
    };
    let codes = || (i32::from(WORST)..=i32::from(BEST)).rev();
    let with = |code: i32, of: fn(&Group) -> i32| -> i64 {
        groups.iter().filter(|group| of(group) == code).map(|group| group.customers).sum()
    };
    let group = |code| RfmGroup {
        code,
        recency: with(code, |group| group.recency),
        frequency: with(code, |group| group.frequency),
        monetary: with(code, |group| group.monetary),
    };
    Ok(RfmFigures {
        as_of: pass.as_ref().map(|pass| pass.as_of),
        computed_at: pass.as_ref().map(|pass| pass.computed_at.into()),
        definition: message!(
            "Codes from 1 to 5, 5 best, among all who bought within 12 months: recency by the day of the last purchase, frequency by \
             purchase days, monetary by net spend. Equal values share their mean rank and so a code, so groups differ in size. Who \
             did not buy within 12 months has code 1.",
            "代码为 1 至 5，5 为最佳，在 12 个月内购买过的客户中排名：近度按最近一次购买日期，频度按购买天数，额度按净消费额。\
             数值相同者取平均名次，代码相同，因此各组人数不等。12 个月内未购买者代码为 1。"
        )
        .into(),
        customers,
        grid: codes().flat_map(|recency| codes().map(move |frequency| (recency, frequency))).map(|(r, f)| cell(r, f)).collect(),
        groups: codes().map(group).collect(),
    })
}

/// Where a customer that the caller sees stands.
pub fn of_customer(db: &mut Db, customer_id: String, now: chrono::DateTime<Utc>) -> Answer<CustomerLifeCycle> {
    let organisation = organisation(db)?;
    let currency = organisation.base_currency;
    let as_of = life_cycle::latest(db)?.map(|pass| pass.as_of);
    let standing = life_cycle::of_customer(db, &customer_id)?;
    let has_bought = metrics::find(db, &customer_id)?.is_some_and(|metrics| metrics.purchases > 0);
    let mut history = Vec::new();
    for change in life_cycle::histories(db, &[customer_id.as_str()])?.iter().rev() {
        history.push(LifeCycleChange::of(change, currency)?);
    }
    let prospect = standing.is_none() && !has_bought;
    let today = local_day(now, organisation.time_zone);
    let recency = |last: chrono::NaiveDate| (last >= window_from(today)).then(|| (today - last).num_days());
    Ok(CustomerLifeCycle {
        customer_id,
        as_of,
        stage: standing.as_ref().map(|standing| standing.stage.0).or(prospect.then_some(LifeCycleStage::Exploration)),
        reason: standing.as_ref().map(|standing| standing.reason.0).or(prospect.then_some(LifeCycleReason::Prospect)),
        since: standing.as_ref().map(|standing| standing.since),
        decided_by: standing.as_ref().map(|standing| LifeCycleInputs::of(&standing.inputs, currency)).transpose()?,
        purchase_days_12m: standing.as_ref().map_or(0, |standing| standing.purchase_days_12m),
        net_spend_12m: Money::new(standing.as_ref().map_or(0, |standing| standing.net_12m_minor), currency),
        recency_days: standing.as_ref().and_then(|standing| standing.last_purchase_on).and_then(recency),
        rfm: standing.as_ref().map(Into::into),
        history,
    })
}
