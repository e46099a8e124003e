//! Load on a running service: keep-alive GETs from a few threads, one page after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::{Figure, process};

/// A page to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// In figures ("project list").
    pub name: String,
    /// With its leading slash.
    pub path: String,
    /// The whole `Cookie` header; empty for a visitor.
    #[serde(default)]
    pub cookie: String,
}

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub threads: usize,
    pub time: Duration,
    /// Requests before anything is measured.
    pub warm_up: usize,
}

/// What a page came to. Times in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub requests: u64,
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
    /// Processor time of the server for each request, where its pid is known.
    pub cpu: Option<f64>,
    pub bytes: usize,
}

impl Measured {
    pub fn figures(&self, name: &str) -> Vec<Figure> {
        let mut all = vec![
            Figure::new(format!("{name}, requests"), self.per_second, "1/s"),
            Figure::new(format!("{name}, p50"), self.p50, "ms"),
            Figure::new(format!("{name}, p99"), self.p99, "ms"),
            Figure::new(format!("{name}, size"), self.bytes as f64 / 1024.0, "KiB"),
        ];
        all.extend(self.cpu.map(|cpu| Figure::new(format!("{name}, cpu"), cpu, "ms")));
        all
    }
}

/// Asks for one page, once; how many bytes it has.
///
/// # Errors
/// As [`page`].
pub fn once(address: &str, page: &Page) -> Result<usize, String> {
    Connection::open(address)?.get(page)
}

/// Asks for one page again and again.
///
/// # Errors
/// The service cannot be reached, or answers anything but 200: a figure for an error page would mean nothing.
pub fn page(address: &str, page: &Page, load: Load, pid: Option<u32>) -> Result<Measured, String> {
    let mut first = Connection::open(address)?;
    let mut bytes = 0;
    for _ in 0..load.warm_up.max(1) {
        bytes = first.get(page)?;
    }
    drop(first);

    let cpu_before = pid.and_then(process::cpu_seconds);
    let start = Instant::now();
    let until = start + load.time;
    let results: Vec<Result<Vec<f64>, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..load.threads.max(1)).map(|_| scope.spawn(|| ask(address, page, until))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread of the load stopped".into())))
            .collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let cpu_after = pid.and_then(process::cpu_seconds);

    let mut times = Vec::new();
    for result in results {
        times.extend(result?);
    }
    times.sort_by(f64::total_cmp);
    let requests = times.len() as u64;
    let cpu = cpu_before.zip(cpu_after).map(|(before, after)| (after - before) * 1e3 / requests.max(1) as f64);
    Ok(Measured {
        requests,
        per_second: requests as f64 / seconds,
        p50: quantile(&times, 0.50),
        p99: quantile(&times, 0.99),
        cpu,
        bytes,
    })
}

/// Of sorted values; the nearest rank.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
}

fn ask(address: &str, page: &Page, until: Instant) -> Result<Vec<f64>, String> {
    let mut connection = Connection::open(address)?;
    let mut times = Vec::new();
    while Instant::now() < until {
        let start = Instant::now();
        connection.get(page)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

/// One connection that is kept open.
struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Result<Connection, String> {
        let open = || {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            Ok(stream)
        };
        let stream = open().map_err(|e: std::io::Error| format!("connecting to {address}: {e}"))?;
        Ok(Connection { address: address.to_owned(), stream: BufReader::new(stream) })
    }

    /// One GET; the length of its answer.
    fn get(&mut self, page: &Page) -> Result<usize, String> {
        let failed = |e: std::io::Error| format!("asking for {}: {e}", page.path);
        let cookie = if page.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", page.cookie) };
        let request =
            format!("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\n{cookie}\r\n", page.path, self.address);
        self.stream.get_mut().write_all(request.as_bytes()).map_err(failed)?;
        let status = self.line().map_err(failed)?;
        if status.split(' ').nth(1) != Some("200") {
            return Err(format!("asking for {}: the answer is {status}; is the cookie still good?", page.path));
        }
        let (mut length, mut chunked) = (None, false);
        loop {
            let line = self.line().map_err(failed)?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            match line.split_once(':').map(|(name, value)| (name, value.trim())) {
                Some(("content-length", value)) => length = value.parse::<usize>().ok(),
                Some(("transfer-encoding", value)) => chunked = value.contains("chunked"),
                _ => {}
            }
        }
        match (chunked, length) {
            (true, _) => self.chunks().map_err(failed),
            (false, Some(length)) => self.skip(length).map_err(failed).map(|()| length),
            (false, None) => Err(format!("asking for {}: an answer without a length", page.path)),
        }
    }

    fn chunks(&mut self) -> std::io::Result<usize> {
        let mut total = 0;
        loop {
            let line = self.line()?;
            let size = line.split(';').next().and_then(|hex| usize::from_str_radix(hex.trim(), 16).ok());
            let size = size.ok_or_else(|| std::io::Error::other(format!("a chunk of length \"{line}\"")))?;
            self.skip(size)?;
            self.line()?;
            if size == 0 {
                return Ok(total);
            }
            total += size;
        }
    }

    fn skip(&mut self, length: usize) -> std::io::Result<()> {
        let read = std::io::copy(&mut self.stream.by_ref().take(length as u64), &mut std::io::sink())?;
        if read == length as u64 { Ok(()) } else { Err(std::io::Error::other("the answer broke off")) }
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(std::io::Error::other("the connection was closed"));
        }
        Ok(line.trim_end().to_owned())
    }
}
