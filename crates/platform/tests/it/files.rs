//! Files are what their names say (invariant 5), and leave only a keyed hash in the record (invariant 4).

use foundation::World;
use object_store::ObjectStoreExt;
use object_store::aws::AmazonS3Builder;
use platform::{Config, Files, Keys, No};

use super::support::NOW;

fn at(folder: &std::path::Path) -> (Config, Keys) {
    (Config::of("test", folder), Keys::from_bytes([3; 32]))
}

fn stored(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let folders = std::fs::read_dir(folder.join("files")).unwrap().map(|e| e.unwrap().path());
    folders.flat_map(|f| std::fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect()
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_come_back_as_they_went() {
    let folder = tempfile::tempdir().unwrap();
    let (config, keys) = at(folder.path());
    let files = Files::open(&config, keys).unwrap();
    let first = files.put(b"a table".to_vec()).await.unwrap();
    assert_eq!(files.put(b"a table".to_vec()).await.unwrap(), first);
    let empty = files.put(Vec::new()).await.unwrap();
    assert_eq!(stored(folder.path()).len(), 2);
    assert_eq!(files.get(&first).await.unwrap(), b"a table");
    assert_eq!(files.get(&empty).await.unwrap(), b"");
    assert_eq!(first.0, "ad875d4bcb7fa0fef5d27aadd709b8ca253b2a10d15e8283d4dc7823bf26918e");
}

#[tokio::test]
async fn a_file_that_was_altered_or_removed_on_disk_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (config, keys) = at(folder.path());
    let files = Files::open(&config, keys).unwrap();
    let hash = files.put(b"what was checked".to_vec()).await.unwrap();
    let place = stored(folder.path()).remove(0);
    std::fs::write(&place, b"what was swapped").unwrap();
    match files.get(&hash).await {
        Err(No::Broken(why)) => assert!(why.contains("no longer has the content of its name"), "{why}"),
        other => panic!("{other:?}"),
    }
    std::fs::remove_file(&place).unwrap();
    match files.get(&hash).await {
        Err(No::Broken(why)) => assert!(why.contains("is gone"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_mark_of_a_file_confirms_no_guess_of_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let (config, keys) = at(folder.path());
    let files = Files::open(&config, keys).unwrap();
    let other = Files::open(&config, Keys::from_bytes([4; 32])).unwrap();
    let hash = files.put(b"1,2,3".to_vec()).await.unwrap();
    let mark = files.mark(&hash);
    assert_ne!(mark, hash.0);
    assert_ne!(mark, other.mark(&hash), "without the key the mark cannot be computed");
    assert_eq!(mark, files.mark(&hash));
}

/// A bucket of the S3 server that the tests were given; `None`, said aloud, where there is none.
fn bucket(folder: &std::path::Path, name: &str) -> Option<(Config, Keys)> {
    #[expect(clippy::disallowed_methods, reason = "the tests' server is named there")]
    let Ok(endpoint) = std::env::var("STRONGROOM_TEST_S3") else {
        eprintln!("SKIPPED: STRONGROOM_TEST_S3 names no S3 server (`cargo xtask test` starts one)");
        return None;
    };
    let (mut config, keys) = at(folder);
    config.files.kind = "s3".into();
    config.files.bucket = name.into();
    config.files.region = "eu-west-2".into();
    config.files.endpoint = endpoint;
    Some((config, keys))
}

fn in_s3(config: &Config, keys: &Keys) -> Files {
    Files::open_with(config, keys.clone(), |_| Some("only for tests".into())).unwrap()
}

#[tokio::test]
async fn files_in_s3_are_kept_once_come_back_as_they_went_and_an_altered_one_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let Some((config, keys)) = bucket(folder.path(), "strongroom") else { return };
    let files = in_s3(&config, &keys);
    let large = vec![7; 12 << 20];
    for bytes in [&b"a table"[..], b"", &large] {
        let hash = files.put(bytes.to_vec()).await.unwrap();
        assert_eq!(files.put(bytes.to_vec()).await.unwrap(), hash);
        assert_eq!(files.get(&hash).await.unwrap(), bytes);
    }
    let hash = files.put(b"what was checked".to_vec()).await.unwrap();
    // Somebody else with a key of the bucket.
    let other = AmazonS3Builder::new().with_bucket_name("strongroom").with_region("eu-west-2").with_allow_http(true);
    let other = other.with_endpoint(&config.files.endpoint).with_access_key_id("x").with_secret_access_key("x");
    let other = other.build().unwrap();
    let place = object_store::path::Path::from(format!("{}/{}", &hash.0[..2], hash.0));
    other.put(&place, "what was swapped".into()).await.unwrap();
    match files.get(&hash).await {
        Err(No::Broken(why)) => assert!(why.contains("no longer has the content of its name"), "{why}"),
        other => panic!("{other:?}"),
    }
    other.delete(&place).await.unwrap();
    match files.get(&hash).await {
        Err(No::Broken(why)) => assert!(why.contains("is gone"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_s3_that_is_away_or_has_no_such_bucket_is_told_and_nothing_is_taken_for_kept() {
    let folder = tempfile::tempdir().unwrap();
    let Some((mut config, keys)) = bucket(folder.path(), "nobody-made-this") else { return };
    match in_s3(&config, &keys).put(b"a table".to_vec()).await {
        Err(No::Away(why)) => assert!(why.contains("keeping a file"), "{why}"),
        other => panic!("{other:?}"),
    }
    config.files.endpoint = "http://127.0.0.1:1".into();
    for lost in [in_s3(&config, &keys).put(b"a table".to_vec()).await.map(drop), {
        let hash = platform::ContentHash("00".repeat(32));
        in_s3(&config, &keys).get(&hash).await.map(drop)
    }] {
        assert!(matches!(lost, Err(No::Away(_))), "{lost:?}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "that the environment is empty is what the test is about")]
fn a_place_for_files_that_cannot_be_opened_says_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let (mut config, keys) = at(folder.path());
    let refused = |config: &Config| Files::open(config, keys.clone()).err().expect("it cannot be opened");
    config.files.kind = "tape".into();
    assert_eq!(refused(&config), "files of kind \"tape\": write kind = \"local\" or \"s3\" in [files]");
    config.files.kind = "s3".into();
    assert_eq!(refused(&config), "files in S3: the bucket is missing; write bucket = \"…\" in [files]");
    config.files.bucket = "strongroom".into();
    assert!(std::env::var_os("STRONGROOM_S3_KEY").is_none(), "this test wants an environment without keys");
    assert_eq!(refused(&config), "files in S3: the environment has no STRONGROOM_S3_KEY; set it to the bucket's key");
    config.files.kind = "local".into();
    std::fs::write(folder.path().join("taken"), "a file").unwrap();
    config.files.folder = folder.path().join("taken");
    assert!(refused(&config).contains("choose another in [files]"));
}

#[test]
fn a_sealed_secret_opens_with_its_own_key_and_label_only() {
    let world = World::fixed(NOW, 1);
    let keys = Keys::from_bytes([1; 32]);
    let sealed = keys.seal("one-time-code", b"secret", &world).unwrap();
    assert_eq!(keys.unseal("one-time-code", &sealed).unwrap(), b"secret");
    assert_ne!(keys.seal("one-time-code", b"secret", &world).unwrap(), sealed, "never the same twice");
    assert!(keys.unseal("another", &sealed).is_err());
    assert!(Keys::from_bytes([2; 32]).unseal("one-time-code", &sealed).is_err());
    let mut altered = sealed.clone();
    let last = if altered.pop() == Some('0') { '1' } else { '0' };
    altered.push(last);
    assert!(keys.unseal("one-time-code", &altered).is_err());
    for nonsense in ["", "00", "+f+f", "zz", "é"] {
        assert!(keys.unseal("one-time-code", nonsense).is_err(), "{nonsense:?}");
    }
}

#[test]
fn the_services_key_is_made_once_and_never_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let world = World::fixed(NOW, 1);
    let keys = Keys::open(folder.path(), &world).unwrap();
    let file = folder.path().join("keys/service.key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(Keys::open(folder.path(), &world).unwrap().derive("x"), keys.derive("x"));
    std::fs::write(&file, "half a k").unwrap();
    assert!(Keys::open(folder.path(), &world).is_err());
    // A key that cannot be read just now (here: a folder in its place) is an error, not a reason to make a new one.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let error = Keys::open(folder.path(), &world).err().expect("an error").to_string();
    assert!(error.starts_with("reading "), "{error}");
    assert!(file.is_dir());
}
