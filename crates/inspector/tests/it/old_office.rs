//! Small files of Office before 2007, made here.

use std::io::{Cursor, Write};

/// A compound file with one stream.
pub fn compound(stream: &str, bytes: &[u8]) -> Vec<u8> {
    streams(&[(stream, bytes)])
}

fn streams(all: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes all");
    for (name, bytes) in all {
        let mut stream = file.create_stream(format!("/{name}")).expect("a new stream");
        stream.write_all(bytes).expect("memory takes all");
    }
    file.flush().expect("memory takes all");
    file.into_inner().into_inner()
}

/// A record of an old workbook.
pub fn biff(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

/// A record of an old presentation.
pub fn ppt_record(version: u16, kind: u16, data: &[u8]) -> Vec<u8> {
    [&version.to_le_bytes()[..], &kind.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data].concat()
}

/// An old Word document whose text has one run with these property changes.
pub fn word(changes: &[u8]) -> Vec<u8> {
    let mut main = vec![0u8; 2048];
    main[0..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    // The table: where the page of runs stands.
    main[0xfe..0x102].copy_from_slice(&12u32.to_le_bytes());
    main[512..518].copy_from_slice(b"secret");
    // The page of runs: one run, its text, its changes.
    let page = 1024;
    main[page..page + 4].copy_from_slice(&512u32.to_le_bytes());
    main[page + 4..page + 8].copy_from_slice(&518u32.to_le_bytes());
    main[page + 8] = 100;
    main[page + 200] = changes.len() as u8;
    main[page + 201..page + 201 + changes.len()].copy_from_slice(changes);
    main[page + 511] = 1;
    let mut table = vec![0u8; 64];
    table[8..12].copy_from_slice(&2u32.to_le_bytes());
    streams(&[("WordDocument", &main), ("0Table", &table)])
}
