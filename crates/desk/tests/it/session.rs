//! What stands between the browser and the desktop.

use desk::mark::Mark;
use desk::session::CURTAIN;
use desk::{Curtain, Rect, Rules, What};
use foundation::Moment;

use crate::support::{NOW, Played, SIZE, Viewer, ZRLE, ask, greeting, key, raw, update};

fn later(microseconds: i64) -> Moment {
    NOW.plus(microseconds)
}

fn picture(x: u16, y: u16) -> u32 {
    match (x / 16 + y / 16) % 3 {
        0 => 0x00ff_ffff,
        1 => 0,
        _ => u32::from(x) << 16 | u32::from(y) << 8 | u32::from(x ^ y),
    }
}

/// A session in which the picture is seen.
fn shown(encodings: &[i32]) -> Played {
    let mut played = Played::new(Rules::default(), b"", encodings);
    played.display(&update(&[raw(SIZE.whole(), 0, picture)])).expect("dots are allowed");
    played.browser(&ask(false)).expect("asking is allowed");
    played
}

#[test]
fn the_picture_carries_person_time_and_session_in_its_dots_ses_05() {
    for encodings in [&[][..], &[ZRLE]] {
        let mut played = shown(encodings);
        let mark = Mark { person: "Ada".into(), session: "7f3a99".into(), seed: [7; 16] };
        let check = |played: &Played, at: Moment| {
            let pattern = mark.pattern(at);
            for (y, row) in (0..).zip(played.viewer.dots.chunks(usize::from(SIZE.width))) {
                for (x, dot) in (0..).zip(row) {
                    let plain = picture(x, y);
                    let marked = pattern.is_on(x, y);
                    let expected = if marked { desk::mark::shaded(plain) } else { plain };
                    assert_eq!(*dot, expected, "at {x}, {y}, marked: {marked}");
                }
            }
        };
        check(&played, NOW);
        assert_eq!(played.session.screen().row(0, 0, 200)[3], picture(3, 0), "the screen inside has no mark");
        // The minute that it tells is the one in which it is looked at.
        let next = later(Moment::MINUTE);
        played.session.tick(next);
        played.browser(&ask(true)).expect("asking is allowed");
        check(&played, next);
    }
}

#[test]
fn a_session_that_nobody_uses_loses_its_picture_and_takes_no_key_until_it_is_asked_who_is_there_net_09() {
    let mut played = shown(&[ZRLE]);
    played.browser(&ask(true)).expect("asking is allowed");
    let idle = 10 * Moment::MINUTE;
    played.session.tick(later(idle - 1));
    assert_eq!(played.session.curtain(), Curtain::Open);
    // A key puts it off.
    played.browser_at(&key(true, 0x61), later(idle - 1)).expect("a key is allowed");
    played.session.tick(later(idle));
    assert_eq!(played.session.curtain(), Curtain::Open);
    played.session.tick(later(2 * idle - 1));
    assert_eq!(played.session.curtain(), Curtain::Locked);
    played.browser(&ask(true)).expect("asking is allowed");
    assert!(played.viewer.dots.iter().all(|dot| *dot == CURTAIN), "no dot of the desktop is left");
    assert!(played.inside.ends_with(&key(false, 0x61)), "what was held is let go");
    let before = played.inside.len();
    played.browser_at(&[key(true, 0x62), vec![5, 1, 0, 9, 0, 9]].concat(), later(2 * idle)).expect("keys are no fault");
    played.display(&update(&[raw(SIZE.whole(), 0, |_, _| 0x00ab_cdef)])).expect("it goes on inside");
    played.browser(&ask(false)).expect("asking is allowed");
    assert_eq!(played.inside.len(), before, "nothing goes in");
    assert!(played.viewer.dots.iter().all(|dot| *dot == CURTAIN));
    let told: Vec<_> = played.session.events().into_iter().map(|event| event.what).collect();
    assert!(told.contains(&What::Locked { idle: true }), "{told:?}");
    assert!(played.session.unlock(later(2 * idle)));
    played.browser(&ask(true)).expect("asking is allowed");
    assert!(played.viewer.dots.contains(&0x00ab_cdef), "the desktop is seen again");
}

#[test]
fn a_browser_that_only_asks_for_pictures_is_idle() {
    let mut played = shown(&[]);
    for minute in 1..=10 {
        let now = later(minute * Moment::MINUTE);
        played.browser_at(&[ask(true), vec![5, 0, 0, 0, 0, 0]].concat(), now).expect("asking is allowed");
        played.session.tick(now);
    }
    assert_eq!(played.session.curtain(), Curtain::Locked);
}

#[test]
fn an_end_takes_the_picture_away_for_good() {
    let mut played = shown(&[ZRLE]);
    played.session.end(NOW);
    played.browser(&ask(true)).expect("asking is allowed");
    assert!(played.viewer.dots.iter().all(|dot| *dot == CURTAIN));
    assert!(!played.session.unlock(NOW), "nothing opens it again");
    assert_eq!(played.session.curtain(), Curtain::Ended);
}

#[test]
fn keys_come_no_faster_than_fingers() {
    let mut played = shown(&[]);
    let start = played.inside.len();
    let typed = |n: u32| [key(true, 0x61 + n % 26), key(false, 0x61 + n % 26)].concat();
    let all: Vec<u8> = (0..10_000).flat_map(typed).collect();
    played.browser(&all).expect("keys are no fault");
    assert_eq!((played.inside.len() - start) / 16, 80, "two seconds' worth at once");
    let before = played.inside.len();
    played.browser_at(&all, later(Moment::SECOND)).expect("keys are no fault");
    assert_eq!((played.inside.len() - before) / 16, 40, "and a second's worth after a second");
    let told: Vec<_> = played.session.events().into_iter().map(|event| event.what).collect();
    assert!(told.iter().any(|what| matches!(what, What::KeysDropped { .. })) && told.len() < 30, "{told:?}");
}

#[test]
fn a_second_window_sends_the_first_away() {
    let mut played = shown(&[]);
    let first = played.browser;
    let second = played.session.browser_came(NOW);
    assert!(!played.session.is_shown(first) && played.session.is_shown(second));
    assert_eq!(played.session.to_browser(first), Vec::<u8>::new());
    played.session.browser_said(first, &key(true, 0x61), NOW).expect("nobody listens");
    assert!(played.session.to_display().is_empty());
    let mut viewer = Viewer::default();
    played.session.browser_said(second, &[greeting(&[ZRLE]), ask(false)].concat(), NOW).expect("a greeting");
    viewer.take(&played.session.to_browser(second));
    assert!(viewer.updates == 1 && viewer.dots.contains(&0x00ff_ffff));
    // The first one's end is not the second's.
    played.session.browser_went(first, NOW);
    assert!(played.session.is_shown(second));
}

#[test]
fn only_what_changed_is_sent_again() {
    let mut played = shown(&[ZRLE]);
    played.browser(&ask(true)).expect("asking is allowed");
    let (updates, bytes) = (played.viewer.updates, played.viewer.bytes.len());
    played.display(&update(&[raw(Rect { x: 70, y: 70, width: 3, height: 3 }, 0, |_, _| 0x00ff_0000)])).expect("dots");
    assert_eq!(played.viewer.updates, updates + 1);
    assert_eq!(played.viewer.dots[71 * 200 + 71] & 0x00ff_0000, 0x00ff_0000);
    assert!(played.viewer.bytes.len() - bytes < 64 * 64 * 3, "one square at most");
    let still = played.viewer.bytes.len();
    played.display(&[2, 2, 2]).expect("bells are dropped");
    assert_eq!(played.viewer.bytes.len(), still);
}
