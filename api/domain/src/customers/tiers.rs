//! The value tier of a consumer: from spend and a policy to a class and its reason (domain, Value tier and grade).
//!
//! Both methods end in lower bounds: fixed ones are the policy's, those of a cumulative share are drawn from the whole
//! base (see [`cumulative_bounds`]). One customer's class is then the same small comparison for both. Not here: when a
//! class is stored, and who is a consumer (see [`customers::has_tier`](crate::customers::profiles::has_tier)).

mod decision;
mod policy;
mod share;
mod words;

pub use decision::{Candidate, Decision, Judged, Next, decide, tier_for};
pub use policy::{Bounds, PolicyError, Shares, TierPolicy};
pub use share::{cumulative_bounds, cumulative_share};
pub use words::reason_words;

crate::vocabulary! {
    /// The value tier, best first.
    pub enum TierClass {
        A = "A",
        B = "B",
        C = "C",
        /// No spend in the window.
        None = "none",
    }
}

crate::vocabulary! {
    /// How tiers are decided.
    pub enum TierMethod {
        /// By lower bounds of spend.
        FixedBounds = "fixed_bounds",
        /// By cumulative share of revenue.
        CumulativeShare = "cumulative_share",
    }
}
