//! Disabling an account, at once and by one; enabling it again, by two. A code for a lost factor, from the machine itself.

use std::collections::BTreeSet;

use ::store::Change;
use foundation::{Arg, Refusal, Refusals};
use permissions::Action;
use platform::accounts::{self, Account, recovery, standing};
use platform::proposals::{self, New};
use platform::{Answer, Context, Guarded, May, No, OrNotFound, PersonId, ProposalId, Telling, Unasked, tell};

use super::look;
use crate::did::Did;
use crate::model::{Enabling, Role};
use crate::policy::{self, ConfirmEnabling, DeclineEnabling, DisableAccount, ProposeEnabling};
use crate::rules::accounts::{self as rules, NoStanding, Pair};
use crate::store;

/// What this kind of proposal is called where all are kept.
const KIND: &str = "enable-account";

/// Operators and security staff, but some.
async fn tell_staff(cx: &Context, change: &mut Change, but: &[PersonId], telling: &Telling) -> Answer<()> {
    let mut staff = BTreeSet::new();
    for role in [Role::Operator, Role::Security] {
        staff.extend(store::holders(&cx.app, role).await?);
    }
    for one in staff.into_iter().filter(|one| !but.contains(one)) {
        tell(&cx.app, change, one, telling).await?;
    }
    Ok(())
}

async fn name(cx: &Context, person: PersonId) -> Answer<Vec<(&'static str, Arg)>> {
    let person = store::person(&cx.app, &person).await?.or_not_found()?;
    Ok(vec![("name", Arg::Text(person.name))])
}

/// One member of staff disables an account: it opens nothing from now on. Its sessions, stays in spaces, tokens and links end.
pub async fn disable_account(cx: &Context, person: PersonId, why: &str) -> Answer<()> {
    let app = &cx.app;
    let held = look::person::<DisableAccount>(cx, person).await?;
    let (by, why) = (cx.person()?, why.trim());
    let telling =
        Telling { key: "people-account-off", args: name(cx, person).await?, link: format!("/people/{person}") };
    let mut change = cx.change(&held).await?;
    if !standing::disable(app, &mut change, person, by, why).await? {
        return Err(No::refused(NoStanding::DisabledAlready));
    }
    let committed = async {
        let stays = app.directory.end_stays(cx, &mut change, person).await?;
        let yours = Telling { key: "people-account-yours-off", args: vec![], link: "/help/contact".into() };
        tell(app, &mut change, person, &yours).await?;
        tell_staff(cx, &mut change, &[by, person], &telling).await?;
        let mut entries: Vec<::store::Record> = vec![cx.record(Did::AccountDisabled(person)).why(why).into()];
        entries.extend(stays.into_iter().map(::store::Record::from));
        Ok(change.commit_all(entries).await?)
    };
    let committed: Answer<()> = committed.await;
    if committed.is_err() {
        // Nothing was changed, so nothing is left of it.
        standing::unmark(app, person, i64::MAX);
    }
    committed
}

/// Asks to have an account enabled again. It stays disabled until another person has confirmed it.
pub async fn propose_enabling(cx: &Context, person: PersonId, why: &str) -> Answer<ProposalId> {
    let app = &cx.app;
    let held = look::person::<ProposeEnabling>(cx, person).await?;
    let account = accounts::by_person(app, person).await?.or_not_found()?;
    if !account.disabled(app) {
        return Err(No::refused(NoStanding::NotDisabled));
    }
    // Asked twice is asked once, unless it was disabled anew meanwhile: that is asked anew, and the older one is taken back.
    let open = proposals::open_about(app, KIND, &person.to_string()).await?;
    if let Some(open) = open.as_ref().filter(|open| open.detail == account.version.to_string()) {
        return Ok(open.id);
    }
    let by = cx.person()?;
    let mut change = cx.change(&held).await?;
    if let Some(old) = &open {
        let step = rules::decline(old.state)?;
        proposals::decide(app, &mut change, &held, old, (step, by)).await?;
    }
    let (about, detail) = (person.to_string(), account.version.to_string());
    let proposal =
        proposals::propose(app, &mut change, &held, New { kind: KIND, about, detail, why: why.trim(), by }).await?;
    let link = format!("/enablings/{}", proposal.id);
    let telling = Telling { key: "people-enabling-proposed", args: name(cx, person).await?, link };
    tell_staff(cx, &mut change, &[by, person], &telling).await?;
    let entry = cx.record(Did::EnablingProposed(person)).why(why.trim()).detail("proposal", proposal.id);
    change.commit(entry).await?;
    Ok(proposal.id)
}

async fn account_of(cx: &Context, person: PersonId) -> Answer<Account> {
    accounts::by_person(&cx.app, person).await?.or_not_found()
}

/// What waits for a second person, or was decided by one, for somebody who may do this to it.
pub async fn enabling<A: Action<On = policy::Enabling>>(cx: &Context, id: ProposalId) -> Answer<May<A, Enabling>> {
    let found = match proposals::find(&cx.app, KIND, id).await? {
        Some(proposal) => {
            let person: PersonId = proposal.about.parse().map_err(|_| No::NotFound)?;
            let disabled = account_of(cx, person).await?.disabling(&cx.app);
            Some(Enabling { person, disabled_by: disabled.and_then(|d| d.by), proposal })
        }
        None => None,
    };
    cx.lookup(found).await
}

/// Everything that waits for a second person, with whose account it is.
pub async fn enablings(cx: &Context) -> Answer<Vec<(PersonId, platform::Proposal)>> {
    cx.permit_on::<policy::SeeEnablings>(policy::service())?;
    let open = proposals::open(&cx.app, KIND).await?;
    Ok(open.into_iter().filter_map(|p| Some((p.about.parse().ok()?, p))).collect())
}

/// Those that whoever asks may confirm: somebody else asked, and somebody else disabled the account.
pub async fn enablings_to_confirm(cx: &Context) -> Answer<Vec<Enabling>> {
    let mut all = Vec::new();
    for (person, proposal) in enablings(cx).await? {
        let disabled_by = account_of(cx, person).await?.disabling(&cx.app).and_then(|disabled| disabled.by);
        let enabling = Enabling { proposal, person, disabled_by };
        if cx.allows::<ConfirmEnabling>(&enabling.as_thing(&cx.app).await?) {
            all.push(enabling);
        }
    }
    Ok(all)
}

/// A second person confirms: the account is enabled. Sessions and links of before stay ended.
pub async fn confirm_enabling(cx: &Context, id: ProposalId, version: i64) -> Answer<Enabling> {
    let app = &cx.app;
    let held = enabling::<ConfirmEnabling>(cx, id).await?;
    if held.version != version {
        return Err(No::Stale);
    }
    let (person, by) = (held.person, cx.person()?);
    let account = account_of(cx, person).await?;
    let same = account.disabled(app) && held.detail == account.version.to_string();
    let pair = Pair { person, proposed_by: held.proposed_by, disabled_by: held.disabled_by, confirmed_by: by };
    let step = rules::confirm(held.state, &pair, same)?;
    let args = name(cx, person).await?;
    let mut change = cx.change(&held).await?;
    let proposal = proposals::decide(app, &mut change, &held, &held.proposal, (step, by)).await?;
    let enabled = standing::enable(app, &mut change, person, account.version).await?.ok_or(No::Stale)?;
    let yours = Telling { key: "people-account-yours-on", args: vec![], link: "/sign-in".into() };
    tell(app, &mut change, person, &yours).await?;
    let telling = Telling { key: "people-account-on", args, link: format!("/people/{person}") };
    tell_staff(cx, &mut change, &[by, person], &telling).await?;
    let entry = cx.record(Did::AccountEnabled(person)).detail("proposal", id).detail("proposed-by", held.proposed_by);
    change.commit(entry).await?;
    standing::unmark(app, person, enabled);
    Ok(Enabling { proposal, person, disabled_by: None })
}

/// Declined, or taken back by whoever asked: the account stays disabled.
pub async fn decline_enabling(cx: &Context, id: ProposalId, version: i64) -> Answer<Enabling> {
    let app = &cx.app;
    let held = enabling::<DeclineEnabling>(cx, id).await?;
    if held.version != version {
        return Err(No::Stale);
    }
    let (person, by) = (held.person, cx.person()?);
    let step = rules::decline(held.state)?;
    let telling =
        Telling { key: "people-enabling-declined", args: name(cx, person).await?, link: format!("/enablings/{id}") };
    let mut change = cx.change(&held).await?;
    let proposal = proposals::decide(app, &mut change, &held, &held.proposal, (step, by)).await?;
    tell_staff(cx, &mut change, &[by, person], &telling).await?;
    change.commit(cx.record(Did::EnablingDeclined(person)).detail("proposal", id)).await?;
    Ok(Enabling { proposal, person, disabled_by: held.disabled_by })
}

/// Why the machine makes no code.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoCode {
    #[refusal("people-code-from-a-page")]
    NotFromThePage,
    #[refusal("people-operator-unknown")]
    NoSuchPerson,
    #[refusal("people-code-no-factor")]
    NoFactor,
    #[refusal("people-code-disabled")]
    Disabled,
    #[refusal("people-code-altered")]
    Altered,
}

/// Makes one code for a lost factor in the place of those there were, and tells it once: for somebody who has lost their
/// authenticator and their codes. Only from the command line of the machine itself; it still takes their password. They,
/// operators and security staff are told.
pub async fn recovery_code(cx: &Context, email: &str) -> Answer<String> {
    let app = &cx.app;
    let account = accounts::by_email(app, email).await?;
    let mut no = Refusals::none();
    no.when(cx.who.is_some() || !cx.address.is_empty(), NoCode::NotFromThePage);
    no.when(account.is_none(), NoCode::NoSuchPerson);
    if let Some(account) = &account {
        no.when(!account.has_code, NoCode::NoFactor);
        no.when(account.disabled(app), NoCode::Disabled);
        no.when(!account.whole(app), NoCode::Altered);
    }
    no.or_else(|| ())?;
    let person = account.or_not_found()?.person;
    let args = name(cx, person).await?;
    let mut change = cx.change_unasked(Unasked::LostFactor).await?;
    let made = recovery::make(app, &mut change, person, 1).await?;
    let yours = Telling { key: "people-code-yours", args: vec![], link: "/account/recovery-codes".into() };
    tell(app, &mut change, person, &yours).await?;
    let telling = Telling { key: "people-code-made", args, link: format!("/people/{person}") };
    tell_staff(cx, &mut change, &[person], &telling).await?;
    change.commit(cx.record(Did::RecoveryCodeMade(person))).await?;
    made.into_iter().next().ok_or_else(|| No::Broken("no code was made".into()))
}
