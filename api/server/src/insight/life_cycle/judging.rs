//! What the pass says of some customers, by the days on which they bought and what was said of them before.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Day;
use regulars_db::insight::life_cycle;
use regulars_db::insight::life_cycle::{Alive, Change, Standing};
use regulars_db::{Db, Store};
use regulars_domain::insight::life_cycle::{
    Facts, LifeCycleReason, LifeCycleStage, RULES, Verdict, compared, is_won_back, lost_from, stage,
};
use regulars_domain::insight::rfm::{Bought, Ranking, Scale, window_from};
use regulars_domain::period::DateRange;
use serde::{Deserialize, Serialize};

use crate::platform::error::{Answer, Error};

/// Customers looked at in one step.
const PAGE: i64 = 2_000;

/// What decided a stage, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inputs {
    /// The version of the rules.
    pub rules: i32,
    pub purchase_days: i64,
    pub first_purchase_on: Option<NaiveDate>,
    pub last_purchase_on: Option<NaiveDate>,
    /// Without another purchase, lost from this day on.
    pub lost_from: Option<NaiveDate>,
    /// In millionths.
    pub p_alive: Option<i64>,
    /// Net spend of the last 6 months, in minor units.
    pub recent_minor: i64,
    /// The same of the same months a year before.
    pub before_minor: i64,
}

/// What all customers are judged by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measure {
    pub as_of: NaiveDate,
    /// The fit that knows P(alive).
    pub fit_id: Option<String>,
    pub scale: Scale,
}

/// What became of a page of customers.
pub struct Judged {
    /// The last id that was looked at.
    pub last: String,
    pub looked_at: i64,
    /// Of those of whom anything is new.
    pub standings: Vec<Standing>,
    pub history: Vec<Change>,
}

/// Counts the customers behind an id into the ranking; the last one and how many, or none when there is nobody.
pub fn rank(store: &Store, after: &str, as_of: NaiveDate, ranking: &mut Ranking) -> Answer<Option<(String, i64)>> {
    let after = after.to_owned();
    let read = store.read_now(move |db| {
        let ids = life_cycle::customers_after(db, &after, PAGE)?;
        let days = days_by_customer(db, &ids, window_from(as_of), as_of)?;
        Ok::<_, Error>((ids, days))
    });
    let (ids, days) = read?;
    for own in days.values() {
        if let Some(bought) = Own::of(own).within(window_from(as_of), as_of) {
            ranking.add(&bought);
        }
    }
    let count = ids.len().try_into().unwrap_or(0);
    Ok(ids.into_iter().next_back().map(|last| (last, count)))
}

/// Judges the customers behind an id; none when there is nobody.
pub fn judge(store: &Store, after: &str, measure: &Measure) -> Answer<Option<Judged>> {
    let (after, measure) = (after.to_owned(), measure.clone());
    store.read_now(move |db| {
        let ids = life_cycle::customers_after(db, &after, PAGE)?;
        let Some(last) = ids.last().cloned() else { return Ok(None) };
        let (standings, history) = judge_these(db, &ids, &measure)?;
        Ok(Some(Judged { last, looked_at: ids.len().try_into().unwrap_or(0), standings, history }))
    })
}

fn judge_these(db: &mut Db, ids: &[String], measure: &Measure) -> Answer<(Vec<Standing>, Vec<Change>)> {
    let keys: Vec<&str> = ids.iter().map(String::as_str).collect();
    let days = days_by_customer(db, ids, DateRange::ALL.from, measure.as_of)?;
    let mut before: HashMap<String, Standing> =
        life_cycle::standings(db, &keys)?.into_iter().map(|one| (one.customer_id.clone(), one)).collect();
    let alive: HashMap<String, Alive> = match &measure.fit_id {
        None => HashMap::new(),
        Some(fit) => life_cycle::alive(db, fit, &keys)?.into_iter().map(|one| (one.customer_id.clone(), one)).collect(),
    };
    let mut found = Vec::new();
    for id in ids {
        let own = Own::of(days.get(id).map_or(&[][..], Vec::as_slice));
        let old = before.remove(id);
        if own.bought.is_empty() && old.is_none() {
            continue;
        }
        found.push(Subject { id, own, old, alive: alive.get(id) });
    }
    // Only of those who enter a stage or whose standing was dropped is the history looked at.
    let moved: Vec<&str> = found.iter().filter(|one| one.may_move(measure)).map(|one| one.id).collect();
    let mut last: HashMap<String, Change> = HashMap::new();
    for change in life_cycle::histories(db, &moved)? {
        last.insert(change.customer_id.clone(), change);
    }
    let (mut standings, mut history) = (Vec::new(), Vec::new());
    for one in found {
        let (standing, change) = one.judged(measure, last.get(one.id))?;
        if one.old.as_ref() != Some(&standing) {
            standings.push(standing);
        }
        history.extend(change);
    }
    Ok((standings, history))
}

fn days_by_customer(db: &mut Db, ids: &[String], from: NaiveDate, to: NaiveDate) -> Answer<BTreeMap<String, Vec<Day>>> {
    let keys: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut found: BTreeMap<String, Vec<Day>> = BTreeMap::new();
    for day in metrics::days_of(db, &keys, from, to)? {
        found.entry(day.customer_id.clone()).or_default().push(day);
    }
    Ok(found)
}

/// The days of one customer.
struct Own<'a> {
    all: &'a [Day],
    /// On which they bought, in their order. A day may be left with money alone.
    bought: Vec<NaiveDate>,
}

impl<'a> Own<'a> {
    fn of(all: &'a [Day]) -> Own<'a> {
        let mut bought: Vec<NaiveDate> = all.iter().filter(|day| day.purchases > 0).map(|day| day.day).collect();
        bought.sort_unstable();
        Own { all, bought }
    }

    fn spend(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.all.iter().filter(|day| day.day >= from && day.day <= to).map(|day| day.net_minor).sum()
    }

    /// What they bought from a day on; all they bought is known up to another.
    fn within(&self, from: NaiveDate, to: NaiveDate) -> Option<Bought> {
        let last = self.bought.last().copied().filter(|last| *last >= from)?;
        let days = self.bought.iter().filter(|day| **day >= from).count();
        Some(Bought { last, days: days.try_into().unwrap_or(i64::MAX), spend_minor: self.spend(from, to) })
    }
}

/// A customer to be judged.
struct Subject<'a> {
    id: &'a str,
    own: Own<'a>,
    /// What was said before.
    old: Option<Standing>,
    alive: Option<&'a Alive>,
}

impl Subject<'_> {
    fn facts(&self, as_of: NaiveDate) -> Facts {
        let bought = self.own.bought.first().copied().zip(self.own.bought.last().copied());
        let (recent_from, (before_from, before_to)) = compared(as_of);
        // A fit that does not know the last purchase, or knows one that was given back, says nothing of now.
        let is_of_now =
            |alive: &&Alive| bought.is_some_and(|(first, last)| (last - first).num_days() == alive.recency_days);
        Facts {
            bought,
            days: self.own.bought.len().try_into().unwrap_or(i64::MAX),
            recent_minor: self.own.spend(recent_from, as_of),
            before_minor: self.own.spend(before_from, before_to),
            p_alive: self.alive.filter(is_of_now).map(|alive| alive.p_alive),
        }
    }

    fn verdict(&self, facts: &Facts, as_of: NaiveDate) -> Verdict {
        let lost = self.old.as_ref().filter(|old| old.stage.0 == LifeCycleStage::Lost);
        stage(facts, lost.map(|old| (old.last_purchase_on, old.reason.0)), as_of)
    }

    /// Whether the history has to be known.
    fn may_move(&self, measure: &Measure) -> bool {
        let stage = self.verdict(&self.facts(measure.as_of), measure.as_of).stage;
        self.old.as_ref().is_none_or(|old| old.stage.0 != stage)
    }

    /// Where they stand now, and how they came there when that is new. `last`: the newest entry of the history.
    fn judged(&self, measure: &Measure, last: Option<&Change>) -> Answer<(Standing, Option<Change>)> {
        let as_of = measure.as_of;
        let facts = self.facts(as_of);
        let Verdict { stage, reason } = self.verdict(&facts, as_of);
        let before = match &self.old {
            Some(old) => Some((old.stage.0, old.since)),
            None => last.map(|last| (last.stage.0, last.since)),
        };
        let is_same = before.is_some_and(|(before, _)| before == stage);
        let since = match before {
            Some((_, since)) if is_same => since,
            Some((_, since)) => began(&facts, reason, as_of).max(since),
            None => began(&facts, reason, as_of),
        };
        let kept = self.old.as_ref().filter(|old| is_same && old.reason.0 == reason).map(|old| old.inputs.clone());
        let inputs = kept.map_or_else(|| inputs(&facts), Ok)?;
        let last_purchase_on = facts.bought.map(|(_, last)| last);
        let window = self.own.within(window_from(as_of), as_of);
        let codes = measure.scale.codes(window.as_ref());
        let standing = Standing {
            customer_id: self.id.to_owned(),
            stage: stage.into(),
            reason: reason.into(),
            since,
            inputs: inputs.clone(),
            first_purchase_on: facts.bought.map(|(first, _)| first),
            last_purchase_on,
            purchase_days_12m: window.map_or(0, |window| window.days),
            net_12m_minor: self.own.spend(window_from(as_of), as_of),
            at_risk_minor: last_purchase_on.map_or(0, |last| self.own.spend(window_from(last), last)),
            recency: codes.recency.into(),
            frequency: codes.frequency.into(),
            monetary: codes.monetary.into(),
        };
        let was_lost = self.old.as_ref().filter(|old| old.stage.0 == LifeCycleStage::Lost);
        let change = (!is_same).then(|| Change {
            customer_id: self.id.to_owned(),
            number: last.map_or(1, |last| last.number + 1),
            changed_on: as_of,
            from_stage: before.map(|(before, _)| before.into()),
            stage: stage.into(),
            reason: reason.into(),
            since,
            win_back: was_lost.is_some_and(|old| is_won_back(old.since, last_purchase_on)),
            inputs,
        });
        Ok((standing, change))
    }
}

/// The day on which a stage began: that of the purchases where they say it, else that of the pass.
fn began(facts: &Facts, reason: LifeCycleReason, as_of: NaiveDate) -> NaiveDate {
    let day = match (reason, facts.bought) {
        (LifeCycleReason::Silent, Some((first, last))) => lost_from(first, last, facts.days),
        (LifeCycleReason::FirstPurchases, Some((first, _))) => first,
        _ => as_of,
    };
    day.min(as_of)
}

fn inputs(facts: &Facts) -> Answer<String> {
    let inputs = Inputs {
        rules: RULES,
        purchase_days: facts.days,
        first_purchase_on: facts.bought.map(|(first, _)| first),
        last_purchase_on: facts.bought.map(|(_, last)| last),
        lost_from: facts.bought.map(|(first, last)| lost_from(first, last, facts.days)),
        p_alive: facts.p_alive,
        recent_minor: facts.recent_minor,
        before_minor: facts.before_minor,
    };
    serde_json::to_string(&inputs).map_err(|error| Error::Internal(error.to_string()))
}

/// The same as it was kept.
pub fn kept_inputs(text: &str) -> Answer<Inputs> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("inputs of a stage: {error}")))
}
