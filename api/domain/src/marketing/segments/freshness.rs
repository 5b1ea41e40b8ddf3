//! As of when the members of a segment are right, when it rests on others (domain, Segment).

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

/// What is known of the members of a segment, itself alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked<'a> {
    /// Which segment it is.
    pub id: &'a str,
    /// A list is right at any time; a rule as of its last refresh.
    pub is_rule: bool,
    /// The members were looked at since the rule was changed.
    pub is_current: bool,
    /// When the members were last looked at, or put.
    pub at: Option<NaiveDateTime>,
    /// The segments its rule names.
    pub named: Vec<&'a str>,
}

/// How fresh the members are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    /// A rule was changed since, here or in what it rests on, or what it rests on was looked at later.
    pub is_stale: bool,
    /// As of when they are right: the oldest refresh of all it rests on. None for a list, and when one was never made.
    pub as_of: Option<NaiveDateTime>,
}

/// How fresh each of these segments is; each comes behind those it rests on.
pub fn freshness<'a>(in_order: &[Looked<'a>]) -> BTreeMap<&'a str, Freshness> {
    let times: BTreeMap<&str, Option<NaiveDateTime>> = in_order.iter().map(|looked| (looked.id, looked.at)).collect();
    let is_rule: BTreeMap<&str, bool> = in_order.iter().map(|looked| (looked.id, looked.is_rule)).collect();
    let mut found: BTreeMap<&str, Freshness> = BTreeMap::new();
    for looked in in_order {
        let mut own =
            Freshness { is_stale: looked.is_rule && !looked.is_current, as_of: looked.at.filter(|_| looked.is_rule) };
        for named in &looked.named {
            let Some(under) = found.get(named).copied() else { continue };
            let is_later = times.get(named).is_some_and(|at| at.is_some() && *at > looked.at);
            own.is_stale |= under.is_stale || is_later;
            if is_rule.get(named).copied().unwrap_or(false) {
                own.as_of = own.as_of.min(under.as_of);
            }
        }
        found.insert(looked.id, own);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> Option<NaiveDateTime> {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 27)?.and_hms_opt(hour, 0, 0)
    }

    fn rule<'a>(id: &'a str, is_current: bool, hour: u32, named: &[&'a str]) -> Looked<'a> {
        Looked { id, is_rule: true, is_current, at: at(hour), named: named.to_vec() }
    }

    fn list(id: &str, hour: u32) -> Looked<'_> {
        Looked { id, is_rule: false, is_current: true, at: at(hour), named: vec![] }
    }

    #[test]
    fn a_segment_is_as_fresh_as_the_oldest_it_rests_on() {
        for (in_order, is_stale, as_of) in [
            (vec![rule("a", true, 9, &[])], false, at(9)),
            (vec![rule("a", false, 9, &[])], true, at(9)),
            (vec![list("a", 9)], false, None),
            (vec![rule("in", true, 3, &[]), rule("a", true, 9, &["in"])], false, at(3)),
            // What it rests on was looked at after it.
            (vec![rule("in", true, 10, &[]), rule("a", true, 9, &["in"])], true, at(9)),
            (vec![list("in", 10), rule("a", true, 9, &["in"])], true, at(9)),
            (vec![list("in", 8), rule("a", true, 9, &["in"])], false, at(9)),
            // What it rests on has another rule by now, at any depth.
            (vec![rule("in", false, 3, &[]), rule("a", true, 9, &["in"])], true, at(3)),
            (
                vec![rule("deep", false, 1, &[]), rule("in", true, 3, &["deep"]), rule("a", true, 9, &["in"])],
                true,
                at(1),
            ),
            (
                vec![rule("deep", true, 5, &[]), rule("in", true, 3, &["deep"]), rule("a", true, 9, &["in"])],
                true,
                at(3),
            ),
            // One that was never looked at.
            (vec![Looked { at: None, ..rule("in", true, 1, &[]) }, rule("a", true, 9, &["in"])], false, None),
            // A name that leads nowhere changes nothing.
            (vec![rule("a", true, 9, &["gone"])], false, at(9)),
        ] {
            let found = freshness(&in_order);
            assert_eq!(found.get("a"), Some(&Freshness { is_stale, as_of }), "{in_order:?}");
        }
    }
}
