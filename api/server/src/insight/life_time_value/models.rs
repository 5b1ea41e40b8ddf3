//! The fits of all models: made of the base, kept as JSON, and what customers are scored by.

use chrono::NaiveDate;
use regulars_domain::insight::clv::{self, Appraiser, BetaGeometric, Fitted, GammaGamma, Leaving, ParetoNbd, Refusal};
use regulars_domain::insight::life_time_value::{LifeTimeValuePolicy, ModelKind, RefusalReason};
use regulars_domain::statistics::six_places;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::base::{Base, HeldOut};
use crate::platform::error::{Answer, Error};

/// Why a model was not fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ModelRefusal)]
pub struct RefusalView {
    pub reason: RefusalReason,
    /// How many repeat buyers there are, when they are too few.
    pub found: Option<u64>,
    /// How many it takes.
    pub needed: Option<u64>,
    /// The parameter at whose boundary the fit ended, as the literature calls it.
    #[schema(example = "beta")]
    pub parameter: Option<String>,
    /// Pearson's correlation of frequency and basket, where it is too strong.
    #[schema(example = "0.412345")]
    pub correlation: Option<String>,
}

/// A model with what it was fitted to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FittedModel)]
pub struct ModelView {
    pub model: ModelKind,
    /// None where it was refused.
    pub parameters: Vec<ParameterView>,
    /// The natural logarithm of its likelihood.
    #[schema(example = "-9594.976231")]
    pub log_likelihood: Option<String>,
    /// Customers it was fitted to.
    pub customers: Option<u64>,
    /// Why it was not fitted.
    pub refusal: Option<RefusalView>,
}

/// A parameter under the name that it has in the literature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ModelParameter)]
pub struct ParameterView {
    #[schema(example = "alpha")]
    pub name: String,
    /// Scales of time are in weeks, that of baskets in minor units.
    #[schema(example = "10.578123")]
    pub value: String,
}

/// What was foretold of a time that is over, by the model that counts as it was fitted to the time before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = HoldOutCheck)]
pub struct HoldOutView {
    /// The last day that the model knew.
    pub known_until: NaiveDate,
    /// How many days were foretold.
    pub days: u32,
    /// Customers who had bought by then.
    pub customers: u64,
    /// Purchase days foretold of all of them together.
    #[schema(example = "1665.512345")]
    pub expected: String,
    /// Those there were.
    pub actual: u64,
    /// (expected − actual) ÷ actual; null when nobody bought.
    #[schema(example = "-0.115000")]
    pub aggregate_error: Option<String>,
    /// The mean absolute error of a customer's number of purchase days.
    #[schema(example = "0.753000")]
    pub mean_absolute_error: String,
    /// How often, of one who bought and one who did not, the one who bought was expected to buy more: 0.5 is chance. Null
    /// when all bought or nobody did.
    #[schema(example = "0.781000")]
    pub auc: Option<String>,
}

/// All of it, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub customers: u64,
    pub repeat_buyers: u64,
    pub models: Vec<ModelView>,
    pub hold_out: Option<HoldOutView>,
    pub hold_out_refusal: Option<RefusalView>,
}

/// What customers are scored by, exactly.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Parameters {
    r: f64,
    alpha: f64,
    s: f64,
    beta: f64,
    baskets: Option<[f64; 3]>,
}

impl Parameters {
    pub fn appraiser(&self, policy: &LifeTimeValuePolicy) -> Appraiser {
        let Self { r, alpha, s, beta, baskets } = *self;
        Appraiser {
            purchases: ParetoNbd { r, alpha, s, beta },
            // Why there is none is told with the fit, not with each customer.
            baskets: baskets.map(|[p, q, gamma]| GammaGamma { p, q, gamma }).ok_or(Refusal::NoOptimum),
            margin: policy.margin(),
            discounting: policy.discounting(),
        }
    }
}

impl Kept {
    pub fn from_text(text: &str) -> Answer<Kept> {
        serde_json::from_str(text).map_err(|error| Error::Internal(format!("a fit of life-time value: {error}")))
    }

    pub fn model(&self, kind: ModelKind) -> Option<&ModelView> {
        self.models.iter().find(|model| model.model == kind)
    }

    /// Why a model was refused; none when it was fitted.
    pub fn refusal_of(&self, kind: ModelKind) -> Option<&RefusalView> {
        self.model(kind)?.refusal.as_ref()
    }
}

/// Fits all models to the base; the parameters are none when the one that counts is refused.
pub fn fit(base: &Base) -> (Kept, Option<Parameters>) {
    let pareto = ParetoNbd::fit(&base.histories);
    let geometric = |leaving| BetaGeometric::fit(&base.histories, leaving);
    let baskets = base.baskets.refusal().map_or_else(|| GammaGamma::fit(&base.baskets), Err);
    let of_geometric =
        |model: &BetaGeometric| vec![("r", model.r), ("alpha", model.alpha), ("a", model.a), ("b", model.b)];
    let models = vec![
        view(ModelKind::ParetoNbd, &pareto, |model| {
            vec![("r", model.r), ("alpha", model.alpha), ("s", model.s), ("beta", model.beta)]
        }),
        view(ModelKind::BgNbd, &geometric(Leaving::AfterRepeats), of_geometric),
        view(ModelKind::MbgNbd, &geometric(Leaving::AfterAny), of_geometric),
        view(ModelKind::GammaGamma, &baskets, |model| vec![("p", model.p), ("q", model.q), ("gamma", model.gamma)]),
    ];
    let (hold_out, hold_out_refusal) = match base.held_out.as_ref().map(check) {
        None => (None, None),
        Some(Ok(found)) => (found, None),
        Some(Err(refusal)) => (None, Some(refusal_view(refusal))),
    };
    let baskets = baskets.ok().map(|fitted| [fitted.model.p, fitted.model.q, fitted.model.gamma]);
    let parameters = pareto.ok().map(|fitted| {
        let ParetoNbd { r, alpha, s, beta } = fitted.model;
        Parameters { r, alpha, s, beta, baskets }
    });
    let (customers, repeat_buyers) = (base.histories.customers(), base.histories.repeat_buyers());
    (Kept { customers, repeat_buyers, models, hold_out, hold_out_refusal }, parameters)
}

/// Foretells the time that is held out, and compares.
fn check(held_out: &HeldOut) -> Result<Option<HoldOutView>, Refusal> {
    let model = ParetoNbd::fit(&held_out.known)?.model;
    let weeks = f64::from(held_out.days) / 7.0;
    let foretold = held_out.followed.iter().flat_map(|(history, later, count)| {
        let expected = model.expected(&history.statistic(), weeks);
        (0..*count).map(move |_| (expected, *later))
    });
    Ok(clv::hold_out(foretold).map(|found| HoldOutView {
        known_until: held_out.until,
        days: held_out.days,
        customers: found.customers,
        expected: six_places(found.expected),
        actual: found.actual,
        aggregate_error: found.aggregate_error.map(six_places),
        mean_absolute_error: six_places(found.mean_absolute_error),
        auc: found.auc.map(six_places),
    }))
}

fn view<M>(
    kind: ModelKind,
    fitted: &Result<Fitted<M>, Refusal>,
    parameters: impl Fn(&M) -> Vec<(&'static str, f64)>,
) -> ModelView {
    let told = |(name, value): (&str, f64)| ParameterView { name: name.to_owned(), value: six_places(value) };
    match fitted {
        Ok(fitted) => ModelView {
            model: kind,
            parameters: parameters(&fitted.model).into_iter().map(told).collect(),
            log_likelihood: Some(six_places(fitted.ln_likelihood)),
            customers: Some(fitted.customers),
            refusal: None,
        },
        Err(refusal) => ModelView {
            model: kind,
            parameters: Vec::new(),
            log_likelihood: None,
            customers: None,
            refusal: Some(refusal_view(*refusal)),
        },
    }
}

fn refusal_view(refusal: Refusal) -> RefusalView {
    let none = |reason| RefusalView { reason, found: None, needed: None, parameter: None, correlation: None };
    match refusal {
        Refusal::TooFewRepeatBuyers { found, needed } => {
            RefusalView { found: Some(found), needed: Some(needed), ..none(RefusalReason::TooFewRepeatBuyers) }
        }
        Refusal::Boundary { parameter } => {
            RefusalView { parameter: Some(parameter.to_owned()), ..none(RefusalReason::Boundary) }
        }
        Refusal::NoOptimum => none(RefusalReason::NoOptimum),
        Refusal::BasketFollowsFrequency { correlation } => {
            RefusalView { correlation: Some(six_places(correlation)), ..none(RefusalReason::BasketFollowsFrequency) }
        }
    }
}
