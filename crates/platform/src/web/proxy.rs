//! The PROXY protocol, versions 1 and 2: what a proxy says at the start of a connection of whose it is.
//! <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest line of version 1, with its end.
const LINE: usize = 107;
const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// The longest rest of version 2 that is read: addresses and what a proxy may add to them.
const REST: usize = 2048;

fn wrong(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("PROXY protocol: {what}"))
}

/// Reads what the proxy says, and nothing after it. `None`: it names nobody (its own checks, an unknown protocol), which is
/// nowhere. Anything else than the protocol is an error: the connection cannot be told from a forged one.
pub(super) async fn read<R: AsyncRead + Unpin>(from: &mut R) -> io::Result<Option<SocketAddr>> {
    match from.read_u8().await? {
        b'P' => line(from).await,
        b'\r' => binary(from).await,
        _ => Err(wrong("the connection does not begin with it")),
    }
}

async fn line<R: AsyncRead + Unpin>(from: &mut R) -> io::Result<Option<SocketAddr>> {
    let mut text = vec![b'P'];
    // Byte by byte: what follows is the client's.
    while !text.ends_with(b"\r\n") {
        if text.len() >= LINE {
            return Err(wrong("a line without an end"));
        }
        text.push(from.read_u8().await?);
    }
    let text = std::str::from_utf8(&text).map_err(|_| wrong("a line that is no text"))?;
    let parts: Vec<&str> = text.trim_end_matches("\r\n").split(' ').collect();
    match parts.as_slice() {
        ["PROXY", "UNKNOWN", ..] => Ok(None),
        ["PROXY", kind, source, _, port, _] => {
            let address = match *kind {
                "TCP4" => source.parse::<Ipv4Addr>().map(IpAddr::V4).ok(),
                "TCP6" => source.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
                _ => None,
            };
            let port = port.parse::<u16>().ok();
            address
                .zip(port)
                .map(|(address, port)| Some(SocketAddr::new(address, port)))
                .ok_or_else(|| wrong("no address"))
        }
        _ => Err(wrong("a line that is none of it")),
    }
}

async fn binary<R: AsyncRead + Unpin>(from: &mut R) -> io::Result<Option<SocketAddr>> {
    let mut head = [0; 15];
    from.read_exact(&mut head).await?;
    let (signature, head) = head.split_at(11);
    let &[command, family, high, low] = head else { return Err(wrong("a short head")) };
    if signature != &SIGNATURE[1..] || command >> 4 != 2 {
        return Err(wrong("an unknown version"));
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > REST {
        return Err(wrong("a head that is too long"));
    }
    let mut rest = vec![0; length];
    from.read_exact(&mut rest).await?;
    match command & 0xf {
        // LOCAL: the proxy's own connection.
        0 => Ok(None),
        1 => match family {
            0x11 => match *rest.as_slice() {
                [a, b, c, d, _, _, _, _, high, low, ..] => {
                    Ok(Some(SocketAddr::from(([a, b, c, d], u16::from_be_bytes([high, low])))))
                }
                _ => Err(wrong("addresses that are cut off")),
            },
            0x21 => {
                let source: Option<[u8; 16]> = rest.get(..16).and_then(|a| a.try_into().ok());
                let port: Option<[u8; 2]> = rest.get(32..34).and_then(|p| p.try_into().ok());
                match source.zip(port) {
                    Some((source, port)) => {
                        Ok(Some(SocketAddr::new(Ipv6Addr::from(source).into(), u16::from_be_bytes(port))))
                    }
                    None => Err(wrong("addresses that are cut off")),
                }
            }
            _ => Ok(None),
        },
        _ => Err(wrong("an unknown command")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(bytes: &[u8]) -> (Result<Option<String>, String>, Vec<u8>) {
        let mut from = bytes;
        let told = read(&mut from).await.map(|a| a.map(|a| a.to_string())).map_err(|e| e.to_string());
        (told, from.to_vec())
    }

    fn version_2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [&SIGNATURE[..], &[0x20 | command, family], &length, rest, b"GET /"].concat()
    }

    #[tokio::test]
    async fn both_versions_name_the_client_and_leave_its_bytes() {
        let (client, rest) = told(b"PROXY TCP4 203.0.113.7 10.0.0.1 4711 8080\r\nGET /").await;
        assert_eq!((client, rest.as_slice()), (Ok(Some("203.0.113.7:4711".into())), &b"GET /"[..]));
        let (client, _) = told(b"PROXY TCP6 2001:db8::5 ::1 4711 8080\r\n").await;
        assert_eq!(client, Ok(Some("[2001:db8::5]:4711".into())));
        let v4 = version_2(1, 0x11, &[203, 0, 113, 7, 10, 0, 0, 1, 0x12, 0x67, 0, 80]);
        let (client, rest) = told(&v4).await;
        assert_eq!((client, rest.as_slice()), (Ok(Some("203.0.113.7:4711".into())), &b"GET /"[..]));
        let mut v6 = [0u8; 36];
        v6[..16].copy_from_slice(&"2001:db8::5".parse::<Ipv6Addr>().unwrap().octets());
        v6[33] = 80;
        assert_eq!(told(&version_2(1, 0x21, &v6)).await.0, Ok(Some("[2001:db8::5]:80".into())));
    }

    #[tokio::test]
    async fn who_is_not_named_is_nowhere_and_what_is_no_protocol_is_refused() {
        assert_eq!(told(b"PROXY UNKNOWN\r\n").await.0, Ok(None));
        assert_eq!(told(&version_2(0, 0, &[])).await.0, Ok(None));
        assert_eq!(told(&version_2(1, 0x31, &[0; 216])).await.0, Ok(None), "a socket of Unix");
        for junk in [
            &b"GET / HTTP/1.1\r\n"[..],
            b"PROXY TCP4 127.0.0.1.x 10.0.0.1 1 2\r\n",
            b"PROXY TCP4 203.0.113.7 10.0.0.1 4711\r\n",
            b"PROXY TCP4 203.0.113.7 10.0.0.1 99999 1\r\n",
            b"PROXY",
            &[b'P'; 200],
            &version_2(1, 0x11, &[1, 2, 3]),
            &version_2(2, 0x11, &[0; 12]),
            b"\r\n\r\n\0\r\nQUIT\n\x11\x11\0\0",
        ] {
            assert!(told(junk).await.0.is_err(), "{junk:?}");
        }
    }
}
