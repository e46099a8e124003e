//! Any bytes whatever, from both sides.

use desk::rfb::{Downstream, Upstream, VERSION};
use desk::screen::{CURSOR, Screen};
use desk::{Rect, Rules};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{CURSOR as SHAPE, Played, SIZE, ZRLE, ask, greeting, head, raw, started, text, update};

/// A word that a display server might say, good or nearly.
fn word() -> impl Strategy<Value = Vec<u8>> {
    let rect = || {
        (0..210_u16, 0..140_u16, 0..210_u16, 0..140_u16).prop_map(|(x, y, width, height)| Rect { x, y, width, height })
    };
    let inside = || {
        (0..200_u16, 0..130_u16).prop_flat_map(|(x, y)| {
            (Just(x), Just(y), 1..=200 - x, 1..=130 - y).prop_map(|(x, y, width, height)| Rect { x, y, width, height })
        })
    };
    prop_oneof![
        vec(any::<u8>(), 0..40),
        (inside(), any::<u32>(), 1..6_u32).prop_map(|(rect, seed, colours)| {
            update(&[raw(rect, 7, |x, y| seed.wrapping_mul((u32::from(x / 3) ^ u32::from(y)) % colours + 1))])
        }),
        (rect(), any::<i32>()).prop_map(|(rect, encoding)| update(&[head(rect, encoding)])),
        (rect(), any::<u16>(), any::<u16>()).prop_map(|(rect, x, y)| {
            update(&[[head(rect, 1), x.to_be_bytes().to_vec(), y.to_be_bytes().to_vec()].concat()])
        }),
        (0..70_u16, 0..70_u16).prop_map(|(width, height)| update(&[head(Rect { x: 0, y: 0, width, height }, SHAPE)])),
        (any::<i32>(), vec(any::<u8>(), 0..20)).prop_map(|(length, bytes)| text(length, &bytes)),
        Just(vec![2]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_display_server_says_nothing_breaks_and_nothing_grows(
        begins in any::<bool>(), words in vec(word(), 0..12), length in 1..300_usize,
    ) {
        let (mut screen, mut upstream) = (Screen::new(SIZE), Upstream::new(SIZE));
        let start = if begins { started(SIZE, b"x") } else { Vec::new() };
        for piece in [start, words.concat()].concat().chunks(length) {
            if upstream.feed(piece, &mut screen).is_err() {
                break;
            }
        }
        prop_assert_eq!(screen.dots().len(), SIZE.dots());
        prop_assert!(screen.dots().iter().all(|dot| dot >> 24 == 0));
        prop_assert!(upstream.held() <= usize::from(CURSOR) * usize::from(CURSOR) * 5);
    }

    #[test]
    fn whatever_a_browser_says_nothing_breaks_and_nothing_grows(
        begins in any::<bool>(), bytes in vec(any::<u8>(), 0..400), length in 1..100_usize, clipboard in 0..50_usize,
    ) {
        let mut downstream = Downstream::new(SIZE, clipboard);
        let start = if begins { greeting(&[ZRLE]) } else { VERSION[..9].to_vec() };
        for piece in [start, bytes].concat().chunks(length) {
            if downstream.feed(piece).is_err() {
                break;
            }
        }
        prop_assert!(downstream.held() <= 64);
    }

    /// The browser of the tests reads every byte, so this is a round trip through ZRLE and Raw too.
    #[test]
    fn what_a_browser_sees_is_the_screen_and_the_mark(words in vec(word(), 0..8), zrle in any::<bool>()) {
        let mut played = Played::new(Rules::default(), b"", if zrle { &[ZRLE, SHAPE] } else { &[] });
        for word in words {
            if played.display(&word).is_err() {
                break;
            }
            played.browser(&ask(true)).expect("asking is allowed");
        }
        played.browser(&ask(false)).expect("asking is allowed");
        let mut expected = played.session.screen().dots().to_vec();
        let mark = desk::Mark { person: "Ada".into(), session: "7f3a99".into(), seed: [7; 16] };
        mark.pattern(crate::support::NOW).paint(SIZE.whole(), &mut expected);
        prop_assert!(played.viewer.dots == expected);
    }

    #[test]
    fn every_format_that_is_taken_can_be_sent(bytes in vec(any::<u8>(), 16), bits in 0..4_usize) {
        let mut bytes = bytes;
        bytes[0] = [8, 16, 32, 24][bits];
        bytes[3] = 1;
        let Ok(format) = desk::rfb::Format::read(&bytes) else { return Ok(()) };
        let (mut whole, mut compact) = (Vec::new(), Vec::new());
        format.put(0x0012_34ff, &mut whole);
        format.put_compact(0x0012_34ff, &mut compact);
        prop_assert_eq!(whole.len(), usize::from(bytes[0]) / 8);
        prop_assert_eq!(compact.len(), format.compact_bytes());
    }
}
