//! A session on real connections: the display server's socket, a browser's WebSocket, and the clock.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foundation::{Moment, World};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::recording::Frame;
use crate::session::{Curtain, Session};
use crate::{Event, rfb};

pub use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
pub use tokio_tungstenite::tungstenite::protocol::Role;

/// Between two pictures that are asked of the display server: sixty a second.
const FRAME: Duration = Duration::from_millis(16);

/// How often the clock is looked at: an end of a right is seen within a second.
const TICK: Duration = Duration::from_millis(250);

/// How long a side may take nothing before its connection is given up.
const STUCK: Duration = Duration::from_secs(10);

/// Before the display server is asked again.
const AGAIN: Duration = Duration::from_millis(100);

/// Longest message of a browser; the text of a clipboard may come in one.
const MESSAGE: usize = rfb::LONGEST_CUT as usize + 64;

/// Who is told what happens.
pub type Told = Box<dyn Fn(&Event) + Send + Sync>;

/// A session that runs.
pub struct Live {
    session: Mutex<Session>,
    world: World,
    told: Told,
    /// Something may be new: each side looks whether it is for it.
    news: watch::Sender<u64>,
}

impl Live {
    pub fn new(session: Session, world: World, told: Told) -> Arc<Live> {
        Arc::new(Live { session: Mutex::new(session), world, told, news: watch::Sender::new(0) })
    }

    /// Does something with the session, tells what happened, and wakes both sides.
    pub fn with<T>(&self, act: impl FnOnce(&mut Session, Moment) -> T) -> T {
        let now = self.world.now();
        let (done, events) = {
            let mut session = self.locked();
            (act(&mut session, now), session.events())
        };
        events.iter().for_each(|event| (self.told)(event));
        self.news.send_modify(|number| *number += 1);
        done
    }

    fn locked(&self) -> MutexGuard<'_, Session> {
        // What the broker does with one message leaves the session whole even where it panics half way.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn curtain(&self) -> Curtain {
        self.locked().curtain()
    }

    /// What was seen since this was last asked, where the session is recorded.
    pub fn frame(&self) -> Option<Frame> {
        self.locked().frame(self.world.now())
    }

    fn to_display(&self) -> Vec<u8> {
        self.locked().to_display()
    }

    fn to_browser(&self, number: u64) -> Option<Vec<u8>> {
        let mut session = self.locked();
        session.is_shown(number).then(|| session.to_browser(number))
    }

    /// Looks at the clock until the session has ended.
    pub async fn keep_time(&self) {
        while self.curtain() != Curtain::Ended {
            sleep(TICK).await;
            let now = self.world.now();
            let events = {
                let mut session = self.locked();
                session.tick(now);
                session.events()
            };
            events.iter().for_each(|event| (self.told)(event));
            self.news.send_modify(|number| *number += 1);
        }
    }

    /// Connects to the display server, again where it broke off or was closed, until the session has ended.
    pub async fn follow_display(&self, socket: &Path) {
        while self.curtain() != Curtain::Ended {
            if let Ok(stream) = UnixStream::connect(socket).await {
                self.with(Session::display_came);
                let _ = self.display(stream).await;
                self.with(Session::display_went);
            }
            sleep(AGAIN).await;
        }
    }

    /// One connection to a display server.
    ///
    /// # Errors
    /// It broke off, took nothing for a while, or was closed because of what came.
    pub async fn display(&self, stream: impl AsyncRead + AsyncWrite) -> std::io::Result<()> {
        let (mut read, mut write) = tokio::io::split(stream);
        let mut news = self.news.subscribe();
        let mut buffer = vec![0; 64 << 10];
        let mut frame = tokio::time::interval(FRAME);
        frame.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut waits = false;
        while self.curtain() != Curtain::Ended {
            tokio::select! {
                got = read.read(&mut buffer) => {
                    let got = got?;
                    if got == 0 {
                        return Ok(());
                    }
                    self.with(|session, now| session.display_said(&buffer[..got], now)).map_err(std::io::Error::other)?;
                    waits = true;
                }
                // Nothing ticks while nothing came.
                _ = frame.tick(), if waits => {
                    self.locked().pull();
                    waits = false;
                }
                changed = news.changed() => {
                    if changed.is_err() {
                        return Ok(());
                    }
                    // A browser that came wants what was not asked for while nobody looked.
                    waits = true;
                }
            }
            let out = self.to_display();
            if !out.is_empty() {
                timeout(STUCK, write.write_all(&out)).await??;
            }
        }
        Ok(())
    }

    /// Shows the desktop to a browser until it goes, another one comes, or the session ends.
    pub async fn show<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) {
        let config = WebSocketConfig::default()
            .read_buffer_size(4096)
            .max_message_size(Some(MESSAGE))
            .max_frame_size(Some(MESSAGE))
            .write_buffer_size(0);
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
        let number = self.with(Session::browser_came);
        let mut news = self.news.subscribe();
        while let Some(out) = self.to_browser(number) {
            if !out.is_empty() {
                let sent = timeout(STUCK, socket.send(Message::Binary(Bytes::from(out)))).await;
                if !matches!(sent, Ok(Ok(()))) {
                    break;
                }
            }
            if self.curtain() == Curtain::Ended {
                break;
            }
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        if self.with(|session, now| session.browser_said(number, &bytes, now)).is_err() {
                            break;
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    // Text is no RFB.
                    _ => break,
                },
                changed = news.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
            }
        }
        self.with(|session, now| session.browser_went(number, now));
        let _ = timeout(STUCK, socket.close(None)).await;
    }
}
