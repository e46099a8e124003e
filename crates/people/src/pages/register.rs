//! Registering and proving one's address.

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Choice, Lists, Problem, Problems};
use foundation::Lang;
use platform::web::redirect;
use platform::{Answer, App, Context, FormView, No, Shown, Submitted};
use serde::Deserialize;
use ui::{Body, Button};

use crate::{actions, store};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(ask).post(register))
        .route("/register/done", get(done))
        .route("/register/prove", get(ask_prove).post(prove))
}

async fn lists(cx: &Context) -> Answer<Lists> {
    let organisations = store::organisations(&cx.app).await?;
    Ok(Lists::new()
        .with("organisations", organisations.into_iter().map(|o| Choice::new(o.id.to_string(), o.name)).collect()))
}

async fn ask(cx: Context) -> Answer<Shown> {
    page(&cx, &Answers::new(), &Problems::none()).await
}

async fn page(cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("register")?;
    let lists = lists(cx).await?;
    let title = cx.text("people-register-title");
    let view = FormView::new(form, answers, problems, "/register").choose(&lists).submit("people-register-button");
    let body = Body::new()
        .heading(title.as_str())
        .text(cx.text("people-register-text"))
        .html(view.html(cx))
        .link(cx.text("people-register-have-account"), &cx.href("/sign-in"));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

async fn register(cx: Context, submitted: Submitted) -> Answer<Response> {
    let form = cx.app.profile.form("register")?;
    let lists = lists(&cx).await?;
    let answers = match submitted.read(form, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &answers, &problems).await?.into_response()),
    };
    let organisation = answers.text("organisation").parse().map_err(|_| No::NotFound)?;
    let asked = actions::Register {
        name: answers.text("name").to_owned(),
        email: answers.text("email").to_owned(),
        password: answers.text("password").to_owned(),
        organisation,
        lang: Lang::from_code(answers.text("language")).unwrap_or(cx.lang),
        student: answers.is_yes("student"),
        country: answers.text("country").to_owned(),
    };
    match actions::register(&cx, asked).await {
        // What is wrong with the password belongs beside the password.
        Err(No::Refused(reasons)) if reasons.iter().all(|r| r.key.starts_with("password-")) => {
            let mut problems = Problems::none();
            for reason in reasons {
                problems.add(Problem::new("password", &reason.key));
            }
            Ok(page(&cx, &answers, &problems).await?.into_response())
        }
        Err(no) => Err(no),
        Ok(()) => Ok(redirect(&cx, "/register/done")),
    }
}

async fn done(cx: Context) -> Answer<Shown> {
    let title = cx.text("people-registered-title");
    let panel = ui::Panel::new(title.as_str(), "");
    let sender = cx.app.profile.general.mail_from.clone();
    let mut body = Body::new()
        .component(&panel)
        .text(cx.text("people-registered-text"))
        .text(cx.say("people-registered-sender", &[("address", sender.into())]));
    if cx.app.demo {
        body = body.link(cx.text("outbox-title"), &cx.href("/outbox"));
    }
    Ok(cx.page(title, body))
}

#[derive(Debug, Deserialize)]
struct Token {
    token: String,
}

/// A page with a form: programs that open links in mail must not use the link up, and a mailbox alone proves nothing about
/// who chose the password.
async fn ask_prove(cx: Context, Query(token): Query<Token>) -> Answer<Shown> {
    prove_page(&cx, &token.token, &Problems::none())
}

fn prove_page(cx: &Context, token: &str, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("prove")?;
    let title = cx.text("people-prove-title");
    let answers = Answers::new();
    let view =
        FormView::new(form, &answers, problems, "/register/prove").submit("people-prove-button").hidden("token", token);
    let body = Body::new()
        .heading(title.as_str())
        .text(cx.text("people-prove-text"))
        .html(view.html(cx))
        .text(cx.text("people-prove-not-mine"))
        .link(cx.text("people-prove-reset"), &cx.href("/account/password/forgotten"));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

async fn prove(cx: Context, submitted: Submitted) -> Answer<Response> {
    let form = cx.app.profile.form("prove")?;
    let token = submitted.one("token");
    let answers = match submitted.read(form, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(prove_page(&cx, token, &problems)?.into_response()),
    };
    match actions::prove_email(&cx, token, answers.text("password")).await {
        // What is wrong with the password belongs beside the password.
        Err(No::Refused(reasons)) if reasons.iter().all(|r| r.key == "proof-password-wrong") => {
            let mut problems = Problems::none();
            problems.add(Problem::new("password", "proof-password-wrong"));
            return Ok(prove_page(&cx, token, &problems)?.into_response());
        }
        other => other?,
    };
    let title = cx.text("people-proved-title");
    let next = Button::link(cx.text("sign-in-button"), &cx.href("/sign-in")).html();
    let body = Body::new().heading(title.as_str()).text(cx.text("people-proved-text")).html(next);
    Ok(cx.page(title.as_str(), body).into_response())
}
