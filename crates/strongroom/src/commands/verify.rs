//! `strongroom verify`: offline, on a copy.

use std::path::Path;

use foundation::{Lang, Moment};
use ledger::{Entry, NotVerified, VerifiedReceipt};

use super::{complain, say};
use crate::cli::VerifyArgs;

pub(crate) fn verify(args: &VerifyArgs) -> u8 {
    let result = match (&args.receipt, &args.dir) {
        (Some(receipt), _) => ledger::verify_receipt_command(receipt, &args.key, args.file.as_deref()).map(|v| {
            let good = format!("the receipt is good: entry {} of a record of {} entries\n", v.index, v.size);
            let left = args.file.as_deref().map(|file| left(file, &v)).unwrap_or_default();
            (format!("{good}{left}{}", v.entry), serde_json::to_value(&v).unwrap_or_default())
        }),
        (None, Some(dir)) => ledger::verify_command(dir, &args.key, args.known.as_deref()).map(|v| {
            (
                format!(
                    "the record is whole: {} entries, root {}\n{}{}",
                    v.size,
                    v.root,
                    v.notes.iter().map(|note| format!("{note}\n")).collect::<String>(),
                    match &args.known {
                        Some(known) => format!("it goes on from the checkpoint {}", known.display()),
                        None => "no earlier checkpoint was given: that nothing was cut off or written anew from its \
                                 beginning is not shown; give one that somebody else kept with --known"
                            .to_owned(),
                    }
                ),
                serde_json::to_value(&v).unwrap_or_default(),
            )
        }),
        (None, None) => {
            complain("name the record's folder, or a receipt with --receipt");
            return 2;
        }
    };
    match result {
        Ok((text, json)) => {
            if args.json {
                say(json)
            } else {
                say(text)
            }
            0
        }
        Err(NotVerified::Request(reason)) => {
            complain(reason);
            2
        }
        Err(NotVerified::Fault(fault)) => {
            if args.json {
                say(serde_json::to_value(&fault).unwrap_or_default());
            } else {
                say(&fault.message);
            }
            1
        }
    }
}

/// That a file has left, when, and after whose eyes, as its entry says it.
fn left(file: &Path, verified: &VerifiedReceipt) -> String {
    let Ok(entry) = Entry::parse(verified.entry.as_bytes()) else { return String::new() };
    let field = verified.file.as_deref().unwrap_or_default();
    let of = |key: &str| entry.detail.get(key).map_or("(not said)", String::as_str);
    format!(
        "{} is {} of release {} (request {}): it left on {}, after {} checkers had each let it go\n",
        file.display(),
        field.replace('-', " "),
        of("release"),
        of("reference"),
        Moment(entry.at).text(Lang::En),
        of("checkers"),
    )
}
