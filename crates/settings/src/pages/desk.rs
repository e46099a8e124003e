//! The desktop: statements to accept, the picture, lock and unlock, the end. The picture itself comes over a WebSocket.

use axum::extract::{Path, Query, Request};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use foundation::Arg;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderValue, StatusCode};
use platform::web::{handshake, redirect};
use platform::{Answer, Confirmation, Confirmed, Context, FormView, Json, No, Shown, Submitted};
use projects::Project;
use serde::{Deserialize, Serialize};
use ui::{Body, DeskScreen, Html, InsetText, WarningText};

use super::reasons;
use crate::Rules;
use crate::actions::{self, Held, desk_form, held};
use crate::desks::Running;
use crate::reading::project;
use crate::rules::desk::NoDesk;
use crate::rules::states::DeskState;

/// noVNC draws the pointer's shape from bytes of its own; everything else is as on every page.
fn policy() -> String {
    ui::CSP.replace("img-src 'self'", "img-src 'self' data:")
}

pub(crate) async fn show(cx: Context, Path(number): Path<String>) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    let held = held(&cx, project.id).await?;
    let state = match &held.running {
        Some(running) => Some(running.row.lock().await.state),
        None => None,
    };
    match (&held.running, state) {
        (Some(running), Some(DeskState::Open)) => picture(&cx, &project, running).await,
        (Some(_), Some(DeskState::Locked)) => Ok(locked(&cx, &project, &Problems::none())?.into_response()),
        _ => Ok(offer(&cx, &project, &held, &Answers::new(), &Problems::none()).await?.into_response()),
    }
}

fn page(cx: &Context, project: &Project, body: impl FnOnce(Body) -> Body) -> Shown {
    let title = cx.text("settings-desk-title");
    let body = body(Body::new().heading_with_caption(project.title.as_str(), title.as_str()));
    cx.page(title, body)
        .back(&cx.text("settings-enter-space"), &cx.href(&format!("/projects/{}/space", project.number)))
}

fn base(project: &Project) -> String {
    format!("/projects/{}/desk", project.number)
}

/// What is accepted before one is opened; or why none is.
async fn offer(cx: &Context, project: &Project, held: &Held, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let ended = match &held.running {
        Some(_) => None,
        None => actions::desk_ended(cx, project.id).await?,
    };
    let form = desk_form(cx)?;
    let offered = actions::offered(&cx.app).await?;
    let said = ended.map(|why| cx.text(&format!("settings-desk-ended-{why}")));
    let days = cx.app.part::<Rules>()?.desk.recording_days;
    let recorded = days.map(|days| usize::try_from(days).unwrap_or(usize::MAX));
    let shown = page(cx, project, |body| {
        let body = body.maybe(said.map(InsetText::new).as_ref()).text(cx.text("settings-desk-what"));
        match &offered {
            Err(no) => body.html(WarningText::new(sentence(cx, no)).in_lang(cx.lang)),
            Ok(_) => {
                let view = FormView::new(form, answers, problems, base(project)).submit("settings-desk-open");
                body.text(cx.text("settings-enter-monitored"))
                    .each(recorded, |body, days| body.text(cx.count("settings-desk-recorded", days)))
                    .link(cx.text("settings-output-title"), &cx.href(&format!("{}/output", base(project))))
                    .html(view.html(cx))
            }
        }
    });
    Ok(shown.problems(cx, form, problems))
}

fn sentence(cx: &Context, no: &NoDesk) -> String {
    foundation::Refusal::sentence(no, &cx.app.texts, cx.lang)
}

async fn picture(cx: &Context, project: &Project, running: &Running) -> Answer<Response> {
    let ends = running.row.lock().await.ends_at;
    let base = base(project);
    let attributes = ui::Attributes::new()
        .with("data-csrf", cx.csrf())
        .with("data-connecting", cx.text("settings-desk-connecting"))
        .with("data-open", cx.text("settings-desk-shown"))
        .with("data-ended", cx.text("settings-desk-ended"))
        .with("data-broken", cx.text("settings-desk-broken"))
        .with("data-elsewhere", cx.text("settings-desk-elsewhere"));
    let screen = DeskScreen {
        base: cx.href(&base),
        without_script: cx.text("settings-desk-no-script").into(),
        here: cx.text("settings-desk-here").into(),
        label: cx.text("settings-desk-picture"),
        attributes,
    };
    let lock = cx.button(&format!("{base}/lock"), "settings-desk-lock", &[]).into_string();
    let buttons = lock + ui::Component::html(&end_link(cx, project)).as_str();
    let until = [("at", Arg::Text(ends.text(cx.lang)))];
    let shown = page(cx, project, |body| {
        body.full_width()
            .component(&screen)
            .html(Html::trusted(format!("<div class=\"app-desk__buttons\">{buttons}</div>")))
            .text(cx.say("settings-desk-until", &until))
            .text(cx.text("settings-desk-folders"))
            .link(cx.text("settings-output-title"), &cx.href(&format!("{base}/output")))
            .small(cx.text("settings-desk-keys"))
    });
    let mut response = shown.wide().script("desk.js").into_response();
    let policy = HeaderValue::from_str(&policy()).map_err(|e| No::Broken(format!("the policy of a page: {e}")))?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn locked(cx: &Context, project: &Project, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("unlock")?;
    let answers = Answers::new();
    let view =
        FormView::new(form, &answers, problems, format!("{}/unlock", base(project))).submit("settings-desk-unlock");
    let shown = page(cx, project, |body| {
        body.text(cx.text("settings-desk-locked")).html(view.html(cx)).component(&end_link(cx, project))
    });
    Ok(shown.problems(cx, form, problems))
}

/// Opens it. A refusal shows the page with its reasons, and is on the record.
pub(crate) async fn open(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    let (answers, _) = desk_form(&cx)?.read(None, &form.fields, &());
    match actions::open_desk(&cx, project.id, &answers).await {
        Ok(()) => Ok(redirect(&cx, &base(&project))),
        Err(No::Invalid(problems)) => {
            let held = held(&cx, project.id).await?;
            Ok(offer(&cx, &project, &held, &answers, &problems).await?.into_response())
        }
        Err(no) => {
            let said: Vec<String> = reasons(no)?.iter().map(|said| said.in_words(&cx.app.texts, cx.lang)).collect();
            let shown = page(&cx, &project, |body| {
                body.html(WarningText::new(cx.text("settings-desk-not-opened")).in_lang(cx.lang)).bullets(said)
            });
            Ok(shown.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

pub(crate) async fn lock(cx: Context, Path(number): Path<String>, _form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    actions::lock_desk(&cx, project.id).await?;
    Ok(redirect(&cx, &base(&project)))
}

pub(crate) async fn unlock(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    let (answers, problems) = cx.app.profile.form("unlock")?.read(None, &form.fields, &());
    if !problems.is_empty() {
        held(&cx, project.id).await?.running()?;
        return Ok(locked(&cx, &project, &problems)?.into_response());
    }
    match actions::unlock_desk(&cx, project.id, answers.text("password")).await {
        Ok(()) => Ok(redirect(&cx, &base(&project))),
        Err(no) => {
            let mut problems = Problems::none();
            for said in reasons(no)? {
                problems.add(forms::Problem::new("password", &said.key));
            }
            Ok(locked(&cx, &project, &problems)?.into_response())
        }
    }
}

/// The way to the page that asks: what is not saved is lost.
fn end_link(cx: &Context, project: &Project) -> ui::Button {
    ui::Button::link(cx.text("settings-desk-end"), &cx.href(&format!("{}/end", base(project)))).warning()
}

pub(crate) async fn ask_end(cx: Context, Path(number): Path<String>) -> Answer<Shown> {
    let project = project(&cx, &number).await?;
    held(&cx, project.id).await?.running()?;
    let base = base(&project);
    Ok(Confirmation::new("settings-desk-end", format!("{base}/end"), base).caption(project.title.as_str()).page(&cx))
}

pub(crate) async fn end(cx: Context, Path(number): Path<String>, _form: Confirmed) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    actions::end_desk(&cx, project.id).await?;
    Ok(redirect(&cx, &base(&project)))
}

/// Which window asks.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct View {
    #[serde(default)]
    view: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct StateOut {
    state: &'static str,
    elsewhere: bool,
    warning: Option<String>,
}

pub(crate) async fn state(cx: Context, Path(number): Path<String>, Query(view): Query<View>) -> Answer<Json<StateOut>> {
    let project = project(&cx, &number).await?;
    let state = actions::desk_state(&cx, project.id, &view.view).await?;
    let warning = state.warning.map(|n| cx.say("settings-desk-warning", &[("n", Arg::Number(n))]));
    Ok(Json(StateOut { state: state.state.word(), elsewhere: state.elsewhere, warning }))
}

#[derive(Debug, Serialize)]
pub(crate) struct TicketOut {
    ticket: String,
}

pub(crate) async fn ticket(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Json<TicketOut>> {
    let project = project(&cx, &number).await?;
    Ok(Json(TicketOut { ticket: actions::desk_ticket(&cx, project.id, form.one("view")).await? }))
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    ticket: String,
}

/// The picture: from a page of this service only, in a signed-in session, once for each ticket. Nothing but the broker's
/// messages travels on it (SES-04).
pub(crate) async fn socket(
    cx: Context,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    mut request: Request,
) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    held(&cx, project.id).await?.running()?;
    let hands = handshake(&cx.app, &mut request, desk::wire::derive_accept_key)?;
    let live = actions::show_desk(&cx, project.id, &asked.ticket).await?;
    hands.answer(move |connection| async move { live.show(connection).await })
}
