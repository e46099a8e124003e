//! The data dictionary, as a whole (CAT-04).

use platform::{Answer, Context, No};

use super::look;
use crate::did::Did;
use crate::model::Variable;
use crate::policy::DescribeDataset;
use crate::{rules, store};

/// The whole dictionary. `version` is that of the record that was seen.
#[derive(Debug, Clone)]
pub struct SetDictionary {
    pub version: i64,
    pub variables: Vec<Variable>,
}

/// Replaces the dictionary of a dataset.
pub async fn set_dictionary(cx: &Context, reference: &str, set: SetDictionary) -> Answer<()> {
    let held = look::dataset::<DescribeDataset>(cx, reference).await?;
    rules::publish::dictionary(&set.variables)?;
    let mut change = cx.change(&held).await?;
    if !store::set_dictionary(&mut change, &held, set.version, &set.variables).await? {
        return Err(No::Stale);
    }
    change.commit(cx.record(Did::Described(held.id)).detail("variables", set.variables.len())).await?;
    Ok(())
}
