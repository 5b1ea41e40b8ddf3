//! One finished campaign: who was asked to come back, who was held out, and the visits that came of it.
//!
//! A sequence decides who is in which arm, and not the hash of the ids as in a real launch: ids differ from run to run,
//! and the same seed is to give the same result.

use std::collections::HashMap;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::messaging::bulk;
use regulars_db::messaging::deliveries::Delivery;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::ConsentChannel;
use regulars_domain::ids;
use regulars_domain::marketing::campaigns::{
    Arm, Audience, CONTROL, CampaignState, Evaluation, Execution, Goal, Plan, Purpose, Strategy,
};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};
use regulars_domain::messaging::messages::{Channel, Purpose as MessagePurpose};
use regulars_domain::period::instant_of;

use super::chain::Chain;
use super::dice::Dice;
use super::people;
use super::people::{Person, Span};
use super::points::id_at;
use crate::marketing::campaigns::delivery_source;
use crate::platform::error::Answer;

/// So many days ago it was launched.
const AGO: u64 = 40;
/// So many days from the launch count.
const DAYS: i32 = 14;
/// Held out, in basis points.
const CONTROL_SHARE: i32 = 3_000;
/// Arms: key, name, share of those addressed in basis points, how many more of them come.
const ARMS: [(&str, &str, i32, f64); 2] = [("a", "第二份仙芋半价", 5_000, 0.26), ("b", "满五十元减十元", 5_000, 0.18)];
/// What it cost, in fen: the messages and the offers.
const COST: i64 = 68_000;
/// Of net spend, in basis points.
pub const MARGIN: i32 = 6_400;

/// The launch, and who is in which arm: none for who said no to messages.
pub struct Launch {
    at: DateTime<Utc>,
    on: NaiveDate,
    arms: HashMap<u64, Option<&'static str>>,
}

/// Launches it among the people as they were then, and lets some of them come back because of it.
pub fn launch(people: &mut [Person], span: &Span, seed: u64, today: NaiveDate) -> Launch {
    let on = today.checked_sub_days(Days::new(AGO)).unwrap_or(today);
    let at = instant_of(on, NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default(), span.zone);
    let mut launch = Launch { at, on, arms: HashMap::new() };
    let mut places = places(Dice::of(seed, 0).unit());
    for person in people.iter_mut().filter(|person| is_asked(person, at, on)) {
        if !person.agrees(ConsentChannel::Sms, at) {
            launch.arms.insert(person.number, None);
            continue;
        }
        let mut dice = Dice::of(seed ^ 0x0CA4_5A16, person.number);
        let (arm, pull) = places.next().map_or((CONTROL, 0.0), arm_at);
        launch.arms.insert(person.number, Some(arm));
        let day = on + Duration::days(dice.between(1, i64::from(DAYS) - 1));
        if dice.chance(pull) {
            come_back(person, people::extra_visit(&mut dice, span, day, person.home));
        }
    }
    launch
}

/// Numbers from 0 to 1 that fill it evenly (the golden ratio's sequence): every seed has arms of the planned sizes.
fn places(from: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(from), |place| Some((place + 0.618_033_988_749_895).fract()))
}

/// The arm at a place, and how many more of its people come.
fn arm_at(place: f64) -> (&'static str, f64) {
    let control = f64::from(CONTROL_SHARE) / 10_000.0;
    let mut bound = control;
    for (arm, _, share, pull) in ARMS {
        if place < control {
            break;
        }
        bound += (1.0 - control) * f64::from(share) / 10_000.0;
        if place < bound {
            return (arm, pull);
        }
    }
    (CONTROL, 0.0)
}

/// Bought within the year before, and not in the last three weeks of it.
fn is_asked(person: &Person, at: DateTime<Utc>, on: NaiveDate) -> bool {
    let last = person.visits.iter().filter(|visit| visit.at < at).map(|visit| visit.on).max();
    last.is_some_and(|last| (21..=365).contains(&(on - last).num_days()))
}

/// Adds a visit, unless there is one on that day.
fn come_back(person: &mut Person, visit: people::Visit) {
    let place = person.visits.partition_point(|known| known.on < visit.on);
    if person.visits.get(place).is_some_and(|known| known.on == visit.on) {
        return;
    }
    person.visits.insert(place, visit);
    // The card stays with the visit at which it was given.
    if let Some(card_at) = person.card_at.as_mut().filter(|card_at| **card_at >= place) {
        *card_at += 1;
    }
}

/// Writes the campaign and its deliveries; `customers` are the ids by number.
pub fn write(
    db: &mut Db,
    chain: &Chain,
    launch: &Launch,
    people: &[Person],
    customers: &HashMap<u64, String>,
    (segment_id, template_ids): (&str, &[String]),
) -> Answer<usize> {
    let campaign = campaign(chain, launch, segment_id, template_ids)?;
    campaigns::insert(db, &campaign)?;
    let mut deliveries = Vec::with_capacity(launch.arms.len());
    for person in people {
        let (Some(arm), Some(customer_id)) = (launch.arms.get(&person.number), customers.get(&person.number)) else {
            continue;
        };
        deliveries.push(delivery(chain, launch, &campaign.id, customer_id, person, *arm));
    }
    bulk::insert_deliveries(db, &deliveries)?;
    Ok(deliveries.len())
}

fn delivery(
    chain: &Chain,
    launch: &Launch,
    campaign_id: &str,
    customer_id: &str,
    person: &Person,
    arm: Option<&str>,
) -> Delivery {
    let (state, reason) = match arm {
        None => (DeliveryState::Suppressed, Some(SkipReason::NoConsent)),
        Some(CONTROL) => (DeliveryState::HeldOut, None),
        // Some numbers are dead: one in fifty.
        Some(_) if person.number % 50 == 7 => (DeliveryState::Bounced, None),
        Some(_) => (DeliveryState::Sent, None),
    };
    let sent_at = (state == DeliveryState::Sent).then(|| (launch.at + Duration::minutes(3)).naive_utc());
    let went = matches!(state, DeliveryState::Sent | DeliveryState::Bounced);
    Delivery {
        id: id_at(ids::DELIVERY, launch.at),
        customer_id: customer_id.to_owned(),
        source_kind: delivery_source::KIND.to_owned(),
        source_id: campaign_id.to_owned(),
        step: 1,
        arm: arm.map(str::to_owned),
        state: AsText(state),
        reason: reason.map(AsText),
        channel: AsText(Channel::Sms),
        purpose: AsText(MessagePurpose::Marketing),
        address: went.then(|| person.phone()),
        language: chain.organisation.language.to_string(),
        due_at: launch.at.naive_utc(),
        attempts: i32::from(went),
        locked_by: None,
        locked_until: None,
        gateway_id: None,
        error_code: (state == DeliveryState::Bounced).then(|| "no_such_number".to_owned()),
        error_detail: None,
        assigned_at: launch.at.naive_utc(),
        assigned_on: launch.on,
        sent_at,
        unsubscribed_at: None,
        updated_at: sent_at.unwrap_or_else(|| launch.at.naive_utc()),
        delivered_at: None,
        complained_at: None,
    }
}

fn campaign(chain: &Chain, launch: &Launch, segment_id: &str, template_ids: &[String]) -> Answer<Campaign> {
    let (author, approver) = (chain.user("marketing")?.to_owned(), chain.user("operations")?.to_owned());
    let before = |days| (launch.at - Duration::days(days)).naive_utc();
    let after = (launch.at + Duration::minutes(20)).naive_utc();
    let arms = ARMS.iter().zip(template_ids).map(|((key, name, share, _), template_id)| Arm {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        template_id: template_id.clone(),
        share: *share,
    });
    Ok(Campaign {
        id: id_at(ids::CAMPAIGN, launch.at - Duration::days(6)),
        name: "秋天回来吃一碗".to_owned(),
        channel: AsText(Channel::Sms),
        purpose: AsText(MessagePurpose::Marketing),
        state: AsText(CampaignState::Completed),
        plan: Json(plan()),
        audience: Json(Audience { segments: vec![segment_id.to_owned()], exclude: Vec::new() }),
        arms: Json(arms.collect()),
        contents: None,
        control_share: CONTROL_SHARE,
        attribution_days: DAYS,
        budget_minor: Some(80_000),
        cost_minor: Some(COST),
        margin_rate: Some(MARGIN),
        scheduled_at: None,
        send_until: None,
        author_id: author.clone(),
        changed_by: author.clone(),
        reviewed_by: Some(approver.clone()),
        review_note: None,
        approved_by: Some(approver),
        approved_at: Some(before(2)),
        launched_at: Some(launch.at.naive_utc()),
        launched_by: Some(author),
        planned_at: Some((launch.at + Duration::minutes(1)).naive_utc()),
        resumed_at: None,
        completed_at: Some(after),
        paused_reason: None,
        created_at: before(6),
        updated_at: after,
        version: 6,
        unit_id: chain.group.clone(),
    })
}

fn plan() -> Plan {
    let text = |text: &str| Some(text.to_owned());
    Plan {
        purpose: Purpose {
            goal: Some(Goal::WinBack),
            target: Some(40),
            summary: text("把三周以上没来的老顾客请回来。"),
        },
        strategy: Strategy {
            product: text("招牌仙芋与当季热饮"),
            price: text("第二份半价，或满五十元减十元，两种说法各发一半"),
            ..Strategy::default()
        },
        execution: Execution {
            offer: text("凭短信到店或外卖使用，两周内有效"), ..Execution::default()
        },
        evaluation: Evaluation {
            expected: text("购买率比不发短信的人高十个百分点"),
            measured_by: text("与三成对照组比较两周内的真实消费"),
        },
        ..Plan::default()
    }
}

#[cfg(test)]
mod tests {
    use regulars_domain::period::local_day;

    use super::*;

    #[test]
    fn only_those_addressed_come_back_and_nobody_twice_a_day() {
        let today: NaiveDate = "2026-11-25".parse().unwrap();
        let span = Span::until(today, chrono_tz::Tz::Asia__Shanghai);
        let before: Vec<Person> = (1..2_000).map(|number| people::person(4, number, &span)).collect();
        let mut after = before.clone();
        let launch = launch(&mut after, &span, 4, today);
        let mut more = [0, 0];
        for (before, after) in before.iter().zip(&after) {
            let arm = launch.arms.get(&before.number).copied().flatten();
            let came = after.visits.len() - before.visits.len();
            assert!(came == 0 || arm.is_some_and(|arm| arm != CONTROL));
            more[usize::from(arm == Some("a"))] += came;
            assert!(after.visits.is_sorted_by(|a, b| a.on < b.on));
            let card = |person: &Person| person.card_at.map(|at| person.visits[at].at);
            assert_eq!(card(before), card(after));
        }
        assert!(more[0] > 0 && more[1] > 0, "{more:?}");
        let held_out = launch.arms.values().filter(|arm| **arm == Some(CONTROL)).count();
        let treated = launch.arms.values().flatten().count() - held_out;
        let share = held_out as f64 / (held_out + treated) as f64;
        assert!((share - 0.3).abs() < 0.07, "{share}");
        assert_eq!(local_day(launch.at, span.zone), launch.on);
    }
}
