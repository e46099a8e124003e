//! A disk that is full while something is written, where this machine lets a test make a small one.

use std::io::Write;
use std::process::Command;

use store::{Store, StoreError, Where, args};

use crate::{ADD, ALL, EntryOf, THINGS, thing};

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_a_change_is_refused_whole_and_the_next_succeeds_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=4m", "strongroom-test"]).arg(folder.path());
    if !mount.output().is_ok_and(|out| out.status.success()) {
        eprintln!("SKIPPED: no file system in memory can be mounted here (that takes root); a full disk is not tested");
        return;
    }
    let store = Store::open(&Where::Sqlite(folder.path().join("full.sqlite"))).await.unwrap().sealed_with([9; 32]);
    store.migrate(THINGS).await.unwrap();
    let filler = folder.path().join("filler");
    let mut out = std::fs::File::create(&filler).unwrap();
    for size in [1 << 16, 1] {
        while out.write_all(&vec![0; size]).is_ok() {}
    }
    drop(out);
    let add = async |n: i64| {
        let mut change = store.change().await?;
        change.run(&ADD, thing(n)).await?;
        change.commit(EntryOf::from(n as u64)).await
    };
    let mut kept = 0;
    let refused = loop {
        match add(kept).await {
            Ok(_) => kept += 1,
            Err(no) => break no,
        }
    };
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    let still = add(kept).await;
    assert!(matches!(still, Err(StoreError::Full { .. })), "{still:?}");
    assert_eq!(store.rows(&ALL, args![]).await.unwrap().len(), kept as usize, "nothing of it is there");
    std::fs::remove_file(&filler).unwrap();
    add(kept).await.unwrap();
    assert_eq!(store.rows(&ALL, args![]).await.unwrap().len(), kept as usize + 1);
    store.close().await;
    assert!(Command::new("umount").arg(folder.path()).status().unwrap().success());
}
