//! Adding an organisation.

use permissions::Resource;
use platform::{Answer, Context};

use crate::model::{Organisation, OrganisationId};
use crate::store;

pub struct AddOrganisation {
    pub name: String,
    /// One of the kinds of [`Organisation::kind`].
    pub kind: String,
    /// Two letters.
    pub country: String,
}

/// Support adds an organisation that people may then name.
pub async fn add_organisation(cx: &Context, add: AddOrganisation) -> Answer<OrganisationId> {
    cx.permit("AddOrganisation", &Resource::new("Service", "people"))?;
    let organisation =
        Organisation { id: OrganisationId::new(&cx.app.world), name: add.name, kind: add.kind, country: add.country };
    let mut change = cx.app.store.change().await?;
    store::add_organisation(&cx.app, &mut change, &organisation).await?;
    let entry = cx.entry("organisation-added", "organisation", organisation.id).detail("name", &organisation.name);
    change.commit(entry).await?;
    Ok(organisation.id)
}
