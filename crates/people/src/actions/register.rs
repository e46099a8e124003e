//! Registering: an account, its address proved by a link, the End User Licence accepted (AGR-10).

use foundation::{Lang, Moment, Refusal};
use platform::{Answer, Context, No, OrNotFound, PersonId, Telling, Unasked, accounts, messages};

use crate::did::Did;
use crate::model::{OrganisationId, Person, Signed};
use crate::{Rules, store};

pub struct Register {
    pub name: String,
    pub email: String,
    pub password: String,
    pub organisation: OrganisationId,
    pub lang: Lang,
    pub student: bool,
    pub country: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoRegistration {
    #[refusal("people-register-organisation-unknown")]
    OrganisationUnknown,
}

/// Mails about registering that go to one mailbox in an hour.
const MAILS: u32 = 3;

/// Makes the person and the account, accepts the End User Licence, and sends the link that proves the address.
///
/// An address that has an account already is told so by mail, not on the page: the page must not say who has one.
pub async fn register(cx: &Context, asked: Register) -> Answer<()> {
    let app = &cx.app;
    let rules = app.part::<Rules>()?;
    let Some(organisation) = store::organisation(app, asked.organisation).await? else {
        return Err(No::refused(NoRegistration::OrganisationUnknown));
    };
    let password = accounts::hash_password(app, &asked.password).await?;
    let email = accounts::normal(&asked.email);
    // Whoever asks again and again must not fill somebody's mailbox; the page says the same.
    if !app.limits.allow(&format!("register {email}"), MAILS, Moment::HOUR, app.world.now()) {
        return Ok(());
    }
    if let Some(owner) = accounts::address::whose(app, &email).await? {
        let mut change = cx.change_unasked(Unasked::Registering).await?;
        let telling = Telling { key: "people-mail-exists", args: vec![], link: "/sign-in".into() };
        messages::mail(app, &mut change, owner, &email, asked.lang, &telling).await?;
        change.commit(cx.record(Did::RegisteredAgain(owner))).await?;
        return Ok(());
    }
    let person = Person {
        id: PersonId::new(&app.world),
        name: asked.name,
        email,
        organisation: organisation.id,
        organisation_name: organisation.name,
        lang: asked.lang,
        student: asked.student,
        country: asked.country,
    };
    let now = app.world.now();
    let licence = Signed {
        kind: "eul".into(),
        version: rules.eul_version.clone(),
        signed_at: now,
        officer: None,
        officer_signed_at: None,
        from: now.date(),
        until: None,
        device: None,
    };
    let mut change = cx.change_unasked(Unasked::Registering).await?;
    store::add_person(app, &mut change, &person).await?;
    accounts::create(app, &mut change, person.id, &person.email, &password).await?;
    store::accept_licence(app, &mut change, &person, &licence).await?;
    let token = accounts::link(app, &mut change, person.id, "email").await?;
    let telling = Telling { key: "people-mail-prove", args: vec![], link: format!("/register/prove?token={token}") };
    messages::mail(app, &mut change, person.id, &person.email, person.lang, &telling).await?;
    let entry = cx
        .record(Did::Registered(person.id))
        .by(person.id)
        .detail("eul", &licence.version)
        .personal("name", &person.name)
        .personal("email", &person.email);
    change.commit(entry).await?;
    Ok(())
}

/// The link was opened by whoever knows the account's password: the address is theirs.
pub async fn prove_email(cx: &Context, token: &str, password: &str) -> Answer<PersonId> {
    let app = &cx.app;
    accounts::check_proof(cx, token, password).await?;
    let mut change = cx.change_unasked(Unasked::Registering).await?;
    let person = accounts::use_link(app, &mut change, token, "email").await?;
    accounts::set_proved(app, &mut change, person).await?;
    change.commit(cx.record(Did::EmailProved(person)).by(person)).await?;
    store::person(app, &person).await?.or_not_found()?;
    Ok(person)
}
