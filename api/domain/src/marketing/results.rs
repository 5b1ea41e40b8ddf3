//! What a campaign brought: everybody who was assigned to an arm, against everybody who was held out.
//!
//! Judged over all assigned people, whether or not a message reached them (intention to treat), so that chance alone
//! decided who is compared with whom. Sizes that are not as planned stop everything: then something else decided.
//! `words` tells it to people.

mod window;
mod words;

pub use window::Window;
pub use words::{whole, words};

use crate::statistics::{
    ALPHA, Difference, Moments, chi_square, holm, newcombe, smallest_mean_effect, smallest_rate_effect, welch,
};

/// Sizes that chance would bring this rarely are not as planned.
pub const SIZES_ALPHA: f64 = 0.01;
/// All of the people, in basis points.
const WHOLE: i32 = 10_000;

crate::vocabulary! {
    /// What can be said of a campaign's effect.
    pub enum Verdict {
        /// More of those who were addressed bought than of the control group.
        Better = "better",
        /// Fewer of them bought.
        Worse = "worse",
        /// The difference cannot be told from chance.
        ByChance = "by_chance",
        /// The arms are not of the sizes planned, so nothing is compared.
        SizesDiffer = "sizes_differ",
        /// There is no control group to compare with.
        NotMeasurable = "not_measurable",
    }
}

/// What everybody assigned to one arm did in the attribution window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Group {
    /// Those who bought at least once.
    pub buyers: i64,
    /// Net spend of each person in minor units; its count is that of the people.
    pub revenue: Moments,
    /// Counted purchases of each person.
    pub purchases: Moments,
}

impl Group {
    /// People who did nothing.
    pub fn of(people: i64) -> Self {
        let nothing = Moments { count: people, ..Moments::default() };
        Self { buyers: 0, revenue: nothing, purchases: nothing }
    }

    /// One of the people bought: what was still nothing is this now.
    pub fn bought(&mut self, net: i64, purchases: i64) {
        self.buyers += i64::from(purchases > 0);
        for (moments, value) in [(&mut self.revenue, net), (&mut self.purchases, purchases)] {
            moments.count -= 1;
            moments.add(value);
        }
    }

    /// How many people were assigned, whether they bought or not.
    pub fn people(&self) -> i64 {
        self.revenue.count
    }

    /// The share of people who bought.
    pub fn rate(&self) -> Option<f64> {
        (self.people() > 0).then(|| self.buyers as f64 / self.people() as f64)
    }

    fn cases(&self) -> (i64, i64) {
        (self.buyers, self.people())
    }

    fn and(self, other: Self) -> Self {
        Self {
            buyers: self.buyers + other.buyers,
            revenue: self.revenue.and(other.revenue),
            purchases: self.purchases.and(other.purchases),
        }
    }
}

/// An arm as planned, and what its people did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The arm's key in the plan, such as `a`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Of those addressed, in basis points.
    pub share: i32,
    /// What the people assigned to it did.
    pub group: Group,
}

/// What the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Of all assigned, in basis points.
    pub control_share: i32,
    /// Of net spend, in basis points; never guessed.
    pub margin_rate: Option<i32>,
    /// What the campaign cost, in minor units.
    pub cost: Option<i64>,
}

/// One figure against the control group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The arm less the control group, for each person, before the p-value is raised.
    pub difference: Difference,
    /// `difference.p` raised for the number of arms (Holm).
    pub adjusted_p: f64,
    /// The smallest true difference that groups of these sizes would show in 4 of 5 cases.
    pub smallest: Option<f64>,
    /// By the sign of the difference and `adjusted_p` against [`ALPHA`].
    pub verdict: Verdict,
}

/// An arm, or all of them together, against the control group: for each person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Of the share of people who bought.
    pub conversion: Seen,
    /// Of net spend in minor units; none where nobody spent anything.
    pub revenue: Option<Seen>,
    /// Of purchases.
    pub purchases: Option<Seen>,
}

/// What came in beyond what would have come in anyway, by everybody addressed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// More people who bought than would have bought anyway.
    pub buyers: Difference,
    /// Minor units.
    pub revenue: Option<Difference>,
    /// Minor units; none without a margin.
    pub margin: Option<Difference>,
    /// (margin − cost) ÷ cost; none without a margin or a cost above 0.
    pub roi: Option<f64>,
    /// Cost for each buyer won, in minor units; none where none was won.
    pub cost_per_buyer: Option<f64>,
}

/// The whole result.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// What can be said of all arms together, by the share of people who bought.
    pub verdict: Verdict,
    /// How often chance alone would bring sizes as far from the plan; none where there is nothing to compare.
    pub sizes_p: Option<f64>,
    /// What the people held out did.
    pub control: Group,
    /// Each with its effect, where something may be compared.
    pub arms: Vec<(Arm, Option<Effect>)>,
    /// All arms together.
    pub treated: Group,
    /// All arms together against the control group; none where nothing may be compared.
    pub effect: Option<Effect>,
    /// None where there is no `effect`.
    pub gain: Option<Gain>,
}

/// Measures the arms against the control group.
pub fn measure(plan: &Plan, control: Group, arms: Vec<Arm>) -> Results {
    let treated = arms.iter().fold(Group::default(), |sum, arm| sum.and(arm.group));
    let mut results = Results {
        verdict: Verdict::NotMeasurable,
        sizes_p: None,
        control,
        arms: arms.into_iter().map(|arm| (arm, None)).collect(),
        treated,
        effect: None,
        gain: None,
    };
    if plan.control_share <= 0 || control.people() == 0 || treated.people() == 0 {
        return results;
    }
    results.sizes_p = sizes(plan, &results);
    if results.sizes_p.is_some_and(|p| p < SIZES_ALPHA) {
        results.verdict = Verdict::SizesDiffer;
        return results;
    }
    let mut effects: Vec<Option<Effect>> = results.arms.iter().map(|(arm, _)| effect(arm.group, control)).collect();
    raise(&mut effects);
    results.arms.iter_mut().zip(effects).for_each(|((_, own), effect)| *own = effect);
    results.effect = effect(treated, control);
    if let Some(effect) = results.effect {
        results.verdict = effect.conversion.verdict;
        results.gain = Some(gain(plan, treated.people(), &effect));
    }
    results
}

fn sizes(plan: &Plan, results: &Results) -> Option<f64> {
    let mut counts = vec![results.control.people()];
    let mut shares = vec![f64::from(plan.control_share)];
    let addressed = f64::from(WHOLE - plan.control_share) / f64::from(WHOLE);
    for (arm, _) in &results.arms {
        counts.push(arm.group.people());
        shares.push(f64::from(arm.share) * addressed);
    }
    chi_square(&counts, &shares)
}

fn effect(group: Group, control: Group) -> Option<Effect> {
    let difference = newcombe(group.cases(), control.cases())?;
    let all = group.and(control);
    let smallest = all.rate().and_then(|rate| smallest_rate_effect(rate, group.people(), control.people()));
    let of_means = |one: Moments, other: Moments| {
        let within = (one.count - 1) as f64 * one.variance()? + (other.count - 1) as f64 * other.variance()?;
        let variance = within / (one.count + other.count - 2) as f64;
        Some(seen(welch(one, other)?, smallest_mean_effect(variance, one.count, other.count)))
    };
    Some(Effect {
        conversion: seen(difference, smallest),
        revenue: of_means(group.revenue, control.revenue),
        purchases: of_means(group.purchases, control.purchases),
    })
}

fn seen(difference: Difference, smallest: Option<f64>) -> Seen {
    Seen { difference, adjusted_p: difference.p, smallest, verdict: verdict(difference.value, difference.p) }
}

fn verdict(value: f64, p: f64) -> Verdict {
    match (p < ALPHA, value > 0.0) {
        (false, _) => Verdict::ByChance,
        (true, true) => Verdict::Better,
        (true, false) => Verdict::Worse,
    }
}

/// Several arms are several chances to be wrong: each figure is judged over all of them.
fn raise(effects: &mut [Option<Effect>]) {
    let figures: [fn(&mut Effect) -> Option<&mut Seen>; 3] =
        [|effect| Some(&mut effect.conversion), |effect| effect.revenue.as_mut(), |effect| effect.purchases.as_mut()];
    for figure in figures {
        let mut family: Vec<&mut Seen> = effects.iter_mut().flatten().filter_map(figure).collect();
        let raised = holm(&family.iter().map(|seen| seen.difference.p).collect::<Vec<f64>>());
        for (seen, p) in family.iter_mut().zip(raised) {
            seen.adjusted_p = p;
            seen.verdict = verdict(seen.difference.value, p);
        }
    }
}

fn gain(plan: &Plan, people: i64, effect: &Effect) -> Gain {
    let people = people as f64;
    let buyers = effect.conversion.difference.times(people);
    let revenue = effect.revenue.map(|seen| seen.difference.times(people));
    let margin = revenue.zip(plan.margin_rate).map(|(revenue, rate)| revenue.times(f64::from(rate) / f64::from(WHOLE)));
    let cost = plan.cost.filter(|cost| *cost > 0).map(|cost| cost as f64);
    Gain {
        buyers,
        revenue,
        margin,
        roi: margin.zip(cost).map(|(margin, cost)| (margin.value - cost) / cost),
        cost_per_buyer: cost.filter(|_| buyers.value > 0.0).map(|cost| cost / buyers.value),
    }
}

#[cfg(test)]
mod tests;
