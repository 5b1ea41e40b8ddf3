//! Purchases of customers whom nobody knows yet.

/// Days after which one whom nobody became known for is kept as an anonymous sale: who was named is forgotten then.
pub const KEPT_DAYS: i64 = 180;

crate::vocabulary! {
    /// What became of a held purchase.
    pub enum HeldState {
        /// Nobody is known by what it names.
        Held = "held",
        /// It is a purchase of a customer now.
        Matched = "matched",
        /// It is an anonymous sale now.
        Released = "released",
    }
}
