//! Whether two customers may be one person or business (domain, Customer): by what they are brought together, and how much
//! speaks for it.
//!
//! [`keys`] are what possible duplicates have in common: only those with a key in common are compared, which makes a
//! million of them a matter of seconds. [`compare`] weighs what they say. An identity belongs to one customer only, so no
//! two have the same phone; what is compared is what is almost the same, or is kept at another place.

mod names;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::profiles::{Birthday, CustomerKind, Gender};

pub use names::{of_sound, similarity};

/// From this score on, of 100, two customers are shown to somebody.
pub const SHOWN_FROM: i32 = 60;
/// Below this nothing is merged without being looked at.
pub const LEAST_CERTAIN: i32 = 85;
/// Customers with one key in common that are compared with each other.
pub const MOST_OF_ONE_KEY: usize = 100;

crate::vocabulary! {
    /// What became of two customers that may be one.
    pub enum DuplicateState {
        /// Somebody is to look at them.
        Open = "open",
        /// Somebody says that they are two.
        Dismissed = "dismissed",
        /// They were merged.
        Merged = "merged",
    }
}

crate::vocabulary! {
    /// What speaks for or against two customers being one.
    pub enum DuplicateReason {
        SameName = "same_name",
        /// Other characters, spoken alike.
        SameSound = "same_sound",
        SimilarName = "similar_name",
        /// Day and year.
        SameBirthday = "same_birthday",
        /// The day; of one the year is not known.
        SameBirthDay = "same_birth_day",
        /// The phone of one is the e-mail address of the other.
        PhoneInEmail = "phone_in_email",
        /// The phones differ by one digit, or two are swapped.
        SimilarPhone = "similar_phone",
        /// The same mailbox name at another provider.
        SameMailbox = "same_mailbox",
        SameAddress = "same_address",
        SimilarAddress = "similar_address",
        /// Two partners know them by the same id.
        SamePartnerId = "same_partner_id",
        OtherBirthday = "other_birthday",
        OtherGender = "other_gender",
        OtherKind = "other_kind",
    }
}

impl DuplicateReason {
    /// What it adds to the score, of 100.
    pub fn weight(self) -> i32 {
        match self {
            Self::SameName => 40,
            Self::SameBirthday => 38,
            Self::SameSound | Self::SameAddress => 30,
            Self::PhoneInEmail => 45,
            Self::SimilarName | Self::SameMailbox => 25,
            Self::SimilarPhone | Self::SamePartnerId => 28,
            Self::SameBirthDay | Self::SimilarAddress => 20,
            Self::OtherBirthday => -35,
            Self::OtherGender => -15,
            Self::OtherKind => -20,
        }
    }
}

/// A customer as duplicates are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// What kind of customer; none when it is not to count.
    pub kind: Option<CustomerKind>,
    /// As names are compared.
    pub name: String,
    /// None when the customer did not tell it.
    pub gender: Option<Gender>,
    /// None when it is not known.
    pub birthday: Option<Birthday>,
    /// As it was told; empty when it is not known.
    pub address: String,
    /// E.164.
    pub phones: Vec<String>,
    /// Lower case.
    pub emails: Vec<String>,
    /// Partners' own ids, without the partner.
    pub partner_ids: Vec<String>,
}

/// How much speaks for two customers being one, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// From 0 to 100.
    pub score: i32,
    /// In the order in which they are looked for.
    pub reasons: Vec<DuplicateReason>,
}

/// What brings a customer together with others that may be the same.
pub fn keys(person: &Person) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let (name, sound) = (squeezed(&person.name), of_sound(&person.name));
    if let Some(birthday) = &person.birthday {
        keys.insert(format!("nb {name} {}", birthday.key()));
        keys.insert(format!("sb {sound} {}", birthday.key()));
    }
    let address = squeezed(&person.address);
    if !address.is_empty() {
        keys.insert(format!("na {name} {address}"));
        keys.insert(format!("sa {sound} {address}"));
    }
    for phone in person.phones.iter().map(|phone| digits(phone)) {
        // One wrong digit leaves the beginning or the end as it is.
        let (begin, end) = (part(&phone, 0, 7), part(&phone, phone.len().saturating_sub(7), phone.len()));
        keys.insert(format!("pb {sound} {begin}"));
        keys.insert(format!("pe {sound} {end}"));
        keys.insert(format!("d {phone}"));
    }
    for mailbox in person.emails.iter().filter_map(|email| mailbox(email)) {
        if let Some(digits) = as_phone(&mailbox) {
            keys.insert(format!("d {digits}"));
        }
        keys.insert(format!("m {mailbox}"));
    }
    for id in &person.partner_ids {
        keys.insert(format!("x {name} {}", id.to_lowercase()));
    }
    keys
}

/// How much speaks for two customers being one.
pub fn compare(one: &Person, other: &Person) -> Likeness {
    let reasons: Vec<DuplicateReason> = [
        name(one, other),
        birthday(one, other),
        phone_in_email(one, other),
        similar_phone(one, other),
        same_mailbox(one, other),
        address(one, other),
        partner_id(one, other),
        gender(one, other),
        kind(one, other),
    ]
    .into_iter()
    .flatten()
    .collect();
    let score = reasons.iter().map(|reason| reason.weight()).sum::<i32>().clamp(0, 100);
    Likeness { score, reasons }
}

fn name(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let (first, second) = (squeezed(&one.name), squeezed(&other.name));
    if first.is_empty() || second.is_empty() {
        return None;
    }
    if first == second {
        return Some(DuplicateReason::SameName);
    }
    if of_sound(&one.name) == of_sound(&other.name) {
        return Some(DuplicateReason::SameSound);
    }
    (similarity(&one.name, &other.name) >= 0.85).then_some(DuplicateReason::SimilarName)
}

fn birthday(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let (first, second) = (one.birthday?, other.birthday?);
    if first.key() != second.key() {
        // A lunar day is another day of the solar calendar each year: nothing is said by that.
        return (first.calendar == second.calendar).then_some(DuplicateReason::OtherBirthday);
    }
    match (first.year, second.year) {
        (Some(first), Some(second)) if first != second => Some(DuplicateReason::OtherBirthday),
        (Some(_), Some(_)) => Some(DuplicateReason::SameBirthday),
        _ => Some(DuplicateReason::SameBirthDay),
    }
}

fn phone_in_email(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let written = |phones: &[String], emails: &[String]| {
        let mut named = emails.iter().filter_map(|email| as_phone(&mailbox(email)?));
        named.any(|digits_of_mail| phones.iter().any(|phone| digits(phone) == digits_of_mail))
    };
    (written(&one.phones, &other.emails) || written(&other.phones, &one.emails))
        .then_some(DuplicateReason::PhoneInEmail)
}

fn similar_phone(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let close = |first: &String, second: &String| {
        first.len() == second.len() && first != second && strsim::osa_distance(first, second) == 1
    };
    let any = one.phones.iter().any(|first| other.phones.iter().any(|second| close(first, second)));
    any.then_some(DuplicateReason::SimilarPhone)
}

fn same_mailbox(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let boxes = |person: &Person| person.emails.iter().filter_map(|email| mailbox(email)).collect::<BTreeSet<_>>();
    let (first, second) = (boxes(one), boxes(other));
    first.intersection(&second).next().map(|_| DuplicateReason::SameMailbox)
}

fn address(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let (first, second) = (squeezed(&one.address), squeezed(&other.address));
    if first.is_empty() || second.is_empty() {
        return None;
    }
    if first == second {
        return Some(DuplicateReason::SameAddress);
    }
    (strsim::normalized_levenshtein(&first, &second) >= 0.85).then_some(DuplicateReason::SimilarAddress)
}

fn partner_id(one: &Person, other: &Person) -> Option<DuplicateReason> {
    let same = |id: &String| other.partner_ids.iter().any(|theirs| theirs.eq_ignore_ascii_case(id));
    one.partner_ids.iter().any(same).then_some(DuplicateReason::SamePartnerId)
}

fn gender(one: &Person, other: &Person) -> Option<DuplicateReason> {
    (one.gender? != other.gender?).then_some(DuplicateReason::OtherGender)
}

fn kind(one: &Person, other: &Person) -> Option<DuplicateReason> {
    (one.kind? != other.kind?).then_some(DuplicateReason::OtherKind)
}

/// Letters and digits only, lower case.
fn squeezed(text: &str) -> String {
    crate::text::normalise(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A phone as people write it into an address: without the country code of China.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("86") {
        Some(rest) if phone.starts_with('+') && rest.len() == 11 => rest.to_owned(),
        _ => digits,
    }
}

/// A part of a text of ASCII.
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to.min(text.len())).unwrap_or(text)
}

/// What stands before the `@`, without what people put behind a `+`; none when it says nothing of a person.
fn mailbox(email: &str) -> Option<String> {
    let name = email.split('@').next()?.split('+').next()?;
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let common = ["info", "mail", "office", "contact", "service", "admin", "sales", "hello", "test"];
    (plain.chars().count() >= 5 && !common.contains(&plain.as_str())).then_some(plain)
}

fn as_phone(mailbox: &str) -> Option<String> {
    let is_phone = mailbox.len() >= 8 && mailbox.bytes().all(|byte| byte.is_ascii_digit());
    is_phone.then(|| match mailbox.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest.to_owned(),
        _ => mailbox.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::DuplicateReason as Reason;
    use super::*;
    use crate::customers::profiles::BirthdayCalendar;

    fn person(name: &str) -> Person {
        Person { name: crate::text::normalise(name), ..Person::default() }
    }

    fn born(year: Option<i32>, month: u32, day: u32) -> Option<Birthday> {
        Some(Birthday { year, month, day, calendar: BirthdayCalendar::Solar })
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_speaks_for_and_against_two_being_one() {
        let wang = || person("王小明");
        let with_birthday = |name: &str, birthday| Person { birthday, ..person(name) };
        for (one, other, reasons, shown) in [
            (
                with_birthday("王小明", born(Some(1988), 8, 15)),
                with_birthday("王小明", born(Some(1988), 8, 15)),
                vec![Reason::SameName, Reason::SameBirthday],
                true,
            ),
            (
                with_birthday("王小明", born(Some(1988), 8, 15)),
                with_birthday("王晓明", born(Some(1988), 8, 15)),
                vec![Reason::SameSound, Reason::SameBirthday],
                true,
            ),
            (
                with_birthday("王小明", born(Some(1988), 8, 15)),
                with_birthday("王小明", born(None, 8, 15)),
                vec![Reason::SameName, Reason::SameBirthDay],
                true,
            ),
            (
                with_birthday("王小明", born(Some(1988), 8, 15)),
                with_birthday("王小明", born(Some(1989), 8, 15)),
                vec![Reason::SameName, Reason::OtherBirthday],
                false,
            ),
            (
                with_birthday("王小明", born(Some(1988), 8, 15)),
                with_birthday("李雷", born(Some(1988), 8, 15)),
                vec![Reason::SameBirthday],
                false,
            ),
            (
                Person { address: "上海市南京路1号".into(), ..wang() },
                Person { address: "上海市 南京路１号".into(), ..wang() },
                vec![Reason::SameName, Reason::SameAddress],
                true,
            ),
            (
                Person { phones: texts(&["+8613812345678"]), ..wang() },
                Person { phones: texts(&["+8613812345687"]), ..wang() },
                vec![Reason::SameName, Reason::SimilarPhone],
                true,
            ),
            (
                Person { phones: texts(&["+8613812345678"]), ..wang() },
                Person { emails: texts(&["13812345678@qq.example"]), ..wang() },
                vec![Reason::SameName, Reason::PhoneInEmail],
                true,
            ),
            (
                Person { emails: texts(&["xiaoming@a.example"]), ..wang() },
                Person { emails: texts(&["xiao.ming+shop@b.example"]), ..wang() },
                vec![Reason::SameName, Reason::SameMailbox],
                true,
            ),
            (
                Person { emails: texts(&["info@a.example"]), ..wang() },
                Person { emails: texts(&["info@b.example"]), ..wang() },
                vec![Reason::SameName],
                false,
            ),
            (
                Person { partner_ids: texts(&["C-1"]), ..wang() },
                Person { partner_ids: texts(&["c-1"]), ..wang() },
                vec![Reason::SameName, Reason::SamePartnerId],
                true,
            ),
            (
                Person { gender: Some(Gender::Male), ..wang() },
                Person { gender: Some(Gender::Female), ..wang() },
                vec![Reason::SameName, Reason::OtherGender],
                false,
            ),
            (person("Jon Smith"), person("John Smith"), vec![Reason::SimilarName], false),
            (person("Smith John"), person("John Smith"), vec![Reason::SimilarName], false),
            (person("王小明"), person("赵大伟"), vec![], false),
        ] {
            let found = compare(&one, &other);
            assert_eq!(found.reasons, reasons, "{} and {}", one.name, other.name);
            assert_eq!(compare(&other, &one), found, "both ways");
            assert_eq!(found.score >= SHOWN_FROM, shown, "{} and {}: {}", one.name, other.name, found.score);
            let shared = keys(&one).intersection(&keys(&other)).count() > 0;
            assert!(shared || !shown, "{} and {} are never compared", one.name, other.name);
        }
    }

    #[test]
    fn everything_together_is_a_hundred() {
        let one = Person {
            birthday: born(Some(1988), 8, 15),
            address: "上海市南京路1号".into(),
            phones: texts(&["+8613812345678"]),
            ..person("王小明")
        };
        let other = Person { phones: texts(&["+8613812345679"]), ..one.clone() };
        assert_eq!(compare(&one, &other).score, 100);
    }
}
