//! Whether the links in messages lead anywhere: one to `localhost` opens on the reader's own machine, so it must not leave
//! in a mail of a server that others are reached by.

use std::net::IpAddr;

use regulars_domain::messaging::messages::Channel;
use reqwest::Url;
use tracing::warn;

use crate::platform::config::Config;

/// Whether the links in messages of a channel can be opened by who gets them. A channel without a server, or with one on
/// this machine, is being tried out.
pub fn is_reachable(config: &Config, channel: Channel) -> bool {
    let server = match channel {
        Channel::Email => &config.smtp.url,
        Channel::Sms => &config.sms.url,
        Channel::Wechat => &config.wechat.url,
    };
    !is_here(&config.http.public_url) || server.as_deref().is_none_or(is_here)
}

/// Warns of each channel whose links lead nowhere.
pub fn warn_of_links(config: &Config) {
    for &channel in Channel::ALL.iter().filter(|channel| !is_reachable(config, **channel)) {
        warn!(
            channel = channel.as_str(),
            public_url = config.http.public_url,
            "links in messages would lead to the reader's own machine: set `http.public_url` (REGULARS_HTTP_PUBLIC_URL) \
             to the address the service is reached by; no marketing is launched on this channel before"
        );
    }
}

/// Whether a URL leads to the machine it is opened on.
fn is_here(url: &str) -> bool {
    let Some(host) = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)) else { return false };
    let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            address.is_loopback() || address.is_unspecified()
        }
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_machine_is_known_by_its_host() {
        for (url, here) in [
            ("http://localhost:8080", true),
            ("http://LOCALHOST.", true),
            ("http://app.localhost/x", true),
            ("http://127.0.0.1", true),
            ("http://127.9.0.1:1", true),
            ("http://[::1]:8080", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://0.0.0.0:8080", true),
            ("smtp://user:word@localhost:25?tls=none", true),
            ("https://crm.chain.example", false),
            ("http://localhost.example.com", false),
            ("http://192.168.1.5", false),
            ("smtps://mail.chain.example", false),
            ("https://sms.example/{{to}}", false),
            ("no url", false),
        ] {
            assert_eq!(is_here(url), here, "{url}");
        }
    }

    #[test]
    fn links_must_lead_somewhere_when_the_server_is_another_machine() {
        let config = |public: &str, server: Option<&str>| {
            let mut config = Config::from_sources("", std::collections::BTreeMap::new(), &[]).unwrap();
            config.http.public_url = public.to_owned();
            config.smtp.url = server.map(str::to_owned);
            is_reachable(&config, Channel::Email)
        };
        let (here, there) = ("http://localhost:8080", "https://crm.example");
        assert!(!config(here, Some("smtps://mail.example")));
        assert!(config(there, Some("smtps://mail.example")));
        assert!(config(here, Some("smtp://127.0.0.1:2525")));
        assert!(config(here, None));
    }
}
