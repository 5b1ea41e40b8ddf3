//! What a gateway's answer means for the message.

use std::time::Duration;

use chrono::{DateTime, Utc};
use regulars_domain::message;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::messaging::gateways::Outcome;
use crate::platform::config::HttpGateway;

/// The longest a gateway is believed to want us to wait.
const LONGEST: u64 = 24 * 3600;

/// What `Retry-After` says: seconds, or a date.
pub fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let at = DateTime::parse_from_rfc2822(text).ok()?;
            u64::try_from((at.with_timezone(&Utc) - now).num_seconds()).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds.min(LONGEST)))
}

/// The outcome of a whole answer.
pub fn read(config: &HttpGateway, status: u16, after: Option<Duration>, body: &[u8]) -> Outcome {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let code = format!("http_{status}");
    match status {
        200..=299 => accepted(config, body.as_ref()),
        // Too early, too many, too slow, or not there at the moment; a redirect is not followed, and may go away again.
        300..=399 | 408 | 425 | 429 | 500.. => Outcome::later(code, said(body.as_ref()), after),
        _ => {
            let told = |name: &str| body.as_ref().and_then(|body| body.get(name));
            let hard = status == 410 || told("hard").and_then(Value::as_bool).unwrap_or(false);
            let code = told("code").and_then(Value::as_str).map_or(code, short_code);
            Outcome::refused(code, said(body.as_ref()), hard)
        }
    }
}

/// A status of 2xx. Where a rule says how success looks, nothing else is believed: an answer that cannot be read came
/// from something that is not the gateway, and the message is tried again.
fn accepted(config: &HttpGateway, body: Option<&Value>) -> Outcome {
    let pointer = config.id.as_deref().unwrap_or("/id");
    let taken = || {
        let id = body.and_then(|body| body.pointer(pointer)).map(text).filter(|id| !id.is_empty());
        Outcome::Taken { gateway_id: id.as_deref().map(super::super::short) }
    };
    let Some((at, expected)) = &config.success else { return taken() };
    let Some(found) = body.and_then(|body| body.pointer(at)).map(text) else {
        return Outcome::later(
            "unreadable",
            message!("the answer does not say whether it was taken", "应答没有说明是否已接收"),
            None,
        );
    };
    if found == *expected {
        taken()
    } else if config.later.contains(&found) {
        Outcome::later(short_code(&found), said(body), None)
    } else {
        Outcome::refused(short_code(&found), said(body), config.dead.contains(&found))
    }
}

/// A value as a rule compares it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn short_code(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// What the gateway says in words.
fn said(body: Option<&Value>) -> String {
    let Some(body) = body else { return String::new() };
    let detail = body.get("detail").and_then(Value::as_str);
    detail.map_or_else(|| body.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::platform::config::Config;

    fn gateway(rules: &str) -> HttpGateway {
        let file = format!("[gateways.sms]\nurl = \"http://g.example/\"\nsecret = \"12345678\"\n{rules}");
        Config::from_sources(&file, BTreeMap::new(), &[]).unwrap().sms
    }

    fn taken(id: Option<&str>) -> Outcome {
        Outcome::Taken { gateway_id: id.map(str::to_owned) }
    }

    #[test]
    fn our_own_contract_goes_by_the_status() {
        let own = gateway("");
        let minute = Some(Duration::from_secs(60));
        for (status, body, expected) in [
            (200, r#"{"id": "g1"}"#, taken(Some("g1"))),
            (202, r#"{"id": 7}"#, taken(Some("7"))),
            (204, "", taken(None)),
            (200, "<html>", taken(None)),
            (429, "", Outcome::later("http_429", "", minute)),
            (503, r#"{"detail": "busy"}"#, Outcome::later("http_503", "busy", minute)),
            (500, "", Outcome::later("http_500", "", minute)),
            (302, "", Outcome::later("http_302", "", minute)),
            (408, "", Outcome::later("http_408", "", minute)),
            (400, "", Outcome::refused("http_400", "", false)),
            (410, "", Outcome::refused("http_410", "", true)),
            (
                422,
                r#"{"code": "no_such_number", "detail": "x", "hard": true}"#,
                Outcome::refused("no_such_number", "x", true),
            ),
        ] {
            assert_eq!(read(&own, status, minute, body.as_bytes()), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_rule_says_how_a_provider_answers() {
        let rules = gateway("body = \"x\"\nsuccess = \"/code=0\"\nid = \"/data/sid\"\nlater = [\"9\"]\ndead = [\"4\"]");
        let read = |body: &str| super::read(&rules, 200, None, body.as_bytes());
        assert_eq!(read(r#"{"code": 0, "data": {"sid": "s1"}}"#), taken(Some("s1")));
        assert_eq!(read(r#"{"code": "0"}"#), taken(None));
        assert_eq!(read(r#"{"code": 9, "detail": "slow"}"#), Outcome::later("9", "slow", None));
        assert_eq!(read(r#"{"code": 4}"#), Outcome::refused("4", r#"{"code":4}"#, true));
        assert_eq!(read(r#"{"code": 5}"#), Outcome::refused("5", r#"{"code":5}"#, false));
        for lie in ["", "<html>OK</html>", "{}", r#"{"data": 1}"#] {
            assert!(matches!(read(lie), Outcome::Later { code, .. } if code == "unreadable"), "{lie}");
        }
    }

    #[test]
    fn a_wait_is_said_in_seconds_or_as_a_date() {
        let now = DateTime::parse_from_rfc3339("2026-03-01T00:00:00Z").unwrap().to_utc();
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            ("Sun, 01 Mar 2026 00:01:00 GMT", Some(60)),
            ("Sun, 01 Mar 2020 00:00:00 GMT", Some(0)),
            ("999999999", Some(LONGEST)),
            ("soon", None),
            ("-1", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
