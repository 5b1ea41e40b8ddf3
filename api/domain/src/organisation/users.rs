//! People who log in: what state they are in. Roles are in `permissions`, rules of log-in in `sessions`.

crate::vocabulary! {
    /// Whether a user may log in.
    pub enum UserState {
        Active = "active",
        Disabled = "disabled",
    }
}
