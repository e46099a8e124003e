//! Where hashes and entries stand in the folder (C2SP tlog-tiles), and the bytes of a tile and of an entry bundle.

use crate::hash::Hash;

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// Tile levels a tree can have: sizes are 64 bits and each level takes 8 of them.
pub(crate) const LEVELS: usize = 8;
/// The most bytes an entry can have, because a bundle writes its length in 16 bits.
pub const ENTRY_MAX: usize = u16::MAX as usize;

/// Path of the tile `index` at `level`, `width` hashes wide (256 = full), relative to the log's folder.
pub fn tile_path(level: usize, index: u64, width: u64) -> String {
    format!("tile/{level}/{}{}", number(index), partial(width))
}

/// Path of the entry bundle `index`, holding `width` entries (256 = full), relative to the log's folder.
pub fn bundle_path(index: u64, width: u64) -> String {
    format!("tile/entries/{}{}", number(index), partial(width))
}

/// `1234067` is `x001/x234/067`, so that no folder ever lists more than a few thousand names.
pub(crate) fn number(mut index: u64) -> String {
    let mut text = format!("{:03}", index % 1000);
    while index >= 1000 {
        index /= 1000;
        text = format!("x{:03}/{text}", index % 1000);
    }
    text
}

fn partial(width: u64) -> String {
    if width == TILE_WIDTH { String::new() } else { format!(".p/{width}") }
}

/// What a path relative to the log's folder names: the row (`None` = entries), the index in it and the width.
pub(crate) fn parse_path(path: &str) -> Option<(Option<usize>, u64, u64)> {
    let (row, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let row = if row == "entries" { None } else { Some(row.parse().ok().filter(|level| *level < 64)?) };
    let (place, width) = match rest.split_once(".p/") {
        Some((place, width)) => (place, width.parse().ok().filter(|width| (1..TILE_WIDTH).contains(width))?),
        None => (rest, TILE_WIDTH),
    };
    let mut index: u64 = 0;
    for part in place.split('/') {
        let digits = part.strip_prefix('x').unwrap_or(part);
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok().filter(|_| digits.len() == 3)?)?;
    }
    // Only the one right spelling counts: `x000/001` or `+1` would be a second name of the same tile.
    let spelled = match row {
        Some(level) => tile_path(level, index, width),
        None => bundle_path(index, width),
    };
    (spelled == path).then_some((row, index, width))
}

/// The files of a log of `size` entries besides its checkpoint, relative to its folder: each as it is while its tile is not
/// full, and as it is from then on. One of the two is there.
pub fn files_of(size: u64) -> impl Iterator<Item = (String, String)> {
    let tiles = |size: u64, level: usize| {
        let (full, width) = tiles_at(size, level);
        (0..full).map(|index| (index, TILE_WIDTH)).chain((width > 0).then_some((full, width)))
    };
    let bundles = tiles(size, 0).map(|(index, width)| (bundle_path(index, width), bundle_path(index, TILE_WIDTH)));
    bundles.chain((0..LEVELS).flat_map(move |level| {
        tiles(size, level)
            .map(move |(index, width)| (tile_path(level, index, width), tile_path(level, index, TILE_WIDTH)))
    }))
}

/// How many hashes a tree of `size` leaves has at a tile level, full tiles and the partial one together.
pub(crate) fn hashes_at(size: u64, level: usize) -> u64 {
    size.checked_shr(8 * level as u32).unwrap_or(0)
}

/// Tiles of a tree at one level: how many are full, and how wide the partial one after them is (0 = there is none).
pub(crate) fn tiles_at(size: u64, level: usize) -> (u64, u64) {
    let hashes = hashes_at(size, level);
    (hashes / TILE_WIDTH, hashes % TILE_WIDTH)
}

pub(crate) fn encode_tile(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile; `None` if the bytes are not a whole number of hashes.
pub(crate) fn decode_tile(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.iter().copied().map(Hash).collect())
}

/// Adds an entry to a bundle's bytes. The caller has checked [`ENTRY_MAX`].
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) {
    let length = u16::try_from(entry.len()).expect("no entry is longer than ENTRY_MAX");
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
}

/// The entries of a bundle as far as they can be read, and whether the bytes ended where an entry ends.
pub(crate) fn decode_bundle(mut bytes: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let Some((entry, rest)) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length))) else {
            break;
        };
        entries.push(entry);
        bytes = rest;
    }
    (entries, bytes.is_empty())
}
