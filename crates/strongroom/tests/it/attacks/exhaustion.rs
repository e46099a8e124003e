//! "I need no account to stop everybody."

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::house::{House, demo, post, service, status};

/// What any of these may cost, in MiB above the rest.
const MEMORY: u64 = 150;

async fn cheap(house: &House, before: u64) {
    let now = house.peak();
    assert!(now < before + MEMORY, "{before} MiB became {now} MiB");
    assert!(house.is_well().await);
}

/// A head that says that so much will come.
fn head(path: &str, kind: &str, bytes: usize) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {bytes}\r\n\r\n")
}

async fn half_sent(mut stream: TcpStream) -> TcpStream {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").await.unwrap();
    stream
}

attacks! {
    async fn a_large_form_of_tiny_fields_fills_the_memory() {
        let house = service("");
        let before = house.peak();
        let form = "a=&".repeat(32 * 1024 * 1024 / 3);
        for path in ["/register", "/sign-in", "/account/password/forgotten", "/register/prove"] {
            assert_eq!(house.post(path, &form, &[]).await, Some(400), "{path}");
        }
        cheap(&house, before).await;
    }

    async fn a_short_form_of_tiny_fields_is_read_field_by_field() {
        let house = service("");
        assert_eq!(house.post("/register", &"a=&".repeat(20_000), &[]).await, Some(400));
    }

    async fn twenty_bodies_that_never_end_fill_the_memory() {
        let house = service("");
        let before = house.peak();
        let mut held = Vec::new();
        for _ in 0..20 {
            let mut stream = house.connect().await;
            let head = head("/register", "application/x-www-form-urlencoded", 32 * 1024 * 1024);
            stream.write_all(head.as_bytes()).await.unwrap();
            // Refused before the end, or kept for its first bytes alone.
            let _ = stream.write_all(&vec![b'a'; 31 * 1024 * 1024]).await;
            held.push(stream);
        }
        cheap(&house, before).await;
    }

    async fn json_of_a_stranger_may_be_as_large_as_files() {
        let house = service("");
        let before = house.peak();
        let body = format!("{{\"email\":\"{}\"}}", "a".repeat(30 * 1024 * 1024));
        let request = head("/api/v1/session", "application/json", body.len()) + &body;
        assert_eq!(house.status_of(request).await, Some(400));
        cheap(&house, before).await;
    }

    async fn files_of_a_stranger_are_read() {
        let house = service("");
        let before = house.peak();
        let part = "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n";
        let body = format!("{part}{}\r\n--x--\r\n", "a".repeat(20 * 1024 * 1024));
        let request = head("/register", "multipart/form-data; boundary=x", body.len()) + &body;
        assert_eq!(house.status_of(request).await, Some(400));
        cheap(&house, before).await;
    }

    async fn half_sent_requests_leave_no_room_for_whole_ones() {
        let house = service("[limits]\nconnections = 100\nconnections_per_address = 1000");
        let mut held = Vec::new();
        for _ in 0..400 {
            held.push(half_sent(house.connect().await).await);
        }
        assert!(house.is_well().await);
    }

    async fn half_sent_requests_of_one_address_push_out_another() {
        let house = service("[limits]\nconnections = 100\nconnections_per_address = 20");
        let mut mine = house.connect_from(2).await;
        let ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assert_eq!(status(&mut mine, ask).await, Some(200));
        let mut held = Vec::new();
        for _ in 0..400 {
            held.push(half_sent(house.connect_from(3).await).await);
        }
        assert_eq!(status(&mut mine, ask).await, Some(200), "a connection that was there before");
        assert!(house.is_well().await);
    }

    async fn half_sent_bodies_leave_no_room_for_whole_requests() {
        let house = service("[limits]\nconnections = 100\nconnections_per_address = 50");
        let mut held = Vec::new();
        for _ in 0..200 {
            let mut stream = house.connect().await;
            let head = head("/register", "application/x-www-form-urlencoded", 60_000);
            stream.write_all(format!("{head}a=").as_bytes()).await.unwrap();
            held.push(stream);
        }
        assert!(house.is_well().await);
    }

    async fn two_lengths_of_one_body_hide_a_second_request() {
        let house = demo();
        let form = "Content-Type: application/x-www-form-urlencoded";
        let head = format!("POST /account/password/forgotten HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{form}\r\n");
        // What comes in chunks is read by them, whatever length it says: with the length it would be cut off, or wait.
        let chunked = |length: usize| format!("{head}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n13\r\nemail=a%40b.example\r\n0\r\n\r\n");
        let alone = format!("{head}Transfer-Encoding: chunked\r\n\r\n13\r\nemail=a%40b.example\r\n0\r\n\r\n");
        assert_eq!(house.status_of(alone).await, Some(200));
        for length in [3, 10_000] {
            assert_eq!(house.status_of(chunked(length)).await, Some(200), "{length}");
        }
        for lengths in ["Content-Length: 9\r\nContent-Length: 3", "Content-Length: 9, 3", "Content-Length: +9", "Transfer-Encoding: gzip, x"] {
            assert_eq!(house.status_of(format!("{head}{lengths}\r\n\r\nemail=a.b")).await, Some(400), "{lengths}");
        }
    }

    async fn a_head_without_an_end_fills_the_memory() {
        let house = service("");
        let before = house.peak();
        for _ in 0..20 {
            let endless = format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}", "a".repeat(10 * 1024 * 1024));
            assert_ne!(house.status_of(endless).await, Some(200));
        }
        cheap(&house, before).await;
    }

    async fn one_address_asks_for_accounts_without_end() {
        let house = service("[limits]\nregistrations_per_hour = 5");
        let mut refused = 0;
        // More than two hours' worth, whenever the hour changes.
        for n in 0..15 {
            let form = format!("name=A&email=a{n}%40nowhere.example&password=pebbles+and+slate+9");
            refused += u32::from(house.post("/register", &form, &[]).await == Some(429));
        }
        assert!(refused >= 5, "{refused} of 15 were refused");
        assert!(house.is_well().await);
    }

    async fn registering_a_mailbox_again_and_again_fills_it() {
        let house = demo();
        let page = reqwest::get(format!("{}/register", house.url)).await.unwrap().text().await.unwrap();
        let organisation = page.split("name=\"organisation\"").nth(1).unwrap();
        let organisation = organisation.split("value=\"").find(|v| v.len() > 36 && v.as_bytes()[8] == b'-').unwrap();
        let form = format!(
            "name=A&email=victim%40nowhere.example&organisation={}&student=no&country=GB&language=en&password=pebbles+and+slate+9&licence=yes",
            &organisation[..36]
        );
        for _ in 0..20 {
            let request = post("/register", &form, &[]);
            assert_eq!(status(&mut house.connect().await, request.as_bytes()).await, Some(303));
        }
        let outbox = reqwest::get(format!("{}/outbox", house.url)).await.unwrap().text().await.unwrap();
        let mails = outbox.matches("victim@nowhere.example").count();
        assert!((1..=6).contains(&mails), "{mails} mails");
    }
}
