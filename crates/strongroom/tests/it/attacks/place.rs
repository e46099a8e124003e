//! "I am where I say I am." The page of measurements is for the machine itself, so it shows whom the service takes us for.

use super::house::{House, service};

const TRUSTED: &str = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]";
const FORWARDED: &str = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]\nproxy_header = \"forwarded\"";
const PROTOCOL: &str = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]\nproxy_header = \"proxy-protocol\"";

async fn taken_for_here(house: &House, headers: &[&str]) -> bool {
    house.get("/metrics", headers).await == Some(200)
}

/// What a proxy on this machine sends for somebody on it is believed, or none of these attacks could succeed.
async fn behind_a_proxy() -> House {
    let house = service(TRUSTED);
    assert!(taken_for_here(&house, &["X-Forwarded-For: 127.0.0.1"]).await);
    house
}

const PROXYS: &str = "X-Forwarded-For: 203.0.113.7";

/// A connection on which a proxy says this first.
async fn told(house: &House, said: &str, headers: &str) -> Option<u16> {
    house
        .status_of(format!("{said}GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"))
        .await
}

attacks! {
    async fn my_own_line_before_the_proxys_says_that_i_am_here() {
        let house = behind_a_proxy().await;
        assert!(!taken_for_here(&house, &["X-Forwarded-For: 127.0.0.1", PROXYS]).await);
    }

    async fn my_own_entry_before_the_proxys_says_that_i_am_here() {
        let house = behind_a_proxy().await;
        assert!(!taken_for_here(&house, &["X-Forwarded-For: 127.0.0.1, 203.0.113.7"]).await);
        assert!(!taken_for_here(&house, &["X-Forwarded-For: ::1,203.0.113.7"]).await);
    }

    async fn junk_for_an_address_makes_me_the_proxy_itself() {
        let house = behind_a_proxy().await;
        for junk in ["", "junk", "unknown", "127.0.0.1.", "0x7f.1", "127.0.0.1 ,", "[127.0.0.1", "_hidden"] {
            assert!(!taken_for_here(&house, &[&format!("X-Forwarded-For: {junk}")]).await, "{junk:?}");
            assert!(!taken_for_here(&house, &[&format!("X-Forwarded-For: {junk}"), PROXYS]).await, "{junk:?}");
        }
    }

    async fn bytes_that_are_no_text_make_me_the_proxy_itself() {
        let house = behind_a_proxy().await;
        let head = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: \xff\xfe\r\n\r\n";
        assert_ne!(house.status_of(head).await, Some(200));
    }

    async fn a_proxy_that_is_made_to_drop_its_header_makes_me_the_proxy_itself() {
        let house = behind_a_proxy().await;
        assert!(!taken_for_here(&house, &[]).await);
    }

    async fn another_header_than_the_proxys_says_that_i_am_here() {
        let house = behind_a_proxy().await;
        for mine in ["Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1", "Client-IP: 127.0.0.1"] {
            assert!(!taken_for_here(&house, &[mine, PROXYS]).await, "{mine}");
        }
    }

    async fn a_foreign_proxy_behind_the_trusted_one_is_not_noticed() {
        let house = behind_a_proxy().await;
        let here = "X-Forwarded-For: 127.0.0.1";
        for sign in ["Via: 1.1 elsewhere", "Forwarded: for=198.51.100.1", "X-Forwarded-For: 198.51.100.1"] {
            assert!(!taken_for_here(&house, &[sign, here]).await, "{sign}");
        }
    }

    async fn forwarded_with_two_addresses_or_broken_quotes_says_that_i_am_here() {
        let house = service(FORWARDED);
        assert!(taken_for_here(&house, &["Forwarded: for=127.0.0.1"]).await);
        for line in [
            "for=127.0.0.1, for=203.0.113.7",
            "for=203.0.113.7;for=127.0.0.1",
            "for=\"127.0.0.1",
            "for=\"127.0.0.1, for=203.0.113.7",
            "by=127.0.0.1",
            "for=unknown",
        ] {
            assert!(!taken_for_here(&house, &[&format!("Forwarded: {line}")]).await, "{line}");
        }
        assert!(!taken_for_here(&house, &["X-Forwarded-For: 127.0.0.1"]).await);
    }

    async fn a_stranger_with_the_header_of_a_proxy_is_believed() {
        let house = service("");
        assert!(taken_for_here(&house, &[]).await);
        // An unknown proxy on this machine would make everybody look like the machine itself.
        assert!(!taken_for_here(&house, &["X-Forwarded-For: 203.0.113.7"]).await);
        assert!(!taken_for_here(&house, &["Forwarded: for=203.0.113.7"]).await);
        assert!(!taken_for_here(&house, &["Via: 1.1 x"]).await);
    }

    async fn another_address_each_time_gets_round_the_limit_of_sign_ins() {
        let house = service(&format!("{TRUSTED}\n[limits]\nsign_ins_per_minute = 3"));
        let mut refused = 0;
        // More than two minutes' worth, whenever the minute changes.
        for n in 0..9 {
            let mine = format!("X-Forwarded-For: 198.51.100.{n}");
            let answer = house.post("/sign-in", "email=nobody%40nowhere.example&password=x", &[&mine, PROXYS]).await;
            refused += u32::from(answer == Some(429));
        }
        assert!(refused >= 3, "{refused} of 9 were refused");
    }

    async fn the_proxy_protocol_can_be_left_out_or_named_twice() {
        let house = service(PROTOCOL);
        assert_eq!(told(&house, "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n", "").await, Some(200));
        assert_eq!(told(&house, "", "").await, None, "no protocol, no answer");
        let twice = "PROXY TCP4 203.0.113.7 127.0.0.1 1 2\r\nPROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n";
        assert_ne!(told(&house, twice, "").await, Some(200));
    }

    async fn the_proxy_protocol_without_an_address_makes_me_the_proxy_itself() {
        let house = service(PROTOCOL);
        for said in ["PROXY UNKNOWN\r\n", "PROXY TCP4 127.0.0.1. 127.0.0.1 1 2\r\n", "PROXY TCP6 junk ::1 1 2\r\n"] {
            assert_ne!(told(&house, said, "").await, Some(200), "{said:?}");
        }
    }

    async fn a_header_counts_beside_the_proxy_protocol() {
        let house = service(PROTOCOL);
        let client = "PROXY TCP4 203.0.113.7 127.0.0.1 1 2\r\n";
        assert_eq!(told(&house, client, "X-Forwarded-For: 127.0.0.1\r\n").await, Some(404));
        let here = "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n";
        assert_eq!(told(&house, here, "X-Forwarded-For: 198.51.100.1\r\n").await, Some(404), "another proxy is noticed");
    }

    async fn a_name_of_mine_that_leads_to_this_machine_makes_its_pages_mine() {
        let house = service("");
        let ask = |host: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(house.status_of(ask("localhost")).await, Some(200));
        for host in ["evil.example", "localhost.evil.example", "evil.example:80", "localhost\r\nHost: evil.example", ""] {
            assert_ne!(house.status_of(ask(host)).await, Some(200), "{host}");
        }
    }
}
