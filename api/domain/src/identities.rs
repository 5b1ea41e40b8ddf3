//! Identities: what a customer is recognised by, in the one form that is compared (domain, Customer).

crate::vocabulary! {
    /// What an identity is.
    pub enum IdentityKind {
        Phone = "phone",
        Email = "email",
        /// An open id.
        Wechat = "wechat",
        /// A member card's number.
        Card = "card",
        /// A partner's own id.
        External = "external",
    }
}
