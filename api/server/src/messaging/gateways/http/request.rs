//! A message as a request: our own contract, or the provider's by templates.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Language;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request};
use serde::Serialize;

use super::signature::sign;
use crate::messaging::gateways::Message;
use crate::platform::clock;
use crate::platform::config::HttpGateway;

const JSON: &str = "application/json";

regulars_domain::vocabulary! {
    /// What a template of a request may name, as `{{to}}`.
    pub enum Placeholder {
        Id = "id",
        Channel = "channel",
        To = "to",
        Name = "name",
        Language = "language",
        Subject = "subject",
        Text = "text",
        Html = "html",
        UnsubscribeUrl = "unsubscribe_url",
        Secret = "secret",
    }
}

/// The body of our own contract.
#[derive(Serialize)]
struct Own<'a> {
    id: &'a str,
    channel: Channel,
    to: &'a str,
    name: Option<&'a str>,
    language: Language,
    subject: Option<&'a str>,
    text: &'a str,
    html: Option<&'a str>,
    unsubscribe_url: Option<&'a str>,
}

/// How a value is written where it stands.
#[derive(Clone, Copy)]
enum Shape {
    Json,
    Url,
    Plain,
}

/// The request that hands a message over; the fault is one of the configuration.
pub fn of(client: &Client, config: &HttpGateway, message: &Message) -> Result<Request, String> {
    let url = fill(config.url.as_deref().unwrap_or_default(), config, message, Shape::Url);
    let method: Method = config.method.parse().map_err(|_| format!("no method {}", config.method))?;
    let mut request = client.request(method, url).header("Idempotency-Key", &message.delivery_id);
    let mut content_type = JSON;
    for (name, value) in &config.headers {
        if name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()) {
            content_type = value;
            continue;
        }
        let name: HeaderName = name.parse().map_err(|_| format!("no header can be called {name}"))?;
        let value = fill(value, config, message, Shape::Plain);
        request = request.header(name, HeaderValue::from_str(&value).map_err(|_| "a header cannot hold this")?);
    }
    let body = match &config.body {
        Some(template) => fill(template, config, message, shape_of(content_type)),
        None => own(message)?,
    };
    if config.body.is_none() {
        let timestamp = clock::now().timestamp();
        let secret = config.secret.as_deref().unwrap_or_default();
        request = request
            .header("webhook-id", &message.delivery_id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", sign(secret, &message.delivery_id, timestamp, &body));
    }
    request.header(CONTENT_TYPE, content_type).body(body).build().map_err(|error| error.without_url().to_string())
}

fn own(message: &Message) -> Result<String, String> {
    let own = Own {
        id: &message.delivery_id,
        channel: message.channel,
        to: &message.to,
        name: message.name.as_deref(),
        language: message.language,
        subject: message.subject.as_deref(),
        text: &message.text,
        html: message.html.as_deref(),
        unsubscribe_url: message.unsubscribe_url.as_deref(),
    };
    serde_json::to_string(&own).map_err(|error| error.to_string())
}

fn shape_of(content_type: &str) -> Shape {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.ends_with("json") {
        Shape::Json
    } else if essence == "application/x-www-form-urlencoded" {
        Shape::Url
    } else {
        Shape::Plain
    }
}

fn value<'a>(placeholder: Placeholder, config: &'a HttpGateway, message: &'a Message) -> &'a str {
    let or_empty = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
    match placeholder {
        Placeholder::Id => &message.delivery_id,
        Placeholder::Channel => message.channel.as_str(),
        Placeholder::To => &message.to,
        Placeholder::Name => or_empty(&message.name),
        Placeholder::Language => message.language.as_str(),
        Placeholder::Subject => or_empty(&message.subject),
        Placeholder::Text => &message.text,
        Placeholder::Html => or_empty(&message.html),
        Placeholder::UnsubscribeUrl => or_empty(&message.unsubscribe_url),
        Placeholder::Secret => or_empty(&config.secret),
    }
}

/// Fills in the placeholders; a value can never be read as a part of what it stands in.
fn fill(template: &str, config: &HttpGateway, message: &Message, shape: Shape) -> String {
    let mut filled = String::with_capacity(template.len() + message.text.len());
    each(template, |part| match part {
        Part::Plain(plain) => filled.push_str(plain),
        Part::Placeholder(name) => {
            let value = name.parse().map(|placeholder| value(placeholder, config, message)).unwrap_or_default();
            filled.push_str(&written(value, shape));
        }
    });
    filled
}

fn written(value: &str, shape: Shape) -> String {
    match shape {
        Shape::Url => utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
        Shape::Plain => value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        Shape::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
        }
    }
}

/// Whether every placeholder is known; the error is the first that is not.
pub fn check_placeholders(template: &str) -> Result<(), String> {
    let mut unknown = None;
    each(template, |part| {
        if let Part::Placeholder(name) = part
            && name.parse::<Placeholder>().is_err()
        {
            unknown.get_or_insert_with(|| name.to_owned());
        }
    });
    unknown.map_or(Ok(()), Err)
}

enum Part<'a> {
    Plain(&'a str),
    Placeholder(&'a str),
}

/// Goes through a template part by part. `{{` that nothing closes is plain.
fn each<'a>(template: &'a str, mut see: impl FnMut(Part<'a>)) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, left)) = after.split_once("}}") else { break };
        see(Part::Plain(before));
        see(Part::Placeholder(name.trim()));
        rest = left;
    }
    see(Part::Plain(rest));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::platform::config::Config;

    fn message(text: &str) -> Message {
        Message {
            delivery_id: "dlv_1".into(),
            channel: Channel::Sms,
            to: "+8613812345678".into(),
            name: Some("王".into()),
            language: Language::Chinese,
            subject: None,
            text: text.into(),
            html: None,
            reply_to: None,
            unsubscribe_url: None,
        }
    }

    fn built(file: &str, text: &str) -> (String, Request, String) {
        let config = Config::from_sources(&format!("[gateways.sms]\n{file}"), BTreeMap::new(), &[]).unwrap().sms;
        let request = of(&Client::new(), &config, &message(text)).unwrap();
        let body = String::from_utf8(request.body().unwrap().as_bytes().unwrap().to_vec()).unwrap();
        (request.url().to_string(), request, body)
    }

    #[test]
    fn our_own_contract_is_signed_json() {
        let (_, request, body) = built("url = \"http://g.example/\"\nsecret = \"12345678\"", "你好");
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((&read["id"], &read["to"]), (&"dlv_1".into(), &"+8613812345678".into()));
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((header("idempotency-key"), header("webhook-id")), ("dlv_1".into(), "dlv_1".into()));
        let timestamp: i64 = header("webhook-timestamp").parse().unwrap();
        assert_eq!(header("webhook-signature"), sign("12345678", "dlv_1", timestamp, &body));
    }

    #[test]
    fn a_value_cannot_break_out_of_what_it_stands_in() {
        let evil = "\"}, \"to\": \"+1\" & to=+1\r\nX: {{secret}}";
        let (url, _, body) = built(
            "url = \"http://g.example/{{to}}?k={{secret}}\"\nsecret = \"a/b&c=d8\"\nbody = '{\"m\": \"{{text}}\"}'",
            evil,
        );
        assert_eq!(url, "http://g.example/%2B8613812345678?k=a%2Fb%26c%3Dd8");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["m"], evil);
        let form = "url = \"http://g.example/\"\nbody = \"to={{to}}&m={{text}}\"\n\
                    headers = \"Content-Type: application/x-www-form-urlencoded\\nX-To: {{text}}\"";
        let (_, request, body) = built(form, evil);
        assert_eq!(body.matches('&').count(), 1);
        assert!(
            request.headers()["x-to"].to_str().unwrap().contains("X: {{secret}}"),
            "one header, nothing filled twice"
        );
        assert!(!request.headers().contains_key("webhook-signature"));
    }

    #[test]
    fn unknown_placeholders_are_named() {
        assert_eq!(check_placeholders("{{to}} {{ text }} {x} {{"), Ok(()));
        assert_eq!(check_placeholders("{{to}}{{phone}}{{x}}"), Err("phone".to_owned()));
    }
}
