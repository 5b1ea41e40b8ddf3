//! The checklist: what a campaign still lacks, and what that keeps it from.

use super::{Arm, Audience, Plan};

crate::vocabulary! {
    /// A line of the checklist.
    pub enum ChecklistPart {
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
        /// The links in a marketing message lead to where its readers reach the service.
        PublicAddress = "public_address",
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
    /// The five parts, of which purpose, offer and expectation are looked at.
    pub plan: &'a Plan,
    /// Whom it is for; without any segment it cannot be handed in.
    pub audience: &'a Audience,
    /// The contents; without any it cannot be handed in.
    pub arms: &'a [Arm],
    /// How many of 10,000 are held out; 0 is no control group.
    pub control_share: i32,
    /// Whether it says what it may cost.
    pub has_budget: bool,
    /// Every segment that is named was refreshed since its rule was changed.
    pub is_fresh: bool,
    /// How many people of the audience may get the message, as far as is known now.
    pub people: i64,
    /// The template of each arm is in use, of the campaign's channel and purpose, and without faults; or the contents
    /// were pinned by the approval.
    pub templates_fit: bool,
    /// Whether the process has a gateway for the channel.
    pub has_gateway: bool,
    /// Whether the links in the message can be opened by who gets it; a service message needs none.
    pub links_lead_here: bool,
    /// Neither the time to begin nor the time to end has passed.
    pub times_fit: bool,
    /// Whether somebody else has approved it, and the approval still stands.
    pub is_approved: bool,
}

/// Every line of the checklist.
pub fn readiness(given: &Given<'_>) -> Vec<(ChecklistPart, Readiness)> {
    let line = |part, holds: bool, otherwise| (part, if holds { Readiness::Ready } else { otherwise });
    let purpose = &given.plan.purpose;
    vec![
        line(ChecklistPart::Goal, purpose.goal.is_some() && purpose.target.is_some(), Readiness::NeededForReview),
        line(ChecklistPart::Offer, is_said(&given.plan.execution.offer), Readiness::Advised),
        line(ChecklistPart::Audience, !given.audience.segments.is_empty(), Readiness::NeededForReview),
        line(ChecklistPart::Fresh, given.is_fresh, Readiness::Advised),
        line(ChecklistPart::People, given.people > 0, Readiness::NeededForLaunch),
        line(ChecklistPart::Contents, !given.arms.is_empty(), Readiness::NeededForReview),
        line(ChecklistPart::Templates, !given.arms.is_empty() && given.templates_fit, Readiness::NeededForReview),
        line(ChecklistPart::Gateway, given.has_gateway, Readiness::NeededForLaunch),
        line(ChecklistPart::PublicAddress, given.links_lead_here, Readiness::NeededForLaunch),
        line(ChecklistPart::ControlGroup, given.control_share > 0, Readiness::Advised),
        line(ChecklistPart::Budget, given.has_budget, Readiness::Advised),
        line(ChecklistPart::Evaluation, is_said(&given.plan.evaluation.expected), Readiness::Advised),
        line(ChecklistPart::Times, given.times_fit, Readiness::NeededForLaunch),
        line(ChecklistPart::Approval, given.is_approved, Readiness::NeededForLaunch),
    ]
}

fn is_said(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marketing::campaigns::Goal;

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
            links_lead_here: true,
            times_fit: true,
            is_approved: true,
        };
        assert!(readiness(&whole).iter().all(|(_, ready)| *ready == Readiness::Ready));
        assert_eq!(readiness(&whole).len(), ChecklistPart::ALL.len());

        let lacks = |given: Given<'_>| {
            let lines = readiness(&given).into_iter().filter(|(_, ready)| *ready != Readiness::Ready);
            lines.collect::<Vec<_>>()
        };
        let (no_audience, no_offer) = (Audience::default(), Plan { execution: Default::default(), ..plan.clone() });
        let no_target = Plan { purpose: Default::default(), ..plan.clone() };
        for (given, expected) in [
            (Given { plan: &no_target, ..whole }, vec![(ChecklistPart::Goal, Readiness::NeededForReview)]),
            (Given { plan: &no_offer, ..whole }, vec![(ChecklistPart::Offer, Readiness::Advised)]),
            (Given { audience: &no_audience, ..whole }, vec![(ChecklistPart::Audience, Readiness::NeededForReview)]),
            (
                Given { arms: &[], ..whole },
                vec![
                    (ChecklistPart::Contents, Readiness::NeededForReview),
                    (ChecklistPart::Templates, Readiness::NeededForReview),
                ],
            ),
            (Given { templates_fit: false, ..whole }, vec![(ChecklistPart::Templates, Readiness::NeededForReview)]),
            (Given { people: 0, ..whole }, vec![(ChecklistPart::People, Readiness::NeededForLaunch)]),
            (Given { is_fresh: false, ..whole }, vec![(ChecklistPart::Fresh, Readiness::Advised)]),
            (Given { control_share: 0, ..whole }, vec![(ChecklistPart::ControlGroup, Readiness::Advised)]),
            (Given { has_budget: false, ..whole }, vec![(ChecklistPart::Budget, Readiness::Advised)]),
            (Given { has_gateway: false, ..whole }, vec![(ChecklistPart::Gateway, Readiness::NeededForLaunch)]),
            (
                Given { links_lead_here: false, ..whole },
                vec![(ChecklistPart::PublicAddress, Readiness::NeededForLaunch)],
            ),
            (Given { times_fit: false, ..whole }, vec![(ChecklistPart::Times, Readiness::NeededForLaunch)]),
            (Given { is_approved: false, ..whole }, vec![(ChecklistPart::Approval, Readiness::NeededForLaunch)]),
        ] {
            assert_eq!(lacks(given), expected);
        }
    }
}
