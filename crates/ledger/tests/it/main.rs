//! Tests of the ledger, named as sentences.

mod crash;
mod disks;
mod formats;
mod handover;
mod logs;
mod oracles;
mod receipts;
mod tamper;
