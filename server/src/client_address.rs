//! Whom a request comes from, when others pass it on.
//!
//! Always true here: a header is believed only as far as it was written by a machine that the operator named. Each proxy
//! appends whom it heard; so the list is read from its end, and the first one who is not named is the client: whatever
//! stands before was said by that client.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// What a proxy adds to what it passes on.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Any of them says that somebody passed the request on.
const FORWARDING: [HeaderName; 5] = [
    FORWARDED_FOR,
    HeaderName::from_static("forwarded"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("via"),
];

/// The proxies whose word counts; none at first. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[IpNet]>);

/// Neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is neither an address (10.0.0.7) nor a network (10.0.0.0/8)")]
pub struct NotANetwork(String);

impl FromStr for TrustedProxies {
    type Err = NotANetwork;

    /// Addresses and networks, separated by commas.
    fn from_str(text: &str) -> Result<TrustedProxies, NotANetwork> {
        let listed = text.split(',').map(str::trim).filter(|net| !net.is_empty());
        let net = |text: &str| -> Result<IpNet, NotANetwork> {
            let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
            text.parse().ok().or_else(address).ok_or_else(|| NotANetwork(text.to_owned()))
        };
        listed.map(net).collect::<Result<Vec<IpNet>, NotANetwork>>().map(|nets| TrustedProxies(nets.into()))
    }
}

impl TrustedProxies {
    /// Whether `address` is one of them.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

/// Whom a request comes from that `peer` sent: the peer itself, unless it is a trusted proxy; then whom that one heard,
/// and so on. What cannot be read ends the walk at the last machine that was believed.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines = headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or_default());
    let mut hops = lines.flat_map(|line| line.split(',')).collect::<Vec<&str>>().into_iter().rev();
    while trusted.contain(address) {
        let Some(before) = hops.next().and_then(hop) else { break };
        address = before;
    }
    address
}

/// Whether somebody passed the request on, or says so.
#[must_use]
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(name))
}

/// An address as proxies write it: bare, or with a port, IPv6 then in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    bare.ok().or_else(bracketed).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().expect("a header value"));
        }
        headers
    }

    #[test]
    fn a_header_is_believed_as_far_as_trusted_machines_wrote_it() {
        // Who is trusted, who sent it, what the header says, and who it is.
        let table: &[(&str, &str, &[&str], &str)] = &[
            ("", "203.0.113.7", &[], "203.0.113.7"),
            ("", "203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            ("", "127.0.0.1", &["198.51.100.1"], "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", "203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            // What the client itself said stands before what the proxy heard.
            ("127.0.0.1", "127.0.0.1", &["10.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", &["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", &["10.1.1.1", "198.51.100.1"], "198.51.100.1"),
            // Two proxies.
            ("127.0.0.1,10.0.0.0/8", "127.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.3.4"], "198.51.100.1"),
            ("127.0.0.1,10.0.0.0/8", "127.0.0.1", &["198.51.100.1", "10.2.3.4"], "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", &["198.51.100.1, 10.2.3.4"], "10.2.3.4"),
            // Nobody else on the way: the first of them.
            ("10.0.0.0/8", "10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Unreadable: the last who was believed.
            ("127.0.0.1", "127.0.0.1", &[""], "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", &["unknown"], "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", &["198.51.100.1, <script>"], "127.0.0.1"),
            ("127.0.0.1,10.0.0.0/8", "127.0.0.1", &["198.51.100.1, x, 10.2.3.4"], "10.2.3.4"),
            ("127.0.0.1", "127.0.0.1", &["198.51.100.1,"], "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", &["198.51.100.256"], "127.0.0.1"),
            // Other spellings.
            ("127.0.0.1", "127.0.0.1", &["  198.51.100.1:4711 "], "198.51.100.1"),
            ("127.0.0.1", "127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("127.0.0.1", "127.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("127.0.0.1", "127.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("::1", "::1", &["198.51.100.1"], "198.51.100.1"),
            ("fd00::/8", "fd00::7", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", "::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
        ];
        for (trusted, peer, lines, expected) in table {
            let trusted: TrustedProxies = trusted.parse().expect("a list");
            let address = client_address(peer.parse().expect("an address"), &headers(lines), &trusted);
            assert_eq!(address.to_string(), *expected, "{trusted:?} {peer} {lines:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_said_at_the_start() {
        for text in ["localhost", "10.0.0.0/33", "10.0.0", "10.0.0.1;10.0.0.2", "http://10.0.0.1"] {
            assert!(text.parse::<TrustedProxies>().is_err(), "{text}");
        }
        for text in ["", " 127.0.0.1 , ::1,10.0.0.0/8 ", "fd00::/8"] {
            assert!(text.parse::<TrustedProxies>().is_ok(), "{text}");
        }
    }
}
