//! Two customers that turn out to be one (domain, Customer): which of their profiles counts, field by field.
//!
//! Not here: which facts follow, for all of them do.

use std::collections::BTreeMap;

crate::vocabulary! {
    /// One of two customers that become one.
    pub enum MergeSide {
        /// Whose id stays.
        Survivor = "survivor",
        /// Whose id leads to the survivor from now on.
        Merged = "merged",
    }
}

crate::vocabulary! {
    /// A part of a profile that is taken from one of two customers.
    pub enum MergeField {
        Name = "name",
        Language = "language",
        Gender = "gender",
        Birthday = "birthday",
        City = "city",
        Address = "address",
        Occupation = "occupation",
        Source = "source",
        HomeUnit = "home_unit",
        Owner = "owner",
        LeaderKind = "leader_kind",
        /// What is known besides, by name: that of the other is kept where this one says nothing.
        Attributes = "attributes",
        /// Both notes are kept, unless one is chosen.
        Note = "note",
    }
}

crate::vocabulary! {
    /// What follows a customer who is merged into another.
    pub enum FollowKind {
        Identities = "identities",
        Consents = "consents",
        Interactions = "interactions",
        /// The people one deals with there.
        Contacts = "contacts",
        Purchases = "purchases",
        Refunds = "refunds",
        Cards = "cards",
        /// Cards that go into one of the survivor's of the same programme, with all their points.
        CardsJoined = "cards_joined",
        Complaints = "complaints",
        Tasks = "tasks",
        Deliveries = "deliveries",
        Segments = "segments",
        /// What they gave by forms that anybody may open.
        SignUps = "sign_ups",
        Wishes = "wishes",
        /// Those whom they brought.
        Referrals = "referrals",
    }
}

/// Which side each field is taken from, where somebody chose.
pub type Choices = BTreeMap<MergeField, MergeSide>;

/// The side whose value counts: the one that was chosen, else the survivor's where it has one.
pub fn side_of(choices: &Choices, field: MergeField, survivor_has: bool, merged_has: bool) -> MergeSide {
    match choices.get(&field) {
        Some(side) => *side,
        None if !survivor_has && merged_has => MergeSide::Merged,
        None => MergeSide::Survivor,
    }
}

/// The value of a field that may be empty.
pub fn taken<T: Clone>(choices: &Choices, field: MergeField, survivor: &Option<T>, merged: &Option<T>) -> Option<T> {
    match side_of(choices, field, survivor.is_some(), merged.is_some()) {
        MergeSide::Survivor => survivor.clone(),
        MergeSide::Merged => merged.clone(),
    }
}

/// Both notes, one under the other, as long as they fit; where a side was chosen, its note.
pub fn note(choices: &Choices, survivor: &Option<String>, merged: &Option<String>, most: usize) -> Option<String> {
    if let (None, Some(one), Some(other)) = (choices.get(&MergeField::Note), survivor, merged)
        && one != other
        && one.chars().count() + other.chars().count() < most.saturating_sub(1)
    {
        return Some(format!("{one}\n\n{other}"));
    }
    taken(choices, MergeField::Note, survivor, merged)
}

/// The tags of both, the survivor's first, as many as one may have.
pub fn tags(survivor: &[String], merged: &[String], most: usize) -> Vec<String> {
    let mut tags: Vec<String> = survivor.to_vec();
    tags.extend(merged.iter().filter(|tag| !survivor.contains(tag)).cloned());
    tags.truncate(most.max(survivor.len()));
    tags
}

/// What a field is after an undo: as it was before the merge, unless somebody changed it since.
pub fn undone<T: PartialEq>(before: T, after: &T, now: T) -> T {
    if now == *after { before } else { now }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(choices: &[(MergeField, MergeSide)]) -> Choices {
        choices.iter().copied().collect()
    }

    #[test]
    fn a_field_is_the_survivors_unless_it_is_empty_or_the_other_was_chosen() {
        let (merged, survivor) = (MergeSide::Merged, MergeSide::Survivor);
        for (choice, one, other, expected) in [
            (None, Some("a"), Some("b"), Some("a")),
            (None, None, Some("b"), Some("b")),
            (None, Some("a"), None, Some("a")),
            (None, None, None, None),
            (Some(merged), Some("a"), Some("b"), Some("b")),
            (Some(merged), Some("a"), None, None),
            (Some(survivor), None, Some("b"), None),
        ] {
            let choices = chosen(&choice.map(|side| (MergeField::City, side)).into_iter().collect::<Vec<_>>());
            assert_eq!(taken(&choices, MergeField::City, &one, &other), expected, "{choice:?} {one:?} {other:?}");
        }
    }

    #[test]
    fn notes_are_kept_both_while_they_fit() {
        let text = |text: &str| Some(text.to_owned());
        let none = Choices::new();
        assert_eq!(note(&none, &text("one"), &text("two"), 4000), text("one\n\ntwo"));
        assert_eq!(note(&none, &text("one"), &text("one"), 4000), text("one"));
        assert_eq!(note(&none, &text("one"), &text("two"), 7), text("one"));
        assert_eq!(note(&none, &None, &text("two"), 4000), text("two"));
        let other = chosen(&[(MergeField::Note, MergeSide::Merged)]);
        assert_eq!(note(&other, &text("one"), &text("two"), 4000), text("two"));
    }

    #[test]
    fn tags_of_both_are_kept_once_each() {
        let tags = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        assert_eq!(super::tags(&tags(&["a", "b"]), &tags(&["b", "c", "d"]), 50), tags(&["a", "b", "c", "d"]));
        assert_eq!(super::tags(&tags(&["a", "b"]), &tags(&["c", "d"]), 3), tags(&["a", "b", "c"]));
    }

    #[test]
    fn an_undo_keeps_what_was_changed_since() {
        assert_eq!(undone("before", &"after", "after"), "before");
        assert_eq!(undone("before", &"after", "changed since"), "changed since");
    }
}
