//! What a database that comes back from a backup must not bring with it.

use foundation::World;
use store::{Entry, Record, Store, Thing};

use crate::{Deed, accounts, sessions};

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
    let (kind, id) = did.subject();
    let entry = Entry {
        id: world.uuid().to_string(),
        at: now.0,
        who: "service".to_owned(),
        action: did.word().to_owned(),
        thing: Thing { kind: kind.to_owned(), id },
        project: None,
        from: None,
        why: None,
        files: Vec::new(),
        detail: [("backup".to_owned(), backup.to_owned())].into(),
        personal: Default::default(),
    };
    change.commit(Record::new(entry)).await?;
    Ok(ended)
}
