//! Messages reach people in their language, on the page and by mail.

use std::sync::{Arc, Mutex};

use foundation::{Arg, Lang, Moment};
use platform::{PersonId, Telling, jobs, messages, tell};
use store::both;
use store::testing::TestStore;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::support::{House, house, house_with};

const TELLING: fn() -> Telling =
    || Telling { key: "mail-password", args: vec![("n", Arg::Number(2))], link: "/home".into() };

async fn told(house: &House, person: PersonId) {
    let mut change = house.app.store.change().await.unwrap();
    tell(&house.app, &mut change, person, &TELLING()).await.unwrap();
    change.commit(house.entry("tested", person)).await.unwrap();
}

/// A mail server for one test: takes every mail and keeps what was said.
async fn mail_server(said: Arc<Mutex<String>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let mut lines = BufReader::new(socket);
            lines.write_all(b"220 test\r\n").await.unwrap();
            let (mut line, mut data) = (String::new(), false);
            while lines.read_line(&mut line).await.unwrap_or(0) > 0 {
                said.lock().unwrap().push_str(&line);
                let answer: &[u8] = match line.trim_end() {
                    "." => {
                        data = false;
                        b"250 kept\r\n"
                    }
                    "DATA" => {
                        data = true;
                        b"354 go on\r\n"
                    }
                    "QUIT" => b"221 bye\r\n",
                    _ if data => b"",
                    _ => b"250 ok\r\n",
                };
                lines.write_all(answer).await.unwrap();
                line.clear();
            }
        }
    });
    port
}

both! { platform::MIGRATIONS;
    async fn each_person_is_told_in_their_language_app_06(test: TestStore) {
        let house = house(test).await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::Cy).await;
        let bob = house.person("Bob", "bob@example.org", Lang::En).await;
        told(&house, anwen).await;
        told(&house, bob).await;
        let outbox = messages::outbox(&house.app).await.unwrap();
        let to = |address: &str| outbox.iter().find(|m| m.address == address).unwrap();
        assert_eq!(to("anwen@example.org").subject, "Ailosod eich cyfrinair");
        assert!(to("anwen@example.org").body.contains("http://localhost/cy/home"));
        assert_eq!(to("bob@example.org").subject, "Reset your password");
        assert!(to("bob@example.org").body.contains("http://localhost/home\n"));
        assert!(to("bob@example.org").body.contains("Save this address to your contacts"));

        let mut browser = house.signed_in("bob@example.org").await;
        browser.get("/notices").await.is(200).says("You have 1 unread notice.").says("Reset your password");
        // A notice is data: it is read in the language of the page.
        browser.get("/cy/notices").await.is(200).says("Ailosod eich cyfrinair").says("href=\"/cy/notices/");
        browser.post("/notices/read", &[]).await.is(303);
        browser.get("/notices").await.is(200).says("You have no unread notices.");
        assert_eq!(messages::unread(&house.app, anwen).await.unwrap(), 1, "hers are hers");
    }

    async fn opening_a_notice_marks_it_read_and_leads_to_what_it_is_about(test: TestStore) {
        let house = house(test).await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::Cy).await;
        let bob = house.person("Bob", "bob@example.org", Lang::En).await;
        for person in [anwen, bob, bob] {
            told(&house, person).await;
        }
        let newest = messages::newest_unread(&house.app, bob, 5).await.unwrap();
        assert_eq!(newest.len(), 2);
        let mut browser = house.signed_in("bob@example.org").await;
        let opened = browser.get(&format!("/cy/notices/{}", newest[0].id)).await;
        assert_eq!(opened.is(303).location(), "/cy/home");
        browser.get("/notices").await.is(200).says("You have 1 unread notice.");
        let left = messages::newest_unread(&house.app, bob, 5).await.unwrap();
        assert_eq!(left.iter().map(|n| n.id).collect::<Vec<_>>(), [newest[1].id]);

        // Another person's is not there, and stays as it was.
        let hers = messages::newest_unread(&house.app, anwen, 5).await.unwrap();
        browser.get(&format!("/notices/{}", hers[0].id)).await.is(404);
        assert_eq!(messages::unread(&house.app, anwen).await.unwrap(), 1);
        house.browser().get(&format!("/notices/{}", newest[1].id)).await.is(303);
        assert_eq!(messages::unread(&house.app, bob).await.unwrap(), 1, "a visitor is asked to sign in");
    }

    async fn a_service_of_one_language_writes_in_it(test: TestStore) {
        let house = house_with(test, |inner| inner.profile = crate::support::profile("[\"en\"]")).await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::Cy).await;
        told(&house, anwen).await;
        let mail = messages::outbox(&house.app).await.unwrap().remove(0);
        assert_eq!((mail.lang.as_str(), mail.subject.as_str()), ("en", "Reset your password"));
        assert!(mail.body.contains("http://localhost/home\n"));
    }

    async fn the_demo_shows_its_outbox_to_everybody(test: TestStore) {
        let house = house_with(test, |inner| inner.demo = true).await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::En).await;
        told(&house, anwen).await;
        house.browser().get("/outbox").await.is(200).says("To anwen@example.org").says("href=\"/home\"");
    }

    async fn a_mail_goes_to_the_mail_server_once(test: TestStore) {
        let said = Arc::new(Mutex::new(String::new()));
        let port = mail_server(said.clone()).await;
        let house = house_with(test, |inner| {
            inner.config.mail.smtp_host = "127.0.0.1".into();
            inner.config.mail.smtp_port = port;
            inner.config.mail.smtp_security = "none".into();
        })
        .await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::Cy).await;
        told(&house, anwen).await;
        jobs::run_all(&house.app).await.unwrap();
        assert_eq!(jobs::failed(&house.app).await.unwrap(), vec![]);
        {
            let said = said.lock().unwrap();
            assert!(said.contains("MAIL FROM:<from@example.org>") && said.contains("RCPT TO:<anwen@example.org>"), "{said}");
            assert!(said.contains("Subject: Ailosod eich cyfrinair"), "{said}");
            assert_eq!(said.matches("MAIL FROM").count(), 1);
        }
        // A job may run twice; the mail goes once.
        let id = messages::outbox(&house.app).await.unwrap().remove(0).id;
        crate::jobs::again(&house, "send-mail", &serde_json::json!({ "mail": id })).await;
        assert_eq!(said.lock().unwrap().matches("MAIL FROM").count(), 1);
    }

    async fn a_mail_is_not_given_to_a_server_that_speaks_no_tls(test: TestStore) {
        let said = Arc::new(Mutex::new(String::new()));
        let port = mail_server(said.clone()).await;
        let house = house_with(test, |inner| {
            inner.config.mail.smtp_host = "127.0.0.1".into();
            inner.config.mail.smtp_port = port;
        })
        .await;
        assert_eq!(house.app.config.mail.smtp_security, "starttls", "as it is where nothing is said");
        let anwen = house.person("Anwen", "anwen@example.org", Lang::En).await;
        told(&house, anwen).await;
        jobs::run_all(&house.app).await.unwrap();
        assert_eq!(jobs::waiting(&house.app).await.unwrap(), 1, "it is tried again");
        let said = said.lock().unwrap();
        assert!(said.contains("EHLO") && !said.contains("MAIL FROM") && !said.contains("Reset your password"), "{said}");
    }

    async fn a_mail_server_that_is_away_is_tried_again(test: TestStore) {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let house = house_with(test, |inner| {
            inner.config.mail.smtp_host = "127.0.0.1".into();
            inner.config.mail.smtp_port = free;
            inner.config.mail.smtp_security = "none".into();
        })
        .await;
        let anwen = house.person("Anwen", "anwen@example.org", Lang::En).await;
        told(&house, anwen).await;
        jobs::run_all(&house.app).await.unwrap();
        assert_eq!(jobs::waiting(&house.app).await.unwrap(), 1);
        house.app.world.advance(2 * Moment::SECOND);
        assert!(jobs::run_next(&house.app).await.unwrap());
        assert_eq!(jobs::failed(&house.app).await.unwrap()[0].3, 2);
    }
}
