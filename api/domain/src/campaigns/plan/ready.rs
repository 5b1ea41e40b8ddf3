//! The checklist: what a campaign still lacks, and what that keeps it from.

use super::{Arm, Audience, Plan};

crate::vocabulary! {
    /// A line of the checklist.
    pub enum Part {
        /// What it is for, and a number.
        Goal = "goal",
        Offer = "offer",
        Audience = "audience",
        /// The segments were looked at since their rule was changed.
        Fresh = "fresh",
        /// Somebody of the audience may get the message.
        People = "people",
        Contents = "contents",
        /// Each content is one of this channel, in use, and says how to unsubscribe where it must.
        Templates = "templates",
        /// The channel has a gateway.
        Gateway = "gateway",
        ControlGroup = "control_group",
        Budget = "budget",
        /// What it is expected to bring.
        Evaluation = "evaluation",
        /// The time to begin and the time to end are still to come.
        Times = "times",
        Approval = "approval",
    }
}

crate::vocabulary! {
    /// Whether a line of the checklist holds.
    pub enum Readiness {
        Ready = "ready",
        /// It may go on without, but somebody should have thought of it.
        Advised = "advised",
        /// It cannot be handed in.
        NeededForReview = "needed_for_review",
        /// It cannot be launched.
        NeededForLaunch = "needed_for_launch",
    }
}

/// What the checklist is made from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    pub plan: &'a Plan,
    pub audience: &'a Audience,
    pub arms: &'a [Arm],
    pub control_share: i32,
    pub has_budget: bool,
    /// Every segment that is named was refreshed since its rule was changed.
    pub is_fresh: bool,
    /// How many people of the audience may get the message, as far as is known now.
    pub people: i64,
    pub templates_fit: bool,
    pub has_gateway: bool,
    /// Neither the time to begin nor the time to end has passed.
    pub times_fit: bool,
    pub is_approved: bool,
}

/// Every line of the checklist.
pub fn readiness(given: &Given<'_>) -> Vec<(Part, Readiness)> {
    let line = |part, holds: bool, otherwise| (part, if holds { Readiness::Ready } else { otherwise });
    let purpose = &given.plan.purpose;
    vec![
        line(Part::Goal, purpose.goal.is_some() && purpose.target.is_some(), Readiness::NeededForReview),
        line(Part::Offer, is_said(&given.plan.execution.offer), Readiness::Advised),
        line(Part::Audience, !given.audience.segments.is_empty(), Readiness::NeededForReview),
        line(Part::Fresh, given.is_fresh, Readiness::Advised),
        line(Part::People, given.people > 0, Readiness::NeededForLaunch),
        line(Part::Contents, !given.arms.is_empty(), Readiness::NeededForReview),
        line(Part::Templates, !given.arms.is_empty() && given.templates_fit, Readiness::NeededForReview),
        line(Part::Gateway, given.has_gateway, Readiness::NeededForLaunch),
        line(Part::ControlGroup, given.control_share > 0, Readiness::Advised),
        line(Part::Budget, given.has_budget, Readiness::Advised),
        line(Part::Evaluation, is_said(&given.plan.evaluation.expected), Readiness::Advised),
        line(Part::Times, given.times_fit, Readiness::NeededForLaunch),
        line(Part::Approval, given.is_approved, Readiness::NeededForLaunch),
    ]
}

fn is_said(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaigns::Goal;

    #[test]
    fn each_line_stands_for_one_thing() {
        let mut plan = Plan::default();
        plan.purpose.goal = Some(Goal::Keep);
        plan.purpose.target = Some(100);
        plan.execution.offer = Some("买二送一".to_owned());
        plan.evaluation.expected = Some("每百人多来五人".to_owned());
        let audience = Audience { segments: vec!["seg_1".to_owned()], exclude: vec![] };
        let arm = Arm { key: "a".to_owned(), name: "A".to_owned(), template_id: "tpl_1".to_owned(), share: 10_000 };
        let arms = [arm];
        let whole = Given {
            plan: &plan,
            audience: &audience,
            arms: &arms,
            control_share: 1000,
            has_budget: true,
            is_fresh: true,
            people: 1,
            templates_fit: true,
            has_gateway: true,
            times_fit: true,
            is_approved: true,
        };
        assert!(readiness(&whole).iter().all(|(_, ready)| *ready == Readiness::Ready));
        assert_eq!(readiness(&whole).len(), Part::ALL.len());

        let lacks = |given: Given<'_>| {
            let lines = readiness(&given).into_iter().filter(|(_, ready)| *ready != Readiness::Ready);
            lines.collect::<Vec<_>>()
        };
        let (no_audience, no_offer) = (Audience::default(), Plan { execution: Default::default(), ..plan.clone() });
        let no_target = Plan { purpose: Default::default(), ..plan.clone() };
        for (given, expected) in [
            (Given { plan: &no_target, ..whole }, vec![(Part::Goal, Readiness::NeededForReview)]),
            (Given { plan: &no_offer, ..whole }, vec![(Part::Offer, Readiness::Advised)]),
            (Given { audience: &no_audience, ..whole }, vec![(Part::Audience, Readiness::NeededForReview)]),
            (
                Given { arms: &[], ..whole },
                vec![(Part::Contents, Readiness::NeededForReview), (Part::Templates, Readiness::NeededForReview)],
            ),
            (Given { templates_fit: false, ..whole }, vec![(Part::Templates, Readiness::NeededForReview)]),
            (Given { people: 0, ..whole }, vec![(Part::People, Readiness::NeededForLaunch)]),
            (Given { is_fresh: false, ..whole }, vec![(Part::Fresh, Readiness::Advised)]),
            (Given { control_share: 0, ..whole }, vec![(Part::ControlGroup, Readiness::Advised)]),
            (Given { has_budget: false, ..whole }, vec![(Part::Budget, Readiness::Advised)]),
            (Given { has_gateway: false, ..whole }, vec![(Part::Gateway, Readiness::NeededForLaunch)]),
            (Given { times_fit: false, ..whole }, vec![(Part::Times, Readiness::NeededForLaunch)]),
            (Given { is_approved: false, ..whole }, vec![(Part::Approval, Readiness::NeededForLaunch)]),
        ] {
            assert_eq!(lacks(given), expected);
        }
    }
}
