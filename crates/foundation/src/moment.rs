//! Moments (microseconds UTC) and dates, as the services' people read them: Europe/London, "9am to 4pm".

use std::str::FromStr;

use jiff::civil;
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::Lang;

/// The time zone in which every hour of the service is stated (SET-05).
pub const LONDON: &str = "Europe/London";

/// A calendar date without a time.
pub type Date = civil::Date;

/// A moment: microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    pub const SECOND: i64 = 1_000_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;
    pub const HOUR: i64 = 60 * Self::MINUTE;
    pub const DAY: i64 = 24 * Self::HOUR;

    pub fn plus(self, microseconds: i64) -> Moment {
        Moment(self.0.saturating_add(microseconds))
    }

    /// The same moment on London's clocks.
    pub fn london(self) -> Zoned {
        let stamp = Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        let zone = TimeZone::get(LONDON).unwrap_or(TimeZone::UTC);
        stamp.to_zoned(zone)
    }

    /// The date in London.
    pub fn date(self) -> Date {
        self.london().date()
    }

    /// Midnight in London at the start of a date.
    pub fn start_of(date: Date) -> Moment {
        let zone = TimeZone::get(LONDON).unwrap_or(TimeZone::UTC);
        date.to_zoned(zone).map_or(Moment(0), |z| Moment(z.timestamp().as_microsecond()))
    }

    /// `21 November 2026 at 4:05pm`, `21 Tachwedd 2026 am 4:05pm`.
    pub fn text(self, lang: Lang) -> String {
        let zoned = self.london();
        let (hour, half) = match zoned.hour() {
            0 => (12, "am"),
            h @ 1..=11 => (h, "am"),
            12 => (12, "pm"),
            h => (h - 12, "pm"),
        };
        let at = match lang {
            Lang::En => "at",
            Lang::Cy => "am",
        };
        let minutes = match zoned.minute() {
            0 => String::new(),
            m => format!(":{m:02}"),
        };
        format!("{} {at} {hour}{minutes}{half}", date_text(zoned.date(), lang))
    }

    /// RFC 3339 in UTC, for machines.
    pub fn rfc3339(self) -> String {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
    }
}

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const CY: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];

/// `21 November 2026`, `21 Tachwedd 2026`.
pub fn date_text(date: Date, lang: Lang) -> String {
    let names = match lang {
        Lang::En => EN,
        Lang::Cy => CY,
    };
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    format!("{} {} {}", date.day(), names[month], date.year())
}

/// Reads `2026-11-21`.
pub fn parse_date(text: &str) -> Option<Date> {
    Date::from_str(text).ok()
}

/// Days from one date to another; negative where `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The date `days` working days (Monday to Friday, without the given holidays) after `from`.
pub fn add_working_days(from: Date, days: u32, holidays: &[Date]) -> Date {
    let mut date = from;
    let mut left = days;
    while left > 0 {
        date = date.saturating_add(1.day());
        let weekday = date.weekday();
        let rest = weekday == civil::Weekday::Saturday || weekday == civil::Weekday::Sunday;
        if !rest && !holidays.contains(&date) {
            left -= 1;
        }
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_on_londons_clocks_in_both_languages() {
        let summer = Moment(1_782_907_200_000_000); // 2026-07-01T12:00:00Z
        assert_eq!(summer.text(Lang::En), "1 July 2026 at 1pm");
        assert_eq!(summer.text(Lang::Cy), "1 Gorffennaf 2026 am 1pm");
        let winter = Moment(1_768_478_700_000_000); // 2026-01-15T12:05:00Z
        assert_eq!(winter.text(Lang::En), "15 January 2026 at 12:05pm");
    }

    #[test]
    fn five_working_days_after_a_thursday_skip_the_weekend_and_the_holiday() {
        let thursday = civil::date(2026, 4, 2);
        let holidays = [civil::date(2026, 4, 3), civil::date(2026, 4, 6)];
        assert_eq!(add_working_days(thursday, 5, &holidays), civil::date(2026, 4, 13));
    }
}
