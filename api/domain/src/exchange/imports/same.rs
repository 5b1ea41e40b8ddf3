//! Whether a row of customers is about the person who was found for it.

use super::rows::CustomerRow;
use crate::identities::{IdentityKind, mask};
use crate::text::normalise;

/// By what a person was found for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Our own id of them, out of an export.
    OwnId,
    /// A partner's id.
    PartnersId,
    /// A phone, e-mail, card or open id.
    Identity,
}

/// What is known of a person, as far as it tells people apart.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// As it was given, or a stand-in for one that was not.
    pub name: &'a str,
    /// Kind and value of each.
    pub identities: &'a [(IdentityKind, &'a str)],
}

/// Whether the row contradicts what is known of the person whom it was found to be about.
///
/// The same name agrees. Another name agrees if the one that is known only stands in for a name, or if something else
/// that names a person is the same; by our own id also if there is nothing to compare. Otherwise ids were mixed up, or a
/// phone is shared: that is for a person to decide.
pub fn contradicts(row: &CustomerRow, person: Person<'_>, found: FoundBy) -> bool {
    if normalise(&row.name) == normalise(person.name) || is_stand_in(person) {
        return false;
    }
    let given = [
        (IdentityKind::Phone, &row.phones),
        (IdentityKind::Email, &row.emails),
        (IdentityKind::Card, &row.cards),
        (IdentityKind::Wechat, &row.wechat),
    ];
    let mut given =
        given.iter().flat_map(|(kind, values)| values.iter().map(|value| (*kind, value.as_str()))).peekable();
    match found {
        FoundBy::Identity => true,
        FoundBy::OwnId if given.peek().is_none() => false,
        FoundBy::OwnId | FoundBy::PartnersId => !given.any(|one| person.identities.contains(&one)),
    }
}

/// Whether a name is one of the identities, whole or masked: whoever is known by a purchase alone is called so.
fn is_stand_in(person: Person<'_>) -> bool {
    person.identities.iter().any(|(kind, value)| person.name == *value || person.name == mask(*kind, value))
}

/// Whether two people of one name may be the same: their cities do not tell them apart.
pub fn may_be_one(city: Option<&str>, other: Option<&str>) -> bool {
    match (city, other) {
        (Some(city), Some(other)) => normalise(city) == normalise(other),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_held_only_if_nothing_agrees() {
        use FoundBy::{Identity, OwnId, PartnersId};
        let phone = (IdentityKind::Phone, "+8613812345678");
        let id = (IdentityKind::External, "M1");
        let known = [phone, id];
        for (name, phones, known_name, found, held) in [
            ("修甲", vec!["+8613900000000"], "修甲", PartnersId, false),
            ("数乙", vec!["+8613900000000"], "数甲", PartnersId, true),
            ("数乙", vec![], "数甲", PartnersId, true),
            ("王小明", vec!["+8613812345678"], "王晓明", PartnersId, false),
            ("王小明", vec![], "M1", PartnersId, false),
            ("王小明", vec![], "+86138****5678", PartnersId, false),
            ("改名", vec![], "原名", OwnId, false),
            ("乱序", vec!["+8613900000000"], "原名", OwnId, true),
            ("家人", vec!["+8613812345678"], "原名", Identity, true),
            ("ＡＮＮＡ", vec!["+8613812345678"], "Anna", Identity, false),
        ] {
            let row = CustomerRow {
                name: name.to_owned(),
                phones: phones.into_iter().map(str::to_owned).collect(),
                ..CustomerRow::default()
            };
            let person = Person { name: known_name, identities: &known };
            assert_eq!(contradicts(&row, person, found), held, "{name} {known_name} {found:?}");
        }
        assert!(may_be_one(None, Some("上海")) && may_be_one(Some("上海"), Some("上海")));
        assert!(!may_be_one(Some("北京"), Some("上海")));
    }
}
