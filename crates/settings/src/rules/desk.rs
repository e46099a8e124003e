//! When a desktop may be opened, how long it may go on, and what ends it (NET-09, SES-04).

use std::time::Duration;

use ::desk::kept::NoFile;
use foundation::{Moment, Refusal, Refusals};
use serde::Deserialize;

use super::states::WhyDeskEnded;

/// The section `[settings.desk]` of a profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskRules {
    /// Desktops are open from this full hour of the day on London's clocks to the other: 0 and 24 are always.
    pub opens: i8,
    pub closes: i8,
    /// A desktop ends this many hours after it was opened.
    pub longest_hours: i64,
    /// Minutes without a key or a movement after which it is locked.
    pub idle_minutes: i64,
    /// Minutes for which it may stay locked before it ends.
    pub locked_minutes: i64,
    /// Minutes before its end from which the end is said.
    pub warning_minutes: i64,
    /// Days for which the recording of a desktop is kept; without them none is made.
    pub recording_days: Option<i64>,
    /// The largest file that is brought out of a desktop's folder for output, in bytes.
    pub most_file_bytes: u64,
}

impl DeskRules {
    /// What in the section does not fit together, as sentences for the operator.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(0..24).contains(&self.opens) || !(1..=24).contains(&self.closes) || self.opens >= self.closes {
            faults
                .push("[settings.desk] opens and closes are no hours of one day; write 0 to 23 and a later one".into());
        }
        if self.recording_days.is_some_and(|days| !(1..=3650).contains(&days)) {
            faults.push(
                "[settings.desk] recording_days is none of 1 to 3650; leave the line out where nothing is recorded"
                    .into(),
            );
        }
        let minutes = [self.idle_minutes, self.locked_minutes, self.warning_minutes];
        if self.longest_hours < 1 || minutes.iter().any(|minutes| *minutes < 1) {
            faults.push("[settings.desk] has hours or minutes below 1; write 1 or more".into());
        }
        faults
    }
}

/// Why a desktop is not opened.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoDesk {
    /// What the machine lacks is for its operator; the person hears that it does.
    #[refusal("settings-desk-no-seal")]
    CannotSeal,
    #[refusal("settings-desk-no-hours")]
    Closed { opens: String, closes: String },
    #[refusal("settings-desk-no-second")]
    Another { number: String },
    #[refusal("settings-desk-no-elsewhere")]
    Elsewhere { number: String },
    #[refusal("settings-desk-no-room")]
    Full,
    #[refusal("settings-desk-no-disk")]
    DiskFull,
    #[refusal("settings-desk-no-start")]
    NotStarted,
}

/// A desktop that the person has already; the number is its project's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Another {
    Project(String),
    /// It runs on another machine of the service.
    Machine(String),
}

/// How long after its time a machine has for saying that a desktop of its own has ended.
const LATE: i64 = Moment::HOUR;

/// Whether a desktop that this process does not run has ended, for all that is known here: none outlives its process, and
/// `here` is a machine on which no other process has any. What another machine runs ends there; one that never says so has
/// ended when its time is long over.
pub fn is_left(machine: &str, here: Option<&str>, ends_at: Moment, now: Moment) -> bool {
    let own = here.is_some_and(|here| machine.is_empty() || machine == here);
    own || now >= ends_at.plus(LATE)
}

/// What is known before one is opened.
#[derive(Debug, Clone)]
pub struct Wish {
    pub now: Moment,
    /// When the stay in the space ends in any case.
    pub stay_ends: Moment,
    pub another: Option<Another>,
    /// Desktops that run on this machine, and how many may.
    pub running: usize,
    pub most: usize,
    /// Bytes that are free where desktops write.
    pub free: u64,
}

/// Bytes that stay free for the service: a desktop does not begin with less, and ends.
pub const FREE: u64 = 256 << 20;

/// When a desktop that is opened now will end, or every reason against it.
pub fn open(wish: &Wish, rules: &DeskRules) -> Result<Moment, Refusals<NoDesk>> {
    let mut no = Refusals::none();
    let clock = |hour: i8| format!("{hour:02}:00");
    let (opens, closes) = hours(wish.now, rules);
    no.when(
        wish.now < opens || wish.now >= closes,
        NoDesk::Closed { opens: clock(rules.opens), closes: clock(rules.closes) },
    );
    match wish.another.clone() {
        Some(Another::Project(number)) => no.because(NoDesk::Another { number }),
        Some(Another::Machine(number)) => no.because(NoDesk::Elsewhere { number }),
        None => {}
    }
    no.when(wish.running >= wish.most, NoDesk::Full);
    no.when(wish.free < FREE, NoDesk::DiskFull);
    let longest = wish.now.plus(rules.longest_hours * Moment::HOUR);
    // Before the stay is over, so that its own end is the reason.
    no.or_else(|| longest.min(wish.stay_ends.plus(-Moment::SECOND)).min(closes))
}

/// When desktops open and close on the day of a moment.
fn hours(at: Moment, rules: &DeskRules) -> (Moment, Moment) {
    let day = at.date();
    let on = |hour: i8| {
        // Hours are those on the wall: a day on which the clocks change is an hour longer or shorter.
        let clock = if hour == 24 { day.tomorrow().map(|next| next.at(0, 0, 0, 0)) } else { Ok(day.at(hour, 0, 0, 0)) };
        let zoned = clock.and_then(|clock| clock.in_tz(foundation::LONDON));
        zoned.map_or(Moment::start_of(day), |zoned| Moment(zoned.timestamp().as_microsecond()))
    };
    (on(rules.opens), on(rules.closes))
}

/// What is seen of a running desktop, every second.
#[derive(Debug, Clone)]
pub struct Look {
    pub now: Moment,
    pub ends_at: Moment,
    pub locked_at: Option<Moment>,
    /// The stay under which it was opened is the one in which the person is.
    pub same_stay: bool,
    /// The data of the space are those that were there when it was opened.
    pub same_data: bool,
    pub free: u64,
}

/// Why it ends now, if it does. That the access decision has become a no is seen before.
pub fn look(seen: &Look, rules: &DeskRules) -> Option<WhyDeskEnded> {
    let left = |since: Moment| seen.now >= since.plus(rules.locked_minutes * Moment::MINUTE);
    if !seen.same_stay {
        Some(WhyDeskEnded::EnteredAgain)
    } else if !seen.same_data {
        Some(WhyDeskEnded::DataChanged)
    } else if seen.now >= seen.ends_at {
        Some(WhyDeskEnded::TimeOver)
    } else if seen.locked_at.is_some_and(left) {
        Some(WhyDeskEnded::LeftLocked)
    } else if seen.free < FREE / 2 {
        Some(WhyDeskEnded::DiskFull)
    } else {
        None
    }
}

/// How often what is seen of a desktop is kept, at the most.
const FRAMES: Duration = Duration::from_millis(500);

/// Bytes a second that a recording may grow by over some time: a screen full of noise makes 6 MB a second, a page of text that is
/// typed some kilobytes.
const RECORDED: u64 = 200_000;

/// How long after a frame of so many bytes the next one is kept: a picture that changes all over is kept less often, so that
/// nobody fills the disk of the service by what they look at.
pub fn until_next_frame(bytes: u64) -> Duration {
    FRAMES.max(Duration::from_millis(bytes.saturating_mul(1000) / RECORDED))
}

/// Whole minutes that are left, from when the end is near enough to be said.
pub fn warning(now: Moment, ends_at: Moment, rules: &DeskRules) -> Option<i64> {
    let left = ends_at.0.saturating_sub(now.0).max(0);
    let minutes = left / Moment::MINUTE + i64::from(left % Moment::MINUTE > 0);
    (left <= rules.warning_minutes * Moment::MINUTE).then_some(minutes)
}

/// Why a file of a desktop is not brought into the SDC folder.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoOutput {
    #[refusal("settings-output-gone")]
    Gone { name: String },
    #[refusal("settings-output-name")]
    Name { name: String },
    #[refusal("settings-output-folder")]
    Folder { name: String },
    #[refusal("settings-output-link")]
    Link { name: String },
    #[refusal("settings-output-second-name")]
    SecondName { name: String },
    #[refusal("settings-output-no-file")]
    NoFile { name: String },
    #[refusal("settings-output-large")]
    TooLarge { name: String },
    #[refusal("settings-output-changing")]
    Changing { name: String },
    #[refusal("settings-output-unreadable")]
    Unreadable { name: String },
}

/// What the desk found against a file, about its name.
pub fn no_output(no: NoFile, name: &str) -> NoOutput {
    let name = name.to_owned();
    match no {
        NoFile::Gone => NoOutput::Gone { name },
        NoFile::Name => NoOutput::Name { name },
        NoFile::Folder => NoOutput::Folder { name },
        NoFile::Link => NoOutput::Link { name },
        NoFile::SecondName => NoOutput::SecondName { name },
        NoFile::NoFile => NoOutput::NoFile { name },
        NoFile::TooLarge => NoOutput::TooLarge { name },
        NoFile::Changing => NoOutput::Changing { name },
        NoFile::Unreadable => NoOutput::Unreadable { name },
    }
}
