//! Products: whether one is sold. Prices and margins are in `money` and `tiers::Share`; lines are in `purchases`.

crate::vocabulary! {
    /// Whether a product is sold.
    pub enum ProductState {
        Active = "active",
        /// No longer sold; what was bought of it stays.
        Retired = "retired",
    }
}
