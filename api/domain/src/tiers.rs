//! The value tier of a consumer (domain, Value tier and grade).

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
