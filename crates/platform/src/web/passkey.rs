//! Pages of passkeys: adding and removing them on one's account, and showing one as the second factor.
//!
//! A passkey needs a script (`assets/scripts/passkey.js`): it unhides the form, asks the browser, and sends the answer with
//! the form. Everything else works without.

use std::sync::LazyLock;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use forms::{Answers, Form, Problem, Problems};
use serde::Deserialize;
use ui::{Body, Button, Cell, Html, Table};
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};

use super::account::{signed_in_lately, tell_of_factors};
use super::sign_in::{Next, admitted, code_page, own_form, turned_away, with_session};
use super::{Confirmation, Confirmed, Shown, Submitted, answered, redirect};
use crate::accounts::Did;
use crate::accounts::{self, NoEntry};
use crate::passkeys::{self, NoPasskey};
use crate::tries::{ALTERED, GUESSING, Taken, Tries};
use crate::{Answer, App, Context, No, OrNotFound};

pub(super) static PASSKEY: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/passkey.toml")));

pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/passkeys", get(show).post(add))
        .route("/account/passkeys/begin", post(begin_adding))
        .route("/account/passkeys/remove", get(ask_remove).post(remove))
        .route("/sign-in/passkey", post(sign_in))
        .route("/sign-in/passkey/begin", post(begin_showing))
}

/// A form that the script fills: `kind` is `create` or `get`. Hidden until the script finds that the browser has passkeys.
fn ceremony(cx: &Context, kind: &str, action: &str, next: &str, fields: Html, button: &str) -> Html {
    let mut form = ui::Form::new(&cx.href(action), &cx.csrf())
        .hidden("credential", "")
        .field(fields)
        .button(Button::new(cx.text(button)));
    if !next.is_empty() {
        form = form.hidden("next", next);
    }
    let form = ui::Component::html(&form);
    let begin = ui::escape(&cx.href(&format!("{action}/begin")));
    let problem = ui::escape(&cx.text("passkey-browser-refused"));
    Html::trusted(format!(
        "<div data-passkey=\"{kind}\" data-begin=\"{begin}\" hidden>{form}\
         <p class=\"govuk-error-message\" role=\"alert\" data-passkey-problem hidden>{problem}</p></div>"
    ))
}

async fn show(cx: Context) -> Answer<Shown> {
    page(&cx, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let who = cx.who()?;
    cx.app.passkeys.as_ref().or_not_found()?;
    let title = cx.text("passkeys-title");
    let mut body = Body::new().heading(title.as_str()).text(cx.text("passkeys-text"));
    let mine = passkeys::of_person(&cx.app, who.person).await?;
    if mine.is_empty() {
        body = body.text(cx.text("passkeys-none"));
    } else {
        let mut table = Table::new(cx.text("passkeys-yours"))
            .head(["passkeys-name", "passkeys-added", "passkeys-remove"].map(|key| cx.text(key)));
        for one in &mine {
            let query = serde_urlencoded::to_string([("passkey", &one.id)]).unwrap_or_default();
            table = table.row([
                Cell::new(one.name.as_str()),
                Cell::new(one.created_at.text(cx.lang)),
                Cell::new(Html::link(
                    cx.text("passkeys-remove-it"),
                    &cx.href(&format!("/account/passkeys/remove?{query}")),
                )),
            ]);
        }
        body = body.component(&table);
    }
    let fields = forms::pages::fields(&PASSKEY, answers, problems, cx.lang, &cx.app.texts, &());
    let body = body.section(cx.text("passkeys-add")).text(cx.text("passkeys-script")).html(ceremony(
        cx,
        "create",
        "/account/passkeys",
        "",
        fields,
        "passkeys-add-button",
    ));
    Ok(cx.page(title, body).problems(cx, &PASSKEY, problems))
}

async fn begin_adding(cx: Context, _form: Submitted) -> Answer<Json<CreationChallengeResponse>> {
    signed_in_lately(&cx)?;
    Ok(Json(passkeys::begin_adding(&cx.app, cx.who()?).await?))
}

async fn add(cx: Context, form: Submitted) -> Answer<Response> {
    let who = cx.who()?;
    signed_in_lately(&cx)?;
    let answers = match form.read(&PASSKEY, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &answers, &problems).await?.into_response()),
    };
    let mut change = cx.app.store.change().await?;
    let name = answers.text("name");
    match passkeys::finish_adding(&cx.app, &mut change, who, name, form.one("credential")).await {
        Ok(mark) => {
            let entry =
                cx.record(Did::PasskeyAdded(who.person.to_string())).detail("passkey", mark).personal("name", name);
            tell_of_factors(&cx, &mut change, who.person).await?;
            change.commit(entry).await?;
            Ok(redirect(&cx, "/account/passkeys"))
        }
        Err(No::Refused(reasons)) => {
            // The page reads the database: the writer's place must be free again.
            drop(change);
            let mut problems = Problems::none();
            for reason in reasons {
                problems.add(Problem::new("name", &reason.key));
            }
            Ok(page(&cx, &answers, &problems).await?.into_response())
        }
        Err(no) => Err(no),
    }
}

/// Which passkey is asked about.
#[derive(Debug, Deserialize)]
struct Which {
    #[serde(default)]
    passkey: String,
}

async fn ask_remove(cx: Context, Query(which): Query<Which>) -> Answer<Shown> {
    let mine = passkeys::of_person(&cx.app, cx.person()?).await?;
    let one = mine.into_iter().find(|one| one.id == which.passkey).or_not_found()?;
    Ok(Confirmation::new("passkeys-remove", "/account/passkeys/remove", "/account/passkeys")
        .caption(one.name)
        .hidden("passkey", one.id)
        .page(&cx))
}

async fn remove(cx: Context, form: Confirmed) -> Answer<Response> {
    let person = cx.person()?;
    signed_in_lately(&cx)?;
    let id = form.one("passkey");
    let mut change = cx.app.store.change().await?;
    if !passkeys::remove(&mut change, person, id).await? {
        return Err(No::NotFound);
    }
    let mark = passkeys::mark(&cx.app, id);
    tell_of_factors(&cx, &mut change, person).await?;
    change.commit(cx.record(Did::PasskeyRemoved(person.to_string())).detail("passkey", mark)).await?;
    Ok(answered(&cx, "/account/passkeys", cx.did("passkeys-removed", &[])))
}

/// What the sign-in page offers beside the code, where this person has a passkey.
pub(super) async fn offer(cx: &Context, next: &Next) -> Answer<Option<Html>> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    if passkeys::of_person(&cx.app, who.person).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(ceremony(cx, "get", "/sign-in/passkey", next.path(), Html::default(), "sign-in-passkey-button")))
}

async fn begin_showing(cx: Context, _form: Submitted) -> Answer<Json<RequestChallengeResponse>> {
    Ok(Json(passkeys::begin_showing(&cx.app, cx.who.as_ref().ok_or(No::SignIn)?).await?))
}

async fn sign_in(cx: Context, form: Submitted) -> Answer<Response> {
    let next = Next::of(&form);
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    let tries = Tries::of_factor(&cx, &account);
    let taken = tries.take(&cx.app).await?;
    let mut change = cx.app.store.change().await?;
    if taken == Taken::First {
        Tries::tell(&cx, &mut change, &account, GUESSING).await?;
    }
    let key = if let Some(bar) = accounts::standing::bar(&cx.app, &account) {
        if bar == NoEntry::Altered {
            Tries::tell(&cx, &mut change, &account, ALTERED).await?;
        }
        foundation::Refusal::key(&bar)
    } else if taken == Taken::Allowed {
        let shown = passkeys::finish_showing(&cx.app, &mut change, who, form.one("credential")).await?;
        if let Some(mark) = shown {
            let token = admitted(&cx, change, &tries, "passkey", Some(mark)).await?;
            return with_session(&cx, who.person, &token, redirect(&cx, next.path())).await;
        }
        foundation::Refusal::key(&NoPasskey::Wrong)
    } else {
        foundation::Refusal::key(&NoEntry::Locked)
    };
    turned_away(&cx, change, key).await?;
    let mut problems = Problems::none();
    problems.add(Problem::new("code", key));
    Ok(code_page(&cx, &next, &problems).await?.into_response())
}
