//! The load against a server of our own that answers in the two ways there are.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

use xtask::bench::load::{Load, Page, page, quantile};
use xtask::bench::median;

/// Answers every request on every connection with `answer`; the address.
fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
                let mut stream = stream;
                // A request ends with an empty line.
                while lines.by_ref().map_while(Result::ok).any(|line| line.is_empty()) {
                    if stream.write_all(answer.as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}

fn ask(address: &str) -> Result<xtask::bench::load::Measured, String> {
    let what = Page { name: "list".into(), path: "/list".into(), cookie: "session=x".into() };
    let load = Load { threads: 2, time: Duration::from_millis(100), warm_up: 3 };
    page(address, &what, load, Some(std::process::id()))
}

#[test]
fn answers_are_counted_whichever_way_they_tell_their_length() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    ] {
        let measured = ask(&server(answer)).expect("the server answers");
        assert_eq!(measured.bytes, 5);
        assert!(measured.requests > 10 && measured.per_second > 100.0, "{measured:?}");
        assert!(measured.p50 <= measured.p99, "{measured:?}");
        assert!(measured.cpu.is_some());
    }
}

#[test]
fn an_error_page_is_no_figure() {
    let said = ask(&server("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")).expect_err("a redirect is no answer");
    assert!(said.contains("302") && said.contains("/list"), "{said}");
    assert!(ask("127.0.0.1:1").is_err());
    assert!(ask(&server("HTTP/1.1 200 OK\r\n\r\n")).expect_err("no length").contains("without a length"));
}

#[test]
fn quantiles_take_the_nearest_rank() {
    let values: Vec<f64> = (1..=100).map(f64::from).collect();
    assert_eq!((quantile(&values, 0.5), quantile(&values, 0.99), quantile(&values, 1.0)), (50.0, 99.0, 100.0));
    assert_eq!((quantile(&[7.0], 0.5), quantile(&[7.0], 0.99)), (7.0, 7.0));
    assert!(quantile(&[], 0.5).is_nan());
    assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
}
