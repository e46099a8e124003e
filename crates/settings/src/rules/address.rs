//! Addresses and ranges, and which addresses a person may register as their own (NET-01).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

use foundation::Refusal;

/// An address, or a range as `192.0.2.0/24`. Host bits are cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why an address or range is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Refusal)]
pub enum NoAddress {
    #[refusal("settings-address-unreadable")]
    Unreadable,
    #[refusal("settings-address-range")]
    RangeNotAddress,
    /// 10.0.0.0/8, 192.168.0.0/16, fc00::/7 and their like.
    #[refusal("settings-address-private")]
    Private,
    /// 100.64.0.0/10: shared by many customers of a provider.
    #[refusal("settings-address-shared")]
    Shared,
    /// This machine itself.
    #[refusal("settings-address-loopback")]
    Loopback,
    /// Link-local, multicast, documentation, benchmarks, reserved: no computer on the internet has it.
    #[refusal("settings-address-special")]
    Special,
    /// So wide that it would let in half the world.
    #[refusal("settings-address-wide")]
    Wide,
    /// Someone else's already.
    #[refusal("settings-address-taken")]
    Taken,
    /// A known end of a VPN, where the profile forbids one (NET-06).
    #[refusal("settings-address-vpn")]
    Vpn,
}

/// Ranges wider than these are refused as places: a /8 is more than any organisation of the field has.
const WIDEST: (u8, u8) = (12, 29);

fn mapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        v4 => v4,
    }
}

/// The address that a request came from, in its plain form.
pub fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse().ok().map(mapped)
}

impl Network {
    pub fn of(address: IpAddr, prefix: u8) -> Option<Network> {
        let width = if address.is_ipv4() { 32 } else { 128 };
        if prefix > width {
            return None;
        }
        let address = match address {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from(v4.to_bits() & mask32(prefix))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(v6.to_bits() & mask128(prefix))),
        };
        Some(Network { address, prefix })
    }

    pub fn is_single(&self) -> bool {
        self.prefix == if self.address.is_ipv4() { 32 } else { 128 }
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && Network::of(mapped(address), self.prefix) == Some(*self)
    }

    /// The first and the last address.
    pub fn ends(&self) -> (IpAddr, IpAddr) {
        let last = match self.address {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from(v4.to_bits() | !mask32(self.prefix))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(v6.to_bits() | !mask128(self.prefix))),
        };
        (self.address, last)
    }
}

fn mask32(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn mask128(prefix: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_single() { write!(f, "{}", self.address) } else { write!(f, "{}/{}", self.address, self.prefix) }
    }
}

impl FromStr for Network {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Network, NoAddress> {
        let text = text.trim();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => {
                let digits = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
                (address, Some(prefix.parse::<u8>().ok().filter(|_| digits).ok_or(NoAddress::Unreadable)?))
            }
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoAddress::Unreadable)?;
        // ::ffff:192.0.2.1 is an IPv4 address in disguise; a range of such is not worth understanding.
        let address = match prefix {
            None => mapped(address),
            Some(_) if mapped(address) != address => return Err(NoAddress::Unreadable),
            Some(_) => address,
        };
        let width = if address.is_ipv4() { 32 } else { 128 };
        Network::of(address, prefix.unwrap_or(width)).ok_or(NoAddress::Unreadable)
    }
}

/// A place of the service or of an organisation: an address or a range that is not too wide.
pub fn place_range(text: &str) -> Result<Network, NoAddress> {
    let network: Network = text.parse()?;
    let widest = if network.address.is_ipv4() { WIDEST.0 } else { WIDEST.1 };
    if network.prefix < widest { Err(NoAddress::Wide) } else { Ok(network) }
}

/// One dedicated, static, public address (NET-01). `allow_private` accepts any single address: a demonstration on one
/// machine has no other.
pub fn own_address(text: &str, allow_private: bool) -> Result<Network, NoAddress> {
    let network: Network = text.parse()?;
    if !network.is_single() {
        return Err(NoAddress::RangeNotAddress);
    }
    match not_public(network.address) {
        Some(no) if !allow_private => Err(no),
        _ => Ok(network),
    }
}

/// Ranges of IANA's special-purpose registries that are not globally reachable.
const SPECIAL: &[(&str, NoAddress)] = &[
    ("0.0.0.0/8", NoAddress::Special),
    ("10.0.0.0/8", NoAddress::Private),
    ("100.64.0.0/10", NoAddress::Shared),
    ("127.0.0.0/8", NoAddress::Loopback),
    ("169.254.0.0/16", NoAddress::Special),
    ("172.16.0.0/12", NoAddress::Private),
    ("192.0.0.0/24", NoAddress::Special),
    ("192.0.2.0/24", NoAddress::Special),
    ("192.88.99.0/24", NoAddress::Special),
    ("192.168.0.0/16", NoAddress::Private),
    ("198.18.0.0/15", NoAddress::Special),
    ("198.51.100.0/24", NoAddress::Special),
    ("203.0.113.0/24", NoAddress::Special),
    ("224.0.0.0/3", NoAddress::Special),
    ("::1", NoAddress::Loopback),
    ("fc00::/7", NoAddress::Private),
    ("2001::/23", NoAddress::Special),
    ("2001:db8::/32", NoAddress::Special),
    ("2002::/16", NoAddress::Special),
    ("3fff::/20", NoAddress::Special),
];

fn not_public(address: IpAddr) -> Option<NoAddress> {
    let address = mapped(address);
    for (range, no) in SPECIAL {
        if range.parse::<Network>().is_ok_and(|n| n.contains(address)) {
            return Some(*no);
        }
    }
    // Of IPv6, only 2000::/3 is given out as global unicast.
    match address {
        IpAddr::V6(v6) if v6.segments()[0] & 0xe000 != 0x2000 => Some(NoAddress::Special),
        _ => None,
    }
}
