//! Partners: systems that integrate.

crate::vocabulary! {
    /// What becomes of a partner's purchase whose customer nobody knows.
    pub enum UnknownCustomers {
        /// It is refused.
        Reject = "reject",
        /// The customer is created with the phone, card or id that the purchase says.
        Create = "create",
        /// It is held until somebody has that phone, card or id, or a person decides on it.
        Hold = "hold",
    }
}
