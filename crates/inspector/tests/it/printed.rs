//! Office files as they would be printed: set by LibreOffice where it can reach nothing, painted by a sealed child.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use inspector::child::{Limits, is_printed, printed_in_child};
use inspector::view::{MOST_PAGES, Sheet, View, Wanted};
use inspector::{InspectPolicy, Purpose};

use crate::child::{SEALED, ours, program};
use crate::files::{docx, zip};
use crate::pdfs::pdf_page;
use crate::views::look;

const OFFICE: &str = "/usr/lib/libreoffice/program/soffice.bin";
const ALL: Wanted = Wanted { first: 1, most: 1000 };

fn printed(name: &str, bytes: &[u8], wanted: Wanted) -> View {
    by(ours(), name, bytes, wanted)
}

/// Asked again where other tests stand in the line.
fn by(exe: &Path, name: &str, bytes: &[u8], wanted: Wanted) -> View {
    loop {
        let shown = once(exe, name, bytes, wanted);
        if shown.problem != "office-busy" {
            return shown;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn once(exe: &Path, name: &str, bytes: &[u8], wanted: Wanted) -> View {
    printed_in_child(exe, name, bytes, Purpose::Unstated, &InspectPolicy::default(), wanted, &Limits::default())
}

/// Whether there is a LibreOffice that can be sealed here; says so where there is none.
fn no_office() -> bool {
    let problem = printed("a.odt", &odt("<text:p>words</text:p>", &[]), ALL).problem;
    let missing = ["no-office", "no-office-seal"].contains(&problem.as_str());
    if missing {
        skipped(&problem);
    }
    missing
}

/// Past the test runner, which keeps what a test that passes says.
fn skipped(problem: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {problem}: no Office file was set as pages");
}

fn odt(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const OASIS: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version='1.0'?><office:document-content xmlns:office='{OASIS}:office:1.0' xmlns:text='{OASIS}:text:1.0' \
         xmlns:draw='{OASIS}:drawing:1.0' xmlns:svg='{OASIS}:svg-compatible:1.0' xmlns:xlink='http://www.w3.org/1999/xlink' \
         office:version='1.3'><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let listed: String =
        more.iter().map(|(name, _)| format!("<m:file-entry m:full-path='{name}' m:media-type='image/png'/>")).collect();
    let manifest = format!(
        "<?xml version='1.0'?><m:manifest xmlns:m='{OASIS}:manifest:1.0' m:version='1.3'>\
         <m:file-entry m:full-path='/' m:media-type='application/vnd.oasis.opendocument.text'/>\
         <m:file-entry m:full-path='content.xml' m:media-type='text/xml'/>{listed}</m:manifest>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ];
    parts.extend(more);
    zip(&parts)
}

/// A picture of ten centimetres, from `address`.
fn with_picture(address: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let image =
        format!("<draw:image xlink:href='{address}' xlink:type='simple' xlink:show='embed' xlink:actuate='onLoad'/>");
    odt(
        &format!(
            "<text:p><draw:frame svg:width='10cm' svg:height='10cm' text:anchor-type='as-char'>{image}</draw:frame></text:p>"
        ),
        more,
    )
}

fn red() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 20, 20);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a size that PNG has");
    writer.write_image_data(&[255, 0, 0].repeat(400)).expect("memory takes all");
    writer.finish().expect("memory takes all");
    out
}

fn pixels(view: &View, is: impl Fn(&[u8]) -> bool) -> usize {
    let of = |sheet: &Sheet| match sheet {
        Sheet::Pixels(raster) => raster.rgb.chunks_exact(3).filter(|pixel| is(pixel)).count(),
        Sheet::Blocks(blocks) => panic!("a printed page is pixels: {blocks:?}"),
    };
    view.pages.iter().map(|page| of(&page.sheet)).sum()
}

fn red_pixels(view: &View) -> usize {
    assert_eq!((view.problem.as_str(), view.pages.len()), ("", 1), "{view:?}");
    pixels(view, |pixel| pixel[0] > 200 && pixel[1] < 80 && pixel[2] < 80)
}

#[test]
fn an_office_file_is_seen_as_it_would_be_printed_with_the_findings_of_the_file_itself() {
    if no_office() {
        return;
    }
    let file = with_picture("Pictures/red.png", &[("Pictures/red.png", &red())]);
    let shown = printed("a.odt", &file, ALL);
    // Ten centimetres at 144 dots an inch are 567 pixels.
    assert!((300_000..340_000).contains(&red_pixels(&shown)), "{}", red_pixels(&shown));
    assert_eq!(shown.report, look("a.odt", &file).report);
    assert_eq!((shown.shown, shown.of, shown.cut), (1, 1, false));
}

#[test]
fn what_sets_the_pages_reaches_no_file_and_no_network_inv_7() {
    if no_office() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let beside = folder.path().join("red.png");
    std::fs::write(&beside, red()).expect("the folder is ours");
    assert_eq!(red_pixels(&printed("a.odt", &with_picture(&format!("file://{}", beside.display()), &[]), ALL)), 0);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket that need not wait");
    let address = listener.local_addr().expect("an address of its own");
    assert_eq!(red_pixels(&printed("a.odt", &with_picture(&format!("http://{address}/red.png"), &[]), ALL)), 0);
    let called = listener.accept().map_err(|e| e.kind());
    assert_eq!(called.err(), Some(std::io::ErrorKind::WouldBlock));
}

/// `examples/hostile.rs`, which is built with the tests.
fn hostile() -> PathBuf {
    ours().with_file_name("examples").join("hostile")
}

#[test]
fn whoever_takes_libreoffice_over_reaches_nothing_of_the_machine_inv_7() {
    if no_office() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("secret"), "42").expect("the folder is ours");
    let tcp = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let udp = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let _unix = UnixListener::bind(at("socket")).expect("the folder is ours");
    let name = format!("strongroom-test-{}", std::process::id());
    let by_name = SocketAddr::from_abstract_name(&name).expect("a short name");
    let _abstract = UnixListener::bind_addr(&by_name).expect("a name of its own");
    let [tcp_at, udp_at] = [tcp.local_addr(), udp.local_addr()].map(|address| address.expect("an address").to_string());
    // What it tries where nothing seals it, and in the place of LibreOffice.
    let attempts = [
        (format!("read {}", at("secret")), None),
        ("read /etc/group".to_owned(), None),
        ("list /proc".to_owned(), None),
        ("list /usr/bin".to_owned(), None),
        (format!("write {}", at("new")), Some("write /usr/lib/libreoffice/program/new".to_owned())),
        (format!("tcp {tcp_at}"), None),
        (format!("udp {udp_at}"), None),
        (format!("unix {}", at("socket")), None),
        (format!("abstract {name}"), None),
        (format!("signal {}", std::process::id()), None),
        ("namespace".to_owned(), None),
        ("memory".to_owned(), None),
        (format!("bring {} {}", hostile().display(), folder.path().display()), Some(format!("bring {OFFICE} /room"))),
    ];
    // In a namespace of files of our own, its program is ours.
    let swap = format!("mount --bind {} {OFFICE} && exec {} \"$@\"", hostile().display(), ours().display());
    let exe = program(
        &folder,
        &format!(
            "[ \"$3\" = print ] || exec {} \"$@\"\nexec unshare --user --map-root-user --mount sh -c '{swap}' sh \"$@\"",
            ours().display()
        ),
    );
    let refused = pdf_page("1 0 0 rg 0 0 200 200 re f");
    for (outside, inside) in attempts {
        let alone =
            Command::new(hostile()).args(["try", &outside]).status().expect("examples are built with the tests");
        assert!(alone.success(), "without a seal it reaches nothing, so that nothing is shown: {outside}");
        let inside = inside.unwrap_or(outside);
        let file = odt("<text:p>words</text:p>", &[("attempt", inside.as_bytes()), ("answer.pdf", &refused)]);
        let shown = by(&exe, "a.odt", &file, ALL);
        assert_eq!(shown.problem, "", "it came to something, or was not run: {inside}");
        assert_eq!(red_pixels(&shown), 400 * 400, "LibreOffice itself was run: {inside}");
    }
}

#[test]
fn what_is_hidden_is_not_printed_and_stands_in_the_report() {
    if no_office() {
        return;
    }
    let file = |words: &str| {
        let text = "<text:p>seen</text:p>";
        odt(
            &format!("{text}<text:section text:name='s' text:display='none'><text:p>{words}</text:p></text:section>"),
            &[],
        )
    };
    let dark = |view: &View| pixels(view, |pixel| pixel[0] < 100);
    let (few, many) = (printed("a.odt", &file("x"), ALL), printed("a.odt", &file(&"secret ".repeat(100)), ALL));
    assert!(dark(&few) > 0);
    assert_eq!(dark(&few), dark(&many));
    assert!(many.report.findings.iter().any(|f| f.id == "hidden_text"), "{:?}", many.report);
}

#[test]
fn a_long_document_is_set_as_far_as_pages_are_shown_and_each_page_can_be_asked_for() {
    if no_office() {
        return;
    }
    let page = "<text:p>words</text:p><text:p><text:soft-page-break/></text:p>".to_owned() + &"<text:p/>".repeat(60);
    let file = odt(&page.repeat(MOST_PAGES + 20), &[]);
    let last = printed("a.odt", &file, Wanted { first: MOST_PAGES, most: 5 });
    assert_eq!((last.problem.as_str(), last.shown, last.pages.len()), ("", MOST_PAGES, 1));
    assert_eq!((last.pages[0].number, last.of, last.cut), (MOST_PAGES, MOST_PAGES, true));
}

#[test]
fn what_has_no_printed_view_says_why() {
    let why = |name: &str, bytes: &[u8]| printed(name, bytes, ALL).problem;
    assert_eq!(why("a.txt", b"words\n"), "not-printed");
    assert_eq!(why("a.docx", b"PK\x03\x04"), "not-printed");
    assert!(is_printed("xls") && is_printed("pptx") && !is_printed("pdf"));
    if no_office() {
        return;
    }
    // A type by its parts, and nothing that could be set.
    let broken = docx("<w:p>", &[]);
    let shown = printed("a.docx", &broken, ALL);
    assert_eq!(shown.problem, "office-failed", "{shown:?}");
}

#[test]
fn one_that_breaks_or_talks_nonsense_ends_with_all_it_started() {
    if no_office() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = odt("<text:p>words of this test alone</text:p>", &[]);
    let left = folder.path().join("left");
    let print = |does: &str| {
        // The ordinary child is the real one; the one that sets pages does this.
        format!("[ \"$3\" = print ] || exec {} \"$@\"\necho '{SEALED}'\n{does}", ours().display())
    };
    for (does, why) in [
        ("exit 3".to_owned(), "child-broke"),
        ("read line; echo 'no number'; cat > /dev/null".to_owned(), "child-nonsense"),
        (format!("(sleep 2; touch {}) > /dev/null 2>&1 < /dev/null & exit 3", left.display()), "child-broke"),
    ] {
        let exe: PathBuf = program(&folder, &print(&does));
        assert_eq!(by(&exe, "a.odt", &file, ALL).problem, why, "{does}");
    }
    std::thread::sleep(Duration::from_secs(3));
    assert!(!left.exists(), "what it had started lived on");
    assert_eq!(printed("a.odt", &file, ALL).problem, "");
}

#[test]
fn a_machine_that_does_not_let_libreoffice_be_sealed_says_so_and_has_no_printed_view() {
    if !Path::new(OFFICE).exists() {
        skipped("no-office");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Users and namespaces of our own, in which nobody makes more of them; where even those are not allowed, it is such a machine.
    let alone = "unshare --user --map-root-user";
    let script = format!(
        "[ \"$3\" = print ] && {alone} true || exec {ours} \"$@\"\n\
         exec {alone} sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec {ours} \"$@\"' sh \"$@\"",
        ours = ours().display()
    );
    let exe = program(&folder, &script);
    let shown = by(&exe, "a.odt", &odt("<text:p>words of this test alone</text:p>", &[]), ALL);
    assert_eq!((shown.problem.as_str(), shown.pages.len()), ("no-office-seal", 0));
    // What needs no LibreOffice is there as before.
    assert_eq!(look("a.odt", &odt("<text:p>words</text:p>", &[])).problem, "");
}

#[test]
fn slow_files_do_not_keep_everybody_waiting() {
    if no_office() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let go = folder.path().join("go");
    // The ordinary child is the real one; the one that sets pages waits until it may end.
    let slow = format!("echo '{SEALED}'\nuntil [ -e {} ]; do sleep 0.1; done", go.display());
    let exe = program(&folder, &format!("[ \"$3\" = print ] || exec {} \"$@\"\n{slow}", ours().display()));
    let (say, said) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for at in 0..8 {
            let (exe, say, file) = (&exe, say.clone(), odt(&format!("<text:p>file {at}</text:p>"), &[]));
            scope.spawn(move || say.send(once(exe, "a.odt", &file, ALL).problem));
        }
        // While nothing moves, half of them have their answer.
        let told: Vec<String> = said.iter().take(4).collect();
        std::fs::write(&go, "").expect("the folder is ours");
        assert_eq!(told, ["office-busy"; 4]);
    });
    drop(say);
    assert!(said.iter().all(|why| ["office-busy", "child-broke"].contains(&why.as_str())));
    // The line is empty again.
    assert_eq!(printed("a.odt", &odt("<text:p>after it</text:p>", &[]), ALL).problem, "");
}

#[test]
fn office_files_of_others_are_set_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/documents");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is missing, so no real Office file was set as pages", folder.display());
        return;
    }
    if no_office() {
        return;
    }
    let (mut set, mut not) = (BTreeSet::new(), Vec::new());
    for sort in ["clean", "bad"] {
        for entry in std::fs::read_dir(folder.join(sort)).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // One of each type: all of them take minutes.
            let extension = name.rsplit('.').next().unwrap_or_default().to_owned();
            if !is_printed(&extension) || set.contains(&extension) {
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("a file");
            let shown = printed(&name, &bytes, Wanted { first: 1, most: 1 });
            if shown.pages.len() == 1 {
                set.insert(extension);
            } else if !["encrypted", "bomb"].contains(&shown.problem.as_str()) {
                not.push(format!("{name}: {}", shown.problem));
            }
        }
    }
    assert!(set.len() >= 10 && not.is_empty(), "set: {set:?}; not: {not:?}");
}
