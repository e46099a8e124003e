//! Whatever a browser says, in pieces of any length: nothing panics, and the display server is sent keys and the pointer alone.
#![no_main]

use desk::{Mark, Rules, Session, Size};
use foundation::Moment;
use libfuzzer_sys::fuzz_target;

const SIZE: Size = Size { width: 200, height: 130 };
const START: &[u8] = b"RFB 003.008\n\x01\x01\0\0\0\0\0\xc8\0\x82\x20\x18\0\x01\0\xff\0\xff\0\xff\x10\x08\0\0\0\0\0\0\0\0";
const GREETING: &[u8] = b"RFB 003.008\n\x01\x01\x02\0\0\x02\0\0\0\x10\xff\xff\xff\x11";

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let now = Moment(1_796_022_720_000_000);
    let mark = Mark { person: "Ada".into(), session: "1".into(), seed: [1; 16] };
    let mut session = Session::new(SIZE, mark, Rules::default(), now);
    session.display_came(now);
    session.display_said(START, now).expect("a good beginning is taken");
    let number = session.browser_came(now);
    if first & 1 == 1 {
        session.browser_said(number, GREETING, now).expect("a good beginning is taken");
    }
    session.to_display();
    for piece in rest.chunks(usize::from(first >> 1) + 1) {
        let said = session.browser_said(number, piece, now);
        session.to_browser(number);
        let mut inside = session.to_display();
        while !inside.is_empty() {
            let length = match inside[0] {
                4 => 8,
                5 => 6,
                other => panic!("message {other} went in"),
            };
            inside.drain(..length);
        }
        if said.is_err() {
            break;
        }
    }
});
