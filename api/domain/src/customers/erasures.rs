//! Erasing a person: what they were known by, which is then looked for wherever only a search finds it.

use crate::identities::IdentityKind;

crate::vocabulary! {
    /// How far an erasure has come.
    pub enum ErasureState {
        /// What stands under the person is gone; files, kept replies and the like are being searched.
        Searching = "searching",
        Done = "done",
    }
}

crate::errors! {
    /// Why somebody cannot be erased now.
    #[derive(Copy)]
    pub enum Objection {
        OpenComplaints(count: i64) => (
            "complaints that are not closed: {count}; close or withdraw them first",
            "尚有 {count} 项投诉未结案，请先结案或撤回"
        ),
        Promised(count: i64) => (
            "compensations that were promised and not given: {count}; give or decline them first",
            "尚有 {count} 项补偿未兑现，请先兑现或驳回"
        ),
        PointsAsked(count: i64) => (
            "requests for points that nobody has decided on: {count}",
            "尚有 {count} 项积分申请待审批"
        ),
        Leaving => (
            "a message to the customer is just leaving; try again in a minute",
            "正在向该客户发送消息，请一分钟后重试"
        ),
    }
}

/// Characters of a name, at least, that is looked for, when it is written in ASCII: shorter ones are part of words.
const ASCII_NAME: usize = 5;
/// Characters of a number or id, at least, that is looked for: shorter ones are part of anything.
const NUMBER: usize = 6;
/// Digits of a phone, from its end, that are looked for: they are the same with and without its country code.
const PHONE: usize = 9;

/// The texts by which somebody with this name and these identities is looked for, each in small letters.
pub fn sought_texts<'a>(
    names: impl IntoIterator<Item = &'a str>,
    identities: impl IntoIterator<Item = (IdentityKind, &'a str)>,
) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for name in names {
        let least = if name.is_ascii() { ASCII_NAME } else { 2 };
        if name.chars().count() >= least {
            texts.push(name.to_lowercase());
        }
    }
    for (kind, value) in identities {
        if kind == IdentityKind::Phone {
            let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
            texts.push(digits.iter().skip(digits.len().saturating_sub(PHONE)).collect());
        } else if value.chars().count() >= NUMBER {
            texts.push(value.to_lowercase());
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// Whether one of the texts, as [`sought_texts`] gives them, stands in another; a phone also with signs between its digits.
pub fn names_any(text: &str, sought: &[String]) -> bool {
    let small = text.to_lowercase();
    if sought.iter().any(|one| small.contains(one.as_str())) {
        return true;
    }
    let is_number = |one: &&String| one.bytes().all(|byte| byte.is_ascii_digit());
    if !sought.iter().any(|one| is_number(&one)) {
        return false;
    }
    let bare: String = small.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).collect();
    sought.iter().filter(is_number).any(|one| bare.contains(one.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_looked_for_by_what_is_theirs_alone() {
        let identities = [
            (IdentityKind::Phone, "+8613812345678"),
            (IdentityKind::Email, "Wang@Example.com"),
            (IdentityKind::Card, "1001"),
            (IdentityKind::External, "EXT-778899"),
        ];
        let found = sought_texts(["王小明", "Li", "李", "Johanna"], identities);
        assert_eq!(found, ["812345678", "ext-778899", "johanna", "wang@example.com", "王小明"]);
    }

    #[test]
    fn a_text_names_somebody_however_it_writes_the_phone() {
        let sought =
            sought_texts(["王小明"], [(IdentityKind::Phone, "+8613812345678"), (IdentityKind::Email, "w@example.com")]);
        for (text, expected) in [
            ("1,王小明,上海", true),
            ("{\"phone\":\"+86 138-1234-5678\"}", true),
            ("138 1234 5678", true),
            ("W@Example.COM", true),
            ("138 1234 5679", false),
            ("王小, 明", false),
            ("", false),
        ] {
            assert_eq!(names_any(text, &sought), expected, "{text}");
        }
    }
}
