//! What was seen is kept as it was: random pictures come back at every moment, and a file that is not the one that was written
//! is shown to nobody.

use std::io::{self, Cursor, Write};

use desk::recording::{Cover, Damage, Frame, Head, Kind, Player, Reader, Seen, Step, Writer};
use desk::{Rect, Screen, Size};
use foundation::Moment;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const SIZE: Size = Size { width: 150, height: 130 };
const NAME: &str = "a desktop";

/// A cover that hides nothing, and knows whether what it opens is what it sealed.
struct Plain;

impl Cover for Plain {
    fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, String> {
        let sum = Sha256::new().chain_update(associated).chain_update(plain).finalize();
        Ok([&sum[..], plain].concat())
    }

    fn open(&self, associated: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let plain = sealed.get(32..)?;
        (self.seal(associated, plain).ok()? == sealed).then(|| plain.to_vec())
    }
}

/// A frame in which these rectangles have one colour each; the first is the whole screen.
fn frame(at: i64, whole: bool, parts: &[(Rect, u32)]) -> Frame {
    let parts = parts.iter().map(|(rect, dot)| (*rect, vec![*dot; rect.dots()]));
    let all = whole.then(|| (SIZE.whole(), vec![0x00aa_bbcc; SIZE.dots()]));
    let kind = if whole { Kind::Whole } else { Kind::Part };
    Frame { at: Moment(at), seen: Seen::Open, kind, size: SIZE, parts: all.into_iter().chain(parts).collect() }
}

fn curtain(at: i64) -> Frame {
    Frame { at: Moment(at), seen: Seen::Locked, kind: Kind::Whole, size: SIZE, parts: Vec::new() }
}

fn written(frames: &[Frame]) -> (Vec<u8>, Head) {
    let mut writer = Writer::new(Vec::new(), NAME).unwrap();
    frames.iter().for_each(|frame| _ = writer.add(frame, &Plain).unwrap());
    (writer.get_ref().clone(), writer.head())
}

fn at(file: &[u8], known: Head, moment: i64) -> Result<Option<Step>, Damage> {
    Player::new(&Plain, known).at(&mut Reader::new(Cursor::new(file), NAME)?, Moment(moment))
}

fn rect() -> impl Strategy<Value = Rect> {
    (0..SIZE.width, 0..SIZE.height).prop_flat_map(|(x, y)| {
        (1..=SIZE.width - x, 1..=SIZE.height - y).prop_map(move |(width, height)| Rect { x, y, width, height })
    })
}

/// Frames at rising moments, the first a whole one; now and then a curtain, after which comes a whole one.
fn frames() -> impl Strategy<Value = Vec<Frame>> {
    let one = (0_u8..8, prop::collection::vec((rect(), 0_u32..0x0100_0000), 0..4));
    prop::collection::vec(one, 1..20).prop_map(|all| {
        let mut found: Vec<Frame> = Vec::new();
        for (nth, (kind, parts)) in (0_i64..).zip(all) {
            let begun = found.last().is_some_and(|last| last.seen == Seen::Open);
            found.push(match kind {
                0 if begun => curtain(10 * nth),
                kind => frame(10 * nth, !begun || kind == 1, &parts),
            });
        }
        found
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn at_every_moment_the_picture_is_the_one_that_was_seen_then(frames in frames()) {
        let (file, head) = written(&frames);
        let mut screen = Screen::new(SIZE);
        for (nth, frame) in frames.iter().enumerate() {
            if frame.kind == Kind::Whole {
                screen = Screen::new(SIZE);
            }
            frame.paint(&mut screen);
            for moment in [frame.at.0, frame.at.0 + 9] {
                let step = at(&file, head, moment).unwrap().unwrap();
                prop_assert_eq!((step.at, step.seen, step.head), (frame.at, frame.seen, head));
                let seen = (frame.seen == Seen::Open).then(|| screen.dots().to_vec());
                prop_assert_eq!(step.screen.map(|screen| screen.dots().to_vec()), seen);
                prop_assert_eq!(step.before, nth.checked_sub(1).map(|before| frames[before].at));
                prop_assert_eq!(step.after, frames.get(nth + 1).map(|after| after.at));
            }
        }
        prop_assert_eq!(at(&file, head, -5).unwrap().unwrap().at, frames[0].at);
    }

    #[test]
    fn a_file_with_any_other_byte_or_end_is_not_the_one_that_was_written(frames in frames(), byte in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (mut file, head) = written(&frames);
        let place = byte.index(file.len());
        prop_assert!(at(&file[..place], head, 0).is_err(), "cut off at {}", place);
        file[place] ^= 1 << bit;
        prop_assert!(at(&file, head, 0).is_err(), "byte {}", place);
    }

    #[test]
    fn whatever_the_bytes_are_they_are_a_frame_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), honest in frames()) {
        let _ = Frame::decode(Moment(0), Kind::Whole, &bytes);
        let mut packed = honest[0].encode().unwrap();
        prop_assert_eq!(&Frame::decode(honest[0].at, honest[0].kind, &packed).unwrap(), &honest[0]);
        let last = packed.len() - 1;
        packed[last / 2] ^= 1;
        let _ = Frame::decode(Moment(0), Kind::Whole, &packed);
    }
}

#[test]
fn a_recording_of_another_desktop_or_of_nothing_is_told_from_this() {
    let (file, head) = written(&[frame(0, true, &[])]);
    assert!(matches!(Reader::new(Cursor::new(b"strongroom recording 2\n"), NAME), Err(Damage::Beginning)));
    let other = Player::new(&Plain, head).at(&mut Reader::new(Cursor::new(&file), "another").unwrap(), Moment(0));
    assert!(matches!(other, Err(Damage::Other(1))), "{other:?}");
    let (empty, none) = written(&[]);
    assert!(at(&empty, none, 0).unwrap().is_none());
    assert_eq!(none, Head::first(NAME));
    assert!(matches!(at(&empty, head, 0), Err(Damage::Short)));
    // What was added after it was last written down is seen, and hangs on what was.
    let (longer, _) = written(&[frame(0, true, &[]), curtain(5)]);
    assert_eq!(at(&longer, head, 9).unwrap().unwrap().seen, Seen::Locked);
}

/// A disk on which this many bytes are free.
struct Disk(Vec<u8>, usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.1);
        if fits == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.1 -= fits;
        self.0.extend_from_slice(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_was_written_before_the_disk_was_full_can_be_looked_at() {
    let mut writer = Writer::new(Disk(Vec::new(), 400), NAME).unwrap();
    let mut kept = writer.head();
    let failed = (0..100).find_map(|nth| match writer.add(&frame(nth, nth == 0, &[]), &Plain) {
        Ok(head) => {
            kept = head;
            None
        }
        Err(e) => Some(e.kind()),
    });
    assert_eq!(failed, Some(io::ErrorKind::StorageFull));
    assert!(kept.chunks > 1);
    assert_eq!(writer.head(), kept, "the half chunk at the end is none");
    let step = at(&writer.get_ref().0, kept, i64::MAX).unwrap().unwrap();
    assert_eq!(step.head, kept);
}
