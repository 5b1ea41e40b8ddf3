//! The refresh: who came and who went since the last one. It goes through the customers in steps, each of which writes
//! its difference only, so one that is taken up again writes nothing twice. Segments go in an order in which one that
//! others are made of comes before them; with one segment go those it rests on and those that rest on it.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Filter;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Asked, Range, Renewed, Segment};
use regulars_db::organisation::units;
use regulars_domain::marketing::segments::{SegmentKind, SegmentState};
use regulars_domain::period::local_day;
use regulars_domain::permissions::{Scope, UnitTree};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::resting;
use crate::catalogue::product_categories::category_tree;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::pass::Failures;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;

/// Customers in one step.
const STEP: i64 = 20_000;

/// Looks again at who is a member: of one segment, or of all.
#[derive(Default, Serialize, Deserialize)]
pub struct Refresh {
    pub segment_id: Option<String>,
}

impl Refresh {
    pub fn of(segment_id: &str) -> Refresh {
        Refresh { segment_id: Some(segment_id.to_owned()) }
    }

    pub fn all() -> Refresh {
        Refresh { segment_id: None }
    }
}

/// Where a refresh is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The segments to come, the present one first.
    segments: Vec<String>,
    walk: Option<Walk>,
    today: NaiveDate,
    done: i64,
    total: i64,
    came: i64,
    went: i64,
    #[serde(default)]
    failures: Failures,
}

/// The way through the customers for one segment.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Walk {
    /// The version of the rule it works by; another one starts it anew.
    rule_version: i32,
    after: String,
    came: i64,
    went: i64,
}

impl Kind for Refresh {
    const NAME: &'static str = "segments.refresh";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut place = match context.checkpoint::<Place>()? {
            Some(place) => place,
            None => self.begin(context)?,
        };
        while !place.is_over() {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            place = match place.step(context) {
                Ok(next) => next,
                Err(error) => self.pass_by(context, place, error)?,
            };
        }
        Ok(Outcome::Done(place.failures.told_in(json!({"came": place.came, "went": place.went}))))
    }

    fn subject(&self) -> Option<String> {
        self.segment_id.clone()
    }

    /// One for all: two would write the same rows, and one segment may be made of another.
    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

impl Refresh {
    fn begin(&self, context: &Context<'_>) -> Answer<Place> {
        let Some(one) = &self.segment_id else {
            let (segments, failures) = readable(context)?;
            let ids = resting::in_order(segments).into_iter().map(|segment| segment.id).collect();
            return Place::of(context, ids, failures);
        };
        let mut ids = resting::around(&resting::in_order(readable_ones(context)?), one);
        // One that cannot be read fails; a list has nothing to refresh but what rests on it.
        if !ids.contains(one) {
            ids.insert(0, one.clone());
        }
        Place::of(context, ids, Failures::default())
    }

    /// Leaves out the segment at hand when it is what fails and not the one that was asked for; it keeps the members that
    /// it has.
    fn pass_by(&self, context: &mut Context<'_>, mut place: Place, error: Error) -> Answer<Place> {
        let Some(id) = place.segments.first().cloned().filter(|id| self.segment_id.as_ref() != Some(id)) else {
            return Err(error);
        };
        place.failures.record(context, &id, error)?;
        let next = leave(place);
        let kept = next.clone();
        context.step(move |_| Step::to((), kept.done, Some(kept.total), &kept))?;
        Ok(next)
    }
}

impl Place {
    /// The beginning of a refresh of these segments, in this order.
    pub fn of(context: &Context<'_>, segments: Vec<String>, failures: Failures) -> Answer<Place> {
        context.store().read_now(move |db| {
            let customers = profiles::count(db, &Filter::default())?;
            let total = customers.saturating_mul(i64::try_from(segments.len()).unwrap_or(1));
            let today = local_day(clock::now(), organisation(db)?.time_zone);
            let (segments, failures) = (segments.clone(), failures.clone());
            Ok::<_, Error>(Place { segments, walk: None, today, done: 0, total, came: 0, went: 0, failures })
        })
    }

    /// Customers that were looked at, one for each segment.
    pub fn done(&self) -> i64 {
        self.done
    }

    /// Customers to look at, one for each segment.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// Whether every segment is done.
    pub fn is_over(&self) -> bool {
        self.segments.is_empty()
    }

    /// The next step of the segment at hand, kept as the job's place.
    pub fn step(&self, context: &mut Context<'_>) -> Answer<Place> {
        let from = self.clone();
        context.step(move |db| {
            let next = go_on(db, from.clone())?;
            Step::to(next.clone(), next.done, Some(next.total), &next)
        })
    }
}

/// Every segment in use that has a rule, but for those that cannot be read.
fn readable(context: &Context<'_>) -> Answer<(Vec<Segment>, Failures)> {
    let store = context.store();
    let mut failures = Failures::default();
    if let Ok(all) = store.read_now(|db| Ok::<_, Error>(segments::by_rule(db)?)) {
        return Ok((all, failures));
    }
    let mut found = Vec::new();
    for id in store.read_now(|db| Ok::<_, Error>(segments::ids_by_rule(db)?))? {
        match store.read_now(|db| Ok::<_, Error>(segments::find(db, &id)?)) {
            Ok(segment) => found.extend(segment),
            Err(error) => failures.record(context, &id, error)?,
        }
    }
    Ok((found, failures))
}

/// The same, without a word on those that cannot be read: they are none of what was asked for.
fn readable_ones(context: &Context<'_>) -> Answer<Vec<Segment>> {
    let store = context.store();
    if let Ok(all) = store.read_now(|db| Ok::<_, Error>(segments::by_rule(db)?)) {
        return Ok(all);
    }
    let ids = store.read_now(|db| Ok::<_, Error>(segments::ids_by_rule(db)?))?;
    let found = ids.iter().filter_map(|id| store.read_now(|db| Ok::<_, Error>(segments::find(db, id)?)).ok().flatten());
    Ok(found.collect())
}

/// One step of the first segment of the place.
fn go_on(db: &mut Db, mut place: Place) -> Answer<Place> {
    let Some(id) = place.segments.first().cloned() else { return Ok(place) };
    let usable = |segment: &Segment| segment.kind.0 == SegmentKind::Rule && segment.state.0 == SegmentState::Active;
    let Some(segment) = segments::find(db, &id)?.filter(usable) else { return Ok(leave(place)) };
    let Some(rule) = &segment.rule else { return Ok(leave(place)) };
    let fresh = Walk { rule_version: segment.rule_version, after: String::new(), came: 0, went: 0 };
    let mut walk = place.walk.take().filter(|walk| walk.rule_version == segment.rule_version).unwrap_or(fresh);
    let tree = UnitTree::new(units::tree(db)?);
    let categories = category_tree(db)?;
    let below = Scope::subtree(&segment.unit_id, &tree);
    let asked = Asked { rule: &rule.0, today: place.today, tree: &tree, categories: &categories, cut: below.units() };
    let range = Range { up_to: segments::range_end(db, &walk.after, STEP)?, after: walk.after.clone() };
    let renewed = Renewed { segment_id: &id, rule_version: segment.rule_version, since: place.today };
    let (came, went) = segments::renew(db, &asked, renewed, &range)?;
    walk.came += came;
    walk.went += went;
    place.came += came;
    place.went += went;
    match range.up_to {
        Some(up_to) => {
            place.done = (place.done + STEP).min(place.total);
            walk.after = up_to;
            place.walk = Some(walk);
            Ok(place)
        }
        None => {
            segments::note_refresh(db, &id, segment.rule_version, (walk.came, walk.went), clock::now().naive_utc())?;
            Ok(leave(place))
        }
    }
}

/// On to the next segment: all customers of this one are done.
fn leave(mut place: Place) -> Place {
    let left = i64::try_from(place.segments.len()).unwrap_or(1).max(1);
    place.segments = place.segments.split_off(1.min(place.segments.len()));
    place.walk = None;
    place.done += (place.total - place.done) / left;
    place
}
