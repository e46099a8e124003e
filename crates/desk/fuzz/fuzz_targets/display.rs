//! Whatever a display server says, in pieces of any length: nothing panics, nothing but the screen is held, and no byte of it that is
//! no dot reaches a browser.
#![no_main]

use desk::screen::CURSOR;
use desk::rfb::Upstream;
use desk::{Screen, Size};
use libfuzzer_sys::fuzz_target;

const SIZE: Size = Size { width: 200, height: 130 };
/// A good beginning, so that what follows is read.
const START: &[u8] = b"RFB 003.008\n\x01\x01\0\0\0\0\0\xc8\0\x82\x20\x18\0\x01\0\xff\0\xff\0\xff\x10\x08\0\0\0\0\0\0\0\0";

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let (mut screen, mut upstream) = (Screen::new(SIZE), Upstream::new(SIZE));
    if first & 1 == 1 {
        upstream.feed(START, &mut screen).expect("a good beginning is taken");
    }
    for piece in rest.chunks(usize::from(first >> 1) + 1) {
        if upstream.feed(piece, &mut screen).is_err() {
            break;
        }
    }
    assert_eq!(screen.dots().len(), SIZE.dots());
    assert!(screen.dots().iter().all(|dot| dot >> 24 == 0));
    assert!(upstream.held() <= usize::from(CURSOR) * usize::from(CURSOR) * 5);
});
