//! The data themselves: a Parquet file under the hash of its content.

use foundation::{Refusal, Refusals};
use platform::{Answer, ContentHash, Context, No};

use super::look;
use crate::did::Did;
use crate::policy::DescribeDataset;
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

/// The data of a dataset. `version` is that of the record that was seen, `rows` what the maker of the bytes counted.
#[derive(Debug, Clone)]
pub struct AttachFile {
    pub version: i64,
    pub bytes: Vec<u8>,
    pub rows: i64,
}

/// Keeps the bytes as the file of the dataset.
pub async fn attach_file(cx: &Context, reference: &str, attach: AttachFile) -> Answer<ContentHash> {
    let held = look::dataset::<DescribeDataset>(cx, reference).await?;
    let AttachFile { version, bytes, rows } = attach;
    let mut no = Refusals::none();
    no.when(bytes.len() < 12 || !bytes.starts_with(MAGIC) || !bytes.ends_with(MAGIC), NoFile::NotParquet);
    no.when(rows < 1, NoFile::NoRows);
    no.or_else(|| ())?;
    let hash = cx.app.files.put(bytes).await?;
    let mut change = cx.change(&held).await?;
    if !store::attach(&mut change, &held, version, &hash, rows).await? {
        return Err(No::Stale);
    }
    let entry = cx.record(Did::FileAttached(held.id)).file("data", cx.app.files.mark(&hash));
    change.commit(entry.detail("rows", rows)).await?;
    Ok(hash)
}
