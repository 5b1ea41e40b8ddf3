//! The role × action table. Its printed form, `permissions.table.txt`, is reviewed with every change.

use super::{Action, Role};

/// Whether a role may do this, somewhere; where is a question of scope.
pub fn allows(role: Role, action: Action) -> bool {
    Role::ALL.iter().zip(row(action).split_whitespace()).any(|(column, mark)| *column == role && mark == "x")
}

/// Everything a role may do, in the order of the actions.
pub fn actions_of(role: Role) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|&action| allows(role, action)).collect()
}

/// One mark for each role, in the order of [`Role::ALL`]: `x` may, `.` may not.
#[rustfmt::skip]
const fn row(action: Action) -> &'static str {
    match action {
        //                          adm exe mkt ops reg sto stf svc acc spc ana aud
        Action::CustomersRead    => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::CustomersWrite   => "x   .   x   x   x   x   x   x   x   .   .   .",
        Action::CustomersLookup  => "x   .   .   x   x   x   x   x   x   .   .   .",
        Action::CustomersExport  => "x   x   x   .   .   .   .   .   .   .   x   .",
        Action::PurchasesRead    => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::PurchasesWrite   => "x   .   .   x   x   x   x   x   x   .   .   .",
        Action::RefundsWrite     => "x   .   .   x   x   x   .   x   .   .   .   .",
        Action::MembershipsRead  => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::MembershipsWrite => "x   .   x   x   x   x   x   x   x   .   .   .",
        Action::PointsRedeem     => "x   .   .   x   x   x   x   x   .   .   .   .",
        Action::PointsAdjust     => "x   .   x   x   x   x   .   x   .   .   .   .",
        Action::PointsApprove    => "x   .   .   x   x   .   .   .   .   .   .   .",
        Action::ProgrammesRead   => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::ProgrammesWrite  => "x   .   x   x   .   .   .   .   .   .   .   .",
        Action::ProductsRead     => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::ProductsWrite    => "x   .   x   x   .   .   .   .   .   x   .   .",
        Action::UnitsRead        => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::UnitsWrite       => "x   .   .   x   .   .   .   .   .   .   .   .",
        Action::UsersRead        => "x   x   .   x   x   x   .   .   .   .   .   x",
        Action::UsersWrite       => "x   .   .   .   .   .   .   .   .   .   .   .",
        Action::KeysRead         => "x   .   .   .   .   .   .   .   .   .   .   x",
        Action::KeysWrite        => "x   .   .   .   .   .   .   .   .   .   .   .",
        Action::SettingsRead     => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::SettingsWrite    => "x   .   .   .   .   .   .   .   .   .   .   .",
        Action::ImportsRead      => "x   .   .   x   .   .   .   .   .   .   .   x",
        Action::ImportsWrite     => "x   .   .   x   .   .   .   .   .   .   .   .",
        Action::JobsRead         => "x   .   x   x   .   .   .   .   .   .   .   x",
        Action::JobsWrite        => "x   .   .   x   .   .   .   .   .   .   .   .",
        Action::SegmentsRead     => "x   x   x   x   x   x   .   .   x   x   x   x",
        Action::SegmentsWrite    => "x   .   x   x   .   .   .   .   .   .   .   .",
        Action::TemplatesRead    => "x   x   x   x   x   x   .   .   x   x   x   x",
        Action::TemplatesWrite   => "x   .   x   x   .   .   .   .   .   .   .   .",
        Action::SuppressionsRead => "x   .   x   x   .   .   .   x   .   .   .   x",
        Action::SuppressionsWrite => "x   .   x   x   .   .   .   .   .   .   .   .",
        Action::CampaignsRead    => "x   x   x   x   x   x   .   .   x   x   x   x",
        Action::CampaignsWrite   => "x   .   x   x   .   .   .   .   .   .   .   .",
        Action::CampaignsApprove => "x   x   .   x   .   .   .   .   .   .   .   .",
        Action::TasksRead        => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::TasksWrite       => "x   x   x   x   x   x   x   x   x   x   x   .",
        Action::AnalyticsRead    => "x   x   x   x   x   x   .   .   x   x   x   x",
        Action::AuditRead        => "x   .   .   .   .   .   .   .   .   .   .   x",
        Action::ComplaintsRead   => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::ComplaintsWrite  => "x   .   .   x   x   x   x   x   x   x   .   .",
        Action::ComplaintsTriage => "x   .   .   x   x   .   .   .   .   .   .   .",
        Action::ComplaintsVerify => "x   .   .   x   .   .   .   .   .   .   .   .",
        Action::ComplaintsCompensate => "x   x   .   x   x   x   .   x   .   .   .   .",
        Action::ComplaintsConfigure => "x   .   .   x   .   .   .   .   .   .   .   .",
        Action::CalendarsRead    => "x   x   x   x   x   x   x   x   x   x   x   x",
        Action::CalendarsWrite   => "x   .   .   x   .   .   .   .   .   .   .   .",
    }
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
