//! Makes one table and prints its verdict and what it cost: for measuring, and as the shortest use of the library.
//!
//! ```text
//! cargo run --release -p disclosure --example table -- DATA.parquet --rows region --cols ageband --sum turnover --unit id
//! ```
// It measures.
#![allow(clippy::disallowed_methods)]

use disclosure::command::{self, TableCommand};
use disclosure::{Policy, TableRequest};
use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let mut command = TableCommand {
        data: Default::default(),
        request: TableRequest::default(),
        policy: None,
        out: None,
        at: String::new(),
        json: false,
    };
    let list = |text: String| text.split(',').map(String::from).collect::<Vec<_>>();
    while let Some(word) = words.next() {
        let request = &mut command.request;
        let mut value = || words.next().unwrap_or_default();
        match word.as_str() {
            "--rows" => request.rows = list(value()),
            "--cols" => request.cols = list(value()),
            "--count" => request.count = true,
            "--sum" => request.sum = list(value()),
            "--mean" => request.mean = list(value()),
            "--unit" => request.unit = Some(value()),
            "--cut" => {
                let text = value();
                let (field, edges) = text.split_once('=').expect("FIELD=EDGE,EDGE");
                request.cut.push(disclosure::Cut { field: field.into(), edges: list(edges.into()) });
            }
            "--scratch" => request.scratch = Some(value().into()),
            "--holding" => request.holding = Some(value()),
            "--weight" => request.weight = Some(value()),
            "--where" => request.selection = Some(value()),
            "--margins" => request.margins = true,
            "--protect" => request.protect = serde_json::from_value(value().into()).expect("a way of protecting"),
            "--protect-seconds" => request.protect_seconds = value().parse().ok(),
            "--hierarchy" => {
                let text = value();
                let (field, path) = text.split_once('=').expect("FIELD=FILE");
                request.hierarchies.push(disclosure::Hierarchy::read(field, path.as_ref()).expect("a hierarchy"));
            }
            name if name.starts_with("--") && disclosure::Statistic::FURTHER.contains(&&name[2..]) => {
                request.more.push(disclosure::Statistic::parse(&name[2..], &value()).expect("a statistic"));
            }
            "--policy" => command.policy = Some(value()),
            "--out" => command.out = Some(value().into()),
            "--progress" => request.progress = disclosure::Progress::told(),
            "--json" => command.json = true,
            "--policies" => {
                eprintln!("{}", Policy::names().collect::<Vec<_>>().join("\n"));
                return ExitCode::SUCCESS;
            }
            data => command.data = data.into(),
        }
    }
    let start = disclosure::deadline::Stopwatch::start();
    let outcome = command::table(&command, &|_| Ok(None), &mut stdout(), &mut stderr());
    eprintln!("{:.3} s wall", start.elapsed().as_secs_f64());
    ExitCode::from(outcome.status())
}
