//! What people are told: that something waits for them, and what became of what they asked for.

use chrono::{NaiveDateTime, TimeDelta};

use crate::message;
use crate::text::Message;

/// At most one mail in this time: what comes after the first one is gathered.
pub const GATHERED: TimeDelta = TimeDelta::minutes(5);

crate::vocabulary! {
    /// Why somebody is told something.
    pub enum NotificationKind {
        /// What somebody else asks for waits for their decision.
        ApprovalWaiting = "approval_waiting",
        /// What they asked for was approved.
        RequestApproved = "request_approved",
        /// What they asked for was not: it was handed back, or declined.
        RequestReturned = "request_returned",
        /// Somebody, or the system, gave them a task.
        TaskGiven = "task_given",
        /// They are to see to a complaint, or are in its task force.
        ComplaintGiven = "complaint_given",
        /// A webhook they look after was switched off, because its endpoint takes nothing.
        WebhookOff = "webhook_off",
        /// An event could not be delivered to a webhook they look after.
        WebhookFailed = "webhook_failed",
        /// The work of somebody, who is named, is theirs now.
        WorkHandedOver = "work_handed_over",
    }
}

crate::vocabulary! {
    /// What somebody is told about.
    pub enum NotificationSubject {
        Campaign = "campaign",
        /// A compensation of a complaint.
        Compensation = "compensation",
        /// Points by hand.
        Points = "points",
        Task = "task",
        Complaint = "complaint",
        Webhook = "webhook",
        User = "user",
    }
}

impl NotificationKind {
    /// What somebody is told of what was decided on their request.
    pub fn of_decision(is_approved: bool) -> NotificationKind {
        if is_approved { NotificationKind::RequestApproved } else { NotificationKind::RequestReturned }
    }
}

impl NotificationSubject {
    fn label(self) -> Message {
        match self {
            Self::Campaign => message!("campaign", "营销活动"),
            Self::Compensation => message!("compensation", "投诉补偿"),
            Self::Points => message!("points adjustment", "积分调整"),
            Self::Task => message!("task", "任务"),
            Self::Complaint => message!("complaint", "投诉"),
            Self::Webhook => message!("webhook", "事件推送"),
            Self::User => message!("user", "用户"),
        }
    }
}

/// What is told, without a word about any customer: a mail is read on its way.
pub fn line(kind: NotificationKind, subject: NotificationSubject) -> Message {
    let what = subject.label();
    match kind {
        NotificationKind::ApprovalWaiting => {
            message!("Waiting for your approval: {what}", "等待您审批：{what}", what = what)
        }
        NotificationKind::RequestApproved => message!("Approved: your {what}", "您提交的{what}已批准", what = what),
        NotificationKind::RequestReturned => message!("Returned: your {what}", "您提交的{what}已退回", what = what),
        NotificationKind::TaskGiven => message!("You were given a task", "您有一项新任务"),
        NotificationKind::ComplaintGiven => message!("You were given a complaint", "有一件投诉交由您处理"),
        NotificationKind::WebhookOff => {
            message!(
                "A webhook was switched off, because its endpoint takes nothing",
                "一个事件推送因对方始终未接收而停用"
            )
        }
        NotificationKind::WebhookFailed => {
            message!("An event could not be delivered to a webhook", "有一个事件未能推送成功")
        }
        NotificationKind::WorkHandedOver => {
            message!("A colleague's work was handed over to you", "一位同事的工作已交接给您")
        }
    }
}

/// Where the console shows what somebody is told about: by the prefix of its id.
pub fn place(subject_id: &str) -> String {
    let folder = match subject_id.split('_').next() {
        Some("cam") => "campaigns",
        Some("cpl") => "complaints",
        Some("mem") => "memberships",
        Some("cus") => "customers",
        Some("whk") => "webhooks",
        _ => return "/inbox".to_owned(),
    };
    format!("/{folder}/{subject_id}")
}

/// When the mail about something leaves: at once, or gathered with what was told since `first` within [`GATHERED`].
pub fn mailed_at(first: Option<NaiveDateTime>, now: NaiveDateTime) -> NaiveDateTime {
    first.map_or(now, |first| (first + GATHERED).max(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, is_chinese, is_english};

    #[test]
    fn every_line_is_said_in_both_languages() {
        for &kind in NotificationKind::ALL {
            for &subject in NotificationSubject::ALL {
                let said = line(kind, subject);
                let (english, chinese) = (said.text(Language::English), said.text(Language::Chinese));
                assert!(is_english(english) && is_chinese(chinese), "{kind} {subject}: {said:?}");
            }
        }
    }

    #[test]
    fn what_opens_is_known_by_its_id() {
        for (id, path) in [
            ("cam_1", "/campaigns/cam_1"),
            ("cpl_1", "/complaints/cpl_1"),
            ("mem_1", "/memberships/mem_1"),
            ("cus_1", "/customers/cus_1"),
            ("whk_1", "/webhooks/whk_1"),
            ("tsk_1", "/inbox"),
            ("", "/inbox"),
        ] {
            assert_eq!(place(id), path);
        }
    }

    #[test]
    fn a_burst_is_gathered_into_the_mail_after_the_first() {
        let at = |time: &str| format!("2026-11-27T{time}").parse::<NaiveDateTime>().unwrap();
        for (first, now, mailed) in [
            (None, "08:00:00", "08:00:00"),
            (Some("08:00:00"), "08:00:01", "08:05:00"),
            (Some("08:00:00"), "08:04:59", "08:05:00"),
            (Some("08:00:00"), "08:06:00", "08:06:00"),
        ] {
            assert_eq!(mailed_at(first.map(at), at(now)), at(mailed), "{first:?} {now}");
        }
    }
}
