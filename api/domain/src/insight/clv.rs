//! Life-time value: how likely a customer still is one, what they will buy, and what that is worth (domain, Metrics of a
//! customer).
//!
//! [`ParetoNbd`] says when customers buy and whether they still do, [`GammaGamma`] how much; [`Appraiser`] puts them
//! together for each customer. [`BetaGeometric`] stands beside for comparison. All are fitted by maximum likelihood to the
//! whole base, in weeks, with purchases of the same day as one and customers with the same history counted once. Floats,
//! as in `statistics`: nothing is booked from estimates.
//!
//! A customer's history comes from imported data as often as from a till, so nothing here panics or loops on values that
//! contradict each other: a fit that means nothing is a [`Refusal`].

mod appraisal;
mod beta_geometric;
#[cfg(test)]
mod cdnow;
mod fit;
mod gamma_gamma;
mod histories;
mod hold_out;
mod optimum;
mod pareto_nbd;
#[cfg(test)]
mod simulated;
mod special;

pub use appraisal::{Appraisal, Appraiser, NoValue, life_time_value};
pub use beta_geometric::{BetaGeometric, Leaving};
pub use fit::{Fitted, LEAST_REPEAT_BUYERS, Refusal};
pub use gamma_gamma::{Basket, Baskets, GammaGamma, MOST_CORRELATION};
pub use histories::{Histories, History, Statistic};
pub use hold_out::{HoldOut, hold_out};
pub use pareto_nbd::{Discounting, ParetoNbd, YEAR};
