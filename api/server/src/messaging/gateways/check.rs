//! What is wrong with the settings of gateways, beyond their form.

use super::http::{Placeholder, check_placeholders};
use super::smtp::{Sender, Server};
use crate::platform::config::{Config, HttpGateway, Smtp};

/// Every fault, in words that name the setting.
pub fn check(config: &Config) -> Vec<String> {
    let mut faults = Vec::new();
    check_smtp(&config.smtp, &mut faults);
    check_http("gateways.sms", &config.sms, &mut faults);
    check_http("gateways.wechat", &config.wechat, &mut faults);
    faults
}

fn check_smtp(smtp: &Smtp, faults: &mut Vec<String>) {
    let Some(url) = &smtp.url else { return };
    if let Err(fault) = Server::parse(url) {
        faults.push(format!("smtp.url: {fault}"));
    }
    if Sender::parse(&smtp.from).is_none() {
        faults.push("smtp.from: expected an address, or Name <address>".to_owned());
    } else if Sender::of(smtp).is_none() {
        faults.push("smtp.bounces: expected an address, with {{id}} before its @ if at all".to_owned());
    }
}

fn check_http(section: &str, gateway: &HttpGateway, faults: &mut Vec<String>) {
    let Some(url) = &gateway.url else { return };
    if gateway.body.is_none() && gateway.secret.is_none() {
        faults.push(format!("{section}.secret: needed to sign requests"));
    }
    let templates = [Some(url), gateway.body.as_ref()].into_iter().flatten();
    for template in templates.chain(gateway.headers.iter().map(|(_, value)| value)) {
        if let Err(name) = check_placeholders(template) {
            let known = Placeholder::WORDS.join(", ");
            faults.push(format!("{section}: there is no placeholder {{{{{name}}}}}: expected one of {known}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_gateway_that_cannot_work_is_refused() {
        let file = "[smtp]\nurl = \"http://mail.example\"\nfrom = \"nobody\"\n\
                    [gateways.sms]\nurl = \"https://sms.example/{{too}}\"";
        let error = Config::from_sources(file, BTreeMap::new(), &[check]).unwrap_err().to_string();
        for part in [
            "smtp.url: expected smtp://",
            "smtp.from: expected an address",
            "gateways.sms.secret: needed",
            "no placeholder {{too}}",
        ] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }
}
