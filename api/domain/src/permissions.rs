//! Who may do what: roles, actions, the one table between them, and which units a grant reaches (domain, Organisation).
//!
//! A user's assignments (unit, role) become [`Grants`]: for each action the units it reaches. An API key's scopes are
//! the same actions over one unit's subtree. Scope applies to what has a unit: a customer by home unit, a purchase by
//! its own unit, a unit or user by itself; catalogue, settings and figures of the whole have none. At the counter
//! `customers:lookup` reaches beyond the subtree, by exact phone or card, masked and logged. Not here: reading tokens.

mod grants;
mod table;

pub use grants::{Assignment, Grants, NotHeld, Scope};
pub use table::{actions_of, allows, as_table};

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

crate::vocabulary! {
    /// What can be done, as a role's right or an API key's scope.
    pub enum Action {
        CustomersRead = "customers:read",
        CustomersWrite = "customers:write",
        /// By exact phone or card, chain-wide, masked and logged.
        CustomersLookup = "customers:lookup",
        CustomersExport = "customers:export",
        PurchasesRead = "purchases:read",
        PurchasesWrite = "purchases:write",
        RefundsWrite = "refunds:write",
        MembershipsRead = "memberships:read",
        /// Enrolling, and the state of cards.
        MembershipsWrite = "memberships:write",
        /// Spending points for a member.
        PointsRedeem = "points:redeem",
        /// Asking for points by hand.
        PointsAdjust = "points:adjust",
        /// Deciding on what somebody else asked for.
        PointsApprove = "points:approve",
        ProgrammesRead = "programmes:read",
        ProgrammesWrite = "programmes:write",
        ProductsRead = "products:read",
        ProductsWrite = "products:write",
        UnitsRead = "units:read",
        UnitsWrite = "units:write",
        UsersRead = "users:read",
        UsersWrite = "users:write",
        KeysRead = "keys:read",
        KeysWrite = "keys:write",
        SettingsRead = "settings:read",
        SettingsWrite = "settings:write",
        ImportsRead = "imports:read",
        ImportsWrite = "imports:write",
        JobsRead = "jobs:read",
        JobsWrite = "jobs:write",
        SegmentsRead = "segments:read",
        SegmentsWrite = "segments:write",
        TemplatesRead = "templates:read",
        /// Writing templates, and sending oneself a test message.
        TemplatesWrite = "templates:write",
        SuppressionsRead = "suppressions:read",
        SuppressionsWrite = "suppressions:write",
        CampaignsRead = "campaigns:read",
        /// Planning, launching, pausing.
        CampaignsWrite = "campaigns:write",
        /// Deciding on what somebody else planned.
        CampaignsApprove = "campaigns:approve",
        TasksRead = "tasks:read",
        TasksWrite = "tasks:write",
        AnalyticsRead = "analytics:read",
        AuditRead = "audit:read",
        ComplaintsRead = "complaints:read",
        ComplaintsWrite = "complaints:write",
        /// Judging the severity.
        ComplaintsTriage = "complaints:triage",
        /// Finding out whether a major complaint is true, and naming its task force.
        ComplaintsVerify = "complaints:verify",
        /// Promising and giving compensation.
        ComplaintsCompensate = "complaints:compensate",
        /// The categories of complaints.
        ComplaintsConfigure = "complaints:configure",
        CalendarsRead = "calendars:read",
        CalendarsWrite = "calendars:write",
    }
}
