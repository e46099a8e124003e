//! A session on real sockets, with a display server and browsers that break off, lie and hang.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use desk::wire::{Live, Role};
use desk::{Curtain, Rules, Session, What};
use foundation::World;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{UnixListener, UnixStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::support::{NOW, SIZE, Viewer, ZRLE, ask, greeting, raw, session, started, text, update};

struct Ground {
    _folder: tempfile::TempDir,
    listener: UnixListener,
    live: Arc<Live>,
    told: Arc<Mutex<Vec<What>>>,
}

fn ground(rules: Rules) -> Ground {
    let folder = tempfile::tempdir().expect("a folder");
    let socket: PathBuf = folder.path().join("socket");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let told = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&told);
    let say = Box::new(move |event: &desk::Event| keep.lock().expect("nobody panics").push(event.what.clone()));
    let live = Live::new(session(rules), World::fixed(NOW, 1), say);
    let follows = Arc::clone(&live);
    tokio::spawn(async move { follows.follow_display(&socket).await });
    Ground { _folder: folder, listener, live, told }
}

impl Ground {
    /// The next connection of the broker, greeted well, up to where it asks for the first picture.
    async fn display(&self) -> UnixStream {
        let (mut display, _) = self.listener.accept().await.expect("the broker comes");
        display.write_all(&started(SIZE, b"")).await.expect("it listens");
        let mut said = vec![0; 12 + 1 + 1 + 20 + 16 + 10];
        display.read_exact(&mut said).await.expect("it answers");
        assert_eq!(said[said.len() - 10], 3, "it asks for a picture");
        display
    }

    async fn browser(&self) -> WebSocketStream<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let live = Arc::clone(&self.live);
        tokio::spawn(async move { live.show(theirs).await });
        WebSocketStream::from_raw_socket(ours, Role::Client, None).await
    }

    fn told(&self) -> Vec<What> {
        self.told.lock().expect("nobody panics").clone()
    }
}

async fn send(browser: &mut WebSocketStream<DuplexStream>, bytes: Vec<u8>) {
    browser.send(Message::Binary(Bytes::from(bytes))).await.expect("the broker listens");
}

/// Reads until the picture is as it should be.
async fn until(browser: &mut WebSocketStream<DuplexStream>, viewer: &mut Viewer, is: impl Fn(&Viewer) -> bool) {
    while !is(viewer) {
        match browser.next().await {
            Some(Ok(Message::Binary(bytes))) => viewer.take(&bytes),
            other => panic!("the broker ended: {other:?}"),
        }
        send(browser, ask(true)).await;
    }
}

/// Whether nothing more comes.
async fn is_closed(browser: &mut WebSocketStream<DuplexStream>) -> bool {
    loop {
        match browser.next().await {
            Some(Ok(Message::Binary(_) | Message::Ping(_))) => {}
            Some(Ok(Message::Close(_))) | None | Some(Err(_)) => return true,
            Some(Ok(_)) => return false,
        }
    }
}

fn picture(dot: u32) -> Vec<u8> {
    update(&[raw(SIZE.whole(), 0, |_, _| dot)])
}

#[tokio::test]
async fn a_display_server_that_lies_is_closed_and_the_browser_sees_the_next_one() {
    let ground = ground(Rules::default());
    let mut browser = ground.browser().await;
    send(&mut browser, [greeting(&[ZRLE]), ask(false)].concat()).await;
    let mut viewer = Viewer::default();
    for (words, dot) in
        [(vec![99], 0x0011_2233), (text(i32::MAX, b"x"), 0x0044_5566), (vec![0, 0, 0, 1, 0, 0, 0, 0], 0x0077_8899)]
    {
        let mut display = ground.display().await;
        display.write_all(&picture(dot)).await.expect("it listens");
        until(&mut browser, &mut viewer, |viewer| viewer.dots.contains(&dot)).await;
        // The last of them breaks off in the middle of a word instead.
        display.write_all(&words).await.expect("it listens");
        if words.len() < 8 || words[0] == 3 {
            let mut rest = Vec::new();
            let _ = display.read_to_end(&mut rest).await;
        }
    }
    let mut last = ground.display().await;
    last.write_all(&picture(0x00ab_cdef)).await.expect("it listens");
    until(&mut browser, &mut viewer, |viewer| viewer.dots.contains(&0x00ab_cdef)).await;
    let faults = ground.told().into_iter().filter(|what| matches!(what, What::DisplayFault { .. })).count();
    assert_eq!(faults, 2, "{:?}", ground.told());
}

#[tokio::test]
async fn a_browser_that_lies_is_closed_and_the_next_one_sees_the_desktop() {
    let ground = ground(Rules::default());
    let mut display = ground.display().await;
    display.write_all(&picture(0x0011_2233)).await.expect("it listens");
    let file_transfer = vec![7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, b'x'];
    for words in [
        vec![1; 12],
        [greeting(&[]), file_transfer].concat(),
        [greeting(&[]), vec![6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]].concat(),
    ] {
        let mut browser = ground.browser().await;
        send(&mut browser, words).await;
        assert!(is_closed(&mut browser).await);
    }
    let mut browser = ground.browser().await;
    browser.send(Message::text("hello")).await.expect("it listens");
    assert!(is_closed(&mut browser).await, "text is no RFB");
    let mut browser = ground.browser().await;
    // A message that is longer than any that may come.
    let _ = browser.send(Message::Binary(Bytes::from(vec![0; (1 << 20) + 100]))).await;
    assert!(is_closed(&mut browser).await);
    let mut browser = ground.browser().await;
    send(&mut browser, [greeting(&[ZRLE]), ask(false)].concat()).await;
    until(&mut browser, &mut Viewer::default(), |viewer| viewer.dots.contains(&0x0011_2233)).await;
    let faults = ground.told().into_iter().filter(|what| matches!(what, What::BrowserFault { .. })).count();
    assert_eq!(faults, 3, "{:?}", ground.told());
    // A second window.
    let mut second = ground.browser().await;
    assert!(is_closed(&mut browser).await, "the first is sent away");
    send(&mut second, [greeting(&[ZRLE]), ask(false)].concat()).await;
    until(&mut second, &mut Viewer::default(), |viewer| viewer.dots.contains(&0x0011_2233)).await;
}

#[tokio::test]
async fn an_end_reaches_a_browser_that_waits_and_the_display_server() {
    let ground = ground(Rules::default());
    let mut display = ground.display().await;
    display.write_all(&picture(0x0011_2233)).await.expect("it listens");
    let mut browser = ground.browser().await;
    send(&mut browser, [greeting(&[ZRLE]), ask(false)].concat()).await;
    let mut viewer = Viewer::default();
    until(&mut browser, &mut viewer, |viewer| viewer.dots.contains(&0x0011_2233)).await;
    ground.live.with(Session::end);
    while let Some(Ok(Message::Binary(bytes))) = browser.next().await {
        viewer.take(&bytes);
    }
    assert!(viewer.dots.iter().all(|dot| *dot == desk::session::CURTAIN), "the last thing it sees is nothing");
    assert_eq!(ground.live.curtain(), Curtain::Ended);
    let mut rest = Vec::new();
    display.read_to_end(&mut rest).await.expect("its connection is closed");
}
