//! One's own account: the second factor, the running sessions, a forgotten password.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Form, Problem, Problems};
use foundation::{Arg, Lang, Moment, Refusal};
use serde::Deserialize;
use store::Change;
use ui::{Body, Cell, SummaryList, Table};

use super::agent;
use super::sign_in::{EMAIL, own_form, with_session};
use super::{Confirmation, Confirmed, FormView, Shown, Submitted, answered, redirect};
use crate::accounts::Did;
use crate::accounts::{self, Account, CodeSetup, NoEntry};
use crate::ceremony::Ceremony;
use crate::messages::{self, Telling};
use crate::tries::Tries;
use crate::{Answer, App, Context, No, OrNotFound, PersonId, passkeys, sessions};

static NEW_PASSWORD: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/new-password.toml")));
static FORGOTTEN: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/forgotten.toml")));
static CODE: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/code.toml")));

/// Links to reset a password that go to one mailbox in an hour.
const LINKS: u32 = 5;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show))
        .route("/account/second-factor", get(set_up).post(confirm))
        .route("/account/second-factor/qr.svg", get(qr))
        .route("/account/sessions/{hash}/end", get(ask_end_session).post(end_session))
        .route("/account/password/forgotten", get(forgotten).post(send_link))
        .route("/account/password/reset", get(reset).post(set_password))
}

async fn show(cx: Context) -> Answer<Shown> {
    let who = cx.who()?;
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    let title = cx.text("account-title");
    let code = cx.text(if account.has_code { "account-code-set" } else { "account-code-not-set" });
    let facts = SummaryList::new()
        .row(cx.text("account-name"), who.known.name.as_str())
        .row_with(
            cx.text("account-email"),
            ui::Html::email(&account.email),
            (cx.text("link-change").as_str(), &cx.href("/account/email"), &cx.text("account-email")),
        )
        .row_with(
            cx.text("account-second-factor"),
            code,
            (cx.text("link-change").as_str(), &cx.href("/account/second-factor"), &cx.text("account-second-factor")),
        );
    let codes = (cx.text("link-change"), cx.href("/account/recovery-codes"), cx.text("recovery-title"));
    let facts = facts.row_with(
        codes.2.as_str(),
        cx.count("recovery-count", account.codes_left()),
        (codes.0.as_str(), &codes.1, &codes.2),
    );
    let facts = if cx.app.passkeys.is_some() {
        let count = passkeys::of_person(&cx.app, who.person).await?.len();
        let change = (cx.text("link-change"), cx.href("/account/passkeys"), cx.text("passkeys-title"));
        facts.row_with(change.2.as_str(), cx.count("passkeys-count", count), (change.0.as_str(), &change.1, &change.2))
    } else {
        facts
    };
    let mut table = Table::new(cx.text("account-sessions")).head(
        ["account-session-started", "account-session-last", "account-session-address", "account-session-end"]
            .map(|k| cx.text(k)),
    );
    for session in sessions::of_person(&cx.app, who.person).await? {
        let end = if session.hash == who.session.hash {
            ui::Html::from(cx.text("account-session-this"))
        } else {
            let path = format!("/account/sessions/{}/end", session.hash);
            ui::Html::link(cx.text("account-session-end-it"), &cx.href(&path))
        };
        table = table.row([
            Cell::new(session.started_at.text(cx.lang)),
            Cell::new(session.last_at.text(cx.lang)),
            Cell::new(format!("{}, {}", session.address, agent::words(&cx, &session.agent))),
            Cell::new(end),
        ]);
    }
    let body = Body::new()
        .heading(title.as_str())
        .component(&facts)
        .link(cx.text("notices-title"), &cx.href("/notices"))
        .link(cx.text("forgotten-title"), &cx.href("/account/password/forgotten"))
        .full_width()
        .component(&table);
    Ok(cx.page(title, body))
}

async fn ask_end_session(cx: Context, Path(hash): Path<String>) -> Answer<Shown> {
    let all = sessions::of_person(&cx.app, cx.person()?).await?;
    let session = all.into_iter().find(|session| session.hash == hash).or_not_found()?;
    let facts = SummaryList::new()
        .row(cx.text("account-session-started"), session.started_at.text(cx.lang))
        .row(cx.text("account-session-last"), session.last_at.text(cx.lang))
        .row(cx.text("account-session-address"), format!("{}, {}", session.address, agent::words(&cx, &session.agent)));
    let path = format!("/account/sessions/{hash}/end");
    Ok(Confirmation::new("account-session-end", path, "/account").facts(facts).page(&cx))
}

async fn end_session(cx: Context, Path(hash): Path<String>, _form: Confirmed) -> Answer<Response> {
    let person = cx.person()?;
    let mut change = cx.app.store.change().await?;
    if !sessions::end(&cx.app, &mut change, person, &hash).await? {
        return Err(No::NotFound);
    }
    change.commit(cx.record(Did::SessionEnded(person.to_string()))).await?;
    Ok(answered(&cx, "/account", cx.did("account-session-ended", &[])))
}

/// Why a factor is not changed.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoChange {
    /// Whoever finds a browser that is signed in must not be able to come back as its owner.
    #[refusal("account-sign-in-again")]
    SignInAgain,
}

/// So long after signing in, with the old factors, they may be changed.
const FRESH: i64 = 15 * Moment::MINUTE;

/// The person has signed in with both factors lately.
pub(super) fn signed_in_lately(cx: &Context) -> Answer<()> {
    let since = cx.app.world.now().0 - cx.who()?.session.started_at.0;
    if since > FRESH { Err(No::refused(NoChange::SignInAgain)) } else { Ok(()) }
}

/// The owner learns of every change of a factor, also of one that is not theirs.
pub(super) async fn tell_of_factors(cx: &Context, change: &mut Change, person: PersonId) -> Answer<()> {
    let telling = Telling { key: "told-factors", args: vec![], link: "/account".into() };
    messages::tell(&cx.app, change, person, &telling).await
}

/// A new authenticator may be set up by somebody without one, or by somebody who has just shown the old one.
fn may_set_up(cx: &Context, has_code: bool) -> Answer<()> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    if has_code || who.session.factors >= 2 { signed_in_lately(cx) } else { Ok(()) }
}

async fn set_up(cx: Context) -> Answer<Shown> {
    let person = cx.who.as_ref().ok_or(No::SignIn)?.person;
    let account = accounts::by_person(&cx.app, person).await?.or_not_found()?;
    may_set_up(&cx, account.has_code)?;
    let secret = match pending(&cx)? {
        Some(secret) => secret,
        None => begin(&cx).await?,
    };
    set_up_page(&cx, &account, secret, &Problems::none())
}

/// The secret that is being set up in this session. Showing the page again must not change the one that somebody is typing in,
/// and nothing may touch the one in use before a code of the new one has been shown: a page that is only looked at changes
/// nothing about how one signs in.
fn pending(cx: &Context) -> Answer<Option<Vec<u8>>> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    match Ceremony::of(&cx.app, &who.session) {
        Some(Ceremony::Authenticator { secret }) => Ok(Some(secret)),
        _ => Ok(None),
    }
}

async fn begin(cx: &Context) -> Answer<Vec<u8>> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    let secret = cx.app.world.bytes::<20>().to_vec();
    Ceremony::Authenticator { secret: secret.clone() }.keep(&cx.app, &who.session).await?;
    Ok(secret)
}

fn set_up_page(cx: &Context, account: &Account, secret: Vec<u8>, problems: &Problems) -> Answer<Shown> {
    let setup = CodeSetup::of(secret, &account.email, &cx.text("service-name"))?;
    let title = cx.text("second-factor-title");
    let answers = Answers::new();
    let view = FormView::new(&CODE, &answers, problems, "/account/second-factor").submit("second-factor-confirm");
    let secret: Vec<&str> = setup.secret.as_bytes().chunks(4).filter_map(|c| std::str::from_utf8(c).ok()).collect();
    let body = Body::new()
        .heading(title.as_str())
        .lead(cx.text("second-factor-lead"))
        .text(cx.text("second-factor-no-phone"))
        .picture(&cx.href("/account/second-factor/qr.svg"), &cx.text("second-factor-qr"), 220, 220)
        .text(cx.say("second-factor-key", &[("key", Arg::Text(secret.join(" ")))]))
        .html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, &CODE, problems))
}

async fn qr(cx: Context) -> Answer<Response> {
    let person = cx.who.as_ref().ok_or(No::SignIn)?.person;
    let account = accounts::by_person(&cx.app, person).await?.or_not_found()?;
    may_set_up(&cx, account.has_code)?;
    let secret = pending(&cx)?.or_not_found()?;
    let setup = CodeSetup::of(secret, &account.email, &cx.text("service-name"))?;
    let code = qrcode::QrCode::new(setup.address.as_bytes()).map_err(|e| No::Broken(e.to_string()))?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).build();
    Ok(([(http::header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")], svg).into_response())
}

async fn confirm(cx: Context, form: Submitted) -> Answer<Response> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    may_set_up(&cx, account.has_code)?;
    let Some(secret) = pending(&cx)? else {
        let secret = begin(&cx).await?;
        return Ok(set_up_page(&cx, &account, secret, &code_wrong())?.into_response());
    };
    let answers = match form.read(&CODE, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(set_up_page(&cx, &account, secret, &problems)?.into_response()),
    };
    let Some(step) = accounts::step_of(&cx.app, secret.clone(), answers.text("code"))? else {
        return Ok(set_up_page(&cx, &account, secret, &code_wrong())?.into_response());
    };
    let mut change = cx.app.store.change().await?;
    if !sessions::take_state(&mut change, &who.session).await? {
        return Err(No::Stale);
    }
    accounts::set_secret(&cx.app, &mut change, who.person, &secret).await?;
    accounts::confirm_secret(&cx.app, &mut change, who.person, step).await?;
    if account.has_code || who.session.factors >= 2 {
        tell_of_factors(&cx, &mut change, who.person).await?;
    }
    // Whoever has shown both factors already keeps their session, and what is open in it.
    let (token, session) = if who.session.factors < 2 {
        let (token, session) = sessions::strengthened(&cx.app, &mut change, &who.session).await?;
        (Some(token), session)
    } else {
        (None, who.session.clone())
    };
    super::recovery::renew(&cx, &mut change, &session).await?;
    change.commit(cx.record(Did::SecondFactorSet(who.person.to_string()))).await?;
    let response = redirect(&cx, "/account/recovery-codes");
    match token {
        Some(token) => with_session(&cx, who.person, &token, response).await,
        None => Ok(response),
    }
}

fn code_wrong() -> Problems {
    let mut problems = Problems::none();
    problems.add(Problem::new("code", "sign-in-code-wrong"));
    problems
}

async fn forgotten(cx: Context) -> Answer<Shown> {
    forgotten_page(&cx, &Answers::new(), &Problems::none())
}

fn forgotten_page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let title = cx.text("forgotten-title");
    let view = FormView::new(&FORGOTTEN, answers, problems, "/account/password/forgotten").submit("forgotten-button");
    let body = Body::new().heading(title.as_str()).text(cx.text("forgotten-text")).html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, &FORGOTTEN, problems))
}

/// Says the same whether there is such an account or not.
async fn send_link(cx: Context, form: Submitted) -> Answer<Response> {
    let answers = match form.read(&FORGOTTEN, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(forgotten_page(&cx, &answers, &problems)?.into_response()),
    };
    let email = accounts::normal(answers.text("email"));
    // Whoever asks again and again must not fill somebody's mailbox; the page says the same.
    let may = cx.app.limits.allow(&format!("password-link {email}"), LINKS, Moment::HOUR, cx.app.world.now());
    let account = accounts::by_email(&cx.app, &email).await?;
    let mut change = cx.app.store.change().await?;
    let open = |account: &Account| may && accounts::standing::bar(&cx.app, account).is_none();
    if let Some(account) = account.filter(open) {
        let token = accounts::link(&cx.app, &mut change, account.person, "password").await?;
        let telling =
            Telling { key: "mail-password", args: vec![], link: format!("/account/password/reset?token={token}") };
        let known = cx.app.directory.known(&cx.app, account.person).await?;
        let lang = known.map_or(Lang::En, |k| k.lang);
        messages::mail(&cx.app, &mut change, account.person, &account.email, lang, &telling).await?;
        change.commit(cx.record(Did::PasswordLinkSent(account.person.to_string()))).await?;
    } else {
        // On the record too, and it takes the same time.
        let short: String = email.chars().take(EMAIL).collect();
        change.commit(cx.record(Did::PasswordLinkRefused("unknown".to_owned())).personal("email", &short)).await?;
    }
    let title = cx.text("forgotten-sent-title");
    let body = Body::new().heading(title.as_str()).text(cx.text("forgotten-sent-text"));
    Ok(cx.page(title, body).into_response())
}

#[derive(Debug, Deserialize)]
struct Token {
    token: String,
}

async fn reset(cx: Context, Query(token): Query<Token>) -> Answer<Shown> {
    reset_page(&cx, &token.token, &Problems::none())
}

fn reset_page(cx: &Context, token: &str, problems: &Problems) -> Answer<Shown> {
    let title = cx.text("reset-title");
    let answers = Answers::new();
    let view = FormView::new(&NEW_PASSWORD, &answers, problems, "/account/password/reset")
        .submit("reset-button")
        .hidden("token", token);
    let body = Body::new().heading(title.as_str()).html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, &NEW_PASSWORD, problems))
}

async fn set_password(cx: Context, form: Submitted) -> Answer<Response> {
    let token = form.one("token").to_owned();
    let answers = match form.read(&NEW_PASSWORD, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(reset_page(&cx, &token, &problems)?.into_response()),
    };
    let hash = match accounts::hash_password(&cx.app, answers.text("password")).await {
        Err(No::Refused(reasons)) => {
            let mut problems = Problems::none();
            for reason in reasons {
                problems.add(Problem::new("password", &reason.key));
            }
            return Ok(reset_page(&cx, &token, &problems)?.into_response());
        }
        other => other?,
    };
    let mut change = cx.app.store.change().await?;
    let person = accounts::use_link(&cx.app, &mut change, &token, "password").await?;
    if accounts::by_person(&cx.app, person).await?.is_some_and(|account| account.disabled(&cx.app)) {
        return Err(No::refused(NoEntry::LinkUsed));
    }
    // Whoever reads the mailbox may type passwords again; the tries of the second factor stay counted.
    if let Some(account) = accounts::by_person(&cx.app, person).await? {
        Tries::of_password(&cx, &account.email, Some(&account)).forget(&mut change).await?;
    }
    accounts::set_password(&cx.app, &mut change, person, &hash).await?;
    accounts::set_proved(&cx.app, &mut change, person).await?;
    let telling = Telling { key: "told-password", args: vec![], link: "/account".into() };
    messages::tell(&cx.app, &mut change, person, &telling).await?;
    sessions::end_all(&cx.app, &mut change, person).await?;
    change.commit(cx.record(Did::PasswordSet(person.to_string())).by(person)).await?;
    Ok(redirect(&cx, "/sign-in"))
}
