//! Codes for a lost factor: shown once, made anew, and used in the place of the second factor.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Form, Problem, Problems};
use foundation::Refusal;
use store::Change;
use ui::Body;

use super::account::signed_in_lately;
use super::sign_in::{Next, admitted, own_form, turned_away, with_session};
use super::{Confirmation, Confirmed, FormView, Shown, Submitted, redirect};
use crate::accounts::{self, Did, NoEntry, recovery, standing};
use crate::ceremony::Ceremony;
use crate::messages::{self, Telling};
use crate::sessions::{self, Session};
use crate::tries::{ALTERED, GUESSING, Taken, Tries};
use crate::{Answer, App, Context, No, OrNotFound};

static RECOVERY: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/recovery.toml")));

pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/recovery-codes", get(show).post(make))
        .route("/sign-in/recovery", get(ask).post(use_code))
}

/// Makes new codes within a change, and keeps them for the page that shows them once. Those of before open nothing any more.
pub(super) async fn renew(cx: &Context, change: &mut Change, session: &Session) -> Answer<()> {
    let codes = recovery::make(&cx.app, change, session.person, recovery::HOW_MANY).await?;
    Ceremony::RecoveryCodes { codes }.keep_in(&cx.app, change, session).await
}

/// The codes, where they have just been made; otherwise how many are left.
async fn show(cx: Context) -> Answer<Shown> {
    let who = cx.who()?;
    let title = cx.text("recovery-title");
    let mut body = Body::new().heading(title.as_str()).text(cx.text("recovery-text"));
    if let Some(Ceremony::RecoveryCodes { codes }) = Ceremony::of(&cx.app, &who.session) {
        sessions::forget_state(&cx.app, &who.session).await?;
        body = body.section(cx.text("recovery-yours")).text(cx.text("recovery-once")).bullets(codes);
        return Ok(cx.page(title, body.link(cx.text("recovery-kept"), &cx.href("/home"))));
    }
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    body = body.text(cx.count("recovery-count", account.codes_left()));
    if account.has_code {
        body = body.component(&Confirmation::new("recovery-make", "/account/recovery-codes", "/account").form(&cx));
    }
    Ok(cx.page(title, body))
}

async fn make(cx: Context, _form: Confirmed) -> Answer<Response> {
    let who = cx.who()?;
    signed_in_lately(&cx)?;
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    if !account.has_code {
        return Err(No::NotFound);
    }
    let mut change = cx.app.store.change().await?;
    renew(&cx, &mut change, &who.session).await?;
    let telling = Telling { key: "told-recovery-made", args: vec![], link: "/account".into() };
    messages::tell(&cx.app, &mut change, who.person, &telling).await?;
    change.commit(cx.record(Did::RecoveryCodesMade(who.person.to_string()))).await?;
    Ok(redirect(&cx, "/account/recovery-codes"))
}

async fn ask(cx: Context, Query(next): Query<Next>) -> Answer<Response> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    if who.session.factors >= 2 {
        return Ok(redirect(&cx, next.path()));
    }
    Ok(page(&cx, &next, &Problems::none()).into_response())
}

fn page(cx: &Context, next: &Next, problems: &Problems) -> Shown {
    let form: &Form = &RECOVERY;
    let title = cx.text("recovery-sign-in-title");
    let answers = Answers::new();
    let view = FormView::new(form, &answers, problems, "/sign-in/recovery").hidden("next", next.hidden());
    let body = Body::new()
        .heading(title.as_str())
        .text(cx.text("recovery-sign-in-text"))
        .html(view.html(cx))
        .text(cx.text("recovery-none-left"));
    cx.page(title, body).problems(cx, form, problems)
}

/// Counted with the codes of the authenticator: whoever guesses gets no second set of tries.
async fn use_code(cx: Context, form: Submitted) -> Answer<Response> {
    let next = Next::of(&form);
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    let answers = match form.read(&RECOVERY, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(page(&cx, &next, &problems).into_response()),
    };
    let app = &cx.app;
    let account = accounts::by_person(app, who.person).await?.or_not_found()?;
    let tries = Tries::of_factor(&cx, &account);
    let taken = tries.take(app).await?;
    let mut change = app.store.change().await?;
    if taken == Taken::First {
        Tries::tell(&cx, &mut change, &account, GUESSING).await?;
    }
    let bar = standing::bar(app, &account).or((taken != Taken::Allowed).then_some(NoEntry::Locked));
    if bar == Some(NoEntry::Altered) {
        Tries::tell(&cx, &mut change, &account, ALTERED).await?;
    }
    if bar.is_none() && recovery::use_up(app, &mut change, &account, answers.text("code")).await? {
        sessions::end_others(app, &mut change, &who.session).await?;
        let telling = Telling { key: "told-recovery-used", args: vec![], link: "/account/recovery-codes".into() };
        messages::tell(app, &mut change, who.person, &telling).await?;
        let token = admitted(&cx, change, &tries, "recovery-code", None).await?;
        return with_session(&cx, who.person, &token, redirect(&cx, next.path())).await;
    }
    let no = bar.unwrap_or(NoEntry::RecoveryWrong);
    turned_away(&cx, change, Refusal::key(&no)).await?;
    let mut problems = Problems::none();
    problems.add(Problem::new("code", Refusal::key(&no)));
    Ok(page(&cx, &next, &problems).into_response())
}
