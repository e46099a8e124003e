//! The watermark in the dots.

use std::collections::BTreeSet;

use desk::mark::{SHADE, shaded};
use desk::{Mark, Size};
use foundation::Moment;

const NOW: Moment = Moment(1_796_022_720_000_000);

fn mark() -> Mark {
    Mark { person: "Siân Ŵyn".into(), session: "7f3a99".into(), seed: [7; 16] }
}

#[test]
fn a_mark_says_who_looks_when_and_in_which_session() {
    assert_eq!(mark().text(NOW), "Siân Ŵyn - 2026-11-30 07:12 - 7f3a99");
    let hostile = Mark { person: "A\n\u{7}B".repeat(100), session: "x".into(), seed: [7; 16] };
    assert!(hostile.text(NOW).starts_with("ABAB") && hostile.text(NOW).len() < 100);
}

#[test]
fn no_background_hides_the_mark() {
    for dot in [0, 0x00ff_ffff, 0x0080_8080, 0x007f_7f7f, 0x00ff_0000, 0x0012_34ab] {
        for shift in [0, 8, 16] {
            let (before, after) = (dot >> shift & 0xff, shaded(dot) >> shift & 0xff);
            assert_eq!(before.abs_diff(after), SHADE, "{dot:06x}");
        }
    }
}

#[test]
fn the_mark_is_on_every_part_of_the_screen_that_could_hold_a_table() {
    let size = Size { width: 1280, height: 800 };
    let pattern = mark().pattern(NOW);
    for (top, left) in
        (0..size.height - 200).step_by(50).flat_map(|y| (0..size.width - 400).step_by(100).map(move |x| (y, x)))
    {
        let on = (top..top + 200).flat_map(|y| (left..left + 400).map(move |x| (x, y)));
        let on = on.filter(|(x, y)| pattern.is_on(*x, *y)).count();
        assert!(on > 300, "{on} dots of the mark between {left}, {top} and 400 by 200 on");
    }
}

#[test]
fn every_minute_the_mark_lies_where_no_program_inside_can_know() {
    let place = |mark: &Mark, minute: i64| {
        let pattern = mark.pattern(Moment(NOW.0 + minute * Moment::MINUTE));
        let on = (0..272).find_map(|y| (0..1000).find(|x| pattern.is_on(*x, y)).map(|x| (x, y)));
        on.expect("it is somewhere")
    };
    let places: BTreeSet<_> = (0..20).map(|minute| place(&mark(), minute)).collect();
    assert!(places.len() > 15, "{places:?}");
    let other = Mark { seed: [8; 16], ..mark() };
    assert!((0..20).filter(|minute| place(&mark(), *minute) != place(&other, *minute)).count() > 15);
    // To the second of a minute it stays where it is.
    assert_eq!(mark().pattern(NOW), mark().pattern(NOW.plus(Moment::SECOND)));
}
