//! Roots, proofs, tiles and signatures compared with crates that others wrote.

use std::collections::BTreeMap;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{Edge, Hash, Reader, TILE_WIDTH, empty_root, leaf_hash, tile_path, verify_folder};
use proptest::prelude::*;
use sha2::Sha256;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{HashReader, Tile};

use crate::logs::{ORIGIN, entries, key, log_of, open};

struct Stored(Vec<tlog_tiles::Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|i| self.0[*i as usize]).collect())
    }
}

fn stored(entries: &[Vec<u8>]) -> Stored {
    let mut stored = Stored(Vec::new());
    for (i, entry) in entries.iter().enumerate() {
        let more = tlog_tiles::stored_hashes(i as u64, entry, &stored).unwrap();
        stored.0.extend(more);
    }
    stored
}

fn merkle(entries: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    entries.iter().for_each(|entry| tree.push(entry.clone()));
    tree
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn theirs(hashes: &[Hash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect()
}

#[test]
fn the_empty_tree_has_the_root_that_others_give_it() {
    assert_eq!(empty_root().0, tlog_tiles::EMPTY_HASH.0);
    assert_eq!(Edge::default().root(), empty_root());
}

#[test]
fn the_right_edge_gives_the_root_of_every_size_as_both_others_compute_it() {
    let entries = entries(0, 600);
    let stored = stored(&entries);
    let mut edge = Edge::default();
    for (i, entry) in entries.iter().enumerate() {
        edge.push(leaf_hash(entry));
        let root = tlog_tiles::tree_hash(i as u64 + 1, &stored).unwrap();
        assert_eq!(edge.root().0, root.0, "size {}", i + 1);
    }
    assert_eq!(edge.root().0.as_slice(), merkle(&entries).root().as_bytes().as_slice());
}

#[test]
fn every_tile_of_a_log_with_three_levels_has_the_path_and_bytes_that_others_compute() {
    let (dir, log) = log_of(&[1, 300, 65_000, 700, 3_999]);
    let size = log.size();
    assert_eq!(size, 70_000);
    let stored = stored(&entries(0, size));
    let mut expected = BTreeMap::new();
    for tile in Tile::new_tiles(8, 0, size) {
        // Their paths name the height too, which the C2SP form leaves out.
        expected.insert(tile.path().replacen("tile/8/", "tile/", 1), tile.read_data(&stored).unwrap());
    }
    assert!(expected.contains_key("tile/2/000.p/1") && expected.contains_key("tile/1/001.p/17"), "as tlog-tiles says");
    for (path, bytes) in &expected {
        assert_eq!(&std::fs::read(dir.path().join(path)).unwrap(), bytes, "{path}");
    }
    let verified = verify_folder(dir.path(), &key().verifying_key(), None).unwrap();
    assert_eq!((verified.size, verified.root.0), (size, tlog_tiles::tree_hash(size, &stored).unwrap().0));
    let reader = Reader::open(dir.path(), &key().verifying_key()).unwrap();
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let proof = reader.inclusion(index).unwrap();
        assert_eq!(theirs(&proof.hashes), tlog_tiles::prove_record(size, index, &stored).unwrap());
        assert_eq!(reader.entry(index).unwrap(), entries(index, index + 1)[0]);
    }
    for old in [1, 255, 256, 257, 65_536, 69_999] {
        let proof = reader.consistency(old, size).unwrap();
        assert_eq!(theirs(&proof.hashes), tlog_tiles::prove_tree(size, old, &stored).unwrap());
    }
}

#[test]
fn tile_paths_are_the_ones_that_others_write() {
    for index in [0, 1, 999, 1000, 1234, 1_234_067, 1_000_000, 999_999_999, u64::MAX >> 8] {
        for width in [1, 17, 255, 256] {
            for level in [0, 1, 7] {
                let theirs = Tile::new(8, level, index, width, false).path().replacen("tile/8/", "tile/", 1);
                assert_eq!(tile_path(level.into(), index, width.into()), theirs);
            }
        }
    }
    assert_eq!(tile_path(0, 1_234_067, TILE_WIDTH), "tile/0/x001/x234/067");
    assert_eq!(ledger::bundle_path(1_234_067, 3), "tile/entries/x001/x234/067.p/3");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn proofs_are_the_ones_that_both_others_make_and_accept(
        groups in prop::collection::vec(1u64..400, 1..5), picks in prop::collection::vec((any::<u64>(), any::<u64>()), 8),
    ) {
        let (_dir, log) = log_of(&groups);
        let size = log.size();
        let entries = entries(0, size);
        let (stored, tree) = (stored(&entries), merkle(&entries));
        let root = log.checkpoint().root();
        prop_assert_eq!(root.0, tlog_tiles::tree_hash(size, &stored).unwrap().0);
        prop_assert_eq!(root.0.to_vec(), tree.root().as_bytes().to_vec());
        for (a, b) in picks {
            let index = a % size;
            let proof = log.inclusion(index).unwrap();
            prop_assert_eq!(theirs(&proof.hashes), tlog_tiles::prove_record(size, index, &stored).unwrap());
            let other = tree.prove_inclusion(index as usize);
            prop_assert_eq!(bytes(&proof.hashes), other.as_bytes());
            let leaf = leaf_hash(&entries[index as usize]);
            prop_assert!(proof.verify(leaf, root).is_ok());
            prop_assert!(proof.verify(leaf_hash(b"another entry"), root).is_err());
            prop_assert!(proof.verify(leaf, leaf).is_err() || size == 1);
            for hash in 0..proof.hashes.len() {
                let mut bad = proof.clone();
                bad.hashes[hash].0[(b % 32) as usize] ^= 1;
                prop_assert!(bad.verify(leaf, root).is_err());
                bad.hashes.remove(hash);
                prop_assert!(bad.verify(leaf, root).is_err());
            }
            if size > 1 {
                let mut elsewhere = proof.clone();
                elsewhere.index = (index + 1) % size;
                prop_assert!(elsewhere.verify(leaf, root).is_err());
            }

            let new = 1 + b % size;
            let old = 1 + a % new;
            let proof = log.consistency(old, new).unwrap();
            prop_assert_eq!(theirs(&proof.hashes), tlog_tiles::prove_tree(new, old, &stored).unwrap());
            let older = tlog_tiles::tree_hash(old, &stored).unwrap();
            let newer = tlog_tiles::tree_hash(new, &stored).unwrap();
            prop_assert!(proof.verify(Hash(older.0), Hash(newer.0)).is_ok());
            prop_assert!(old == new || proof.verify(Hash(newer.0), Hash(newer.0)).is_err());
            prop_assert!(old == new || proof.verify(Hash(older.0), Hash(older.0)).is_err());
            for hash in 0..proof.hashes.len() {
                let mut bad = proof.clone();
                bad.hashes[hash].0[(a % 32) as usize] ^= 1;
                prop_assert!(bad.verify(Hash(older.0), Hash(newer.0)).is_err());
            }
            if old < size {
                let proof = log.consistency(old, size).unwrap();
                let other = tree.prove_consistency((size - old) as usize);
                prop_assert_eq!(bytes(&proof.hashes), other.as_bytes());
            }
        }
    }

    #[test]
    fn the_same_entries_in_other_groups_give_the_same_tree(groups in prop::collection::vec(1u64..300, 1..6)) {
        let (one, in_groups) = log_of(&groups);
        let (two, at_once) = log_of(&[groups.iter().sum()]);
        prop_assert_eq!(in_groups.checkpoint(), at_once.checkpoint());
        for file in crate::logs::files(two.path()) {
            let path = file.strip_prefix(two.path()).unwrap();
            prop_assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(one.path().join(path)).unwrap(), "{}", path.display());
        }
    }
}

#[test]
fn checkpoints_and_keys_are_accepted_by_the_signed_note_crate() {
    let (dir, _log) = log_of(&[5]);
    let text = std::fs::read_to_string(dir.path().join("checkpoint")).unwrap();
    let verifier = StandardVerifier::new(&key().verifying_key().to_text()).unwrap();
    let note = Note::from_bytes(text.as_bytes()).unwrap();
    let (signed, unknown) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!((signed.len(), unknown.len()), (1, 0));
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), (ORIGIN, 5));
    assert_eq!(checkpoint.hash().0, tlog_tiles::tree_hash(5, &stored(&entries(0, 5))).unwrap().0);

    let signer = signed_note::StandardSigner::new(&key().to_secret_text()).unwrap();
    let mut theirs = Note::new(note.text(), &[]).unwrap();
    theirs.add_sigs(&[&signer]).unwrap();
    assert_eq!(theirs.to_bytes(), text.as_bytes(), "Ed25519 signatures are the same from the same key and text");
}

#[test]
fn a_log_opened_again_goes_on_where_it_stopped() {
    let (dir, log) = log_of(&[255]);
    drop(log);
    let mut log = open(dir.path());
    for (from, to) in [(255, 256), (256, 257), (257, 511), (511, 512), (512, 1300)] {
        log.append(&entries(from, to)).unwrap();
        drop(log);
        log = open(dir.path());
        assert_eq!(log.size(), to);
        assert_eq!(log.checkpoint().root().0, tlog_tiles::tree_hash(to, &stored(&entries(0, to))).unwrap().0);
        assert!(verify_folder(dir.path(), &key().verifying_key(), None).unwrap().notes.is_empty());
    }
}
