//! `strongroom verify`: offline, on a copy.

use ledger::NotVerified;

use super::{complain, say};
use crate::cli::VerifyArgs;

pub(crate) fn verify(args: &VerifyArgs) -> u8 {
    let result = match (&args.receipt, &args.dir) {
        (Some(receipt), _) => ledger::verify_receipt_command(receipt, &args.key).map(|v| {
            let text = format!("the receipt is good: entry {} of a record of {} entries\n{}", v.index, v.size, v.entry);
            (text, serde_json::to_value(&v).unwrap_or_default())
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
