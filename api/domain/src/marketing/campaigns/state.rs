//! Which step may follow which.

use super::CampaignState;
use crate::message;
use crate::text::Message;

crate::vocabulary! {
    /// Something that is done with a campaign.
    pub enum CampaignStep {
        /// Changing the plan.
        Edit = "edit",
        /// Handing it in.
        Review = "review",
        Approve = "approve",
        /// Handing it back to its author; an approval falls with it.
        Reject = "reject",
        Schedule = "schedule",
        Unschedule = "unschedule",
        /// Refreshing the segments of the audience and counting its people.
        Prepare = "prepare",
        Launch = "launch",
        Pause = "pause",
        Resume = "resume",
        Cancel = "cancel",
        /// What was approved does not stand for what there is now: it is to be looked at again.
        Return = "return",
        /// Every message has come to its end.
        Complete = "complete",
    }
}

/// The present state does not allow the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow(pub CampaignState);

impl From<NotNow> for Message {
    fn from(NotNow(state): NotNow) -> Message {
        message!("a campaign that is {state} does not allow this", "{state}的活动不允许此操作", state = label(state))
    }
}

/// A state inside a sentence: "a campaign that is …".
fn label(state: CampaignState) -> Message {
    match state {
        CampaignState::Draft => message!("a draft", "尚为草稿"),
        CampaignState::InReview => message!("in review", "待审批"),
        CampaignState::Approved => message!("approved", "已批准"),
        CampaignState::Scheduled => message!("scheduled", "已排期"),
        CampaignState::Running => message!("running", "进行中"),
        CampaignState::Paused => message!("paused", "已暂停"),
        CampaignState::Completed => message!("completed", "已完成"),
        CampaignState::Cancelled => message!("cancelled", "已取消"),
    }
}

/// The state a step leads to.
pub fn next(state: CampaignState, step: CampaignStep) -> Result<CampaignState, NotNow> {
    use CampaignState::{Approved, Cancelled, Completed, Draft, InReview, Paused, Running, Scheduled};
    let to = match (step, state) {
        (CampaignStep::Edit, Draft) => Draft,
        (CampaignStep::Review, Draft) => InReview,
        (CampaignStep::Approve, InReview) => Approved,
        (CampaignStep::Reject, InReview | Approved | Scheduled) => Draft,
        (CampaignStep::Schedule, Approved | Scheduled) => Scheduled,
        (CampaignStep::Unschedule, Scheduled) => Approved,
        (CampaignStep::Prepare, Draft | InReview | Approved | Scheduled) => state,
        (CampaignStep::Return, Approved | Scheduled) => InReview,
        (CampaignStep::Launch, Approved | Scheduled) => Running,
        (CampaignStep::Pause, Running) => Paused,
        (CampaignStep::Resume, Paused) => Running,
        (CampaignStep::Cancel, Draft | InReview | Approved | Scheduled | Running | Paused) => Cancelled,
        (CampaignStep::Complete, Running) => Completed,
        _ => return Err(NotNow(state)),
    };
    Ok(to)
}

/// The steps somebody can take now, in the order of the list.
pub fn steps(state: CampaignState) -> Vec<CampaignStep> {
    let by_itself = [CampaignStep::Return, CampaignStep::Complete];
    let by_hand = CampaignStep::ALL.iter().copied().filter(|step| !by_itself.contains(step));
    by_hand.filter(|step| next(state, *step).is_ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, is_chinese, is_english};

    #[test]
    fn a_step_leads_to_one_state_or_is_refused() {
        use CampaignState::{Approved, Cancelled, Completed, Draft, InReview, Paused, Running, Scheduled};
        use CampaignStep::{
            Approve, Cancel, Complete, Edit, Launch, Pause, Prepare, Reject, Resume, Return, Review, Schedule,
            Unschedule,
        };
        let allowed = [
            (Draft, Edit, Draft),
            (Draft, Review, InReview),
            (Draft, Prepare, Draft),
            (Draft, Cancel, Cancelled),
            (InReview, Approve, Approved),
            (InReview, Reject, Draft),
            (InReview, Prepare, InReview),
            (InReview, Cancel, Cancelled),
            (Approved, Reject, Draft),
            (Approved, Schedule, Scheduled),
            (Approved, Prepare, Approved),
            (Approved, Return, InReview),
            (Approved, Launch, Running),
            (Approved, Cancel, Cancelled),
            (Scheduled, Reject, Draft),
            (Scheduled, Schedule, Scheduled),
            (Scheduled, Unschedule, Approved),
            (Scheduled, Prepare, Scheduled),
            (Scheduled, Return, InReview),
            (Scheduled, Launch, Running),
            (Scheduled, Cancel, Cancelled),
            (Running, Pause, Paused),
            (Running, Cancel, Cancelled),
            (Running, Complete, Completed),
            (Paused, Resume, Running),
            (Paused, Cancel, Cancelled),
        ];
        for &state in CampaignState::ALL {
            for &step in CampaignStep::ALL {
                let expected = allowed.iter().find(|(from, by, _)| (*from, *by) == (state, step)).map(|(.., to)| *to);
                assert_eq!(next(state, step), expected.ok_or(NotNow(state)), "{step} when {state}");
            }
        }
        for over in [Completed, Cancelled] {
            assert_eq!(steps(over), []);
        }
        assert_eq!(steps(Running), [Pause, Cancel], "completing and going back are nobody's steps");
    }

    #[test]
    fn a_refusal_names_the_state() {
        let refused = next(CampaignState::Running, CampaignStep::Launch).unwrap_err();
        let said = Message::from(refused);
        assert_eq!(said, Message::new("a campaign that is running does not allow this", "进行中的活动不允许此操作"));
        for &state in CampaignState::ALL {
            let said = Message::from(NotNow(state));
            assert!(is_english(said.text(Language::English)) && is_chinese(said.text(Language::Chinese)), "{said:?}");
        }
    }
}
