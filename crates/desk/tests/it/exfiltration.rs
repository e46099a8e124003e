//! What a program inside tries to send out over the protocol, and what a browser tries to send in. Each attempt is played
//! beside the same session without it: what the other side gets must be the same bytes, or the beginning of them.

use std::io::Write;

use desk::{Rect, Rules};

use crate::support::{CURSOR, Played, SIZE, ZRLE, ask, head, raw, text, update};

const SECRET: &[u8] = b"SECRETDATA";

/// An attempt: its name, and the bytes that a plain relay would pass on.
type Attempt = (&'static str, Vec<u8>);

fn with(start: &[u8]) -> Vec<u8> {
    [start, SECRET].concat()
}

/// A message with a length of four bytes before the secret.
fn counted(start: &[u8]) -> Vec<u8> {
    [start, &(SECRET.len() as u32).to_be_bytes(), SECRET].concat()
}

fn small(width: u16, height: u16) -> Rect {
    Rect { x: 0, y: 0, width, height }
}

/// A rectangle of an encoding that nobody asked for.
fn foreign(encoding: i32, data: Vec<u8>) -> Vec<u8> {
    update(&[[head(small(10, 1), encoding), data].concat()])
}

/// A pointer's shape with the secret where no dot is, and of this size.
fn shape(width: u16, height: u16) -> Vec<u8> {
    let mut data = head(small(width, height), CURSOR);
    let dots = usize::from(width) * usize::from(height) * 4;
    data.extend(SECRET.iter().cycle().take(dots));
    data.extend(vec![0; usize::from(width).div_ceil(8) * usize::from(height)]);
    update(&[data])
}

fn outward() -> Vec<Attempt> {
    let negative = -(SECRET.len() as i32 + 4);
    let mut all: Vec<Attempt> = vec![
        ("clipboard, plain", text(SECRET.len() as i32, SECRET)),
        ("clipboard, plain, in many", text(SECRET.len() as i32, SECRET).repeat(100)),
        ("clipboard, longer than it says", text(1, SECRET)),
        ("clipboard, of 2 GiB", text(i32::MAX, SECRET)),
        ("clipboard, smallest number", text(i32::MIN, SECRET)),
        ("clipboard, extended: provide", text(negative, &with(&0x1000_0001_u32.to_be_bytes()))),
        ("clipboard, extended: capabilities", text(negative, &with(&0x0100_0001_u32.to_be_bytes()))),
        ("clipboard, extended: notify", text(negative, &with(&0x0800_0001_u32.to_be_bytes()))),
        ("colours of a palette", [&[1, 0, 0, 0, 0, 2][..], SECRET, b"12"].concat()),
        ("bells, as many as letters are worth", vec![2; 1000]),
        ("server's fence", [&[248, 0, 0, 0, 0, 0, 0, 0, 10][..], SECRET].concat()),
        ("end of continuous updates", with(&[150])),
        ("UltraVNC: size of the frame", with(&[4, 0, 0, 0])),
        ("UltraVNC: key frame", with(&[5])),
        ("UltraVNC: file transfer", counted(&[7, 1, 0, 0, 0, 0, 0, 0])),
        ("UltraVNC: text chat", counted(&[11, 0, 0, 0])),
        ("UltraVNC: keep alive", with(&[13])),
        ("UltraVNC: state of the server", with(&[0xad, 0, 0, 0])),
        ("VMware", counted(&[127, 1, 0, 0])),
        ("VMware, the second", counted(&[254, 1, 0, 0])),
        ("Car Connectivity", counted(&[128, 0])),
        ("OLIVE calls", counted(&[249, 0])),
        ("tight: file transfer", counted(&[252, 0])),
        ("xvp", with(&[250, 0, 1, 1])),
        ("gii", with(&[253, 0x81, 0, 10])),
        ("QEMU: sound", counted(&[255, 1, 0, 2])),
        ("a pointer's shape: where no dot is", shape(16, 16)),
        ("a pointer's shape: larger than any pointer", shape(150, 120)),
        ("dots: the byte that is no colour", update(&[hidden()])),
        ("an update's padding", vec![0, b'S', 0, 0]),
        ("a rectangle without dots", update(&[head(Rect { x: 83, y: 69, width: 0, height: 67 }, 0)])),
    ];
    // Texts and numbers that would come as rectangles of a kind.
    for (name, encoding) in [
        ("title of the desktop", -307),
        ("size of the desktop", -223),
        ("size of the desktop, extended", -308),
        ("last rectangle", -224),
        ("X pointer", -240),
        ("pointer with alpha", -314),
        ("VMware pointer", 0x574d_5664),
        ("VMware pointer's state", 0x574d_5665),
        ("VMware keyboard lamps", 0x574d_5668),
        ("place of the pointer", -232),
        ("keyboard lamps", -261),
        ("QEMU extended keys", -258),
        ("QEMU sound", -259),
        ("extended clipboard as an encoding", 0xc0a1_e5ce_u32.cast_signed()),
        ("plugin streaming", 0xc0a1_e5cf_u32.cast_signed()),
        ("UltraVNC's state", 0xffff_8000_u32.cast_signed()),
        ("client redirect", -311),
        ("gii", -305),
        ("xvp", -309),
        ("JPEG with a comment", 21),
        ("tight PNG with a text", -260),
        ("tight", 7),
        ("zlib with what is left over", 6),
        ("ZRLE with what is left over", 16),
        ("hextile", 5),
        ("H.264", 50),
    ] {
        all.push((name, foreign(encoding, counted(&[]))));
    }
    all
}

/// Dots as in every run, with the secret in the byte that is no colour.
fn hidden() -> Vec<u8> {
    let mut dots = raw(small(10, 1), 0, |x, _| u32::from(x));
    dots[12..].chunks_mut(4).zip(SECRET).for_each(|(dot, letter)| dot[3] = *letter);
    dots
}

/// What a browser could ask for, so that no attempt fails for want of asking.
const OFFERS: &[i32] = &[
    ZRLE,
    CURSOR,
    -307,
    -308,
    -224,
    -240,
    -314,
    0x574d_5664,
    -258,
    -259,
    -261,
    -305,
    -309,
    -311,
    7,
    21,
    -260,
    0xc0a1_e5ce_u32.cast_signed(),
    0xc0a1_e5cf_u32.cast_signed(),
    0xffff_8000_u32.cast_signed(),
];

/// What a browser is sent: after the attempt the display server goes on as always, where it still may.
fn seen(attempt: &[u8]) -> Vec<u8> {
    let mut played = Played::new(Rules::default(), b"SECRETDATA is the name", OFFERS);
    played.browser(&ask(false)).expect("asking is allowed");
    played.browser(&ask(true)).expect("asking is allowed");
    let _ = played.display(&[attempt, &update(&[raw(small(10, 1), 0, |x, _| u32::from(x))])].concat());
    played.browser(&ask(true)).expect("asking is allowed");
    assert_eq!(played.viewer.name, b"Strongroom", "the name is ours");
    played.viewer.bytes
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn no_byte_of_text_sound_or_file_leaves_the_workspace_over_the_protocol_ses_04() {
    let quiet = seen(&[]);
    let (mut attempts, mut succeeded) = (0, Vec::new());
    let texts = outward();
    for (name, attempt) in &texts {
        attempts += 1;
        let got = seen(attempt);
        // A connection that was closed shows less; nothing shows more, or other bytes.
        let shape_of_none = name.starts_with("a pointer's shape");
        let same = quiet.starts_with(&got) || (shape_of_none && got.len() <= quiet.len() + 16 * 16 * 4 + 64);
        if !same || holds(&got, SECRET) || holds(&got, &SECRET[..4]) {
            succeeded.push(*name);
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "exfiltration over the protocol: {attempts} attempts, {} succeeded",
        succeeded.len()
    );
    assert!(attempts >= 50, "the list is whole");
    assert!(succeeded.is_empty(), "got out: {succeeded:?}");
}

#[test]
fn a_relay_would_have_passed_on_what_the_attempts_say() {
    let told: Vec<_> = outward().into_iter().filter(|(_, bytes)| holds(bytes, SECRET)).collect();
    assert!(told.len() > 45, "the secret is in {} attempts", told.len());
}

fn inward() -> Vec<Attempt> {
    let cut = |length: i32, bytes: &[u8]| [&[6, 0, 0, 0][..], &length.to_be_bytes(), bytes].concat();
    let negative = -(SECRET.len() as i32 + 4);
    vec![
        ("clipboard, plain", cut(SECRET.len() as i32, SECRET)),
        ("clipboard, longer than it says", cut(1, SECRET)),
        ("clipboard, of 2 GiB", cut(i32::MAX, SECRET)),
        ("clipboard, smallest number", cut(i32::MIN, SECRET)),
        ("clipboard, extended", cut(negative, &with(&0x1000_0001_u32.to_be_bytes()))),
        ("UltraVNC: file transfer", counted(&[7, 1, 0, 0, 0, 0, 0, 0])),
        ("UltraVNC: scale", with(&[8, 1, 0])),
        ("UltraVNC: text chat", counted(&[11, 0, 0, 0])),
        ("UltraVNC: keep alive", with(&[13])),
        ("UltraVNC: plugin", with(&[80])),
        ("VMware", counted(&[127, 1, 0, 0])),
        ("Car Connectivity", counted(&[128, 0])),
        ("continuous updates", with(&[150, 1, 0, 0, 0, 0, 0, 9, 0, 9])),
        ("client's fence", [&[248, 0, 0, 0, 0, 0, 0, 0, 10][..], SECRET].concat()),
        ("OLIVE calls", counted(&[249, 0])),
        ("xvp: reboot", with(&[250, 0, 1, 3])),
        ("size of the desktop", with(&[251, 0, 9, 9, 9, 9, 1, 0])),
        ("tight: file transfer", counted(&[252, 0])),
        ("gii", with(&[253, 0x81, 0, 10])),
        ("VMware, the second", counted(&[254, 1, 0, 0])),
        ("QEMU: extended key", with(&[255, 0, 0, 1])),
        ("QEMU: sound", with(&[255, 1, 0, 0])),
        ("a palette", with(&[1, 0, 0, 0, 0, 2])),
        ("a padding of a key", vec![4, 0, b'S', b'E', 0, 0, 0, 0]),
    ]
}

/// What the display server is sent.
fn let_in(attempt: &[u8]) -> Vec<u8> {
    let mut played = Played::new(Rules::default(), b"", OFFERS);
    let _ = played.browser(&[attempt, &[5, 0, 0, 7, 0, 7]].concat());
    played.inside
}

#[test]
fn a_browser_sends_nothing_in_but_keys_and_the_pointer_ses_04() {
    let quiet = let_in(&[]);
    assert!(quiet.ends_with(&[5, 0, 0, 7, 0, 7]), "a pointer that moves goes in");
    let attempts = inward();
    let succeeded: Vec<_> =
        attempts.iter().filter(|(_, attempt)| !quiet.starts_with(&let_in(attempt))).map(|(name, _)| name).collect();
    let _ = writeln!(
        std::io::stderr(),
        "sending in over the protocol: {} attempts, {} succeeded",
        attempts.len(),
        succeeded.len()
    );
    assert!(succeeded.is_empty(), "got in: {succeeded:?}");
}

#[test]
fn text_is_pasted_in_only_where_the_rules_say_so_and_never_more_than_they_say() {
    let cut = |bytes: &[u8]| [&[6, 0, 0, 0][..], &(bytes.len() as u32).to_be_bytes(), bytes].concat();
    let rules = Rules { clipboard_in: 12, ..Rules::default() };
    let inside = |rules: &Rules, bytes: &[u8]| {
        let mut played = Played::new(rules.clone(), b"", &[]);
        played.browser(bytes).expect("offering text is no fault");
        (holds(&played.inside, SECRET), played.session.events().into_iter().map(|event| event.what).collect::<Vec<_>>())
    };
    let (came, told) = inside(&rules, &cut(SECRET));
    assert!(came && told.contains(&desk::What::ClipboardIn { bytes: 10 }), "{told:?}");
    let (came, told) = inside(&rules, &cut(&SECRET.repeat(2)));
    assert!(!came && told.contains(&desk::What::ClipboardRefused { times: 1 }), "{told:?}");
    let (came, told) = inside(&rules, &cut(&with(&[0x1b])));
    assert!(!came && told.contains(&desk::What::ClipboardRefused { times: 1 }), "an escape is no text: {told:?}");
    let (came, told) = inside(&Rules::default(), &cut(SECRET));
    assert!(!came && told.contains(&desk::What::ClipboardRefused { times: 1 }), "{told:?}");
    assert!(SIZE.dots() > 0);
}
