//! The actions and the role × action table. Its printed form, `permissions.table.txt`, is reviewed with every change.

use super::Role;

/// Whether a role may do this, somewhere; where is a question of scope.
pub fn allows(role: Role, action: Action) -> bool {
    Role::ALL.iter().zip(row(action).split_whitespace()).any(|(column, mark)| *column == role && mark == "x")
}

/// Everything a role may do, in the order of the actions.
pub fn actions_of(role: Role) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|&action| allows(role, action)).collect()
}

/// States each action once: its name, its word, and one mark for each role, in the order of [`Role::ALL`]: `x` may, `.`
/// may not. From it come the vocabulary, the table, and the types by which a handler asks for an action.
macro_rules! actions {
    ($( $(#[doc = $doc:literal])* $name:ident $word:literal $marks:literal; )+) => {
        crate::vocabulary! {
            /// What can be done, as a role's right or an API key's scope.
            pub enum Action { $( $(#[doc = $doc])* $name = $word ),+ }
        }

        const fn row(action: Action) -> &'static str {
            match action { $(Action::$name => $marks),+ }
        }

        /// One type for each action, for handlers that ask for it.
        pub mod allow {
            $(
                $(#[doc = $doc])*
                #[doc = ""]
                #[doc = concat!("Asks for the right `", $word, "`.")]
                pub struct $name;

                impl super::Grant for $name {
                    const ACTION: super::Action = super::Action::$name;
                }
            )+
        }
    };
}

/// A type that names an action.
pub trait Grant {
    /// The action that the type stands for.
    const ACTION: Action;
}

#[rustfmt::skip]
actions! {
    //                                            adm exe mkt ops reg sto stf svc acc spc ana aud
    CustomersRead        "customers:read"         "x   x   x   x   x   x   x   x   x   x   x   x";
    CustomersWrite       "customers:write"        "x   .   x   x   x   x   x   x   x   .   .   .";
    /// By exact phone or card, chain-wide, masked and logged.
    CustomersLookup      "customers:lookup"       "x   .   .   x   x   x   x   x   x   .   .   .";
    CustomersExport      "customers:export"       "x   x   x   .   .   .   .   .   .   .   x   .";
    /// Seeing how customers are reached: phones, e-mails and addresses whole, not masked.
    CustomersContact     "customers:contact"      "x   .   x   x   x   x   x   x   x   .   .   .";
    /// Having that shown for a reason, which is noted.
    CustomersReveal      "customers:reveal"       "x   x   x   x   x   x   x   x   x   x   .   .";
    /// Receipts of erasures, what was handed out to persons, who looked at whom.
    PrivacyRead          "privacy:read"           "x   .   .   .   .   .   .   .   .   .   .   x";
    /// Erasing a person, and handing out all that is held on one.
    PrivacyWrite         "privacy:write"          "x   .   .   .   .   .   .   .   .   .   .   .";
    /// Saying that two customers are one, and undoing it.
    CustomersMerge       "customers:merge"        "x   .   x   x   x   x   .   x   .   .   .   .";
    PurchasesRead        "purchases:read"         "x   x   x   x   x   x   x   x   x   x   x   x";
    PurchasesWrite       "purchases:write"        "x   .   .   x   x   x   x   x   x   .   .   .";
    RefundsWrite         "refunds:write"          "x   .   .   x   x   x   .   x   .   .   .   .";
    MembershipsRead      "memberships:read"       "x   x   x   x   x   x   x   x   x   x   x   x";
    /// Enrolling, and the state of cards.
    MembershipsWrite     "memberships:write"      "x   .   x   x   x   x   x   x   x   .   .   .";
    /// Spending points for a member.
    PointsRedeem         "points:redeem"          "x   .   .   x   x   x   x   x   .   .   .   .";
    /// Asking for points by hand.
    PointsAdjust         "points:adjust"          "x   .   x   x   x   x   .   x   .   .   .   .";
    /// Deciding on what somebody else asked for.
    PointsApprove        "points:approve"         "x   .   .   x   x   .   .   .   .   .   .   .";
    ProgrammesRead       "programmes:read"        "x   x   x   x   x   x   x   x   x   x   x   x";
    ProgrammesWrite      "programmes:write"       "x   .   x   x   .   .   .   .   .   .   .   .";
    ProductsRead         "products:read"          "x   x   x   x   x   x   x   x   x   x   x   x";
    ProductsWrite        "products:write"         "x   .   x   x   .   .   .   .   .   x   .   .";
    UnitsRead            "units:read"             "x   x   x   x   x   x   x   x   x   x   x   x";
    UnitsWrite           "units:write"            "x   .   .   x   .   .   .   .   .   .   .   .";
    UsersRead            "users:read"             "x   x   .   x   x   x   .   .   .   .   .   x";
    UsersWrite           "users:write"            "x   .   .   .   .   .   .   .   .   .   .   .";
    KeysRead             "keys:read"              "x   .   .   .   .   .   .   .   .   .   .   x";
    KeysWrite            "keys:write"             "x   .   .   .   .   .   .   .   .   .   .   .";
    /// The feed of events; what each tells of needs its own right as well.
    EventsRead           "events:read"            "x   .   .   x   .   .   .   .   .   .   x   x";
    WebhooksRead         "webhooks:read"          "x   .   .   x   .   .   .   .   .   .   .   x";
    /// Where events are posted: whoever holds it decides what leaves the house.
    WebhooksWrite        "webhooks:write"         "x   .   .   .   .   .   .   .   .   .   .   .";
    SettingsRead         "settings:read"          "x   x   x   x   x   x   x   x   x   x   x   x";
    SettingsWrite        "settings:write"         "x   .   .   .   .   .   .   .   .   .   .   .";
    ImportsRead          "imports:read"           "x   .   .   x   .   .   .   .   .   .   .   x";
    ImportsWrite         "imports:write"          "x   .   .   x   .   .   .   .   .   .   .   .";
    JobsRead             "jobs:read"              "x   .   x   x   .   .   .   .   .   .   .   x";
    JobsWrite            "jobs:write"             "x   .   .   x   .   .   .   .   .   .   .   .";
    SegmentsRead         "segments:read"          "x   x   x   x   x   x   .   .   x   x   x   x";
    SegmentsWrite        "segments:write"         "x   .   x   x   .   .   .   .   .   .   .   .";
    TemplatesRead        "templates:read"         "x   x   x   x   x   x   .   .   x   x   x   x";
    /// Writing templates, and sending oneself a test message.
    TemplatesWrite       "templates:write"        "x   .   x   x   .   .   .   .   .   .   .   .";
    SuppressionsRead     "suppressions:read"      "x   .   x   x   .   .   .   x   .   .   .   x";
    SuppressionsWrite    "suppressions:write"     "x   .   x   x   .   .   .   .   .   .   .   .";
    /// For mail providers and gateways: that messages arrived, bounced, or were called unwanted.
    DeliveriesReport     "deliveries:report"      "x   .   .   .   .   .   .   .   .   .   .   .";
    CampaignsRead        "campaigns:read"         "x   x   x   x   x   x   .   .   x   x   x   x";
    /// Planning, launching, pausing.
    CampaignsWrite       "campaigns:write"        "x   .   x   x   .   .   .   .   .   .   .   .";
    /// Deciding on what somebody else planned.
    CampaignsApprove     "campaigns:approve"      "x   x   .   x   .   .   .   .   .   .   .   .";
    SignUpsRead          "sign_ups:read"          "x   x   x   x   x   x   x   .   .   .   x   x";
    /// Forms by which people sign up: making, changing and closing them.
    SignUpsWrite         "sign_ups:write"         "x   .   x   x   x   x   .   .   .   .   .   .";
    TasksRead            "tasks:read"             "x   x   x   x   x   x   x   x   x   x   x   x";
    TasksWrite           "tasks:write"            "x   x   x   x   x   x   x   x   x   x   x   .";
    AnalyticsRead        "analytics:read"         "x   x   x   x   x   x   .   .   x   x   x   x";
    AuditRead            "audit:read"             "x   .   .   .   .   .   .   .   .   .   .   x";
    ComplaintsRead       "complaints:read"        "x   x   x   x   x   x   x   x   x   x   x   x";
    ComplaintsWrite      "complaints:write"       "x   .   .   x   x   x   x   x   x   x   .   .";
    /// Judging the severity.
    ComplaintsTriage     "complaints:triage"      "x   .   .   x   x   .   .   .   .   .   .   .";
    /// Finding out whether a major complaint is true, and naming its task force.
    ComplaintsVerify     "complaints:verify"      "x   .   .   x   .   .   .   .   .   .   .   .";
    /// Promising and giving compensation.
    ComplaintsCompensate "complaints:compensate"  "x   x   .   x   x   x   .   x   .   .   .   .";
    /// The categories of complaints.
    ComplaintsConfigure  "complaints:configure"   "x   .   .   x   .   .   .   .   .   .   .   .";
    WishesRead           "wishes:read"            "x   x   x   x   x   x   x   x   x   x   x   x";
    /// Noting what a customer asked for and did not get.
    WishesWrite          "wishes:write"           "x   .   x   x   x   x   x   x   x   x   .   .";
    /// Deciding on what is wished for: research and development, and marketing.
    WishesDecide         "wishes:decide"          "x   .   x   x   .   .   .   .   .   x   .   .";
    CalendarsRead        "calendars:read"         "x   x   x   x   x   x   x   x   x   x   x   x";
    CalendarsWrite       "calendars:write"        "x   .   .   x   .   .   .   .   .   .   .   .";
}

/// The table as text: a line for each action with the roles that hold it by name, so that a change reads as a diff.
pub fn as_table() -> String {
    let mut text = String::from("action            roles\n");
    for &action in Action::ALL {
        let roles: Vec<&str> =
            Role::ALL.iter().filter(|&&role| allows(role, action)).map(|role| role.as_str()).collect();
        text.push_str(&format!("{action:<17} {}\n", roles.join(" ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_reviewed_one() {
        let reviewed = include_str!("../permissions.table.txt");
        assert_eq!(as_table(), reviewed, "review the change, then store:\n{}", as_table());
    }

    #[test]
    fn every_row_has_one_mark_for_each_role() {
        for &action in Action::ALL {
            let marks: Vec<&str> = row(action).split_whitespace().collect();
            assert_eq!(marks.len(), Role::ALL.len(), "{action}");
            assert!(marks.iter().all(|mark| ["x", "."].contains(mark)), "{action}");
        }
    }

    #[test]
    fn the_admin_may_everything_and_the_auditor_reads_everything() {
        assert_eq!(actions_of(Role::Admin), Action::ALL);
        for &action in Action::ALL {
            assert_eq!(allows(Role::Auditor, action), action.as_str().ends_with(":read"), "{action}");
        }
    }

    #[test]
    fn who_may_write_a_thing_may_read_it() {
        for &action in Action::ALL {
            let (thing, kind) = action.as_str().split_once(':').unwrap();
            let read = match thing {
                "refunds" => "purchases:read".to_owned(),
                "points" => "memberships:read".to_owned(),
                "deliveries" => "suppressions:read".to_owned(),
                _ => format!("{thing}:read"),
            };
            let Ok(read) = read.parse::<Action>() else {
                panic!("{action} has nothing to read");
            };
            for &role in Role::ALL {
                if kind != "read" && allows(role, action) {
                    assert!(allows(role, read), "{role} may {action} but not {read}");
                }
            }
        }
    }

    #[test]
    fn who_may_refresh_a_segment_may_watch_the_job() {
        for &role in Role::ALL {
            if allows(role, Action::SegmentsWrite) {
                assert!(allows(role, Action::JobsRead), "{role}");
            }
        }
    }

    #[test]
    fn who_may_import_may_write_what_an_import_writes() {
        for &role in Role::ALL {
            if allows(role, Action::ImportsWrite) {
                for action in [Action::CustomersWrite, Action::PurchasesWrite, Action::JobsRead] {
                    assert!(allows(role, action), "{role} {action}");
                }
            }
        }
    }
}
