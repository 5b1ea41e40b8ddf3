//! The ways out as they are configured, with the rates of the messaging setting.

use actix_web::{get, web};
use regulars_domain::messaging::messages::MessageChannel;
use serde::Serialize;
use utoipa::ToSchema;

use crate::messaging::gateways;
use crate::messaging::policy;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::routes::Routes;

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
}

/// Every channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelList {
    pub data: Vec<ChannelView>,
}

/// List channels
///
/// Which channels can send messages here, by what, and at which rate.
#[utoipa::path(tag = "channels", responses((status = 200, description = "Every channel", body = ChannelList)),
    security(("session" = ["templates:read"]), ("key" = ["templates:read"])))]
#[get("/channels")]
async fn list_channels(_who: May<allow::TemplatesRead>, app: web::Data<App>) -> Answer<web::Json<ChannelList>> {
    let policy = app.store.read(policy::current).await?.value;
    let view = |&channel: &MessageChannel| {
        let (by, connections) = gateways::configured(&app.config, channel).unzip();
        ChannelView {
            channel,
            can_send: by.is_some(),
            by,
            connections,
            per_second: policy.per_second(channel),
            from: by.filter(|_| channel == MessageChannel::Email).map(|_| app.config.smtp.from.clone()),
        }
    };
    Ok(web::Json(ChannelList { data: MessageChannel::ALL.iter().map(view).collect() }))
}
