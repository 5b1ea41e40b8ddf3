//! Which customers a list shows, and in which order.

use chrono::{NaiveDate, NaiveDateTime};
use regulars_domain::customers::attributes::Stored;
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;

/// Which customers a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only customers at home in one of these units, or owned by the user, when given.
    pub within: Option<Within>,
    pub search: Option<Search>,
    pub kinds: Vec<CustomerKind>,
    /// None named: all but those merged into another and those erased.
    pub statuses: Vec<CustomerStatus>,
    pub tiers: Vec<TierClass>,
    pub home_unit_ids: Vec<String>,
    pub owner_id: Option<String>,
    /// Only whom this customer brought.
    pub referrer_id: Option<String>,
    pub tags: Vec<String>,
    /// Only members of this segment.
    pub segment_id: Option<String>,
    pub sources: Vec<Source>,
    pub city: Option<String>,
    pub created_from: Option<NaiveDateTime>,
    pub created_before: Option<NaiveDateTime>,
    pub last_from: Option<NaiveDate>,
    pub last_before: Option<NaiveDate>,
    pub spend_from: Option<i64>,
    pub spend_before: Option<i64>,
    pub changed_from: Option<NaiveDateTime>,
    pub changed_before: Option<NaiveDateTime>,
    /// Only whom this partner has an id of its own for.
    pub partner: Option<String>,
    /// Only who has the identity with this key.
    pub identity: Option<String>,
    /// All of them.
    pub attributes: Vec<AttributeTest>,
    /// Only whose birthday has one of these keys (see `regulars_domain::customers::birthdays`).
    pub birth_keys: Option<Vec<String>>,
    pub bounds: Bounds,
}

impl Filter {
    /// The tier, when it is one.
    pub(super) fn one_tier(&self) -> Option<TierClass> {
        match self.tiers.as_slice() {
            [tier] => Some(*tier),
            _ => None,
        }
    }
}

/// What is asked of an attribute. Both ends of a range are of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeTest {
    Is {
        key: String,
        value: Stored,
    },
    /// From one value on, before another; at least one is given.
    Between {
        key: String,
        from: Option<Stored>,
        before: Option<Stored>,
    },
}

/// What one may see: one's units, and the customers one owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    pub units: Vec<String>,
    pub owner_id: String,
}

/// The prefixes of search terms that are looked for: any of them (see [`super::super::term`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub card: Option<String>,
}

impl Search {
    /// From (inclusive) and to (exclusive) of each prefix; an empty range for one that is not looked for.
    pub(crate) fn ranges(&self) -> [(String, String); 3] {
        [&self.name, &self.phone, &self.card].map(|prefix| prefix.as_deref().map(range).unwrap_or_default())
    }

    /// Whether nothing is looked for, which nobody has.
    pub(super) fn is_empty(&self) -> bool {
        self.sought().next().is_none()
    }

    /// The part of a name, where nothing else is looked for.
    pub(super) fn only_name(&self) -> Option<&str> {
        let name = self.name.as_deref().and_then(super::super::term::named);
        name.filter(|_| self.phone.is_none() && self.card.is_none())
    }

    /// From (inclusive) and to (exclusive) of each prefix that is looked for.
    pub(super) fn sought(&self) -> impl Iterator<Item = (String, String)> {
        [&self.name, &self.phone, &self.card].into_iter().flatten().map(|prefix| range(prefix))
    }
}

/// From (inclusive) and to (exclusive) of what begins so.
pub(super) fn range(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}\u{10FFFF}"))
}

/// Where one way to a page gives way to another, in customers. A page costs no more than these allow, however many
/// customers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// So many are fetched and sorted without a thought.
    pub few: i64,
    /// So many that a condition holds for are gone through in the worst case.
    pub many: i64,
    /// How far a list is followed in its order for what is rare in it.
    pub reach: i64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { few: 2_000, many: 10_000, reach: 20_000 }
    }
}

/// The order of a list; each ends with the id, in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    NewestFirst,
    OldestFirst,
    Name,
    NameDescending,
    MostSpendFirst,
    /// Those who never bought last.
    LastPurchaseFirst,
    MostPurchasesFirst,
    /// By when what is shown of them last changed.
    EarliestChangeFirst,
    LatestChangeFirst,
}
