//! What waits for a person here: dictionaries that somebody else proposed for data that they speak for or support.

use std::collections::BTreeSet;

use foundation::Arg;
use platform::{Answer, BoxFuture, Context, Waits};

use crate::policy::{self, ConfirmDictionary};
use crate::store;

pub fn waits(cx: &Context) -> BoxFuture<'_, Answer<Vec<Waits>>> {
    Box::pin(async move {
        let person = cx.person()?;
        // Of data for which nobody speaks: who may decide about it may decide about all.
        let any = policy::DictionaryProposal { id: String::new(), owners: BTreeSet::new(), proposer: String::new() };
        let all = match cx.allows::<ConfirmDictionary>(&any) {
            true => store::waiting_dictionaries(&cx.app, person).await?,
            false => store::dictionaries_for_owner(&cx.app, person).await?,
        };
        let waits = all.iter().map(|d| {
            let text = cx.say("data-waits-dictionary", &[("title", Arg::from(d.title(cx.lang)))]);
            Waits::yours(text, format!("/catalogue/{}/proposals/{}", d.reference, d.id)).since(d.proposed_at)
        });
        Ok(waits.collect())
    })
}
