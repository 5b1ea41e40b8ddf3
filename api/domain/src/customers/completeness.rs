//! How much of a profile is known, and what is worth asking next (domain, Customer).
//!
//! Only what a profile and its identities say counts: what is told of consents, contacts and attributes stands elsewhere.

use serde::Serialize;
use utoipa::ToSchema;

use super::profiles::CustomerKind;

crate::vocabulary! {
    /// A part of a profile whose absence is worth naming.
    pub enum ProfilePart {
        Phone = "phone",
        Email = "email",
        Wechat = "wechat",
        Gender = "gender",
        Birthday = "birthday",
        City = "city",
        Address = "address",
        Occupation = "occupation",
        Source = "source",
        HomeUnit = "home_unit",
        Owner = "owner",
    }
}

/// How much of a profile is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completeness {
    /// 0 to 100: the weights of the parts that are known. For consumers and internal customers phone 25, birthday 15, home
    /// store 15, gender 10, city 10, source 10, e-mail 5, WeChat 5, occupation 5; for businesses and public-interest
    /// customers phone 20, owner 20, address 15, e-mail 15, city 10, home store 10, source 10; for dealers owner 25, phone
    /// 20, address 20, city 10, e-mail 10, home store 10, source 5.
    #[schema(minimum = 0, maximum = 100, example = 75)]
    pub score: u8,
    /// What to ask next, what weighs most first.
    pub missing: Vec<ProfilePart>,
}

/// The parts that count for a kind of customer with their weights, greatest first; together 100.
fn weights(kind: CustomerKind) -> &'static [(ProfilePart, u8)] {
    use ProfilePart::{Address, Birthday, City, Email, Gender, HomeUnit, Occupation, Owner, Phone, Source, Wechat};
    match kind {
        CustomerKind::Consumer | CustomerKind::Internal => &[
            (Phone, 25),
            (Birthday, 15),
            (HomeUnit, 15),
            (Gender, 10),
            (City, 10),
            (Source, 10),
            (Email, 5),
            (Wechat, 5),
            (Occupation, 5),
        ],
        CustomerKind::Business | CustomerKind::PublicInterest => {
            &[(Phone, 20), (Owner, 20), (Address, 15), (Email, 15), (City, 10), (HomeUnit, 10), (Source, 10)]
        }
        CustomerKind::Dealer => {
            &[(Owner, 25), (Phone, 20), (Address, 20), (City, 10), (Email, 10), (HomeUnit, 10), (Source, 5)]
        }
    }
}

/// The completeness of a profile; `known` says whether a part is there.
pub fn completeness(kind: CustomerKind, known: impl Fn(ProfilePart) -> bool) -> Completeness {
    let (known, missing): (Vec<_>, Vec<_>) = weights(kind).iter().partition(|(part, _)| known(*part));
    Completeness {
        score: known.iter().map(|(_, weight)| weight).sum(),
        missing: missing.into_iter().map(|(part, _)| part).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_a_hundred_and_fall() {
        for &kind in CustomerKind::ALL {
            let weights = weights(kind);
            assert_eq!(weights.iter().map(|(_, weight)| u32::from(*weight)).sum::<u32>(), 100, "{kind}");
            assert!(weights.is_sorted_by(|(_, one), (_, next)| one >= next), "{kind}");
            let mut parts: Vec<ProfilePart> = weights.iter().map(|(part, _)| *part).collect();
            parts.sort_unstable();
            parts.dedup();
            assert_eq!(parts.len(), weights.len(), "{kind} names a part twice");
        }
    }

    #[test]
    fn completeness_says_what_is_missing() {
        use ProfilePart::{Address, Email, Owner, Phone};
        for (kind, lacks, score, missing) in [
            (CustomerKind::Consumer, vec![], 100, vec![]),
            (CustomerKind::Consumer, vec![Email, Phone, Owner], 70, vec![Phone, Email]),
            (CustomerKind::Business, vec![Email, Phone, Owner], 45, vec![Phone, Owner, Email]),
            (CustomerKind::Dealer, vec![Address, Owner], 55, vec![Owner, Address]),
        ] {
            let found = completeness(kind, |part| !lacks.contains(&part));
            assert_eq!(found, Completeness { score, missing }, "{kind} without {lacks:?}");
        }
        let none = completeness(CustomerKind::PublicInterest, |_| false);
        assert_eq!((none.score, none.missing.len()), (0, 7));
    }
}
