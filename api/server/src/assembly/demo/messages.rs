//! Templates of the demo's messages.

use regulars_db::Db;
use regulars_domain::permissions::Scope;
use serde_json::json;

use crate::messaging::templates;
use crate::messaging::templates::views::NewTemplate;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;

/// One for each arm of the campaign, and two more to try; answers the ids of the former.
pub fn templates(db: &mut Db, actor: &Actor) -> Answer<Vec<String>> {
    let sms = |zh: &str, en: &str| {
        json!({"zh-CN": {"text": format!("【芋上云间】{{{{customer.name|顾客}}}}，{zh}退订：{{{{unsubscribe_url}}}}")},
            "en": {"text": format!("[Yushang] {{{{customer.name|Dear guest}}}}, {en} Stop: {{{{unsubscribe_url}}}}")}})
    };
    let email = json!({"zh-CN": {"subject": "云间会积分提醒",
            "text": "{{customer.name|顾客}}，您好：您现有 {{points.balance|0}} 分。\n退订：{{unsubscribe_url}}"},
        "en": {"subject": "Your points at Yushang",
            "text": "Hello {{customer.name|guest}}, you have {{points.balance|0}} points.\nUnsubscribe: {{unsubscribe_url}}"}});
    let wanted = [
        (
            "回来吃一碗：第二份半价",
            "sms",
            sms("好久不见，第二份仙芋半价，两周内有效。", "your second bowl is half price for two weeks."),
        ),
        (
            "回来吃一碗：满五十减十",
            "sms",
            sms("好久不见，满五十元减十元，两周内有效。", "10 off from 50 for two weeks."),
        ),
        ("冬季新品试吃", "sms", sms("冬季热饮上新，到店可免费试吃。", "our winter drinks are here: come and try one.")),
        ("积分提醒", "email", email),
    ];
    let mut made = Vec::new();
    for (name, channel, contents) in wanted {
        let new = json!({"name": name, "channel": channel, "purpose": "marketing", "contents": contents});
        let new: NewTemplate =
            serde_json::from_value(new).map_err(|error| Error::Internal(format!("a template: {error}")))?;
        made.push(templates::service::create(db, actor, &Scope::All, &new)?.id);
    }
    made.truncate(2);
    Ok(made)
}
