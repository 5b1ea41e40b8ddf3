//! Lists that can be saved with their filters.

crate::vocabulary! {
    /// A list that people save views of.
    pub enum ViewedList {
        Customers = "customers",
    }
}

/// Views that one person may have of one list.
pub const MOST_VIEWS: i64 = 100;
