//! What a database that comes back from a backup must not bring with it.

use foundation::World;
use store::{Record, Store};

use crate::{accounts, sessions};

crate::did! {
    /// What the record says of the service as a whole.
    pub(crate) Did {
        "service" (String) { Restored = "restored" }
    }
}

/// Ends every session and voids every link: what has been ended or used since the backup was made would work again. The
/// record says that the service was restored, and from which backup.
pub async fn after(store: &Store, world: &World, backup: &str) -> store::Result<u64> {
    let now = world.now();
    let mut change = store.change().await?;
    let ended = sessions::end_every(&mut change, now).await?;
    accounts::void_links(&mut change, now).await?;
    let did = Did::Restored("strongroom".to_owned());
    let entry = crate::rotate::entry(world, did, [("backup".to_owned(), backup.to_owned())].into());
    change.commit(Record::new(entry)).await?;
    Ok(ended)
}
