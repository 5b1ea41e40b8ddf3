//! Keeps connections away from addresses that are not public. It looks at the addresses that are connected to, when they are:
//! a name that leads elsewhere since it was looked at gets nobody past it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use regulars_domain::administration::webhooks::is_public;
use regulars_domain::message;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::platform::error::{Answer, Fault, FaultCode};

/// The host's addresses are not public.
#[derive(Debug)]
pub struct PrivateAddress;

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address is not public")
    }
}

impl std::error::Error for PrivateAddress {}

/// Whether an error has it among its causes.
pub fn is_private_address(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    causes.any(|cause| cause.is::<PrivateAddress>())
}

/// Resolves names to those of their addresses that may be connected to.
#[derive(Clone, Copy, Debug)]
pub struct GuardedResolver {
    /// Any address may be.
    pub allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed = allowed(found, allow_private)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Those that may be connected to; an error when there are some and none may.
fn allowed(mut found: Vec<SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, PrivateAddress> {
    let had_some = !found.is_empty();
    found.retain(|address| allow_private || is_public(address.ip()));
    if had_some && found.is_empty() { Err(PrivateAddress) } else { Ok(found) }
}

/// The address that a URL names by itself: no name is resolved for it.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether a URL names an address that must not be connected to.
pub fn names_private_address(url: &Url) -> bool {
    literal(url).is_some_and(|address| !is_public(address))
}

/// Reads where an endpoint is: `https`, or `http` where private addresses are allowed; without user, password and fragment.
pub fn read_url(text: &str, allow_private: bool) -> Answer<Url> {
    let fault = |code, hint| Fault::at("/url", code).hint(hint).into();
    let url = Url::parse(text.trim()).ok().filter(|url| url.host_str().is_some_and(|host| !host.is_empty()));
    let expected =
        message!("expected a URL such as `https://example.com/hooks`", "应为形如 `https://example.com/hooks` 的 URL");
    let Some(url) = url else { return Err(fault(FaultCode::Malformed, expected)) };
    if url.scheme() != "https" && !(allow_private && url.scheme() == "http") {
        return Err(fault(
            FaultCode::NotAccepted,
            message!("expected a URL that begins with `https://`", "应为以 `https://` 开头的 URL"),
        ));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        let hint =
            message!("expected a URL without user, password and fragment", "URL 中不能含有用户名、密码和片段标识");
        return Err(fault(FaultCode::NotAccepted, hint));
    }
    let is_local = url.host_str().is_some_and(|host| host == "localhost" || host.ends_with(".localhost"));
    if !allow_private && (is_local || names_private_address(&url)) {
        let hint = message!("expected a host on the public internet", "应为公网上的主机");
        return Err(fault(FaultCode::NotAccepted, hint));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_public_and_of_https() {
        for url in ["https://example.com/hooks?x=1", "https://8.8.8.8:8443/", "https://[2606:4700:4700::1111]/"] {
            assert!(read_url(url, false).is_ok(), "{url}");
        }
        for url in [
            "",
            "example.com",
            "ftp://example.com/",
            "http://example.com/",
            "https://",
            "https://user:pass@example.com/",
            "https://example.com/#x",
            "https://localhost/",
            "https://a.localhost/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://10.1/",
        ] {
            assert!(read_url(url, false).is_err(), "{url}");
        }
        assert!(read_url("http://127.0.0.1:8080/hooks", true).is_ok());
    }

    #[test]
    fn only_the_public_addresses_of_a_name_are_connected_to() {
        let of = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        assert_eq!(allowed(of(&["10.0.0.1:0", "8.8.8.8:0"]), false).unwrap(), of(&["8.8.8.8:0"]));
        assert!(allowed(of(&["127.0.0.1:0", "[::1]:0"]), false).is_err());
        assert_eq!(allowed(of(&["127.0.0.1:0"]), true).unwrap().len(), 1);
        assert!(allowed(Vec::new(), false).unwrap().is_empty());
    }
}
