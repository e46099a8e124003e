//! Replacing the address of one's account, and putting it back.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Form, Problem, Problems};
use foundation::{Arg, Lang, Moment};
use serde::Deserialize;
use ui::Body;

use super::account::signed_in_lately;
use super::sign_in::own_form;
use super::{FormView, Shown, Submitted, answered};
use crate::accounts::{self, Did, address};
use crate::messages::{self, Telling};
use crate::{Answer, App, Context, No, OrNotFound, PersonId};

static ADDRESS: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/address.toml")));
static PROOF: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/address-proof.toml")));

/// Links that go to one mailbox in an hour.
const LINKS: u32 = 5;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/email", get(show).post(ask))
        .route("/account/email/prove", get(show_proof).post(prove))
        .route("/account/email/undo", get(show_undo).post(undo))
}

#[derive(Debug, Deserialize)]
struct Token {
    token: String,
}

async fn show(cx: Context) -> Answer<Shown> {
    cx.who()?;
    page(&cx, &Answers::new(), &Problems::none())
}

fn page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let title = cx.text("address-title");
    let view = FormView::new(&ADDRESS, answers, problems, "/account/email").submit("address-button");
    let body = Body::new().heading(title.as_str()).text(cx.text("address-text")).html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, &ADDRESS, problems))
}

fn said(cx: &Context, title: &str, text: &str) -> Shown {
    let title = cx.text(title);
    let body = Body::new().heading(title.as_str()).text(cx.text(text));
    cx.page(title, body)
}

/// The reasons of a refusal beside a question of the form.
fn beside(question: &str, no: No) -> Answer<Problems> {
    let No::Refused(reasons) = no else { return Err(no) };
    let mut problems = Problems::none();
    for reason in reasons {
        problems.add(Problem::new(question, &reason.key));
    }
    Ok(problems)
}

async fn lang(cx: &Context, person: PersonId) -> Answer<Lang> {
    Ok(cx.app.directory.known(&cx.app, person).await?.map_or(Lang::En, |known| known.lang))
}

/// Says the same whether somebody has the new address or not: a link goes there if nobody does.
async fn ask(cx: Context, form: Submitted) -> Answer<Response> {
    let who = cx.who()?;
    signed_in_lately(&cx)?;
    let answers = match form.read(&ADDRESS, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &answers, &problems)?.into_response()),
    };
    let app = &cx.app;
    let account = accounts::by_person(app, who.person).await?.or_not_found()?;
    if let Err(no) = accounts::own_password(app, &account, answers.text("password")).await {
        return Ok(page(&cx, &answers, &beside("password", no)?)?.into_response());
    }
    let new = accounts::normal(answers.text("email"));
    if let Err(no) = address::may_ask(app, &account, &new).await {
        return Ok(page(&cx, &answers, &beside("email", no)?)?.into_response());
    }
    let free = address::whose(app, &new).await?.is_none()
        && app.limits.allow(&format!("address {new}"), LINKS, Moment::HOUR, app.world.now());
    let lang = lang(&cx, who.person).await?;
    let mut change = app.store.change().await?;
    if free {
        let (prove, stop) = address::ask(app, &mut change, &account, &new).await?;
        let link = format!("/account/email/prove?token={prove}");
        let telling = Telling { key: "mail-address-prove", args: vec![], link };
        messages::mail(app, &mut change, who.person, &new, lang, &telling).await?;
        let link = format!("/account/email/undo?token={stop}");
        let telling = Telling { key: "told-address-asked", args: vec![("new", Arg::Text(new.clone()))], link };
        messages::mail(app, &mut change, who.person, &account.email, lang, &telling).await?;
    }
    let entry = cx.record(Did::AddressAsked(who.person.to_string())).personal("email", &new);
    change.commit(entry).await?;
    Ok(answered(&cx, "/account", cx.did("address-sent-title", &[]).next(cx.text("address-sent-text"))))
}

async fn show_proof(cx: Context, Query(token): Query<Token>) -> Answer<Shown> {
    proof_page(&cx, &token.token, &Problems::none())
}

fn proof_page(cx: &Context, token: &str, problems: &Problems) -> Answer<Shown> {
    let title = cx.text("address-proof-title");
    let answers = Answers::new();
    let view = FormView::new(&PROOF, &answers, problems, "/account/email/prove")
        .submit("address-proof-button")
        .hidden("token", token);
    let body = Body::new().heading(title.as_str()).text(cx.text("address-proof-text")).html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, &PROOF, problems))
}

async fn prove(cx: Context, form: Submitted) -> Answer<Response> {
    let token = form.one("token").to_owned();
    let answers = match form.read(&PROOF, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(proof_page(&cx, &token, &problems)?.into_response()),
    };
    let app = &cx.app;
    let checked = accounts::check_link(app, &token, address::PROVE_LINK, answers.text("password")).await;
    let person = match checked {
        Err(no @ No::Refused(_)) => {
            return Ok(proof_page(&cx, &token, &beside("password", no)?)?.into_response());
        }
        other => other?,
    };
    let lang = lang(&cx, person).await?;
    let mut change = app.store.change().await?;
    let (replaced, undo) = address::prove(app, &mut change, &token).await?;
    // To the new address, as a notice; and to the old one, with the way back.
    let new = vec![("new", Arg::Text(replaced.new.clone()))];
    let telling = Telling { key: "told-address-replaced", args: new.clone(), link: "/account".into() };
    messages::tell(app, &mut change, person, &telling).await?;
    let telling = Telling { key: "mail-address-undo", args: new, link: format!("/account/email/undo?token={undo}") };
    messages::mail(app, &mut change, person, &replaced.old, lang, &telling).await?;
    let entry = cx.record(Did::AddressReplaced(person.to_string())).by(person);
    change.commit(entry.personal("old", &replaced.old).personal("email", &replaced.new)).await?;
    Ok(said(&cx, "address-replaced-title", "address-replaced-text").into_response())
}

/// A page with a button: programs that open links in mail must not press it.
async fn show_undo(cx: Context, Query(token): Query<Token>) -> Answer<Shown> {
    let title = cx.text("address-undo-title");
    let button = cx.button("/account/email/undo", "address-undo-button", &[("token", token.token)]);
    let body = Body::new().heading(title.as_str()).text(cx.text("address-undo-text")).html(button);
    Ok(cx.page(title, body))
}

async fn undo(cx: Context, form: Submitted) -> Answer<Response> {
    let app = &cx.app;
    let mut change = app.store.change().await?;
    let (ended, person, replaced) = address::undo(app, &mut change, form.one("token")).await?;
    let telling = Telling { key: "told-address-undone", args: vec![], link: "/account".into() };
    messages::tell(app, &mut change, person, &telling).await?;
    if replaced {
        let telling = Telling { key: "told-address-undone", args: vec![], link: "/help/contact".into() };
        messages::mail(app, &mut change, person, &ended.new, lang(&cx, person).await?, &telling).await?;
    }
    let entry = cx.record(Did::AddressUndone(person.to_string())).by(person);
    change.commit(entry.personal("email", &ended.new)).await?;
    let title = cx.text("address-undone-title");
    let body = Body::new()
        .heading(title.as_str())
        .text(cx.text("address-undone-text"))
        .link(cx.text("forgotten-title"), &cx.href("/account/password/forgotten"));
    Ok(cx.page(title, body).into_response())
}
