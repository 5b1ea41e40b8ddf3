//! Results as they are sent. Shares and probabilities are decimals; a difference is for each person unless it says so.

use chrono::{NaiveDate, TimeDelta};
use regulars_domain::marketing::results::{Arm, Effect, Gain, Group, Seen, Verdict, whole, words};
use regulars_domain::money::{Currency, Money};
use regulars_domain::period::local_day;
use regulars_domain::statistics::{Difference, six_places};
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::Measured;
use crate::platform::time::Time;

/// What a campaign brought, over everybody who was assigned to an arm.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignResults {
    pub campaign_id: String,
    pub as_of: Time,
    pub window: ResultWindow,
    pub verdict: Verdict,
    /// The result in sentences, in the caller's language.
    pub reading: Vec<String>,
    /// How often chance alone would bring sizes as far from the plan (chi-square); below 0.01 nothing is compared.
    #[schema(example = "0.414216")]
    pub sizes_p: Option<String>,
    /// Those who were held out; null when the plan holds nobody out.
    pub control: Option<GroupView>,
    /// All arms together.
    pub treated: GroupView,
    /// All arms together against the control group; null where nothing may be compared.
    pub effect: Option<EffectView>,
    pub arms: Vec<ArmResult>,
    /// What came in beyond what would have come in anyway; null where nothing may be compared.
    pub gain: Option<GainView>,
}

/// From when until when purchases count. Each person's begin at its own assignment, which is at the launch or after it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultWindow {
    /// The organisation-local day of `begins_at`.
    pub from: NaiveDate,
    /// The last organisation-local day of which something counts.
    pub to: NaiveDate,
    /// The launch: what was bought before it does not count.
    pub begins_at: Time,
    /// So many times 24 hours later; what is bought from then on does not count.
    pub ends_at: Time,
    /// Until then the result may change.
    pub is_over: bool,
}

/// What people of one arm did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResultGroup)]
pub struct GroupView {
    /// Everybody assigned, whether or not a message reached them.
    pub people: i64,
    /// Messages that left.
    pub sent: i64,
    /// People who bought at least once.
    pub buyers: i64,
    /// `buyers` ÷ `people`.
    #[schema(example = "0.128571")]
    pub conversion: Option<String>,
    pub purchases: i64,
    /// Net of discounts and refunds.
    pub revenue: Money,
    pub revenue_per_person: Option<Money>,
}

/// One arm and its effect.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArmResult {
    pub key: String,
    pub name: String,
    /// Of those addressed, in basis points, as planned.
    pub share: i32,
    pub group: GroupView,
    /// Against the control group; null where nothing may be compared.
    pub effect: Option<EffectView>,
}

/// The difference to the control group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResultEffect)]
pub struct EffectView {
    /// Of the share of people who bought (Newcombe's hybrid score interval).
    pub conversion: RateDifference,
    /// Of net spend for each person (Welch's interval); null where nobody spent anything.
    pub revenue: Option<MoneyDifference>,
    /// Of purchases for each person (Welch's interval).
    pub purchases: Option<RateDifference>,
}

/// A difference of two shares or means with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct RateDifference {
    #[schema(example = "0.200000")]
    pub value: String,
    pub low: String,
    pub high: String,
    /// How often chance alone would show a difference as great, either way.
    pub p: String,
    /// `p` raised for the number of arms (Holm); below 0.05 the difference is told from chance.
    pub adjusted_p: String,
    /// The smallest true difference that groups of this size would show in 4 of 5 cases.
    pub smallest_visible: Option<String>,
    pub verdict: Verdict,
}

/// The same of amounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoneyDifference {
    pub value: Money,
    pub low: Money,
    pub high: Money,
    pub p: String,
    pub adjusted_p: String,
    pub smallest_visible: Option<Money>,
    pub verdict: Verdict,
}

/// What everybody addressed brought beyond what they would have brought anyway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResultGain)]
pub struct GainView {
    /// People, with one decimal.
    pub buyers: NumberInterval,
    pub revenue: Option<MoneyInterval>,
    /// `revenue` × the campaign's margin; null without one.
    pub margin: Option<MoneyInterval>,
    /// What the campaign cost.
    pub cost: Option<Money>,
    /// (margin − cost) ÷ cost.
    #[schema(example = "1.250000")]
    pub roi: Option<String>,
    /// Cost ÷ buyers won; null where none was won.
    pub cost_per_buyer: Option<Money>,
}

/// A number with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberInterval {
    #[schema(example = "14.0")]
    pub value: String,
    pub low: String,
    pub high: String,
}

/// An amount with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoneyInterval {
    pub value: Money,
    pub low: Money,
    pub high: Money,
}

impl CampaignResults {
    pub fn new(measured: Measured, as_of: Time, language: Language) -> CampaignResults {
        let Measured { campaign, organisation, window, is_over, sent, results } = measured;
        let currency = organisation.base_currency;
        let day = |at| local_day(at, organisation.time_zone);
        let (from, to) = (day(window.from), day(window.until - TimeDelta::milliseconds(1)));
        let words = words(&results, currency, (!is_over).then_some(to));
        let reading = words.iter().map(|sentence| sentence.text(language).to_owned()).collect();
        let sent_to = |key: &str| sent.iter().find(|(arm, _)| arm == key).map_or(0, |(_, count)| *count);
        let treated_sent = results.arms.iter().map(|(arm, _)| sent_to(&arm.key)).sum();
        let arm = |(arm, effect): &(Arm, Option<Effect>)| ArmResult {
            key: arm.key.clone(),
            name: arm.name.clone(),
            share: arm.share,
            group: group(&arm.group, sent_to(&arm.key), currency),
            effect: effect.as_ref().map(|effect| effect_view(effect, currency)),
        };
        CampaignResults {
            campaign_id: campaign.id,
            as_of,
            window: ResultWindow { from, to, begins_at: Time(window.from), ends_at: Time(window.until), is_over },
            verdict: results.verdict,
            reading,
            sizes_p: results.sizes_p.map(six_places),
            control: (campaign.control_share > 0).then(|| group(&results.control, 0, currency)),
            treated: group(&results.treated, treated_sent, currency),
            effect: results.effect.as_ref().map(|effect| effect_view(effect, currency)),
            arms: results.arms.iter().map(arm).collect(),
            gain: results.gain.map(|gain| gain_view(&gain, campaign.cost_minor, currency)),
        }
    }
}

fn group(group: &Group, sent: i64, currency: Currency) -> GroupView {
    let total = |sum: i128| i64::try_from(sum).unwrap_or(i64::MAX);
    GroupView {
        people: group.people(),
        sent,
        buyers: group.buyers,
        conversion: group.rate().map(six_places),
        purchases: total(group.purchases.sum),
        revenue: Money::new(total(group.revenue.sum), currency),
        revenue_per_person: group.revenue.mean().map(|mean| Money::new(whole(mean), currency)),
    }
}

fn effect_view(effect: &Effect, currency: Currency) -> EffectView {
    EffectView {
        conversion: rate(&effect.conversion),
        revenue: effect.revenue.as_ref().map(|seen| amount(seen, currency)),
        purchases: effect.purchases.as_ref().map(rate),
    }
}

fn rate(seen: &Seen) -> RateDifference {
    RateDifference {
        value: six_places(seen.difference.value),
        low: six_places(seen.difference.low),
        high: six_places(seen.difference.high),
        p: six_places(seen.difference.p),
        adjusted_p: six_places(seen.adjusted_p),
        smallest_visible: seen.smallest.map(six_places),
        verdict: seen.verdict,
    }
}

fn amount(seen: &Seen, currency: Currency) -> MoneyDifference {
    let MoneyInterval { value, low, high } = interval(&seen.difference, currency);
    MoneyDifference {
        value,
        low,
        high,
        p: six_places(seen.difference.p),
        adjusted_p: six_places(seen.adjusted_p),
        smallest_visible: seen.smallest.map(|smallest| Money::new(whole(smallest), currency)),
        verdict: seen.verdict,
    }
}

fn gain_view(gain: &Gain, cost: Option<i64>, currency: Currency) -> GainView {
    let tenths = |value: f64| format!("{value:.1}");
    GainView {
        buyers: NumberInterval {
            value: tenths(gain.buyers.value),
            low: tenths(gain.buyers.low),
            high: tenths(gain.buyers.high),
        },
        revenue: gain.revenue.as_ref().map(|difference| interval(difference, currency)),
        margin: gain.margin.as_ref().map(|difference| interval(difference, currency)),
        cost: cost.map(|cost| Money::new(cost, currency)),
        roi: gain.roi.map(six_places),
        cost_per_buyer: gain.cost_per_buyer.map(|cost| Money::new(whole(cost), currency)),
    }
}

fn interval(difference: &Difference, currency: Currency) -> MoneyInterval {
    let money = |value| Money::new(whole(value), currency);
    MoneyInterval { value: money(difference.value), low: money(difference.low), high: money(difference.high) }
}
