//! When a desktop may be opened and what ends it, without a store.

use std::time::Duration;

use foundation::Moment;
use settings::rules::desk::{Another, DeskRules, FREE, Look, NoDesk, Wish, look, open, until_next_frame, warning};
use settings::rules::states::WhyDeskEnded;

use crate::common::{day, rules};

fn office_hours() -> DeskRules {
    DeskRules { opens: 8, closes: 18, ..rules("srs").desk }
}

fn at(date: &str, hour: i64) -> Moment {
    Moment::start_of(day(date)).plus(hour * Moment::HOUR)
}

fn wish(now: Moment) -> Wish {
    Wish { now, stay_ends: now.plus(12 * Moment::HOUR), another: None, running: 0, most: 2, free: 2 * FREE }
}

#[test]
fn a_desktop_ends_with_the_longest_time_the_stay_or_the_hours_whichever_is_first() {
    let always = rules("srs").desk;
    let now = at("2026-11-23", 9);
    assert_eq!(open(&wish(now), &always), Ok(now.plus(10 * Moment::HOUR)));
    let short = Wish { stay_ends: now.plus(Moment::HOUR), ..wish(now) };
    assert_eq!(open(&short, &always), Ok(now.plus(Moment::HOUR - Moment::SECOND)));
    assert_eq!(open(&wish(now), &office_hours()), Ok(at("2026-11-23", 18)));
    // Open all day, it still ends at midnight where that comes first.
    let late = at("2026-11-23", 22);
    assert_eq!(open(&wish(late), &always), Ok(at("2026-11-24", 0)));
}

#[test]
fn hours_are_those_of_londons_clocks_in_summer_too() {
    let closed = |moment: Moment| open(&wish(moment), &office_hours()).is_err();
    let summer = |utc: i64| Moment(1_782_864_000_000_000 + utc * Moment::HOUR); // 2026-07-01T00:00:00Z
    assert!(closed(summer(6)) && !closed(summer(7)), "eight on the wall is seven by UTC");
    assert!(!closed(at("2026-11-23", 8)) && closed(at("2026-11-23", 7)) && closed(at("2026-11-23", 18)));
}

#[test]
fn every_reason_against_a_desktop_is_said() {
    let night = at("2026-11-23", 3);
    let no = Wish { another: Some(Another::Project("P-9".into())), running: 2, free: FREE - 1, ..wish(night) };
    let reasons = open(&no, &office_hours()).unwrap_err().0;
    assert_eq!(
        reasons,
        [
            NoDesk::Closed { opens: "08:00".into(), closes: "18:00".into() },
            NoDesk::Another { number: "P-9".into() },
            NoDesk::Full,
            NoDesk::DiskFull
        ]
    );
}

#[test]
fn what_ends_a_running_desktop() {
    let rules = rules("srs").desk;
    let now = at("2026-11-23", 12);
    let fine = Look { now, ends_at: now.plus(1), locked_at: None, same_stay: true, same_data: true, free: FREE };
    assert_eq!(look(&fine, &rules), None);
    let locked = |minutes: i64| Look { locked_at: Some(now.plus(-minutes * Moment::MINUTE)), ..fine.clone() };
    for (seen, why) in [
        (Look { ends_at: now, ..fine.clone() }, WhyDeskEnded::TimeOver),
        (Look { same_stay: false, ..fine.clone() }, WhyDeskEnded::EnteredAgain),
        (Look { same_data: false, ..fine.clone() }, WhyDeskEnded::DataChanged),
        (Look { free: FREE / 2 - 1, ..fine.clone() }, WhyDeskEnded::DiskFull),
        (locked(120), WhyDeskEnded::LeftLocked),
    ] {
        assert_eq!(look(&seen, &rules), Some(why));
    }
    assert_eq!(look(&locked(119), &rules), None);
}

#[test]
fn the_end_is_said_from_ten_minutes_before_it() {
    let rules = rules("srs").desk;
    let now = at("2026-11-23", 12);
    let left = |microseconds: i64| warning(now, now.plus(microseconds), &rules);
    assert_eq!(left(10 * Moment::MINUTE + 1), None);
    assert_eq!(left(10 * Moment::MINUTE), Some(10));
    assert_eq!(left(Moment::SECOND), Some(1));
    assert_eq!(left(-Moment::SECOND), Some(0));
}

#[test]
fn hours_that_are_none_are_said_at_the_start() {
    let wrong = DeskRules { opens: 18, closes: 8, idle_minutes: 0, ..office_hours() };
    assert_eq!(wrong.faults().len(), 2);
    assert!(office_hours().faults().is_empty());
}

#[test]
fn a_picture_that_changes_all_over_is_kept_less_often_so_that_nobody_fills_the_disk() {
    assert_eq!(until_next_frame(0), Duration::from_millis(500));
    assert_eq!(until_next_frame(4_000), Duration::from_millis(500));
    assert_eq!(until_next_frame(3_000_000), Duration::from_secs(15));
    assert!(until_next_frame(u64::MAX) >= Duration::from_secs(3600));
}
