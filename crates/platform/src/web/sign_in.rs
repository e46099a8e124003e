//! Signing in: address and password, then the second factor; and out again.

use axum::Router;
use axum::extract::Query;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::sync::LazyLock;

use forms::{Answers, Form, Problem, Problems};
use serde::{Deserialize, Serialize};
use store::Change;
use ui::{Body, InsetText};

use super::{FormView, Json, Shown, Submitted, redirect};
use crate::accounts::Did;
use crate::accounts::{self, Account, NoEntry};
use crate::context::{BROWSER, COOKIE, set_cookie};
use crate::tries::{ALTERED, GUESSING, Taken, Tries};
use crate::{Answer, App, Context, No, OrNotFound, PersonId, Said, sessions};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(ask).post(try_password))
        .route("/sign-in/code", get(ask_code).post(try_code))
        .route("/sign-out", post(sign_out))
}

pub fn api() -> Router<App> {
    Router::new().route("/session", post(api_begin).delete(api_end))
}

/// How long a browser stays known, in seconds.
const BROWSER_LASTS: i64 = 365 * 24 * 3600;
/// The longest address that is one (RFC 5321); what is typed instead is kept no longer than that.
pub(super) const EMAIL: usize = 254;

/// Where to go after signing in: a path of this service, nothing else.
#[derive(Debug, Deserialize, Default)]
pub struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    pub(super) fn of(form: &Submitted) -> Next {
        Next { next: form.one("next").to_owned() }
    }

    pub(super) fn query(&self) -> String {
        serde_urlencoded::to_string([("next", self.path())]).unwrap_or_default()
    }

    /// The field that carries it on.
    pub(super) fn hidden(&self) -> &str {
        &self.next
    }

    pub(super) fn to(path: &str) -> Next {
        Next { next: path.to_owned() }
    }

    /// Browsers drop tabs and line ends from an address and read `\` as `/`: only plain characters are let through.
    pub(super) fn path(&self) -> &str {
        let path = self.next.as_str();
        let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if path.starts_with('/') && !path.starts_with("//") && plain { path } else { "/home" }
    }
}

async fn ask(cx: Context, Query(next): Query<Next>) -> Answer<Response> {
    if cx.person().is_ok() {
        return Ok(redirect(&cx, next.path()));
    }
    Ok(page(&cx, &next, &Answers::new(), &Problems::none())?.into_response())
}

fn page(cx: &Context, next: &Next, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form: &Form = &SIGN_IN;
    let title = cx.text("sign-in-title");
    let view = FormView::new(form, answers, problems, "/sign-in").submit("sign-in-button").hidden("next", &next.next);
    let mut body = Body::new().heading(title.as_str());
    if cx.carried.half.is_some() {
        body = body.component(&InsetText::new(cx.text("sign-in-kept")));
    }
    let body = body
        .html(view.html(cx))
        .link(cx.text("sign-in-register"), &cx.href("/register"))
        .link(cx.text("sign-in-forgotten"), &cx.href("/account/password/forgotten"));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

async fn try_password(cx: Context, form: Submitted) -> Answer<Response> {
    let next = Next::of(&form);
    let answers = match form.read(&SIGN_IN, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(page(&cx, &next, &answers, &problems)?.into_response()),
    };
    match begin(&cx, answers.text("email"), answers.text("password")).await? {
        Ok((_, token)) => {
            let to = format!("/sign-in/code?{}", next.query());
            Ok(with_cookie(&cx, &token, redirect(&cx, &to)))
        }
        Err(reasons) => {
            let mut problems = Problems::none();
            for reason in reasons {
                problems.add(Problem::new("email", &reason.key));
            }
            Ok(page(&cx, &next, &answers, &problems)?.into_response())
        }
    }
}

/// The first factor: a session of strength one, or every reason against it. Each attempt is on the record.
async fn begin(cx: &Context, email: &str, password: &str) -> Answer<Result<(PersonId, String), Vec<Said>>> {
    let app = &cx.app;
    let account = accounts::by_email(app, email).await?;
    let tries = Tries::of_password(cx, email, account.as_ref());
    let taken = tries.take(app).await?;
    let checked = if taken == Taken::Allowed {
        accounts::check_password(app, account.as_ref(), password).await?
    } else {
        Err(NoEntry::Locked)
    };
    let reason = match (checked, account) {
        (Ok(()), Some(account)) => return first_factor(cx, &account, &tries).await,
        (checked, account) => checked.err().map(|reason| (account, reason)),
    };
    let (account, reason) = reason.unwrap_or((None, NoEntry::Wrong));
    let key = foundation::Refusal::key(&reason);
    let thing = account.as_ref().map_or_else(|| "unknown".to_owned(), |a| a.person.to_string());
    let short: String = email.chars().take(EMAIL).collect();
    let entry = cx.record(Did::SignInFailed(thing)).detail("reason", key).personal("email", &short);
    let mut change = app.store.change().await?;
    let told = match reason {
        NoEntry::Altered => Some(ALTERED),
        _ => (taken == Taken::First).then_some(GUESSING),
    };
    if let Some((account, key)) = account.zip(told) {
        Tries::tell(cx, &mut change, &account, key).await?;
    }
    change.commit(entry).await?;
    Ok(Err(vec![Said::new(key, &[])]))
}

/// The password was right.
async fn first_factor(cx: &Context, account: &Account, tries: &Tries) -> Answer<Result<(PersonId, String), Vec<Said>>> {
    let app = &cx.app;
    let reasons = app.directory.may_sign_in(app, account.person, &cx.address).await?;
    let mut change = app.store.change().await?;
    if !reasons.is_empty() {
        let keys: Vec<&str> = reasons.iter().map(|r| r.key.as_str()).collect();
        let entry = cx.record(Did::SignInRefused(account.person.to_string())).detail("reasons", keys.join(" "));
        change.commit(entry).await?;
        return Ok(Err(reasons));
    }
    tries.forget(&mut change).await?;
    let token = sessions::begin(app, &mut change, account.person, 1, &cx.address, &cx.agent).await?;
    let entry = cx.record(Did::SignInBegun(account.person.to_string())).by(account.person);
    change.commit(entry).await?;
    Ok(Ok((account.person, token)))
}

fn cookie(cx: &Context, name: &str, value: &str, age: i64) -> String {
    set_cookie(&cx.app.config, name, value, age)
}

fn with_cookie(cx: &Context, token: &str, mut response: Response) -> Response {
    let age = cx.app.config.session.absolute_hours * 3600;
    if let Ok(value) = cookie(cx, COOKIE, token, age).parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// The session's new token, and what makes this browser known to the account.
pub(super) async fn with_session(cx: &Context, person: PersonId, token: &str, response: Response) -> Answer<Response> {
    let mut response = with_cookie(cx, token, response);
    let account = accounts::by_person(&cx.app, person).await?.or_not_found()?;
    if account.known_browser(cx).is_none()
        && let Ok(value) = cookie(cx, BROWSER, &account.new_browser(&cx.app), BROWSER_LASTS).parse()
    {
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}

async fn ask_code(cx: Context, Query(next): Query<Next>) -> Answer<Response> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    if who.session.factors >= 2 {
        return Ok(redirect(&cx, next.path()));
    }
    let account = accounts::by_person(&cx.app, who.person).await?.or_not_found()?;
    if !account.has_code {
        return Ok(redirect(&cx, "/account/second-factor"));
    }
    Ok(code_page(&cx, &next, &Problems::none()).await?.into_response())
}

pub(super) async fn code_page(cx: &Context, next: &Next, problems: &Problems) -> Answer<Shown> {
    let passkey = super::passkey::offer(cx, next).await?;
    let form: &Form = &CODE;
    let title = cx.text("sign-in-code-title");
    let answers = Answers::new();
    let view = FormView::new(form, &answers, problems, "/sign-in/code").hidden("next", &next.next);
    let mut body = Body::new().heading(title.as_str()).text(cx.text("sign-in-code-text")).html(view.html(cx));
    if let Some(passkey) = passkey {
        body = body.html(passkey);
    }
    let lost = format!("/sign-in/recovery?{}", next.query());
    body = body.link(cx.text("recovery-sign-in-link"), &cx.href(&lost));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

async fn try_code(cx: Context, form: Submitted) -> Answer<Response> {
    let next = Next::of(&form);
    cx.who.as_ref().ok_or(No::SignIn)?;
    let answers = match form.read(&CODE, &()) {
        Ok(answers) => answers,
        Err((_, problems)) => return Ok(code_page(&cx, &next, &problems).await?.into_response()),
    };
    match strengthen(&cx, answers.text("code")).await? {
        Ok(token) => {
            with_session(&cx, cx.who.as_ref().ok_or(No::SignIn)?.person, &token, redirect(&cx, next.path())).await
        }
        Err(reason) => {
            let mut problems = Problems::none();
            problems.add(Problem::new("code", foundation::Refusal::key(&reason)));
            Ok(code_page(&cx, &next, &problems).await?.into_response())
        }
    }
}

/// The second factor by code: right once, and only once. The session's new token.
async fn strengthen(cx: &Context, code: &str) -> Answer<Result<String, NoEntry>> {
    let app = &cx.app;
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    let account = accounts::by_person(app, who.person).await?.or_not_found()?;
    let tries = Tries::of_factor(cx, &account);
    let taken = tries.take(app).await?;
    if taken != Taken::Allowed {
        let mut change = app.store.change().await?;
        if taken == Taken::First {
            Tries::tell(cx, &mut change, &account, GUESSING).await?;
        }
        turned_away(cx, change, foundation::Refusal::key(&NoEntry::Locked)).await?;
        return Ok(Err(NoEntry::Locked));
    }
    if let Some(bar) = accounts::standing::bar(app, &account) {
        let mut change = app.store.change().await?;
        if bar == NoEntry::Altered {
            Tries::tell(cx, &mut change, &account, ALTERED).await?;
        }
        turned_away(cx, change, foundation::Refusal::key(&bar)).await?;
        return Ok(Err(bar));
    }
    let step = if account.has_code { account.code_step(app, code)? } else { None };
    let mut change = app.store.change().await?;
    let right = match step {
        Some(step) => accounts::use_step(app, &mut change, who.person, step).await?,
        None => false,
    };
    if right {
        return Ok(Ok(admitted(cx, change, &tries, "one-time-code", None).await?));
    }
    turned_away(cx, change, foundation::Refusal::key(&NoEntry::CodeWrong)).await?;
    Ok(Err(NoEntry::CodeWrong))
}

/// Both factors have been shown: the session's new token.
pub(super) async fn admitted(
    cx: &Context,
    mut change: Change,
    tries: &Tries,
    factor: &str,
    mark: Option<String>,
) -> Answer<String> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    tries.forget(&mut change).await?;
    let token = sessions::strengthen(&cx.app, &mut change, &who.session).await?;
    let mut entry = cx.record(Did::SignedIn(who.person.to_string())).detail("factor", factor);
    if let Some(mark) = mark {
        entry = entry.detail("passkey", mark);
    }
    change.commit(entry).await?;
    Ok(token)
}

/// The second factor was wrong, or there were too many tries: it is on the record either way.
pub(super) async fn turned_away(cx: &Context, change: Change, key: &str) -> Answer<()> {
    let who = cx.who.as_ref().ok_or(No::SignIn)?;
    Ok(change.commit(cx.record(Did::SignInFailed(who.person.to_string())).detail("reason", key)).await?)
}

async fn sign_out(cx: Context, _form: Submitted) -> Answer<Response> {
    end(&cx).await?;
    let mut response = Redirect::to(&cx.href("/")).into_response();
    if let Ok(value) = cookie(&cx, COOKIE, "", 0).parse() {
        response.headers_mut().append(SET_COOKIE, value);
    }
    // Nothing of what was shown stays with the next person at this browser; that it is known stays.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

async fn end(cx: &Context) -> Answer<()> {
    if let Some(who) = &cx.who {
        let mut change = cx.app.store.change().await?;
        sessions::end(&cx.app, &mut change, who.person, &who.session.hash).await?;
        change.commit(cx.record(Did::SignedOut(who.person.to_string()))).await?;
    }
    Ok(())
}

/// Both factors at once, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct BeginSession {
    pub email: String,
    pub password: String,
    /// The one-time code of now.
    pub code: String,
}

/// The token for `Authorization: Bearer`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SessionToken {
    pub token: String,
    pub person: String,
}

/// Signs in with both factors; the token is told once.
#[utoipa::path(post, path = "/api/v1/session", request_body = BeginSession, security(()),
    responses((status = 200, body = SessionToken), (status = 422, body = super::errors::Problem)))]
pub async fn api_begin(mut cx: Context, Json(asked): Json<BeginSession>) -> Answer<Json<SessionToken>> {
    let (person, token) = begin(&cx, &asked.email, &asked.password).await?.map_err(No::Refused)?;
    let session = sessions::find(&cx.app, &token).await?.ok_or(No::SignIn)?;
    let known = cx.app.directory.known(&cx.app, person).await?.ok_or(No::SignIn)?;
    cx.who = Some(crate::Who { person, known, session });
    let token = match strengthen(&cx, &asked.code).await? {
        Ok(token) => token,
        Err(reason) => {
            // A session of one factor that nobody holds the token of would only stand in the person's list.
            end(&cx).await?;
            return Err(No::refused(reason));
        }
    };
    Ok(Json(SessionToken { token, person: person.to_string() }))
}

/// Ends this session.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204)))]
pub async fn api_end(cx: Context) -> Answer<http::StatusCode> {
    cx.who.as_ref().ok_or(No::SignIn)?;
    end(&cx).await?;
    Ok(http::StatusCode::NO_CONTENT)
}

static SIGN_IN: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/sign-in.toml")));
static CODE: LazyLock<Form> = LazyLock::new(|| own_form(include_str!("../../forms/code.toml")));

/// A form of this crate, which every profile has alike. A test reads each, so that none is wrong at run time.
pub(super) fn own_form(text: &str) -> Form {
    Form::from_toml(text).unwrap_or_else(|e| panic!("a form built into the program is wrong: {e}"))
}
