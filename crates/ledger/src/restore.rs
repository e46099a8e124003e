//! The unfinished end of a log, read back when it is opened.

use std::fs;

use crate::disk::Disk;
use crate::error::Error;
use crate::hash::{Hash, leaf_hash};
use crate::reader::Reader;
use crate::tail::Tail;
use crate::tile::{LEVELS, TILE_WIDTH, bundle_path, decode_bundle, encode_tile, tile_path, tiles_at};
use crate::tree::root_over;

/// The tail of the log as its checkpoint states it: leaf hashes from the partial bundle, the levels above from their partial
/// tiles, or from the full tiles below where those were lost in a power failure. Accepted only if the root is the signed one.
pub(crate) fn restore(reader: &Reader, disk: &mut dyn Disk) -> Result<Tail, Error> {
    let size = reader.size();
    let (index, width) = tiles_at(size, 0);
    let mut bundle = if width > 0 { reader.read_bundle(index)? } else { Vec::new() };
    let (entries, whole) = decode_bundle(&bundle);
    if (entries.len() as u64) < width || (entries.len() as u64 == width && !whole) {
        return Err(reader.damaged(format!("{} cannot be read", bundle_path(index, width))));
    }
    let entries = &entries[..width as usize];
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    // A full bundle may stand in for the partial one; only its beginning is ours.
    bundle.truncate(entries.iter().map(|entry| entry.len() + 2).sum());

    let stored = |level| match tiles_at(size, level) {
        (_, 0) => Vec::new(),
        (index, _) => reader.read_tile(level, index).unwrap_or_default(),
    };
    let mut levels: [Vec<Hash>; LEVELS] =
        std::array::from_fn(|level| if level == 0 { leaves.clone() } else { stored(level) });
    let signed = |tail: &Tail| tail.root() == reader.checkpoint().root();
    let tail = match Tail::new(size, bundle.clone(), levels.clone()).filter(signed) {
        Some(tail) => tail,
        None => {
            for (level, hashes) in levels.iter_mut().enumerate().skip(1) {
                let (index, width) = tiles_at(size, level);
                hashes.clear();
                for place in 0..width {
                    hashes.push(root_over(&reader.read_tile(level - 1, index * TILE_WIDTH + place)?));
                }
            }
            let what = || reader.damaged("its entries and tiles do not lead to the signed root".to_owned());
            Tail::new(size, bundle, levels).filter(signed).ok_or_else(what)?
        }
    };
    if width > 0 {
        write_if_lost(reader, &bundle_path(index, width), &tail.bundle, disk)?;
    }
    for (level, hashes) in tail.levels.iter().enumerate().filter(|(_, hashes)| !hashes.is_empty()) {
        let (index, width) = tiles_at(size, level);
        write_if_lost(reader, &tile_path(level, index, width), &encode_tile(hashes), disk)?;
        // Older widths are still served (tlog-tiles), and were not flushed either.
        for older in (1..width).filter(|older| reader.dir().join(tile_path(level, index, *older)).exists()) {
            write_if_lost(reader, &tile_path(level, index, older), &encode_tile(&hashes[..older as usize]), disk)?;
        }
    }
    Ok(tail)
}

/// Partial files that a power failure lost, or that a copy does not have because the full ones were there already.
fn write_if_lost(reader: &Reader, name: &str, bytes: &[u8], disk: &mut dyn Disk) -> Result<(), Error> {
    let path = reader.dir().join(name);
    if fs::read(&path).is_ok_and(|found| found == bytes) {
        return Ok(());
    }
    let folder = path.parent().expect("a tile is in a folder");
    fs::create_dir_all(folder).map_err(Error::io("creating the folder", folder))?;
    disk.write(&path, bytes, true).map_err(Error::io("writing again", &path))
}
