//! What a campaign is held to between its plan and its launch: who had a hand in the plan, what was approved, and the
//! preparation a launch rests on (domain, Campaign; Approval pins).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::Audience;

/// How long a preparation is good for a launch.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

crate::vocabulary! {
    /// Why an approved campaign went back to review by itself.
    pub enum ReturnReason {
        /// A segment it is for, or one that rests on, has another rule or list.
        AudienceRules = "audience_rules",
        /// It has more people than when it was approved, by more than the setting allows.
        AudienceGrowth = "audience_growth",
        Offer = "offer",
        Budget = "budget",
    }
}

crate::vocabulary! {
    /// The part of a plan in review that somebody wrote.
    pub enum OwnPart {
        /// The plan itself.
        Plan = "plan",
        /// A template that one of its contents is made of.
        Template = "template",
        /// A segment of its audience, or one that such a segment rests on.
        Segment = "segment",
    }
}

/// Whose work an approval is about: people only, a key's work being its maker's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Who wrote or changed the plan.
    pub plan: BTreeSet<String>,
    /// Who wrote or changed the contents of its templates.
    pub templates: BTreeSet<String>,
    /// Who wrote or changed the rules and lists of its audience.
    pub segments: BTreeSet<String>,
}

impl Hands {
    /// The part that this person wrote; whoever wrote any does not approve. None: they may.
    pub fn own_part(&self, person: &str) -> Option<OwnPart> {
        let parts =
            [(OwnPart::Plan, &self.plan), (OwnPart::Template, &self.templates), (OwnPart::Segment, &self.segments)];
        parts.into_iter().find(|(_, hands)| hands.contains(person)).map(|(part, _)| part)
    }
}

/// What an approval is about, beside the contents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The segments it is for, and those it is not for.
    pub audience: Audience,
    /// The version of the rule or list of every segment the audience rests on, by id.
    pub segments: BTreeMap<String, i32>,
    /// What the customer gets, in the words of the plan.
    pub offer: Option<String>,
    /// In minor units of the base currency.
    pub budget_minor: Option<i64>,
    /// How many people the audience had.
    pub people: i64,
}

impl Pinned {
    /// Why what was approved does not stand for what there is now; none when it does. More people by up to so many
    /// percent are let pass, fewer always.
    pub fn outgrown(&self, now: &Pinned, growth_percent: i32) -> Option<ReturnReason> {
        if self.audience != now.audience || self.segments != now.segments {
            return Some(ReturnReason::AudienceRules);
        }
        if self.offer != now.offer {
            return Some(ReturnReason::Offer);
        }
        if self.budget_minor != now.budget_minor {
            return Some(ReturnReason::Budget);
        }
        let most = i128::from(self.people) * i128::from(100 + growth_percent);
        (i128::from(now.people) * 100 > most).then_some(ReturnReason::AudienceGrowth)
    }
}

/// The audience as it was looked up for a launch, its segments refreshed right before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// When the number was counted.
    pub at: NaiveDateTime,
    /// How many people there were.
    pub people: i64,
    /// How many of them may get the message.
    pub reachable: i64,
    /// The version of the rule or list of every segment the audience rests on, by id.
    pub segments: BTreeMap<String, i32>,
}

impl Prepared {
    /// Until when a launch may rest on it.
    pub fn good_until(&self) -> NaiveDateTime {
        self.at + GOOD_FOR
    }

    /// Whether a launch may rest on it: it is at most 10 minutes old, and no segment has another rule or list by now.
    pub fn is_good(&self, segments: &BTreeMap<String, i32>, now: NaiveDateTime) -> bool {
        now <= self.good_until() && self.segments == *segments
    }
}

/// Everything a campaign is held to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Oversight {
    /// Ids of the users and keys who wrote or changed the plan; each once.
    pub editors: Vec<String>,
    /// What was approved; none when nothing is.
    pub approved: Option<Pinned>,
    /// The last preparation of the present plan.
    pub prepared: Option<Prepared>,
    /// Why it went back to review by itself; none when a person has acted since.
    pub returned: Option<ReturnReason>,
}

impl Oversight {
    /// Notes who had a hand in the plan.
    pub fn edited_by(&mut self, id: &str) {
        if !self.editors.iter().any(|editor| editor == id) {
            self.editors.push(id.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinned(people: i64) -> Pinned {
        Pinned {
            audience: Audience { segments: vec!["seg_1".to_owned()], exclude: vec![] },
            segments: BTreeMap::from([("seg_1".to_owned(), 1), ("seg_0".to_owned(), 3)]),
            offer: Some("买二送一".to_owned()),
            budget_minor: Some(100_000),
            people,
        }
    }

    #[test]
    fn what_was_approved_stands_until_a_part_changes_or_a_fifth_more_come() {
        let other_rule = Pinned { segments: BTreeMap::from([("seg_1".to_owned(), 2)]), ..pinned(10) };
        let other_people = Pinned { audience: Audience::default(), ..pinned(10) };
        for (approved, now, percent, expected) in [
            (pinned(10), pinned(10), 20, None),
            (pinned(10), pinned(12), 20, None),
            (pinned(10), pinned(13), 20, Some(ReturnReason::AudienceGrowth)),
            (pinned(2), pinned(3), 20, Some(ReturnReason::AudienceGrowth)),
            (pinned(1), pinned(40), 20, Some(ReturnReason::AudienceGrowth)),
            (pinned(0), pinned(1), 20, Some(ReturnReason::AudienceGrowth)),
            (pinned(10), pinned(0), 20, None),
            (pinned(10), pinned(11), 0, Some(ReturnReason::AudienceGrowth)),
            (pinned(10), pinned(30), 200, None),
            (pinned(i64::MAX), pinned(i64::MAX), 1000, None),
            (pinned(10), other_rule, 20, Some(ReturnReason::AudienceRules)),
            (pinned(10), other_people, 20, Some(ReturnReason::AudienceRules)),
            (pinned(10), Pinned { offer: None, ..pinned(10) }, 20, Some(ReturnReason::Offer)),
            (pinned(10), Pinned { budget_minor: Some(1), ..pinned(10) }, 20, Some(ReturnReason::Budget)),
        ] {
            assert_eq!(approved.outgrown(&now, percent), expected, "{} {} {percent}", approved.people, now.people);
        }
    }

    #[test]
    fn the_author_of_any_part_is_an_author() {
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
        let hands = Hands {
            plan: of(&["planner", "renamer"]),
            templates: of(&["writer", "planner"]),
            segments: of(&["analyst", "writer"]),
        };
        for (person, part) in [
            ("planner", Some(OwnPart::Plan)),
            ("renamer", Some(OwnPart::Plan)),
            ("writer", Some(OwnPart::Template)),
            ("analyst", Some(OwnPart::Segment)),
            ("somebody", None),
        ] {
            assert_eq!(hands.own_part(person), part, "{person}");
        }
        assert_eq!(Hands::default().own_part("anybody"), None);
    }

    #[test]
    fn a_preparation_is_good_for_ten_minutes_and_for_the_rules_it_was_made_by() {
        let at = |time: &str| format!("2026-11-27T{time}").parse::<NaiveDateTime>().unwrap();
        let rules = pinned(1).segments;
        let prepared = Prepared { at: at("08:00:00"), people: 1, reachable: 1, segments: rules.clone() };
        for (segments, now, good) in [
            (&rules, "08:00:00", true),
            (&rules, "08:10:00", true),
            (&rules, "08:10:01", false),
            (&BTreeMap::new(), "08:00:00", false),
        ] {
            assert_eq!(prepared.is_good(segments, at(now)), good, "{now}");
        }
    }

    #[test]
    fn who_changes_a_plan_twice_is_noted_once() {
        let mut oversight = Oversight::default();
        for id in ["usr_1", "key_1", "usr_1"] {
            oversight.edited_by(id);
        }
        assert_eq!(oversight.editors, ["usr_1", "key_1"]);
    }
}
