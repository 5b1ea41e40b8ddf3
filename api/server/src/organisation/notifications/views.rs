//! Notifications as they are sent and taken.

use regulars_db::organisation::notifications::Notification;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::Time;

/// Something one was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationView {
    #[schema(example = "ntf_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub kind: NotificationKind,
    pub subject: NotificationSubject,
    /// What it is about: the campaign, the complaint, the membership, the customer, or the task.
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub subject_id: String,
    /// The request, task or case itself.
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub item_id: String,
    /// What it is called, where it has a name.
    #[schema(example = "老客召回")]
    pub title: Option<String>,
    /// Why a request was returned.
    pub reason: Option<String>,
    /// Who brought it about: a user, a key, or the system.
    pub by: String,
    pub created_at: Time,
    /// When one read it; none: not yet.
    pub read_at: Option<Time>,
}

impl From<Notification> for NotificationView {
    fn from(one: Notification) -> NotificationView {
        NotificationView {
            id: one.id,
            kind: one.kind.0,
            subject: one.subject.0,
            subject_id: one.subject_id,
            item_id: one.item_id,
            title: one.title,
            reason: one.reason,
            by: one.by_id,
            created_at: one.created_at.into(),
            read_at: one.read_at.map(Time::from),
        }
    }
}

/// Which notifications a list shows.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only what one has not read.
    #[serde(default)]
    #[param(required = false)]
    pub unread: bool,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// How one is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NotificationSettings)]
pub struct SettingsView {
    /// Whether what one is told comes by mail as well.
    pub by_mail: bool,
    /// Whether mails leave this installation at all.
    pub mail_is_set_up: bool,
}

/// How one wishes to be told.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationWish {
    /// Whether what one is told is to come by mail as well.
    pub by_mail: bool,
}
