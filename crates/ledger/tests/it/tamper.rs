//! Every way of changing a log after the fact is found, and the first bad entry is named.

use std::fs;
use std::path::Path;

use ledger::{
    Checkpoint, Fault, FaultKind, NotVerified, SigningKey, Verified, bundle_path, leaf_hash, node_hash, tile_path,
    verify_command, verify_folder,
};
use proptest::prelude::*;

use crate::logs::{ORIGIN, copy, entries, files, key, log_of, open};

fn verify(dir: &Path) -> Result<Verified, NotVerified> {
    verify_folder(dir, &key().verifying_key(), None)
}

fn fault(dir: &Path) -> Fault {
    match verify(dir) {
        Err(NotVerified::Fault(fault)) => fault,
        other => panic!("no fault was found: {other:?}"),
    }
}

/// Kind and first entry of a fault, which must be certain of it.
fn exactly(fault: &Fault) -> (FaultKind, u64) {
    assert_eq!(fault.first, fault.last, "{fault}");
    let index = fault.first.expect("a fault in an entry");
    assert!(fault.message.contains(&index.to_string()), "{fault}");
    (fault.kind, index)
}

fn width(size: u64, bundle: u64) -> u64 {
    256.min(size - bundle * 256)
}

fn read_bundle(dir: &Path, size: u64, bundle: u64) -> Vec<Vec<u8>> {
    let bytes = fs::read(dir.join(bundle_path(bundle, width(size, bundle)))).unwrap();
    let (mut rest, mut entries) = (bytes.as_slice(), Vec::new());
    while let [a, b, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*a, *b]));
        entries.push(after[..length].to_vec());
        rest = &after[length..];
    }
    entries
}

fn read_all(dir: &Path, size: u64) -> Vec<Vec<u8>> {
    (0..size.div_ceil(256)).flat_map(|bundle| read_bundle(dir, size, bundle)).collect()
}

/// Writes entries into the bundles that a log of `size` has, leaving tiles and checkpoint alone.
fn write_all(dir: &Path, size: u64, entries: &[Vec<u8>]) {
    for (bundle, group) in entries.chunks(256).enumerate() {
        let bytes: Vec<u8> =
            group.iter().flat_map(|entry| [&(entry.len() as u16).to_be_bytes()[..], entry].concat()).collect();
        fs::write(dir.join(bundle_path(bundle as u64, width(size, bundle as u64))), bytes).unwrap();
    }
}

/// A log of `size` entries in groups of 40, so that there are older partial files too.
fn a_log(size: u64) -> tempfile::TempDir {
    let mut groups = vec![40; (size / 40) as usize];
    groups.push(size % 40);
    log_of(&groups).0
}

/// Exact entry of a change in an old partial file does not matter here: the current bundle decides.
fn remove_older_bundles(dir: &Path, size: u64) {
    let partial = dir.join(format!("tile/entries/{:03}.p", size / 256));
    for file in fs::read_dir(partial).into_iter().flatten() {
        let file = file.unwrap();
        if file.file_name().to_str() != Some(&(size % 256).to_string()) {
            fs::remove_file(file.path()).unwrap();
        }
    }
}

#[test]
fn a_whole_log_verifies_whatever_its_size() {
    for size in [0, 1, 2, 255, 256, 257, 512, 700] {
        let (dir, log) = log_of(&[size]);
        let verified = verify(dir.path()).unwrap();
        assert_eq!((verified.size, verified.root), (size, log.checkpoint().root()));
        assert_eq!((verified.origin.as_str(), verified.notes.as_slice()), (ORIGIN, &[][..]));
    }
}

#[test]
fn every_byte_of_every_file_of_a_small_log_matters() {
    let (dir, _log) = log_of(&[3, 2]);
    let all = files(dir.path());
    assert_eq!(all.len(), 5, "two partial bundles, two partial tiles, one checkpoint: {all:?}");
    for file in all {
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                fs::write(&file, bytes).unwrap();
                fault(dir.path());
            }
            fs::write(&file, &whole[..at]).unwrap();
            fault(dir.path());
        }
        fs::write(&file, [whole.as_slice(), b"\n"].concat()).unwrap();
        fault(dir.path());
        fs::write(&file, whole).unwrap();
        verify(dir.path()).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn one_changed_byte_anywhere_in_any_file_is_found(size in 1u64..900, file: prop::sample::Index, at: prop::sample::Index, flip in 1u8..) {
        let dir = a_log(size);
        let all = files(dir.path());
        let file = file.get(&all);
        let mut bytes = fs::read(file).unwrap();
        *at.get_mut(&mut bytes) ^= flip;
        fs::write(file, bytes).unwrap();
        fault(dir.path());
    }

    #[test]
    fn a_changed_entry_is_named(size in 1u64..900, index: prop::sample::Index, flip in 1u8..) {
        let dir = a_log(size);
        remove_older_bundles(dir.path(), size);
        let index = index.index(size as usize);
        let mut entries = read_all(dir.path(), size);
        entries[index][0] ^= flip;
        write_all(dir.path(), size, &entries);
        prop_assert_eq!(exactly(&fault(dir.path())), (FaultKind::Changed, index as u64));
    }

    #[test]
    fn a_removed_entry_is_named(size in 1u64..900, index: prop::sample::Index) {
        let dir = a_log(size);
        remove_older_bundles(dir.path(), size);
        let index = index.index(size as usize);
        // Out of its bundle alone, as a person with an editor would.
        let bundle = index as u64 / 256;
        let mut some = read_bundle(dir.path(), size, bundle);
        some.remove(index % 256);
        let bytes: Vec<u8> = some.iter().flat_map(|e| [&(e.len() as u16).to_be_bytes()[..], e].concat()).collect();
        let path = dir.path().join(bundle_path(bundle, width(size, bundle)));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        prop_assert_eq!(exactly(&fault(dir.path())), (FaultKind::Removed, index as u64));
        fs::write(&path, whole).unwrap();

        // With all later ones moved up through all bundles.
        let mut entries = read_all(dir.path(), size);
        entries.remove(index);
        fs::write(dir.path().join(bundle_path((size - 1) / 256, width(size, (size - 1) / 256))), b"").unwrap();
        write_all(dir.path(), size, &entries);
        prop_assert_eq!(exactly(&fault(dir.path())), (FaultKind::Removed, index as u64));
    }

    #[test]
    fn two_swapped_entries_are_named(size in 2u64..900, a: prop::sample::Index, b: prop::sample::Index) {
        let dir = a_log(size);
        remove_older_bundles(dir.path(), size);
        let (a, b) = (a.index(size as usize), b.index(size as usize));
        prop_assume!(a != b);
        let (a, b) = (a.min(b), a.max(b));
        let mut entries = read_all(dir.path(), size);
        entries.swap(a, b);
        write_all(dir.path(), size, &entries);
        let fault = fault(dir.path());
        prop_assert_eq!(exactly(&fault), (FaultKind::Swapped, a as u64));
        prop_assert!(fault.message.contains(&format!("entries {a} and {b} were swapped")), "{}", fault);
    }

    #[test]
    fn an_inserted_entry_is_named(size in 1u64..900, index: prop::sample::Index) {
        let dir = a_log(size);
        remove_older_bundles(dir.path(), size);
        let index = index.index(size as usize);
        let bundle = index as u64 / 256;
        let mut some = read_bundle(dir.path(), size, bundle);
        some.insert(index % 256, b"never happened".to_vec());
        let bytes: Vec<u8> = some.iter().flat_map(|e| [&(e.len() as u16).to_be_bytes()[..], e].concat()).collect();
        fs::write(dir.path().join(bundle_path(bundle, width(size, bundle))), bytes).unwrap();
        prop_assert_eq!(exactly(&fault(dir.path())), (FaultKind::Inserted, index as u64));
    }

    #[test]
    fn an_entry_changed_together_with_its_leaf_hash_is_found_in_its_range(size in 257u64..900, index in 0u64..256) {
        let dir = a_log(size);
        let mut entries = read_all(dir.path(), size);
        entries[index as usize] = b"as it never was".to_vec();
        write_all(dir.path(), size, &entries);
        let tile = dir.path().join(tile_path(0, 0, 256));
        let mut hashes = fs::read(&tile).unwrap();
        hashes[index as usize * 32..][..32].copy_from_slice(leaf_hash(&entries[index as usize]).as_bytes());
        fs::write(tile, hashes).unwrap();
        let fault = fault(dir.path());
        prop_assert_eq!((fault.kind, fault.first, fault.last), (FaultKind::Changed, Some(0), Some(255)), "{}", fault);
    }

    #[test]
    fn a_changed_hash_tile_is_told_from_a_changed_entry(size in 1u64..900, at: prop::sample::Index, pick: prop::sample::Index) {
        let dir = a_log(size);
        let tiles: Vec<_> = files(&dir.path().join("tile")).into_iter()
            .filter(|file| !file.starts_with(dir.path().join("tile/entries"))).collect();
        let file = pick.get(&tiles);
        let mut bytes = fs::read(file).unwrap();
        *at.get_mut(&mut bytes) ^= 1;
        fs::write(file, bytes).unwrap();
        let fault = fault(dir.path());
        prop_assert_eq!(fault.kind, FaultKind::Tile, "{}", &fault);
        prop_assert!(fault.message.contains("the entries themselves are the signed ones"), "{}", fault);
    }
}

#[test]
fn every_missing_file_is_found_but_for_older_partial_ones_that_may_be_deleted() {
    let dir = a_log(300);
    let needed =
        ["checkpoint", "tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"];
    for file in files(dir.path()) {
        let name = file.strip_prefix(dir.path()).unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(verify(dir.path()).is_err(), needed.contains(&name.as_str()), "{name}");
        fs::write(&file, bytes).unwrap();
    }
    fs::remove_dir_all(dir.path().join("tile/entries/001.p")).unwrap();
    let fault = fault(dir.path());
    assert_eq!(exactly(&fault), (FaultKind::Unreadable, 256));
    assert_eq!(fault.message, "entries 256 to 299 cannot be read: tile/entries/001.p/44: the file is missing");
}

#[test]
fn an_entry_is_named_as_well_as_can_be_when_tiles_above_were_changed_too() {
    let dir = a_log(600);
    let mut entries = read_all(dir.path(), 600);
    entries[300] = b"as it never was".to_vec();
    write_all(dir.path(), 600, &entries);
    // The partial tile on top is changed: nothing is authentic, but the leaf tile still differs at 300 only.
    let top = dir.path().join("tile/1/000.p/2");
    let mut bytes = fs::read(&top).unwrap();
    bytes[40] ^= 1;
    fs::write(&top, bytes).unwrap();
    let found = fault(dir.path());
    assert_eq!((found.kind, found.first, found.last), (FaultKind::Changed, Some(300), Some(599)), "{found}");

    // The whole tree is made anew over the changed entries, which only the signature contradicts.
    let (other, mut log) = log_of(&[]);
    log.append(&entries).unwrap();
    for file in files(&other.path().join("tile")) {
        let target = dir.path().join(file.strip_prefix(other.path()).unwrap());
        fs::copy(&file, target).unwrap();
    }
    let found = fault(dir.path());
    assert_eq!((found.kind, found.first, found.last), (FaultKind::Changed, Some(0), Some(599)), "{found}");
}

#[test]
fn a_forged_checkpoint_is_found() {
    let dir = a_log(300);
    let path = dir.path().join("checkpoint");
    let text = fs::read_to_string(&path).unwrap();
    let root = text.lines().nth(2).unwrap();
    let mut forgeries = vec![
        text.replacen("\n300\n", "\n299\n", 1),
        text.replacen(root, &leaf_hash(b"another root").to_string(), 1),
        text.replacen(ORIGIN, "research.example.org/another", 1),
        text.replacen("\n\n", "\nan extension\n\n", 1),
        text.split("\n\n").next().unwrap().to_owned() + "\n\n",
        text.replace("— ", "- "),
        String::new(),
    ];
    // The same statement, signed by another key of the same name.
    let forger = SigningKey::generate(ORIGIN, [8; 32]).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut log = ledger::Log::open(elsewhere.path(), forger.clone(), ORIGIN).unwrap();
    forgeries.push(log.append(&entries(0, 300)).unwrap().text().to_owned());
    assert!(forgeries[7].contains(root), "the forger signs the very same root");
    for forgery in forgeries {
        assert_ne!(forgery, text);
        fs::write(&path, &forgery).unwrap();
        let fault = fault(dir.path());
        assert_eq!((fault.kind, fault.first), (FaultKind::Checkpoint, None), "{forgery}");
    }
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert_eq!(fault(dir.path()).kind, FaultKind::Checkpoint);

    // A true signature under which another log's name stands: the key's own log is meant, nothing else.
    let key = forger.verifying_key();
    assert!(Checkpoint::parse(&text, &key).is_err());
}

#[test]
fn a_second_signature_under_a_checkpoint_does_no_harm_and_does_not_replace_ours() {
    let dir = a_log(3);
    let path = dir.path().join("checkpoint");
    let text = fs::read_to_string(&path).unwrap();
    let witness = "— witness.example.org mJirIklj0000000000000000000000000000000000000000000000000000\n";
    fs::write(&path, format!("{text}{witness}")).unwrap();
    verify(dir.path()).unwrap();
    fs::write(&path, format!("{}\n\n{witness}", text.split("\n\n").next().unwrap())).unwrap();
    assert_eq!(fault(dir.path()).kind, FaultKind::Checkpoint);
}

#[test]
fn a_truncated_log_is_found_with_a_known_checkpoint_and_a_grown_one_is_not() {
    let (dir, mut log) = log_of(&[300]);
    let old = log.checkpoint().clone();
    let earlier = copy(dir.path());
    let new = log.append(&entries(300, 900)).unwrap();
    let check = |dir: &Path, known: &Checkpoint| verify_folder(dir, &key().verifying_key(), Some(known));
    for known in [&old, &new] {
        assert_eq!(check(dir.path(), known).unwrap().size, 900);
    }
    let Err(NotVerified::Fault(fault)) = check(earlier.path(), &new) else { panic!("truncation was not found") };
    assert_eq!((fault.kind, fault.first, fault.last), (FaultKind::Truncated, Some(300), Some(899)));
    assert!(fault.message.contains("entry 300 is the first that is gone"), "{fault}");
    verify(earlier.path()).expect("without a known checkpoint nothing tells that the log was longer");

    // The new files with the old checkpoint put back: whole up to there, truncated against the known one.
    fs::write(dir.path().join("checkpoint"), old.text()).unwrap();
    let notes = verify(dir.path()).unwrap().notes;
    assert!(notes.iter().any(|note| note.contains("beyond the checkpoint")), "{notes:?}");
    assert!(check(dir.path(), &new).is_err());
}

#[test]
fn a_log_that_was_written_again_with_the_true_key_is_found_with_a_known_checkpoint() {
    let (_dir, log) = log_of(&[300]);
    for size in [300, 500] {
        let dir = tempfile::tempdir().unwrap();
        let mut other = open(dir.path());
        let mut changed = entries(0, size);
        changed[299] = b"as it never was".to_vec();
        other.append(&changed).unwrap();
        verify(dir.path()).unwrap();
        let result = verify_folder(dir.path(), &key().verifying_key(), Some(log.checkpoint()));
        let Err(NotVerified::Fault(fault)) = result else { panic!("{result:?}") };
        assert_eq!((fault.kind, fault.first, fault.last), (FaultKind::Rewritten, Some(0), Some(299)));
    }
}

#[test]
fn files_that_do_not_belong_are_noted_and_never_taken_for_entries() {
    let dir = a_log(300);
    for name in
        ["tile/0/x000/000", "tile/0/5", "tile/readme", "tile/entries/001.p/0", "tile/entries/001.p/45", "tile/9/000"]
    {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"?").unwrap();
    }
    let notes = verify(dir.path()).unwrap().notes;
    assert_eq!(notes.len(), 6, "{notes:#?}");
    assert_eq!(notes.iter().filter(|note| note.contains("not part of the log")).count(), 4, "{notes:#?}");
    drop(open(dir.path()));
    assert_eq!(verify(dir.path()).unwrap().notes.len(), 5, "opening removes what an interrupted append leaves");
}

#[test]
fn a_wrong_request_is_told_from_a_fault() {
    let dir = a_log(5);
    let aside = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = aside.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let public = file("ledger.pub", &(key().verifying_key().to_text() + "\n"));
    let known = file("known", &fs::read_to_string(dir.path().join("checkpoint")).unwrap());
    assert_eq!(verify_command(dir.path(), &public, Some(&known)).unwrap().size, 5);
    let request = |result: Result<Verified, NotVerified>, says: &str| match result {
        Err(NotVerified::Request(message)) => assert!(message.contains(says), "{message}"),
        other => panic!("not a wrong request: {other:?}"),
    };
    let missing = aside.path().join("missing");
    request(verify_command(&missing, &public, None), "missing");
    request(verify_command(dir.path(), &missing, None), "reading the key");
    request(verify_command(dir.path(), &public, Some(&missing)), "reading the known checkpoint");
    request(verify_command(aside.path(), &public, None), "name the folder of a ledger");
    request(verify_command(&public, &public, None), "reading the log's folder");
    request(verify_command(dir.path(), &file("secret", &key().to_secret_text()), None), "secret key");
    request(verify_command(dir.path(), &file("no-key", "hello"), None), "not a public key");
    request(verify_command(dir.path(), &public, Some(&file("no-known", "hello"))), "not a signed note");
    let other = SigningKey::generate(ORIGIN, [8; 32]).unwrap().verifying_key();
    let result = verify_command(dir.path(), &file("other.pub", &other.to_text()), None);
    assert!(matches!(result, Err(NotVerified::Fault(Fault { kind: FaultKind::Checkpoint, .. }))));
    fs::remove_file(dir.path().join("checkpoint")).unwrap();
    let result = verify_command(dir.path(), &public, None);
    assert!(matches!(result, Err(NotVerified::Fault(Fault { kind: FaultKind::Checkpoint, .. }))));
}

#[test]
fn a_node_is_not_taken_for_an_entry() {
    let (dir, log) = log_of(&[2]);
    let [a, b] = [0, 1].map(|i| leaf_hash(&log.entry(i).unwrap()));
    // An entry whose bytes are the two leaf hashes would be the root if leaves and nodes hashed alike.
    let entry = [a.0, b.0].concat();
    assert_ne!(leaf_hash(&entry), node_hash(a, b));
    write_all(dir.path(), 2, &[entry]);
    assert_eq!(exactly(&fault(dir.path())), (FaultKind::Changed, 0));
}
