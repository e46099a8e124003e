//! A machine that seals nothing: its desktops are a display server that shows white and keeps what it is told.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use settings::{Machine, Started, Wanted};

/// What the test sees of a desktop.
pub struct Desktop {
    pub wanted: Wanted,
    /// Everything that the display server was told.
    pub told: Mutex<Vec<u8>>,
    /// Its programs were closed from inside.
    pub closed: AtomicBool,
    /// Every process was ended.
    pub ended: AtomicBool,
}

#[derive(Default)]
pub struct Fake {
    pub desktops: Mutex<Vec<Arc<Desktop>>>,
    /// The next one cannot be started.
    pub broken: AtomicBool,
}

impl Fake {
    pub fn last(&self) -> Arc<Desktop> {
        Arc::clone(self.desktops.lock().unwrap().last().expect("a desktop was started"))
    }

    pub fn count(&self) -> usize {
        self.desktops.lock().unwrap().len()
    }
}

/// One update of four white dots, and a text of the clipboard.
fn said() -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0];
    bytes.extend([0xff; 16]);
    bytes.extend([3, 0, 0, 0, 0, 0, 0, 6]);
    bytes.extend(b"secret");
    bytes
}

fn serve(listener: UnixListener, desktop: &Desktop) -> std::io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.write_all(b"RFB 003.008\n")?;
    let mut version = [0; 12];
    stream.read_exact(&mut version)?;
    stream.write_all(&[1, 1])?;
    let mut chosen = [0; 1];
    stream.read_exact(&mut chosen)?;
    stream.write_all(&[0; 4])?;
    stream.read_exact(&mut chosen)?;
    let mut init = [1280_u16.to_be_bytes(), 800_u16.to_be_bytes()].concat();
    init.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 1, b'x']);
    stream.write_all(&init)?;
    stream.write_all(&said())?;
    let mut buffer = [0; 4096];
    loop {
        let got = stream.read(&mut buffer)?;
        if got == 0 {
            return Ok(());
        }
        desktop.told.lock().unwrap().extend(&buffer[..got]);
    }
}

struct Shown {
    desktop: Arc<Desktop>,
    socket: PathBuf,
}

impl Machine for Fake {
    fn start(&self, wanted: &Wanted) -> Result<Box<dyn Started>, String> {
        if self.broken.swap(false, Ordering::Relaxed) {
            return Err("a namespace was refused".into());
        }
        std::fs::create_dir_all(&wanted.folder).map_err(|e| e.to_string())?;
        let socket = wanted.folder.join("socket");
        let listener = UnixListener::bind(&socket).map_err(|e| e.to_string())?;
        let desktop = Arc::new(Desktop {
            wanted: wanted.clone(),
            told: Mutex::default(),
            closed: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        });
        self.desktops.lock().unwrap().push(Arc::clone(&desktop));
        let server = Arc::clone(&desktop);
        std::thread::spawn(move || serve(listener, &server));
        Ok(Box::new(Shown { desktop, socket }))
    }
}

impl Started for Shown {
    fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    fn has_ended(&mut self) -> bool {
        self.desktop.closed.load(Ordering::Relaxed)
    }

    fn end(&mut self) -> bool {
        self.desktop.ended.store(true, Ordering::Relaxed);
        true
    }
}
