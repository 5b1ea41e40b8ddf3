//! Requests that somebody else decides on: of which kinds, what became of them, and who is asked first.

crate::vocabulary! {
    /// What somebody asks another one to approve.
    pub enum ApprovalKind {
        /// A campaign that was handed in.
        Campaign = "campaign",
        /// A compensation of a complaint above the limit of who promised it.
        Compensation = "compensation",
        /// Points by hand.
        Points = "points",
    }
}

crate::vocabulary! {
    /// What became of a request.
    pub enum ApprovalState {
        /// Nobody has decided.
        Waiting = "waiting",
        Approved = "approved",
        /// It is not approved: handed back, or declined.
        Returned = "returned",
    }
}

/// Of those who may decide, each with how many units above the thing they hold the right, the ones that are asked: the
/// nearest. The others may decide as well, and are not disturbed.
pub fn nearest(able: impl IntoIterator<Item = (usize, String)>) -> Vec<String> {
    let mut able: Vec<(usize, String)> = able.into_iter().collect();
    able.sort();
    let least = able.first().map(|(distance, _)| *distance);
    let mut asked: Vec<String> =
        able.into_iter().take_while(|(distance, _)| Some(*distance) == least).map(|(_, id)| id).collect();
    asked.dedup();
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_nearest_is_asked() {
        for (able, asked) in [
            (&[][..], &[][..]),
            (&[(2, "group")], &["group"]),
            (&[(2, "group"), (1, "region"), (1, "other"), (0, "store")], &["store"]),
            (&[(2, "group"), (1, "region"), (1, "other")], &["other", "region"]),
            (&[(0, "twice"), (0, "twice"), (1, "twice")], &["twice"]),
        ] {
            let able: Vec<(usize, String)> = able.iter().map(|(far, id)| (*far, (*id).to_owned())).collect();
            assert_eq!(nearest(able.clone()), asked, "{able:?}");
        }
    }
}
