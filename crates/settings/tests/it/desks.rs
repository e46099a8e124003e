//! Desktops in a space, on both databases: who gets one, what locks and ends it, and what the record says of it. The machine
//! is the test's own ([`crate::machine`]); that a real one is sealed, the crate `desk` shows.

use std::sync::atomic::Ordering;
use std::time::Duration;

use forms::Answers;
use foundation::Moment;
use platform::{Context, No, accounts};
use settings::rules::states::DeskState as State;
use settings::*;
use store::testing::TestStore;
use store::{args, statements};

use crate::service::*;

statements! {
    write SPACE(text) = "insert into project_space (project, made_at) values ($1, 0)";
    write ELSEWHERE = "update desk_session set machine = 'another', state = 'open', ended_at = null, why_ended = null";
}

const PASSWORD: &str = "heather and granite and salt";

pub(crate) fn keys(no: No) -> Vec<String> {
    match no {
        No::Refused(reasons) => reasons.into_iter().map(|r| r.key).collect(),
        other => panic!("not a refusal with reasons: {other:?}"),
    }
}

/// Every statement of the desktop's form, accepted.
pub(crate) fn all(cx: &Context) -> Answers {
    let mut answers = Answers::new();
    for question in &cx.app.profile.form("desk").unwrap().section("statements").unwrap().questions {
        answers.set(&question.id, "yes");
    }
    answers
}

/// Anwen at home, inside the level 3 project, with a desktop.
pub(crate) async fn at_work(service: &Service) -> Context {
    let anwen = inside_three(service).await;
    open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
    anwen
}

pub(crate) async fn inside_three(service: &Service) -> Context {
    service.places().await;
    let mut change = service.app.store.change().await.unwrap();
    let hash = accounts::hash_password(&service.app, PASSWORD).await.unwrap();
    accounts::set_password(&service.app, &mut change, ANWEN, &hash).await.unwrap();
    accounts::set_proved(&service.app, &mut change, ANWEN).await.unwrap();
    service.commit(change).await;
    let anwen = service.person(ANWEN, HOME_VPN).await;
    enter(&anwen, THREE, &accepted(&service.app)).await.unwrap();
    anwen
}

/// Waits for what happens within a second by itself; three are a slow machine's.
pub(crate) async fn soon(what: &str, mut is: impl AsyncFnMut() -> bool) {
    for _ in 0..150 {
        if is().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within three seconds: {what}");
}

/// Words of the record about the project with their reasons, from the first about desktops.
async fn told(service: &Service) -> Vec<String> {
    let all = service.record(THREE).await.into_iter();
    // How far the recording goes is said every ten minutes: not what these tests are about.
    let all = all.filter(|(action, _)| action.starts_with("desk-") && action != "desk-recorded");
    all.map(|(action, why)| format!("{action} {why}")).collect()
}

pub(crate) async fn ended(service: &Service, why: &str) {
    let desktop = service.machine.last();
    soon("every process is ended", async || desktop.ended.load(Ordering::Relaxed)).await;
    soon(why, async || told(service).await.contains(&format!("desk-ended {why}"))).await;
}

store::both! {
    &migrations();

    async fn nobody_has_a_desktop_before_its_statements_are_accepted_net_05_net_08_net_10_shr_02(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = inside_three(&service).await;
        let Err(No::Invalid(problems)) = open_desk(&anwen, THREE, &Answers::new()).await else { panic!("opened") };
        assert_eq!(problems.iter().count(), 5);
        assert_eq!(service.machine.count(), 0);
        open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
        assert_eq!(service.detail(THREE, "desk-opened", "statements").await, "desk 1");
        // Opened twice, it is one.
        open_desk(&anwen, THREE, &Answers::new()).await.unwrap();
        assert_eq!(service.machine.count(), 1);
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().state, State::Open);
    }

    async fn in_the_secure_lab_the_wire_and_private_talk_are_stated_too_net_07_shr_01(on: TestStore) {
        let service = service("secure-lab", on).await;
        let dai = service.person(DAI, STAFF).await;
        settings::actions::record_address(&dai, ANWEN, "81.2.69.50").await.unwrap();
        let anwen = service.person(ANWEN, "81.2.69.50").await;
        enter(&anwen, THREE, &accepted(&service.app)).await.unwrap();
        for left_out in ["connection", "discreet"] {
            let mut answers = all(&anwen);
            answers.set(left_out, "");
            let Err(No::Invalid(problems)) = open_desk(&anwen, THREE, &answers).await else { panic!("opened") };
            assert_eq!(problems.iter().map(|p| p.question.as_str()).collect::<Vec<_>>(), [left_out]);
        }
        open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
    }

    async fn whoever_is_not_inside_gets_no_desktop_and_learns_nothing_of_one_lvl_12(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        // A colleague on the project who has not entered, another browser of hers, and somebody of another project.
        let bob = service.person(BOB, HOME_VPN).await;
        assert_eq!(keys(open_desk(&bob, THREE, &all(&bob)).await.unwrap_err()), ["settings-not-inside"]);
        let other_browser = service.person(ANWEN, HOME_VPN).await;
        assert_eq!(keys(desk_state(&other_browser, THREE, "a").await.unwrap_err()), ["settings-not-inside"]);
        assert!(matches!(desk_ticket(&service.person(DAI, STAFF).await, THREE, "a").await, Err(No::NotFound)));
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().state, State::Open);
    }

    async fn a_no_of_the_access_decision_ends_the_desktop_by_itself_with_its_reason_lvl_16_aoc_10(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        let live = show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "a").await.unwrap()).await.unwrap();
        let dai = service.person(DAI, STAFF).await;
        service.app.world.advance(Moment::SECOND);
        settings::actions::suspend_aoc(&dai, NORTHBRIDGE, "a lost laptop", 1).await.unwrap();
        soon("no picture", async || live.curtain() == desk::Curtain::Ended).await;
        ended(&service, "refused").await;
        assert_eq!(service.detail(THREE, "desk-ended", "reasons").await, "settings-aoc-suspended");
        assert!(!service.machine.last().wanted.folder.join("socket").exists() || service.machine.last().ended.load(Ordering::Relaxed));
    }

    async fn signing_out_leaving_the_space_and_changed_data_each_end_it_bre_01(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        leave(&anwen, THREE).await.unwrap();
        ended(&service, "refused").await;
        enter(&anwen, THREE, &accepted(&service.app)).await.unwrap();
        open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
        let mut change = service.app.store.change().await.unwrap();
        platform::sessions::end_all(&service.app, &mut change, ANWEN).await.unwrap();
        service.commit(change).await;
        ended(&service, "signed-out").await;
        assert_eq!(told(&service).await.len(), 4);
    }

    async fn a_desktop_that_nobody_uses_locks_itself_and_asks_again_who_is_there_net_09(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        let live = show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "a").await.unwrap()).await.unwrap();
        service.app.world.advance(10 * Moment::MINUTE);
        soon("locked", async || live.curtain() == desk::Curtain::Locked).await;
        soon("on the record", async || told(&service).await.last().unwrap() == "desk-locked idle").await;
        service.app.world.advance(Moment::SECOND);
        assert_eq!(keys(unlock_desk(&anwen, THREE, "no password at all").await.unwrap_err()), ["unlock-wrong"]);
        assert_eq!(live.curtain(), desk::Curtain::Locked);
        unlock_desk(&anwen, THREE, PASSWORD).await.unwrap();
        assert_eq!(live.curtain(), desk::Curtain::Open);
        service.app.world.advance(Moment::SECOND);
        lock_desk(&anwen, THREE).await.unwrap();
        assert_eq!(told(&service).await[1..], ["desk-locked idle", "desk-unlocked ", "desk-locked by-person"]);
        // Whoever does not come back loses it.
        for _ in 0..6 {
            service.app.world.advance(20 * Moment::MINUTE);
            // Their page goes on asking, so they stay signed in.
            anwen.again().await.unwrap();
        }
        ended(&service, "left-locked").await;
    }

    async fn nothing_is_seen_while_the_access_decision_cannot_be_asked_lvl_16(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        let live = show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "a").await.unwrap()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(live.curtain(), desk::Curtain::Open);
        service.app.store.close().await;
        soon("no picture", async || live.curtain() == desk::Curtain::Locked).await;
        assert!(!service.machine.last().ended.load(Ordering::Relaxed), "what runs goes on for a minute");
    }

    async fn guessing_the_password_of_a_locked_desktop_stops_after_ten_net_09(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        lock_desk(&anwen, THREE).await.unwrap();
        for _ in 0..10 {
            assert_eq!(keys(unlock_desk(&anwen, THREE, "a guess of somebody").await.unwrap_err()), ["unlock-wrong"]);
        }
        assert_eq!(keys(unlock_desk(&anwen, THREE, PASSWORD).await.unwrap_err()), ["sign-in-locked"]);
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().state, State::Locked);
    }

    async fn a_person_has_one_desktop_at_a_time_ses_12(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        service.unmap(ONE, CENSUS, true).await;
        enter(&anwen, ONE, &accepted(&service.app)).await.unwrap();
        assert_eq!(keys(open_desk(&anwen, ONE, &all(&anwen)).await.unwrap_err()), ["settings-desk-no-second"]);
        assert!(matches!(desk_ticket(&anwen, ONE, "a").await, Err(No::NotFound)), "nor is that of the other project shown here");
        service.app.world.advance(Moment::SECOND);
        end_desk(&anwen, THREE).await.unwrap();
        assert_eq!(told(&service).await, ["desk-opened ", "desk-ended by-person"]);
        open_desk(&anwen, ONE, &all(&anwen)).await.unwrap();
        let desktops = service.machine.desktops.lock().unwrap();
        assert_ne!(desktops[0].wanted.home, desktops[1].wanted.home, "what is kept of one project is not seen in the other");
        assert_ne!(desktops[0].wanted.number, desktops[1].wanted.number, "nor do both run under one account");
    }

    async fn a_ticket_opens_the_picture_once_in_its_own_session_from_its_own_address_ses_04(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        assert!(matches!(show_desk(&anwen, THREE, "").await, Err(No::NotFound)));
        let ticket = desk_ticket(&anwen, THREE, "first").await.unwrap();
        show_desk(&anwen, THREE, &ticket).await.unwrap();
        assert!(matches!(show_desk(&anwen, THREE, &ticket).await, Err(No::NotFound)), "used up");
        assert!(!desk_state(&anwen, THREE, "first").await.unwrap().elsewhere);
        // The second window takes over; the first is told.
        show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "second").await.unwrap()).await.unwrap();
        assert!(desk_state(&anwen, THREE, "first").await.unwrap().elsewhere);
        assert!(!desk_state(&anwen, THREE, "second").await.unwrap().elsewhere);
        let old = desk_ticket(&anwen, THREE, "third").await.unwrap();
        service.app.world.advance(31 * Moment::SECOND);
        assert!(matches!(show_desk(&anwen, THREE, &old).await, Err(No::NotFound)), "too old");
    }

    async fn what_was_refused_in_a_desktop_is_counted_at_its_end_ses_05(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        let live = show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "a").await.unwrap()).await.unwrap();
        soon("the text that the display server offered", async || live.with(|s, _| s.counts().clipboard_out) == 1).await;
        end_desk(&anwen, THREE).await.unwrap();
        assert_eq!(service.detail(THREE, "desk-ended", "clipboard-out").await, "1");
        assert_eq!(service.detail(THREE, "desk-ended", "clipboard-in").await, "0");
    }

    async fn programs_that_end_and_a_machine_that_cannot_are_told_apart(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = inside_three(&service).await;
        service.machine.broken.store(true, Ordering::Relaxed);
        assert_eq!(keys(open_desk(&anwen, THREE, &all(&anwen)).await.unwrap_err()), ["settings-desk-no-start"]);
        assert!(told(&service).await.contains(&"desk-ended not-started".to_owned()));
        open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
        service.machine.last().closed.store(true, Ordering::Relaxed);
        ended(&service, "programs-ended").await;
    }

    async fn what_a_killed_service_left_has_ended_for_the_next_one_and_a_stopping_one_ends_its_own(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        // Those that run are none of those left.
        end_left_desks(&service.app).await.unwrap();
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().state, State::Open);
        service.app.world.advance(Moment::SECOND);
        end_desks(&service.app).await;
        assert!(service.machine.last().ended.load(Ordering::Relaxed));
        assert_eq!(told(&service).await, ["desk-opened ", "desk-ended service-stopped"]);
    }

    async fn what_another_machine_runs_stays_its_own_until_its_time_is_long_over_ses_12(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        service.app.world.advance(Moment::SECOND);
        end_desk(&anwen, THREE).await.unwrap();
        let mut change = service.app.store.change().await.unwrap();
        change.run(&ELSEWHERE, args![]).await.unwrap();
        service.commit(change).await;
        // This machine starts anew beside it, and she comes by this one.
        end_left_desks(&service.app).await.unwrap();
        assert_eq!(keys(open_desk(&anwen, THREE, &all(&anwen)).await.unwrap_err()), ["settings-desk-no-elsewhere"]);
        assert_eq!(told(&service).await.len(), 3, "opened, ended, refused: {:?}", told(&service).await);
        // The other one is never heard of again.
        service.app.world.advance(14 * Moment::HOUR);
        end_left_desks(&service.app).await.unwrap();
        assert_eq!(told(&service).await.last().unwrap(), "desk-ended service-stopped");
    }

    async fn its_time_is_over_when_desktops_close_and_that_is_said_before(on: TestStore) {
        let service = service("srs", on).await;
        // Twelve minutes to midnight.
        service.app.world.advance(14 * Moment::HOUR - 12 * Moment::MINUTE);
        let anwen = at_work(&service).await;
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().warning, None);
        service.app.world.advance(7 * Moment::MINUTE);
        assert_eq!(desk_state(&anwen, THREE, "a").await.unwrap().warning, Some(5));
        service.app.world.advance(5 * Moment::MINUTE);
        ended(&service, "time-over").await;
    }

    async fn what_is_made_in_a_desktop_comes_into_the_sdc_folder_as_it_is_at_that_moment_out_01_ses_13_shr_03(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = at_work(&service).await;
        let mut change = service.app.store.change().await.unwrap();
        change.run(&SPACE, args![THREE.to_string()]).await.unwrap();
        service.commit(change).await;
        let folder = service.machine.last().wanted.home.join("sdc");
        assert_eq!(desk_output(&anwen, THREE).await.unwrap(), []);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("means.csv"), "region,mean\nN,12.5\n").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.join("link.csv")).unwrap();
        std::fs::write(folder.join("turned\u{202e}vsc.exe"), "x").unwrap();
        bring_output(&anwen, THREE, "means.csv").await.unwrap();
        for (name, key) in [
            ("link.csv", "settings-output-link"),
            ("turned\u{202e}vsc.exe", "settings-output-name"),
            ("../private/means.csv", "settings-output-name"),
            ("none.csv", "settings-output-gone"),
        ] {
            assert_eq!(keys(bring_output(&anwen, THREE, name).await.unwrap_err()), [key]);
        }
        // What happens in the desktop afterwards changes nothing of it, and no other file takes its place.
        std::fs::write(folder.join("means.csv"), "region,mean\nN,99\n").unwrap();
        assert_eq!(keys(bring_output(&anwen, THREE, "means.csv").await.unwrap_err()), ["projects-file-name-taken"]);
        let files = projects::files(&service.app, THREE, &projects::Folder::Sdc, "").await.unwrap();
        assert_eq!(files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["means.csv"]);
        let file = projects::file(&service.app, files[0].id).await.unwrap().unwrap();
        assert_eq!(service.app.files.get(&file.hash).await.unwrap(), b"region,mean\nN,12.5\n");
        assert_eq!(service.record(THREE).await.last().unwrap().0, "desk-file-brought");
        // A colleague's folder is theirs.
        let bob = service.person(BOB, HOME_VPN).await;
        enter(&bob, THREE, &accepted(&service.app)).await.unwrap();
        assert_eq!(desk_output(&bob, THREE).await.unwrap(), []);
    }
}
