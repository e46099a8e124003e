//! Files beside the ones that the checkpoint asks for: older partial tiles, what a crash left, what does not belong there.

use std::fs;
use std::io;
use std::path::Path;

use super::{Fault, FaultKind, TILE_WIDTH, bundle_path, parse_path, tile_path, tiles_at};

/// More notes than this say nothing new.
const NOTES_MAX: usize = 20;

/// Looks at every file under `tile/`. An older partial file must be the beginning of the one that was checked.
pub(super) fn look(dir: &Path, size: u64) -> Result<Vec<String>, Fault> {
    let mut notes = Vec::new();
    let mut names = Vec::new();
    list(dir, "tile", &mut names).map_err(|(path, error)| {
        Fault::new(FaultKind::Unreadable, format!("the folder {path} cannot be read: {error}"))
    })?;
    names.sort();
    for name in names {
        let Some((row, index, width)) = parse_path(&name) else {
            notes.push(format!("{name} is not part of the log"));
            continue;
        };
        let (full, partial) = tiles_at(size, row.unwrap_or(0));
        let checked = match index {
            _ if index < full => TILE_WIDTH,
            _ if index == full => partial,
            _ => 0,
        };
        if width > checked {
            notes.push(format!(
                "{name} is beyond the checkpoint, as an append that was interrupted leaves it; it is not signed"
            ));
        } else if width < checked {
            older(dir, &name, row, index, width, checked)?;
        }
    }
    if notes.len() > NOTES_MAX {
        let more = notes.len() - NOTES_MAX;
        notes.truncate(NOTES_MAX);
        notes.push(format!("and {more} more files like these"));
    }
    Ok(notes)
}

/// Compares an older partial file with the wider one that has been checked.
fn older(dir: &Path, name: &str, row: Option<usize>, index: u64, width: u64, checked: u64) -> Result<(), Fault> {
    let path = |width| match row {
        Some(level) => tile_path(level, index, width),
        None => bundle_path(index, width),
    };
    let wider = fs::read(dir.join(path(checked))).or_else(|_| fs::read(dir.join(path(TILE_WIDTH))));
    let (Ok(wider), Ok(bytes)) = (wider, fs::read(dir.join(name))) else {
        return Err(Fault::new(FaultKind::Unreadable, format!("the older file {name} cannot be read")));
    };
    let length = match row {
        Some(_) => width as usize * 32,
        None => bundle_length(&wider, width),
    };
    if bytes.len() == length && wider.starts_with(&bytes) {
        return Ok(());
    }
    let same = bytes.iter().zip(&wider).take_while(|(a, b)| a == b).count();
    let level = row.unwrap_or(0);
    let place = match row {
        Some(_) => (same / 32) as u64,
        None => (0..width).find(|w| bundle_length(&wider, w + 1) > same).unwrap_or(width),
    };
    let first = (index * TILE_WIDTH + place.min(width - 1)) << (8 * level);
    let message = format!(
        "the older file {name} was changed: it must be the beginning of {}, which is as it was signed; the difference is \
         at entry {first}; the entries themselves are the signed ones",
        path(checked)
    );
    Err(Fault::between(FaultKind::Tile, first, first + (1 << (8 * level)) - 1, message))
}

/// Bytes of the first entries of a bundle that has been checked.
fn bundle_length(bundle: &[u8], entries: u64) -> usize {
    let (found, _) = crate::tile::decode_bundle(bundle);
    found.iter().take(entries as usize).map(|entry| entry.len() + 2).sum()
}

fn list(dir: &Path, name: &str, names: &mut Vec<String>) -> Result<(), (String, io::Error)> {
    let folder = dir.join(name);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err((name.to_owned(), error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| (name.to_owned(), error))?;
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(|error| (below.clone(), error))?.is_dir() {
            list(dir, &below, names)?;
        } else {
            names.push(below);
        }
    }
    Ok(())
}
