//! The refresh: who came and who went since the last one. It goes through the customers in steps, each of which writes
//! its difference only, so one that is taken up again writes nothing twice. All segments go in an order in which one
//! that others are made of comes before them.

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

use super::rules::named_segments;
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

/// Where the refresh is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
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
        while !place.segments.is_empty() {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let from = place.clone();
            let next = context.step(move |db| {
                let next = go_on(db, from.clone())?;
                Step::to(next.clone(), next.done, Some(next.total), &next)
            });
            place = match next {
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
        if let Some(one) = &self.segment_id {
            return place(context, vec![one.clone()], Failures::default());
        }
        let (segments, failures) = readable(context)?;
        place(context, in_order(segments), failures)
    }

    /// Leaves out the segment at hand when all are refreshed and it is what fails; it keeps the members that it has.
    fn pass_by(&self, context: &mut Context<'_>, mut place: Place, error: Error) -> Answer<Place> {
        let (None, Some(id)) = (&self.segment_id, place.segments.first().cloned()) else { return Err(error) };
        place.failures.record(context, &id, error)?;
        let next = leave(place);
        let kept = next.clone();
        context.step(move |_| Step::to((), kept.done, Some(kept.total), &kept))?;
        Ok(next)
    }
}

/// The beginning of a refresh of these segments.
fn place(context: &Context<'_>, segments: Vec<String>, failures: Failures) -> Answer<Place> {
    context.store().read_now(move |db| {
        let customers = profiles::count(db, &Filter::default())?;
        let total = customers.saturating_mul(i64::try_from(segments.len()).unwrap_or(1));
        let today = local_day(clock::now(), organisation(db)?.time_zone);
        let (segments, failures) = (segments.clone(), failures.clone());
        Ok::<_, Error>(Place { segments, walk: None, today, done: 0, total, came: 0, went: 0, failures })
    })
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

/// The ids of these segments, each behind those that its rule names.
fn in_order(mut left: Vec<Segment>) -> Vec<String> {
    let mut ordered: Vec<String> = Vec::new();
    while !left.is_empty() {
        let waiting: Vec<String> = left.iter().map(|segment| segment.id.clone()).collect();
        let is_free = |segment: &Segment| {
            named_segments(segment).iter().all(|named| *named == segment.id || !waiting.iter().any(|id| id == named))
        };
        let (free, rest): (Vec<Segment>, Vec<Segment>) = left.into_iter().partition(is_free);
        if free.is_empty() {
            // A circle is refused when a rule is saved; should there be one, its order does not matter.
            ordered.extend(rest.into_iter().map(|segment| segment.id));
            return ordered;
        }
        ordered.extend(free.into_iter().map(|segment| segment.id));
        left = rest;
    }
    ordered
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
    let below = Scope::subtree(&segment.unit_id, &tree);
    let asked = Asked { rule: &rule.0, today: place.today, tree: &tree, cut: below.units() };
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
