//! Who may do what: roles, actions, the one table between them, and which units a grant reaches (domain, Organisation).
//!
//! A user's assignments (unit, role) become [`Grants`]: for each action the units it reaches. An API key's scopes are
//! the same actions over one unit's subtree. Scope applies to what has a unit: a customer by home unit, a purchase by
//! its own unit, a unit or user by itself; catalogue, settings and figures of the whole have none. At the counter
//! `customers:lookup` reaches beyond the subtree, by exact phone or card, masked and logged. Not here: reading tokens.

mod belonging;
mod grants;
mod table;
mod unit_tree;

pub use grants::{Assignment, Grants, NotHeld, Scope};
pub use table::{Action, Grant, actions_of, allow, allows, as_table};
pub use unit_tree::UnitTree;

crate::vocabulary! {
    /// What somebody is in a unit.
    pub enum Role {
        Admin = "admin",
        Executive = "executive",
        Marketing = "marketing",
        Operations = "operations",
        RegionManager = "region_manager",
        StoreManager = "store_manager",
        StoreStaff = "store_staff",
        ServiceAgent = "service_agent",
        AccountManager = "account_manager",
        /// Quality, purchasing, research, finance: teams and task forces.
        Specialist = "specialist",
        Analyst = "analyst",
        /// Reads everything, writes nothing.
        Auditor = "auditor",
    }
}
