//! The data themselves: a Parquet file under the hash of its content.

use foundation::{Refusal, Refusals};
use platform::{Answer, ContentHash, Context, No, OrNotFound};

use crate::model::DatasetId;
use crate::store;

/// Why bytes cannot be the file of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFile {
    #[refusal("data-file-not-parquet")]
    NotParquet,
    #[refusal("data-file-rows")]
    NoRows,
}

/// The four bytes with which a Parquet file begins and ends. What stands between is read when the data are used, by the
/// part that reads Parquet.
const MAGIC: &[u8] = b"PAR1";

/// Keeps the bytes as the file of the dataset. `rows` is what their maker counted.
pub async fn attach_file(cx: &Context, id: DatasetId, version: i64, bytes: Vec<u8>, rows: i64) -> Answer<ContentHash> {
    let dataset = store::dataset(&cx.app, id).await?.or_not_found()?;
    cx.permit_or_hide("ReadDataset", &dataset.resource())?;
    cx.permit("DescribeDataset", &dataset.resource())?;
    let mut no = Refusals::none();
    no.when(bytes.len() < 12 || !bytes.starts_with(MAGIC) || !bytes.ends_with(MAGIC), NoFile::NotParquet);
    no.when(rows < 1, NoFile::NoRows);
    no.or_else(|| ())?;
    let hash = cx.app.files.put(bytes).await?;
    let mut change = cx.app.store.change().await?;
    if !store::attach(&mut change, id, version, &hash, rows).await? {
        return Err(No::Stale);
    }
    let entry = cx.entry("dataset-file-attached", "dataset", id).file("data", cx.app.files.mark(&hash));
    change.commit(entry.detail("rows", rows)).await?;
    Ok(hash)
}
