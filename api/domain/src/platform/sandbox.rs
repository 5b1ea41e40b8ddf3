//! The sandbox: which keys lead there, and what they may do.

use crate::permissions::Action;

crate::vocabulary! {
    /// Where what an API key does happens.
    pub enum ApiKeyMode {
        /// In the organisation.
        Live = "live",
        /// In the sandbox, where nothing is real.
        Test = "test",
    }
}

impl ApiKeyMode {
    /// Whether a key of this mode may hold an action. Units, users, partners and keys of the sandbox are those of the
    /// organisation, so nobody changes them there.
    pub fn allows(self, action: Action) -> bool {
        let is_of_the_organisation = matches!(
            action,
            Action::UnitsWrite | Action::UsersRead | Action::UsersWrite | Action::KeysRead | Action::KeysWrite
        );
        self == ApiKeyMode::Live || !is_of_the_organisation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_key_may_all_but_change_the_organisation() {
        let refused: Vec<Action> =
            Action::ALL.iter().copied().filter(|&action| !ApiKeyMode::Test.allows(action)).collect();
        let expected = [Action::UnitsWrite, Action::UsersRead, Action::UsersWrite, Action::KeysRead, Action::KeysWrite];
        assert_eq!(refused, expected);
        assert!(Action::ALL.iter().all(|&action| ApiKeyMode::Live.allows(action)));
    }
}
