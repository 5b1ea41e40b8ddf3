//! How a model is fitted, and when a fit is refused.

use super::histories::{Histories, Statistic};
use super::optimum::{Optimum, Place, bfgs, nelder_mead};

/// Fewer customers with repeat purchases say too little.
pub const LEAST_REPEAT_BUYERS: u64 = 100;

/// About as many statistics are enough to find where the parameters lie; all of them decide where exactly.
const COARSE: usize = 3_000;
/// No logarithm of a parameter is looked for beyond.
const WALL: f64 = 12.0;

/// A model with the most likely parameters, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted<M> {
    /// The model.
    pub model: M,
    /// The logarithm of its likelihood over all customers.
    pub ln_likelihood: f64,
    /// How many customers it was fitted to.
    pub customers: u64,
    /// How many of them bought on more than one day.
    pub repeat_buyers: u64,
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refusal {
    /// Too few customers who came back.
    TooFewRepeatBuyers {
        /// How many there are.
        found: u64,
        /// How many it takes.
        needed: u64,
    },
    /// The likelihood still rises where this parameter has left all bounds: the data know no best value for it, as when
    /// all customers are alike or nobody ever leaves.
    Boundary {
        /// The parameter's name, as in the literature.
        parameter: &'static str,
    },
    /// The search found no place where the likelihood is flat.
    NoOptimum,
    /// Who buys often spends more (or less) each time, where the models take the two as independent.
    BasketFollowsFrequency {
        /// Pearson's correlation, from −1 to 1.
        correlation: f64,
    },
}

/// A parameter and the bounds within which a best value is believed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    name: &'static str,
    low: f64,
    high: f64,
}

/// A shape: it has no unit.
pub(super) const fn shape(name: &'static str) -> Parameter {
    Parameter { name, low: 1e-3, high: 1e3 }
}

/// A scale, in weeks or in mean baskets.
pub(super) const fn scale(name: &'static str) -> Parameter {
    Parameter { name, low: 1e-4, high: 1e5 }
}

/// A model of when customers buy.
pub(super) trait Purchases {
    /// ln of the likelihood of these statistics, each as often as it is counted.
    fn ln_likelihood(&self, distinct: &[Statistic]) -> f64;
}

/// The most likely of the models that `make` makes of parameters.
pub(super) fn search<const N: usize, M: Purchases>(
    base: &Histories,
    parameters: &[Parameter; N],
    starts: &[Place<N>],
    make: impl Fn(&Place<N>) -> M,
) -> Result<Fitted<M>, Refusal> {
    let (customers, repeat_buyers) = (base.customers(), base.repeat_buyers());
    if repeat_buyers < LEAST_REPEAT_BUYERS {
        return Err(Refusal::TooFewRepeatBuyers { found: repeat_buyers, needed: LEAST_REPEAT_BUYERS });
    }
    let coarse = base.coarse(COARSE);
    let cost = |base: &Histories, place: &Place<N>| -make(place).ln_likelihood(base.distinct()) / customers as f64;
    let found = best(parameters, starts, |place| cost(&coarse, place), |place| cost(base, place))?;
    Ok(Fitted { model: make(&found), ln_likelihood: -cost(base, &found) * customers as f64, customers, repeat_buyers })
}

/// Where `whole` is lowest, looked for from all `starts` by `coarse`, which is like it and cheap.
pub(super) fn best<const N: usize>(
    parameters: &[Parameter; N],
    starts: &[Place<N>],
    coarse: impl Fn(&Place<N>) -> f64,
    whole: impl Fn(&Place<N>) -> f64,
) -> Result<Place<N>, Refusal> {
    let (coarse, whole) = (walled(coarse), walled(whole));
    let near = starts
        .iter()
        .map(|start| nelder_mead(&coarse, &start.map(|part| part.ln().clamp(-WALL + 1.0, WALL - 1.0)), 0.7, 150))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .ok_or(Refusal::NoOptimum)?;
    let (near, _) = nelder_mead(&coarse, &near.0, 0.3, 400);
    let near = bfgs(&coarse, &near, None);
    let mut found = bfgs(&whole, &near.at, near.converged.then_some(near.inverse));
    if !found.converged && outside(parameters, &found).is_none() {
        let (again, _) = nelder_mead(&whole, &found.at, 0.2, 200);
        found = bfgs(&whole, &again, None);
    }
    match outside(parameters, &found) {
        Some(parameter) => Err(Refusal::Boundary { parameter }),
        None if !found.converged => Err(Refusal::NoOptimum),
        None => Ok(found.at.map(f64::exp)),
    }
}

/// A function of parameters above 0 as one of their logarithms, with nothing behind the wall.
fn walled<const N: usize>(function: impl Fn(&Place<N>) -> f64) -> impl Fn(&Place<N>) -> f64 {
    move |place| {
        if place.iter().all(|part| part.abs() < WALL) { function(&place.map(f64::exp)) } else { f64::INFINITY }
    }
}

/// The first parameter out of its bounds.
fn outside<const N: usize>(parameters: &[Parameter; N], found: &Optimum<N>) -> Option<&'static str> {
    parameters
        .iter()
        .zip(found.at)
        .find(|(parameter, ln)| !(parameter.low..parameter.high).contains(&ln.exp()))
        .map(|(parameter, _)| parameter.name)
}
