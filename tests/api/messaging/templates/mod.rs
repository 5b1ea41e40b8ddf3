//! `/v1/templates`: written, checked, previewed as a customer, sent to oneself.

mod catalogue;
mod previews;
mod refused;
mod test_sends;

use regulars_tests::{Value, json};

/// A marketing e-mail in both languages.
fn contents() -> Value {
    json!({
        "zh-CN": {
            "subject": "{{customer.name|朋友}}，新品上市",
            "text": "{{unit.name|我们}}欢迎您，您有 {{points.balance|0}} 积分。退订：{{unsubscribe_url}}",
            "html": "<p>{{customer.name|朋友}}</p><a href=\"{{unsubscribe_url}}\">退订</a>"
        },
        "en": {
            "subject": "News for {{customer.name|you}}",
            "text": "{{organisation.name}}: {{level.name|no level}} {{unsubscribe_url}}"
        }
    })
}

fn email() -> Value {
    json!({"name": "新品上市", "channel": "email", "purpose": "marketing", "contents": contents()})
}

/// A service message by text.
fn text(words: &str) -> Value {
    json!({"name": "积分提醒", "channel": "sms", "purpose": "service", "contents": {"zh-CN": {"text": words}}})
}
