//! One session: a screen, the display server that fills it, the browser that sees it, and what stands between the two.
//!
//! No input or output here: bytes go in and bytes come out, and time comes with them.

use std::collections::BTreeSet;

use foundation::Moment;

use crate::log::{Event, What};
use crate::mark::{self, Mark, Pattern};
use crate::recording::{Frame, Recorder};
use crate::rfb::{Asked, Downstream, Fault, Upstream};
use crate::screen::{Rect, Screen, Size, Tiles};

/// What is seen where the picture is taken away.
pub const CURTAIN: u32 = 0x0030_3030;

/// Most rectangles of one update.
const RECTANGLES: usize = 64;

/// Most keys that are held at once; a further one is not passed on.
const HELD: usize = 32;

/// Bytes that may wait for the display server; what the browser says beyond them is lost.
const WAITING: usize = 64 << 10;

/// Events that may wait to be taken.
const EVENTS: usize = 1000;

/// What a session allows. Text and files out are no rule: there is no way for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Microseconds without a key or a movement until the picture is taken away; none where it never is.
    pub idle: Option<i64>,
    /// Longest text, in bytes, that may be pasted in; 0, as it usually is, allows none.
    pub clipboard_in: usize,
    /// Keys a second, and as many at once as come in two: no program types into a desktop what could not be brought to it.
    pub keys: u32,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { idle: Some(10 * Moment::MINUTE), clipboard_in: 0, keys: 40 }
    }
}

/// Whether the picture is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curtain {
    Open,
    /// Until who it is was asked again.
    Locked,
    /// For good.
    Ended,
}

struct Browser {
    rfb: Downstream,
    changed: Tiles,
    cursor: bool,
    /// What it waits to be told of.
    wants: Option<Rect>,
}

/// How often something was refused, from the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub bells: u64,
    /// Texts that programs inside offered to the outside.
    pub clipboard_out: u64,
    /// Texts that the browser offered and the rules do not let in.
    pub clipboard_in: u64,
    /// Keys that came faster than fingers.
    pub keys: u64,
}

/// A desktop as one person sees it.
pub struct Session {
    mark: Mark,
    rules: Rules,
    curtain: Curtain,
    screen: Screen,
    pattern: Pattern,
    /// The minute that the pattern tells.
    minute: i64,
    display: Option<Upstream>,
    /// An update came, and the next was not asked for yet.
    due: bool,
    browser: Option<Browser>,
    recorder: Option<Recorder>,
    /// Which browser it is: one that comes sends away the one before.
    number: u64,
    last_input: Moment,
    held: BTreeSet<u32>,
    pointer: (u8, u16, u16),
    /// Keys that may still come, in millionths, and when that was counted.
    keys: (i64, Moment),
    counts: Counts,
    events: Vec<Event>,
}

impl Session {
    pub fn new(size: Size, mark: Mark, rules: Rules, now: Moment) -> Session {
        let pattern = mark.pattern(now);
        let full = i64::from(rules.keys) * 2 * Moment::SECOND;
        Session {
            mark,
            rules,
            curtain: Curtain::Open,
            screen: Screen::new(size),
            pattern,
            minute: mark::minute(now),
            display: None,
            due: false,
            browser: None,
            recorder: None,
            number: 0,
            last_input: now,
            held: BTreeSet::new(),
            pointer: (0, 0, 0),
            keys: (full, now),
            counts: Counts::default(),
            events: Vec::new(),
        }
    }

    pub fn curtain(&self) -> Curtain {
        self.curtain
    }

    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// What was refused so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What happened since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn say(&mut self, at: Moment, what: What) {
        if self.events.len() < EVENTS {
            self.events.push(Event { at, what });
        }
    }

    // The display server.

    /// A connection to the display server was made.
    pub fn display_came(&mut self, now: Moment) {
        self.display = Some(Upstream::new(self.screen.size()));
        self.due = false;
        // What was held there is not held in a new connection.
        self.held.clear();
        self.say(now, What::DisplayCame);
    }

    pub fn display_went(&mut self, now: Moment) {
        if self.display.take().is_some() {
            self.say(now, What::DisplayWent);
        }
    }

    /// # Errors
    /// It said what it may not say: its connection is to be closed. The session stays as it is.
    pub fn display_said(&mut self, bytes: &[u8], now: Moment) -> Result<(), Fault> {
        let Some(display) = &mut self.display else { return Ok(()) };
        let heard = match display.feed(bytes, &mut self.screen) {
            Ok(heard) => heard,
            Err(fault) => {
                self.display = None;
                self.say(now, What::DisplayFault { why: fault.to_string() });
                return Err(fault);
            }
        };
        if heard.ready {
            display.ask(false);
        }
        self.due |= heard.updates > 0;
        self.share_changes();
        let doubled = |count: &mut u64, more: u64| {
            let before = *count;
            *count += more;
            before.checked_ilog2() != count.checked_ilog2()
        };
        if doubled(&mut self.counts.bells, heard.bells) {
            self.say(now, What::Bell { times: self.counts.bells });
        }
        if doubled(&mut self.counts.clipboard_out, heard.cuts) {
            self.say(now, What::ClipboardOut { times: self.counts.clipboard_out });
        }
        Ok(())
    }

    /// Tells whoever looks, and whoever keeps it, what changed.
    fn share_changes(&mut self) {
        if self.browser.is_none() && self.recorder.is_none() {
            return;
        }
        let mut changed = Tiles::none(self.screen.size());
        let cursor = self.screen.changes(&mut changed);
        if let Some(browser) = &mut self.browser {
            browser.cursor |= cursor;
            browser.changed.merge(&changed);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.changed.merge(&changed);
        }
    }

    // The recording.

    /// What is seen from now on is kept by whoever asks for it.
    pub fn record(&mut self, now: Moment) {
        self.recorder = Some(Recorder::new(self.screen.size(), now));
    }

    /// What was seen since this was last asked, where it is recorded: without the mark, and nothing while no browser shows it.
    pub fn frame(&mut self, now: Moment) -> Option<Frame> {
        let looks = self.browser.is_some() || self.curtain != Curtain::Open;
        let recorder = self.recorder.as_mut().filter(|_| looks)?;
        recorder.take(&self.screen, self.curtain, now)
    }

    /// Asks the display server for what changes next, where an update came and somebody looks.
    pub fn pull(&mut self) {
        if self.due && self.browser.is_some() {
            self.due = false;
            if let Some(display) = &mut self.display {
                display.ask(true);
            }
        }
    }

    /// Bytes for the display server.
    pub fn to_display(&mut self) -> Vec<u8> {
        self.display.as_mut().map(Upstream::out).unwrap_or_default()
    }

    // The browser.

    /// A browser came; the one before, if any, gets nothing any more. Its number goes with whatever it says.
    pub fn browser_came(&mut self, now: Moment) -> u64 {
        let size = self.screen.size();
        let rfb = Downstream::new(size, self.rules.clipboard_in);
        self.release();
        self.browser = Some(Browser { rfb, changed: Tiles::all(size), cursor: true, wants: None });
        self.number += 1;
        self.say(now, What::BrowserCame);
        self.number
    }

    pub fn browser_went(&mut self, number: u64, now: Moment) {
        if number == self.number && self.browser.take().is_some() {
            self.release();
            self.say(now, What::BrowserWent);
        }
    }

    /// Whether this browser is the one that is shown the desktop.
    pub fn is_shown(&self, number: u64) -> bool {
        number == self.number && self.browser.is_some()
    }

    /// # Errors
    /// It said what it may not say: its connection is to be closed. The session stays as it is.
    pub fn browser_said(&mut self, number: u64, bytes: &[u8], now: Moment) -> Result<(), Fault> {
        let Some(browser) = self.browser.as_mut().filter(|_| number == self.number) else { return Ok(()) };
        let asked = match browser.rfb.feed(bytes) {
            Ok(asked) => asked,
            Err(fault) => {
                self.browser = None;
                self.release();
                self.say(now, What::BrowserFault { why: fault.to_string() });
                return Err(fault);
            }
        };
        for asked in asked {
            match asked {
                Asked::Ready => {}
                Asked::Anew => self.show_anew(),
                Asked::Update { incremental, rect } => {
                    let Some(browser) = &mut self.browser else { continue };
                    if !incremental {
                        browser.changed.add(rect);
                    }
                    browser.wants = Some(rect);
                }
                Asked::Key { down, key } => self.key(down, key, now),
                Asked::Pointer { buttons, x, y } => self.point(buttons, x, y, now),
                Asked::CutDropped => self.refuse_cut(now),
                Asked::Cut(text) => self.cut(&text, now),
            }
        }
        Ok(())
    }

    /// Bytes for the browser: what waits, and an update where it wants one and there is something to see.
    pub fn to_browser(&mut self, number: u64) -> Vec<u8> {
        let Some(browser) = self.browser.as_mut().filter(|_| number == self.number) else { return Vec::new() };
        if let Some(within) = browser.wants {
            let rects = browser.changed.take(within, RECTANGLES);
            let open = self.curtain == Curtain::Open;
            let cursor = std::mem::take(&mut browser.cursor) && browser.rfb.takes_cursors();
            let cursor = cursor.then(|| self.screen.cursor().filter(|_| open));
            if !rects.is_empty() || cursor.is_some() {
                browser.wants = None;
                let (screen, pattern) = (&self.screen, &self.pattern);
                browser.rfb.update(&rects, cursor, &mut |rect, dots| {
                    if open {
                        (rect.y..rect.y + rect.height).for_each(|y| dots.extend(screen.row(y, rect.x, rect.width)));
                        pattern.paint(rect, dots);
                    } else {
                        dots.resize(rect.dots(), CURTAIN);
                    }
                });
            }
        }
        browser.rfb.out()
    }

    fn show_anew(&mut self) {
        let size = self.screen.size();
        if let Some(browser) = &mut self.browser {
            browser.changed = Tiles::all(size);
            browser.cursor = true;
        }
    }

    /// The display server, where what the browser says may reach it.
    fn open_display(&mut self) -> Option<&mut Upstream> {
        let open = self.curtain == Curtain::Open;
        self.display.as_mut().filter(|display| open && display.is_ready() && display.waiting() < WAITING)
    }

    fn key(&mut self, down: bool, key: u32, now: Moment) {
        if !down {
            // One that is not held need not be let go; and one that is must be, curtain or not.
            if self.held.remove(&key)
                && let Some(display) = &mut self.display
            {
                display.key(false, key);
            }
            return;
        }
        if self.curtain != Curtain::Open {
            return;
        }
        self.last_input = now;
        if !self.may_type(now) || (self.held.len() >= HELD && !self.held.contains(&key)) {
            let before = self.counts.keys;
            self.counts.keys += 1;
            if before.checked_ilog2() != self.counts.keys.checked_ilog2() {
                self.say(now, What::KeysDropped { times: self.counts.keys });
            }
            return;
        }
        if let Some(display) = self.open_display() {
            display.key(true, key);
            self.held.insert(key);
        }
    }

    fn may_type(&mut self, now: Moment) -> bool {
        let rate = i64::from(self.rules.keys);
        let (left, counted) = self.keys;
        let since = now.0.saturating_sub(counted.0).clamp(0, 2 * Moment::SECOND);
        let left = (left + since * rate).min(2 * rate * Moment::SECOND);
        let may = left >= Moment::SECOND;
        self.keys = (if may { left - Moment::SECOND } else { left }, now);
        may
    }

    fn point(&mut self, buttons: u8, x: u16, y: u16, now: Moment) {
        if self.curtain != Curtain::Open {
            return;
        }
        if self.pointer != (buttons, x, y) {
            self.last_input = now;
            self.pointer = (buttons, x, y);
        }
        if let Some(display) = self.open_display() {
            display.pointer(buttons, x, y);
        }
    }

    fn refuse_cut(&mut self, now: Moment) {
        let before = self.counts.clipboard_in;
        self.counts.clipboard_in += 1;
        if before.checked_ilog2() != self.counts.clipboard_in.checked_ilog2() {
            self.say(now, What::ClipboardRefused { times: self.counts.clipboard_in });
        }
    }

    fn cut(&mut self, text: &[u8], now: Moment) {
        let plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b' '..=b'~' | 0xa0..);
        if text.len() > self.rules.clipboard_in || !text.iter().all(plain) {
            self.refuse_cut(now);
        } else if let Some(display) = self.open_display() {
            display.cut(text);
            self.say(now, What::ClipboardIn { bytes: text.len() });
        }
    }

    /// Lets go of what is held inside: nobody holds it any more.
    fn release(&mut self) {
        let held = std::mem::take(&mut self.held);
        if let Some(display) = self.display.as_mut().filter(|display| display.is_ready()) {
            held.into_iter().for_each(|key| display.key(false, key));
            let (buttons, x, y) = self.pointer;
            if buttons != 0 {
                display.pointer(0, x, y);
            }
        }
        self.pointer.0 = 0;
    }

    // Time and decisions.

    /// Looks at the clock: locks where nobody was there, and draws the minute.
    pub fn tick(&mut self, now: Moment) {
        let minute = mark::minute(now);
        if minute != self.minute {
            self.minute = minute;
            self.pattern = self.mark.pattern(now);
            self.show_anew();
        }
        let idle = now.0.saturating_sub(self.last_input.0);
        if self.curtain == Curtain::Open && self.rules.idle.is_some_and(|most| idle >= most) {
            self.draw(Curtain::Locked);
            self.say(now, What::Locked { idle: true });
        }
    }

    pub fn lock(&mut self, now: Moment) {
        if self.curtain == Curtain::Open {
            self.draw(Curtain::Locked);
            self.say(now, What::Locked { idle: false });
        }
    }

    /// Who it is was asked again, by the caller; false where the session has ended.
    pub fn unlock(&mut self, now: Moment) -> bool {
        if self.curtain == Curtain::Locked {
            self.draw(Curtain::Open);
            self.last_input = now;
            self.say(now, What::Unlocked);
        }
        self.curtain == Curtain::Open
    }

    /// Takes the picture away for good.
    pub fn end(&mut self, now: Moment) {
        if self.curtain != Curtain::Ended {
            self.draw(Curtain::Ended);
            self.say(now, What::Ended);
        }
    }

    fn draw(&mut self, curtain: Curtain) {
        self.release();
        self.curtain = curtain;
        self.show_anew();
    }
}
