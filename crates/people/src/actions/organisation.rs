//! Adding an organisation.

use platform::{Answer, Context};

use crate::did::Did;
use crate::model::{Organisation, OrganisationId, OrganisationKind};
use crate::{policy, store};

pub struct AddOrganisation {
    pub name: String,
    pub kind: OrganisationKind,
    /// Two letters.
    pub country: String,
}

/// Support adds an organisation that people may then name.
pub async fn add_organisation(cx: &Context, add: AddOrganisation) -> Answer<OrganisationId> {
    let right = cx.permit_on::<policy::AddOrganisation>(policy::service())?;
    let organisation =
        Organisation { id: OrganisationId::new(&cx.app.world), name: add.name, kind: add.kind, country: add.country };
    let mut change = cx.change(&right).await?;
    store::add_organisation(&cx.app, &mut change, &right, &organisation).await?;
    let entry = cx.record(Did::OrganisationAdded(organisation.id)).detail("name", &organisation.name);
    change.commit(entry).await?;
    Ok(organisation.id)
}
