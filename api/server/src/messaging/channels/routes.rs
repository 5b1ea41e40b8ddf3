//! The ways out as they are configured, with the rates of the messaging setting.

use std::collections::BTreeSet;

use actix_web::{get, web};
use regulars_db::Db;
use regulars_db::organisation::users;
use regulars_domain::messaging::messages::MessageChannel;
use regulars_domain::permissions::{Action, Role, allows};
use serde::Serialize;
use utoipa::ToSchema;

use crate::messaging::gateways;
use crate::messaging::policy;
use crate::organisation::standing;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;

pub fn configure(config: &mut impl Routes) {
    config.service(list_channels);
}

/// A way a message can leave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChannelStatus)]
pub struct ChannelView {
    pub channel: MessageChannel,
    /// Whether a way out is configured.
    pub can_send: bool,
    /// `smtp` or `http`; none without a way out.
    #[schema(example = "smtp")]
    pub by: Option<&'static str>,
    /// Messages at the same time.
    pub connections: Option<usize>,
    /// Messages a second; none: as fast as the other side takes them.
    pub per_second: Option<i32>,
    /// Whom e-mails are from.
    #[schema(example = "仙芋世家 <hello@shop.example>")]
    pub from: Option<String>,
    /// Who can have a way out set up; none where there is one.
    pub set_up_by: Option<SetUpBy>,
}

/// Who can have a channel set up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SetUpBy {
    /// The roles that hold the right.
    pub roles: Vec<Role>,
    /// Who holds one of them, of those that the caller may see.
    pub people: Vec<SetUpPerson>,
}

/// Somebody who can have a channel set up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SetUpPerson {
    #[schema(example = "usr_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "林小美")]
    pub name: String,
}

/// Every channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelList {
    pub data: Vec<ChannelView>,
}

/// List channels
///
/// Which channels can send messages here, by what, and at which rate; and who can have one set up that cannot.
#[utoipa::path(tag = "channels", responses((status = 200, description = "Every channel", body = ChannelList)),
    security(("session" = ["templates:read"]), ("key" = ["templates:read"])))]
#[get("/channels")]
async fn list_channels(who: May<allow::TemplatesRead>, app: web::Data<App>) -> Answer<web::Json<ChannelList>> {
    let config = &app.config;
    let is_whole = MessageChannel::ALL.iter().all(|channel| gateways::configured(config, *channel).is_some());
    let found = app.store.read(move |db| {
        let set_up_by = if is_whole { None } else { Some(set_up_by(db, &who)?) };
        Ok::<_, Error>((policy::current(db)?.value, set_up_by))
    });
    let (policy, set_up_by) = found.await?;
    let view = |&channel: &MessageChannel| {
        let (by, connections) = gateways::configured(config, channel).unzip();
        ChannelView {
            channel,
            can_send: by.is_some(),
            by,
            connections,
            per_second: policy.per_second(channel),
            from: by.filter(|_| channel == MessageChannel::Email).map(|_| config.smtp.from.clone()),
            set_up_by: set_up_by.clone().filter(|_| by.is_none()),
        }
    };
    Ok(web::Json(ChannelList { data: MessageChannel::ALL.iter().map(view).collect() }))
}

/// Who may change the settings of the whole organisation: by name those whom the caller may see.
fn set_up_by(db: &mut Db, actor: &Actor) -> Answer<SetUpBy> {
    const RIGHT: Action = Action::SettingsWrite;
    let roles = Role::ALL.iter().copied().filter(|role| allows(*role, RIGHT)).collect();
    let mut people = Vec::new();
    if let Some(scope) = actor.grants.scope(Action::UsersRead) {
        let ids: BTreeSet<String> = standing::holders_over(db, RIGHT, None)?.into_iter().map(|(_, id)| id).collect();
        for id in ids {
            let held = users::assignments_of(db, std::slice::from_ref(&id))?;
            let is_seen = held.iter().any(|row| scope.covers(Some(&row.unit_id)));
            if let Some(user) = users::find(db, &id)?.filter(|_| is_seen) {
                people.push(SetUpPerson { id, name: user.name });
            }
        }
    }
    Ok(SetUpBy { roles, people })
}
