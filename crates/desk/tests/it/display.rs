//! The display server as an enemy, and as what it should be.

use desk::rfb::{Fault, Upstream};
use desk::screen::{CURSOR as LARGEST, Screen};
use desk::{Rect, Rules, Size, What};

use crate::support::{CURSOR, NOW, Played, SIZE, ZRLE, ask, head, raw, started, text, update};

fn whole(width: u16, height: u16) -> Rect {
    Rect { x: 0, y: 0, width, height }
}

/// What becomes of words that come after a good beginning.
fn said(bytes: &[u8]) -> Result<Screen, Fault> {
    let mut screen = Screen::new(SIZE);
    let mut upstream = Upstream::new(SIZE);
    upstream.feed(&started(SIZE, b"x"), &mut screen)?;
    upstream.feed(bytes, &mut screen)?;
    assert!(upstream.held() <= usize::from(LARGEST) * usize::from(LARGEST) * 5, "{} bytes are held", upstream.held());
    Ok(screen)
}

#[test]
fn every_malformed_word_of_a_display_server_closes_its_connection() {
    let outside = Rect { x: 199, y: 0, width: 2, height: 1 };
    let turned = Rect { x: u16::MAX, y: u16::MAX, width: u16::MAX, height: u16::MAX };
    let from = |x: u16, y: u16| [head(whole(100, 100), 1), x.to_be_bytes().to_vec(), y.to_be_bytes().to_vec()].concat();
    let pointing = Rect { x: 9, y: 0, width: 8, height: 8 };
    for (name, bytes) in [
        ("an unknown message", vec![99]),
        ("a palette", vec![1, 0, 0, 0, 0, 1]),
        ("a text of 2 GiB", text(i32::MAX, &[])),
        ("a text of the smallest number", text(i32::MIN, &[])),
        ("a text just too long", text((1 << 20) + 1, &[])),
        ("a rectangle of 65535 by 65535", update(&[head(whole(u16::MAX, u16::MAX), 0)])),
        ("a rectangle over the edge", update(&[head(outside, 0)])),
        ("a rectangle whose end turns round", update(&[head(turned, 0)])),
        ("an unknown encoding", update(&[head(whole(1, 1), 7)])),
        ("the smallest encoding", update(&[head(whole(1, 1), i32::MIN)])),
        ("a copy from outside", update(&[from(101, 0)])),
        ("a copy from outside below", update(&[from(0, 31)])),
        ("a copy from the end of numbers", update(&[from(u16::MAX, u16::MAX)])),
        ("a pointer that points outside itself", update(&[head(pointing, CURSOR)])),
        ("a pointer larger than the screen", update(&[head(whole(201, 1), CURSOR)])),
    ] {
        assert!(said(&bytes).is_err(), "{name} passed");
    }
}

#[test]
fn a_bad_beginning_is_no_connection() {
    let good = started(SIZE, b"x");
    let changed = |at: usize, bytes: &[u8]| {
        let mut other = good.clone();
        other[at..at + bytes.len()].copy_from_slice(bytes);
        other
    };
    for (name, bytes) in [
        ("another version", changed(4, b"003.003")),
        ("no version", changed(0, b"GET / HTTP/1")),
        ("no security types", changed(12, &[0])),
        ("a password", changed(13, &[2])),
        ("a refusal", changed(17, &[1])),
        ("another width", changed(18, &u16::MAX.to_be_bytes())),
        ("no height", changed(20, &[0, 0])),
        ("a name of 4 GiB", changed(38, &u32::MAX.to_be_bytes())),
    ] {
        assert!(Upstream::new(SIZE).feed(&bytes, &mut Screen::new(SIZE)).is_err(), "{name} passed");
    }
    let heard = Upstream::new(SIZE).feed(&good, &mut Screen::new(SIZE)).expect("a good one is none of these");
    assert!(heard.ready);
    let unnamed = started(SIZE, b"");
    assert!(Upstream::new(SIZE).feed(&unnamed, &mut Screen::new(SIZE)).is_ok_and(|heard| heard.ready));
}

#[test]
fn a_fault_of_the_display_server_closes_its_connection_and_keeps_the_session() {
    let mut played = Played::new(Rules::default(), b"", &[ZRLE]);
    played.browser(&ask(false)).expect("asking is allowed");
    played.display(&update(&[raw(whole(200, 130), 0, |_, _| 0x00aa_bbcc)])).expect("dots are allowed");
    assert_eq!(played.display(&[99]), Err(Fault::Message(99)));
    assert!(played.session.is_shown(played.browser), "the browser stays");
    let before = played.session.screen().dots().to_vec();
    assert_eq!(played.display(&update(&[raw(whole(9, 9), 0, |_, _| 0)])), Ok(()), "nobody listens any more");
    assert_eq!(played.session.screen().dots(), before);
    assert!(played.session.events().iter().any(|event| matches!(event.what, What::DisplayFault { .. })));
    // The next connection goes on.
    played.session.display_came(NOW);
    played.display(&started(SIZE, b"")).expect("it begins anew");
    played.browser(&ask(true)).expect("asking is allowed");
    played.display(&update(&[raw(whole(200, 130), 0, |_, _| 0x0010_2030)])).expect("dots are allowed");
    assert_eq!(played.session.screen().dots()[0], 0x0010_2030);
}

#[test]
fn words_in_pieces_of_any_length_are_the_same_words() {
    let picture = |x: u16, y: u16| u32::from(x) * 77 + u32::from(y) * 0x0101;
    let mut cursor = head(Rect { x: 1, y: 2, width: 9, height: 5 }, CURSOR);
    cursor.extend((0..9 * 5 * 4).map(|n| n as u8));
    cursor.extend([0xa5; 10]);
    let copy = [head(Rect { x: 3, y: 2, width: 150, height: 100 }, 1), vec![0, 0, 0, 0]].concat();
    let words = [
        started(SIZE, b"a name"),
        update(&[raw(whole(200, 130), 9, picture), cursor, copy]),
        text(-5, b"abcde"),
        vec![2],
        update(&[raw(Rect { x: 5, y: 5, width: 7, height: 3 }, 0, |_, _| 0x00ff_00ff)]),
    ]
    .concat();
    let run = |length: usize| {
        let (mut screen, mut upstream) = (Screen::new(SIZE), Upstream::new(SIZE));
        for piece in words.chunks(length) {
            upstream.feed(piece, &mut screen).expect("these are good words");
        }
        (screen.dots().to_vec(), screen.cursor().cloned(), upstream.out())
    };
    let whole = run(usize::MAX);
    for length in [1, 2, 3, 5, 7, 13, 64, 1000] {
        assert!(run(length) == whole, "pieces of {length}");
    }
    let dot = |x: usize, y: usize| whole.0[y * 200 + x];
    assert_eq!(dot(0, 0), 0);
    assert_eq!(dot(3 + 50, 2 + 50), picture(50, 50) & 0x00ff_ffff, "what lies over itself is copied whole");
    assert_eq!(dot(6, 6), 0x00ff_00ff);
}

#[test]
fn a_screen_is_no_larger_than_what_was_started() {
    for size in [Size { width: 3840, height: 2160 }, Size { width: 1, height: 1 }, Size { width: 200, height: 131 }] {
        let mut screen = Screen::new(SIZE);
        let heard = Upstream::new(SIZE).feed(&started(size, b""), &mut screen);
        assert_eq!(heard, Err(Fault::Screen { width: size.width, height: size.height }));
        assert_eq!(screen.dots().len(), SIZE.dots());
    }
}
