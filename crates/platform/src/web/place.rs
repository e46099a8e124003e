//! Where a request comes from, as far as it can be known (NET-01, NET-03).
//!
//! Whoever is at a registered place may enter, so nobody may say of themselves where they are. A proxy that the operator
//! names is believed about one thing: who spoke to it. It writes that at the end of a header; whatever stands before, the
//! client has written. So the header's lines are joined and walked from the right, past proxies that are named, and the
//! first address that is not one of them is the client's. What stands still further left was claimed by that client: a sign
//! of a proxy that is not ours. What cannot be read is nowhere, never somewhere else.

use std::net::IpAddr;

use http::HeaderMap;

/// The header in which the operator's own proxies write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyHeader {
    XForwardedFor,
    /// RFC 7239
    Forwarded,
    /// No header: they say it at the start of a connection (`proxy.rs`), and every header is the client's own word.
    Protocol,
}

impl ProxyHeader {
    /// As the configuration names it.
    pub(crate) fn of(name: &str) -> ProxyHeader {
        match name {
            "forwarded" => ProxyHeader::Forwarded,
            "proxy-protocol" => ProxyHeader::Protocol,
            _ => ProxyHeader::XForwardedFor,
        }
    }
}

/// What proxies write about whom they speak for. Those of this list that the operator's own proxies do not write are the
/// client's own word.
const SIGNS: [&str; 3] = ["via", "x-forwarded-for", "forwarded"];

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// `None`: nowhere.
    pub address: Option<IpAddr>,
    /// A proxy that is not ours announces itself.
    pub proxied: bool,
}

/// `peer` is the other end of the connection; `trusted` are the operator's own proxies.
pub(crate) fn find(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr], ours: ProxyHeader) -> Found {
    let Some(peer) = peer.map(plain) else { return Found { address: None, proxied: false } };
    let name = match ours {
        ProxyHeader::XForwardedFor => Some("x-forwarded-for"),
        ProxyHeader::Forwarded => Some("forwarded"),
        ProxyHeader::Protocol => None,
    };
    let name = name.filter(|_| trusted.contains(&peer));
    let claimed = SIGNS.iter().any(|sign| Some(*sign) != name && headers.contains_key(*sign));
    let Some(name) = name else { return Found { address: Some(peer), proxied: claimed } };
    let mut proxied = claimed;
    // A proxy of ours that names nobody was made to (`Connection: X-Forwarded-For`) or is set up wrongly: its own address
    // would be everybody's.
    let mut address = None;
    let hops = hops(headers, name);
    let mut left = hops.iter().rev();
    for hop in left.by_ref() {
        address = *hop;
        if !address.is_some_and(|a| trusted.contains(&a)) {
            break;
        }
    }
    // Something stands before the client: the client wrote it.
    proxied |= left.next().is_some();
    Found { address, proxied }
}

/// The addresses of all lines of a header, in their order; one that cannot be read is `None`.
fn hops(headers: &HeaderMap, name: &str) -> Vec<Option<IpAddr>> {
    let mut hops = Vec::new();
    for line in headers.get_all(name) {
        // Bytes that are no text name nobody.
        let Ok(line) = line.to_str() else {
            hops.push(None);
            continue;
        };
        for element in elements(line) {
            hops.push(if name == "forwarded" { forwarded_for(element).and_then(read) } else { read(element) });
        }
    }
    hops
}

/// Parts between commas; a comma within quotes parts nothing.
fn elements(line: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(line[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(line[from..].trim());
    parts
}

/// The one `for=` of an element of `Forwarded`; two of them, or quotes that do not close, say nothing.
fn forwarded_for(element: &str) -> Option<&str> {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.trim().split_once('=')?;
        if name.trim().eq_ignore_ascii_case("for") {
            if found.is_some() {
                return None;
            }
            let value = value.trim();
            found = Some(match value.strip_prefix('"') {
                Some(rest) => rest.strip_suffix('"')?,
                None => value,
            });
        }
    }
    found
}

/// An address, with or without a port: `203.0.113.5`, `203.0.113.5:4711`, `2001:db8::5`, `[2001:db8::5]:4711`.
fn read(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(plain(address));
    }
    if let Ok(address) = text.parse::<std::net::SocketAddr>() {
        return Some(plain(address.ip()));
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<std::net::Ipv6Addr>().ok().map(|v6| plain(IpAddr::V6(v6)))
}

/// An IPv4 address in IPv6's clothes is that IPv4 address.
pub(super) fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";
    const CLIENT: &str = "203.0.113.7";

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, lines: &[(&'static str, &str)], ours: ProxyHeader) -> (Option<String>, bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let found = find(Some(ip(peer)), &headers, &[ip(PROXY), ip("10.0.0.2")], ours);
        (found.address.map(|a| a.to_string()), found.proxied)
    }

    fn xff(peer: &str, lines: &[&str]) -> (Option<String>, bool) {
        let lines: Vec<_> = lines.iter().map(|l| ("x-forwarded-for", *l)).collect();
        seen(peer, &lines, ProxyHeader::XForwardedFor)
    }

    fn at(address: &str, proxied: bool) -> (Option<String>, bool) {
        (Some(address.to_owned()), proxied)
    }

    #[test]
    fn what_a_client_writes_before_the_proxys_own_entry_names_nobody_net_03() {
        // As HAProxy's `option forwardfor` sends it: the client's line, and one of its own.
        assert_eq!(xff(PROXY, &["127.0.0.1", CLIENT]), at(CLIENT, true));
        // As nginx's `$proxy_add_x_forwarded_for` sends it: one line.
        assert_eq!(xff(PROXY, &["127.0.0.1, 203.0.113.7"]), at(CLIENT, true));
        assert_eq!(xff(PROXY, &[CLIENT]), at(CLIENT, false));
        // Through two of the operator's proxies.
        assert_eq!(xff(PROXY, &[CLIENT, "10.0.0.2"]), at(CLIENT, false));
        assert_eq!(xff(PROXY, &["10.0.0.2", CLIENT]), at(CLIENT, true), "a trusted address that the client claims");
    }

    #[test]
    fn an_address_that_cannot_be_read_is_nowhere() {
        for junk in [
            "",
            "junk",
            "127.0.0.1.",
            "127.1",
            "localhost",
            "unknown",
            "0x7f000001",
            "127.0.0.1, ",
            "::ffff:127.0.0.1x",
        ] {
            assert_eq!(xff(PROXY, &[junk]).0, None, "{junk:?}");
        }
        assert_eq!(
            xff(PROXY, &["junk", CLIENT]),
            at(CLIENT, true),
            "junk of the client's is a sign of a foreign proxy"
        );
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", http::HeaderValue::from_bytes(b"\xff").unwrap());
        let found = find(Some(ip(PROXY)), &headers, &[ip(PROXY)], ProxyHeader::XForwardedFor);
        assert_eq!(found.address, None);
        assert_eq!(find(None, &HeaderMap::new(), &[], ProxyHeader::XForwardedFor).address, None);
    }

    #[test]
    fn a_proxy_of_ours_that_names_nobody_brings_somebody_from_nowhere() {
        assert_eq!(xff(PROXY, &[]), (None, false));
        assert_eq!(seen(PROXY, &[("x-forwarded-for", CLIENT)], ProxyHeader::Forwarded), (None, true));
    }

    #[test]
    fn with_the_proxy_protocol_every_header_is_the_clients_word_net_03() {
        for peer in [PROXY, CLIENT] {
            assert_eq!(seen(peer, &[], ProxyHeader::Protocol), at(peer, false));
            let lines = [("x-forwarded-for", "127.0.0.1")];
            assert_eq!(seen(peer, &lines, ProxyHeader::Protocol), at(peer, true));
        }
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_read() {
        for text in ["203.0.113.7:4711", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:4711", "[::ffff:203.0.113.7]"] {
            assert_eq!(xff(PROXY, &[text]), at(CLIENT, false), "{text}");
        }
        assert_eq!(xff("::ffff:10.0.0.1", &[CLIENT]), at(CLIENT, false), "the proxy itself may be mapped");
        assert_eq!(xff(PROXY, &["[2001:db8::5]:443"]), at("2001:db8::5", false));
    }

    #[test]
    fn a_stranger_is_where_they_are_and_their_headers_are_a_sign_net_03() {
        assert_eq!(xff(CLIENT, &[]), at(CLIENT, false));
        assert_eq!(xff(CLIENT, &["127.0.0.1"]), at(CLIENT, true));
        for name in ["via", "forwarded"] {
            assert_eq!(seen(CLIENT, &[(name, "x")], ProxyHeader::XForwardedFor), at(CLIENT, true));
            // A trusted proxy passes on what another one announced.
            let lines = [("x-forwarded-for", CLIENT), (name, "x")];
            assert_eq!(seen(PROXY, &lines, ProxyHeader::XForwardedFor), at(CLIENT, true));
        }
    }

    #[test]
    fn forwarded_is_read_where_the_operator_says_that_it_is_written() {
        let one = |line: &str| seen(PROXY, &[("forwarded", line)], ProxyHeader::Forwarded);
        assert_eq!(one("for=203.0.113.7;proto=https;by=10.0.0.1"), at(CLIENT, false));
        assert_eq!(one("for=127.0.0.1, For=\"203.0.113.7:80\""), at(CLIENT, true));
        assert_eq!(one("for=\"[2001:db8::5]:80\""), at("2001:db8::5", false));
        for junk in
            ["for=_hidden", "for=unknown", "by=203.0.113.7", "for=203.0.113.7;for=127.0.0.1", "for=\"203.0.113.7"]
        {
            assert_eq!(one(junk).0, None, "{junk}");
        }
        // The other header is then the client's word.
        let lines = [("forwarded", "for=203.0.113.7"), ("x-forwarded-for", "127.0.0.1")];
        assert_eq!(seen(PROXY, &lines, ProxyHeader::Forwarded), at(CLIENT, true));
    }
}
