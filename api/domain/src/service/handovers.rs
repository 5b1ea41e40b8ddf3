//! What somebody who leaves answers for, and hands over.

crate::vocabulary! {
    /// A part of somebody's work.
    pub enum WorkPart {
        /// The customers they own.
        Customers = "customers",
        /// The complaints they see to that are not resolved, closed or withdrawn.
        Complaints = "complaints",
        /// The tasks they have not done.
        Tasks = "tasks",
    }
}
