//! Which addresses count (NET-01).

use settings::rules::address::{Network, NoAddress, address, own_address, place_range};

#[test]
fn private_shared_and_special_addresses_are_refused_as_ones_own_net_01() {
    for (text, no) in [
        ("10.1.2.3", NoAddress::Private),
        ("172.16.0.1", NoAddress::Private),
        ("172.31.255.255", NoAddress::Private),
        ("192.168.1.10", NoAddress::Private),
        ("fd12:3456::1", NoAddress::Private),
        ("100.64.0.1", NoAddress::Shared),
        ("100.127.255.254", NoAddress::Shared),
        ("127.0.0.1", NoAddress::Loopback),
        ("::1", NoAddress::Loopback),
        ("::ffff:10.0.0.1", NoAddress::Private),
        ("169.254.3.4", NoAddress::Special),
        ("0.0.0.0", NoAddress::Special),
        ("224.0.0.1", NoAddress::Special),
        ("255.255.255.255", NoAddress::Special),
        ("192.0.2.7", NoAddress::Special),
        ("2001:db8::7", NoAddress::Special),
        ("fe80::1", NoAddress::Special),
        ("ff02::1", NoAddress::Special),
        ("::", NoAddress::Special),
        ("198.18.0.1", NoAddress::Special),
        ("2002:0a00:0001::1", NoAddress::Special),
        ("81.2.69.0/24", NoAddress::RangeNotAddress),
        ("2a00:23c5::/64", NoAddress::RangeNotAddress),
        ("81.2.69", NoAddress::Unreadable),
        ("081.2.69.142", NoAddress::Unreadable),
        ("81.2.69.142/33", NoAddress::Unreadable),
        ("81.2.69.142/+8", NoAddress::Unreadable),
        ("81.2.69.142; drop table place", NoAddress::Unreadable),
        ("", NoAddress::Unreadable),
    ] {
        assert_eq!(own_address(text, false), Err(no), "{text}");
    }
}

#[test]
fn one_public_address_of_either_family_is_accepted_in_one_spelling_net_01() {
    for (text, spelling) in [
        (" 81.2.69.142 ", "81.2.69.142"),
        ("81.2.69.142/32", "81.2.69.142"),
        ("::ffff:81.2.69.142", "81.2.69.142"),
        ("172.32.0.1", "172.32.0.1"),
        ("100.128.0.1", "100.128.0.1"),
        ("2A00:23C5:0:0:0:0:0:1", "2a00:23c5::1"),
    ] {
        assert_eq!(own_address(text, false).map(|n| n.to_string()), Ok(spelling.to_owned()));
    }
}

#[test]
fn a_demonstration_may_use_the_machine_it_runs_on() {
    assert_eq!(own_address("127.0.0.1", true).map(|n| n.to_string()), Ok("127.0.0.1".to_owned()));
    assert_eq!(own_address("127.0.0.0/8", true), Err(NoAddress::RangeNotAddress));
}

#[test]
fn a_range_of_an_organisation_may_not_be_half_the_world() {
    assert_eq!(place_range("0.0.0.0/0"), Err(NoAddress::Wide));
    assert_eq!(place_range("81.0.0.0/8"), Err(NoAddress::Wide));
    assert_eq!(place_range("2000::/3"), Err(NoAddress::Wide));
    assert_eq!(place_range("81.2.69.77/24").map(|n| n.to_string()), Ok("81.2.69.0/24".to_owned()));
}

#[test]
fn a_range_holds_the_addresses_between_its_ends_and_no_other() {
    let range = place_range("81.2.69.142/24").unwrap();
    assert_eq!(range.ends(), (address("81.2.69.0").unwrap(), address("81.2.69.255").unwrap()));
    assert!(range.contains(address("::ffff:81.2.69.7").unwrap()));
    assert!(!range.contains(address("81.2.70.0").unwrap()) && !range.contains(address("2a00::1").unwrap()));
    let six: Network = "2a00:23c5::/64".parse().unwrap();
    assert_eq!(six.ends().1, address("2a00:23c5::ffff:ffff:ffff:ffff").unwrap());
    let one: Network = "81.2.69.142".parse().unwrap();
    assert_eq!(one.ends().0, one.ends().1);
    assert_eq!(Network::of(address("81.2.69.142").unwrap(), 0).unwrap().ends().1, address("255.255.255.255").unwrap());
}
