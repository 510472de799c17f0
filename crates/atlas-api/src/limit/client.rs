//! Where a request comes from: its peer or, where that is a proxy of the operator's, whoever the proxy says.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

use crate::settings::{ProxyHeader, Rates};

tokio::task_local! {
    /// Where the request comes from that is handled just now.
    static CLIENT: IpAddr;
}

/// Handles a request that comes from an address.
pub(crate) async fn for_client<T>(client: Option<IpAddr>, handled: impl Future<Output = T>) -> T {
    match client {
        Some(client) => CLIENT.scope(client, handled).await,
        None => handled.await,
    }
}

/// Where the request comes from that is handled just now; none where it did not come over the network.
pub(crate) fn current() -> Option<IpAddr> {
    CLIENT.try_with(|client| *client).ok()
}

/// Where a request comes from whose connection has this peer.
///
/// Of what proxies say only the operator's own are believed, and only in the header that they write: each
/// appends whom it heard, so the last address that is not one of theirs is the client's. What a client
/// writes into the header stands before that.
pub(crate) fn of_request(peer: IpAddr, headers: &HeaderMap, rates: &Rates) -> IpAddr {
    let is_ours = |address: IpAddr| rates.trusted_proxies.iter().any(|net| net.contains(&address));
    let mut client = peer.to_canonical();
    if rates.trusted_proxies.is_empty() || !is_ours(client) {
        return client;
    }
    let name = match rates.proxy_header {
        ProxyHeader::XForwardedFor => "x-forwarded-for",
        ProxyHeader::Forwarded => header::FORWARDED.as_str(),
    };
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    let hops = values.iter().rev().flat_map(|value| value.rsplit(','));
    for hop in hops {
        let told = match rates.proxy_header {
            ProxyHeader::XForwardedFor => address(hop),
            ProxyHeader::Forwarded => forwarded_for(hop).and_then(address),
        };
        let Some(told) = told else { break };
        client = told;
        if !is_ours(client) {
            break;
        }
    }
    client
}

/// What stands for an address where clients are counted: of IPv6 the first 64 bits, since whoever has one
/// address there has all that begin like it.
pub(super) fn key(client: IpAddr) -> String {
    match client {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
    }
}

/// The `for` of one element of `Forwarded` (RFC 7239, section 4).
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    })
}

/// An address, perhaps in brackets, perhaps with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None if text.matches(':').count() == 1 => text.split(':').next()?,
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, name: &'static str, values: &[&'static str], proxy_header: ProxyHeader) -> String {
        let trusted_proxies = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap()).to_vec();
        let rates = Rates { trusted_proxies, proxy_header, ..Rates::default() };
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, value.parse().unwrap());
        }
        of_request(peer.parse().unwrap(), &headers, &rates).to_string()
    }

    #[test]
    fn only_a_proxy_of_the_operators_says_who_the_client_is() {
        let x = |peer, values: &[&'static str]| {
            found(peer, "x-forwarded-for", values, ProxyHeader::XForwardedFor)
        };
        assert_eq!(x("203.0.113.9", &["198.51.100.1"]), "203.0.113.9", "a stranger says what he likes");
        assert_eq!(x("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(x("10.0.0.1", &["1.2.3.4, 198.51.100.1"]), "198.51.100.1", "the client wrote the first");
        assert_eq!(x("10.0.0.1", &["1.2.3.4", "198.51.100.1, 10.0.0.2"]), "198.51.100.1", "two proxies");
        assert_eq!(x("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3", "a client within");
        assert_eq!(x("10.0.0.1", &["198.51.100.1, nonsense"]), "10.0.0.1", "what cannot be read ends it");
        assert_eq!(x("10.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(x("fd00::1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(x("::ffff:10.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1", "IPv4 within IPv6");
        assert_eq!(x("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_header_of_the_standard_is_read_where_the_proxy_writes_it() {
        let f = |values: &[&'static str]| found("10.0.0.1", "forwarded", values, ProxyHeader::Forwarded);
        assert_eq!(f(&["for=198.51.100.1;proto=https, for=10.0.0.2"]), "198.51.100.1");
        assert_eq!(f(&[r#"For="[2001:db8::1]:4711";by=10.0.0.1"#]), "2001:db8::1");
        assert_eq!(f(&["for=_hidden"]), "10.0.0.1");
        let other = found("10.0.0.1", "forwarded", &["for=198.51.100.1"], ProxyHeader::XForwardedFor);
        assert_eq!(other, "10.0.0.1", "the client could have written it");
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_count_as_one_client() {
        let key = |address: &str| key(address.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::3"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::3"), key("2001:db8:1:3::3"));
        assert_ne!(key("198.51.100.1"), key("198.51.100.2"));
    }
}
