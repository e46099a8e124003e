//! What was seen of a desktop is kept, on both databases: who looks at it, from where and why, what was done to its file, and
//! when it goes. The machine is the test's own ([`crate::machine`]).

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use foundation::Moment;
use platform::{Context, No};
use settings::*;
use store::testing::TestStore;
use store::{args, statements};

use crate::desks::{all, at_work, ended, inside_three, keys, soon};
use crate::service::*;

statements! {
    read RECORDED -> (desk: String, chunks: i64, bytes: i64) = "select desk, chunks, bytes from desk_recording";
    read WHYS -> (why: String) = "select why from desk_viewing order by at, id";
}

/// Emyr, who is security staff, in the office.
async fn emyr(service: &Service) -> Context {
    service.person(EMYR, STAFF).await
}

/// Works for a moment under a browser that looks, and ends; the id of the desktop and its file.
async fn a_recording(service: &Service) -> (DeskSessionId, PathBuf) {
    let anwen = at_work(service).await;
    let live = show_desk(&anwen, THREE, &desk_ticket(&anwen, THREE, "a").await.unwrap()).await.unwrap();
    let (here, there) = tokio::io::duplex(1 << 20);
    let shown = tokio::spawn(async move { live.show(here).await });
    let folder = service.app.config.data.join("recordings");
    let begun = async || {
        let files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.first().is_some_and(|file| fs::metadata(file).unwrap().len() > 200)
    };
    soon("a frame is written", begun).await;
    service.app.world.advance(Moment::SECOND);
    lock_desk(&anwen, THREE).await.unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    service.app.world.advance(Moment::SECOND);
    end_desk(&anwen, THREE).await.unwrap();
    drop(there);
    shown.await.unwrap();
    let (desk, chunks, bytes) = service.app.store.row(&RECORDED, args![]).await.unwrap().unwrap();
    assert!(chunks >= 3, "the picture, the lock and the end: {chunks}");
    let file = folder.join(format!("{desk}.rec"));
    assert_eq!(fs::metadata(&file).unwrap().len(), u64::try_from(bytes).unwrap(), "its row says how long it is");
    (desk.parse().unwrap(), file)
}

/// The moment at which a recording has a picture.
async fn look(emyr: &Context, id: DeskSessionId, view: DeskViewingId, at: Moment) -> Watched {
    watched(emyr, id, view, at).await.unwrap()
}

store::both! {
    &migrations();

    async fn what_was_seen_is_kept_and_looked_at_for_a_reason_that_is_on_the_record_ses_07_ses_08(on: TestStore) {
        let service = service("srs", on).await;
        let (id, file) = a_recording(&service).await;
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let emyr = emyr(&service).await;
        let view = watch_recording(&emyr, id, "An alert of this morning.").await.unwrap();
        assert_eq!(service.record(THREE).await.last().unwrap().0, "recording-watched");
        let Watched::Step(first) = look(&emyr, id, view, Moment(0)).await else { panic!("a picture") };
        let screen = first.screen.unwrap();
        assert_eq!(screen.row(0, 0, 3), [0x00ff_ffff, 0x00ff_ffff, 0], "the two white dots that its display server drew");
        let Watched::Step(last) = look(&emyr, id, view, first.last).await else { panic!("an end") };
        assert!(last.screen.is_none() && last.seen == desk::recording::Seen::Ended);
        let Watched::Step(locked) = look(&emyr, id, view, last.before.unwrap()).await else { panic!("a lock") };
        assert!(locked.screen.is_none() && locked.seen == desk::recording::Seen::Locked);
        // An hour later the reason is used up.
        service.app.world.advance(61 * Moment::MINUTE);
        let emyr = service.person(EMYR, STAFF).await;
        assert!(matches!(watched(&emyr, id, view, Moment(0)).await, Err(No::NotFound)));
    }

    async fn nobody_else_looks_and_security_staff_neither_from_home_nor_on_a_colleagues_reason(on: TestStore) {
        let service = service("srs", on).await;
        let (id, _) = a_recording(&service).await;
        let emyr = emyr(&service).await;
        let view = watch_recording(&emyr, id, "An alert.").await.unwrap();
        for (who, from) in [(ANWEN, HOME_VPN), (DAI, STAFF)] {
            let other = service.person(who, from).await;
            assert!(matches!(watch_recording(&other, id, "I am curious.").await, Err(No::Forbidden { .. })));
            assert!(matches!(watched(&other, id, view, Moment(0)).await, Err(No::Forbidden { .. })));
        }
        let at_home = service.person(EMYR, HOME_VPN).await;
        assert_eq!(keys(watch_recording(&at_home, id, "From my kitchen.").await.unwrap_err()), ["settings-review-place"]);
        assert_eq!(keys(watched(&at_home, id, view, Moment(0)).await.unwrap_err()), ["settings-review-place"]);
        assert_eq!(service.app.store.rows(&WHYS, args![]).await.unwrap(), ["An alert."]);
    }

    async fn a_file_that_was_changed_cut_off_or_exchanged_is_shown_to_nobody_as_what_was_seen(on: TestStore) {
        let service = service("srs", on).await;
        let (id, file) = a_recording(&service).await;
        let whole = fs::read(&file).unwrap();
        let emyr = emyr(&service).await;
        let view = watch_recording(&emyr, id, "An alert.").await.unwrap();
        for at in (0..whole.len()).step_by(37) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, &changed).unwrap();
            assert!(matches!(look(&emyr, id, view, Moment(0)).await, Watched::Damaged(_)), "byte {at}");
        }
        for length in [0, 10, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(matches!(look(&emyr, id, view, Moment(0)).await, Watched::Damaged(_)), "cut off at {length}");
        }
        fs::remove_file(&file).unwrap();
        assert!(matches!(look(&emyr, id, view, Moment(0)).await, Watched::Damaged(_)));
        fs::write(&file, &whole).unwrap();
        assert!(matches!(look(&emyr, id, view, Moment(0)).await, Watched::Step(_)));
    }

    async fn no_desktop_begins_that_cannot_be_recorded(on: TestStore) {
        let service = service("srs", on).await;
        let anwen = inside_three(&service).await;
        let folder = service.app.config.data.join("recordings");
        // Nothing can be written where a file stands in the place of the folder.
        fs::write(&folder, "").unwrap();
        assert_eq!(keys(open_desk(&anwen, THREE, &all(&anwen)).await.unwrap_err()), ["settings-desk-no-start"]);
        assert_eq!(service.machine.count(), 0);
        fs::remove_file(&folder).unwrap();
        open_desk(&anwen, THREE, &all(&anwen)).await.unwrap();
    }

    async fn a_recording_goes_when_its_time_is_over_and_the_record_says_so(on: TestStore) {
        let service = service("srs", on).await;
        let (id, file) = a_recording(&service).await;
        while platform::jobs::run_next(&service.app).await.unwrap() {}
        assert!(file.exists(), "its time is not over");
        service.app.world.advance(90 * Moment::DAY);
        while platform::jobs::run_next(&service.app).await.unwrap() {}
        assert!(!file.exists());
        assert_eq!(service.record(THREE).await.last().unwrap().0, "recording-removed");
        let emyr = emyr(&service).await;
        assert!(matches!(watch_recording(&emyr, id, "Too late.").await, Err(No::NotFound)));
    }
}

#[tokio::test]
async fn a_desktop_that_was_recorded_says_in_the_record_how_far_ses_07() {
    let service = service("srs", store::testing::sqlite(&migrations()).await).await;
    let (_, file) = a_recording(&service).await;
    let bytes = service.detail(THREE, "desk-ended", "bytes").await;
    assert_eq!(bytes, fs::metadata(file).unwrap().len().to_string());
    assert_eq!(service.detail(THREE, "desk-ended", "head").await.len(), 64);
    ended(&service, "by-person").await;
}
