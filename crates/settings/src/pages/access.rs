//! Which ways in are open for me, which not and why, what to do; and what if data were added.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use data::Dataset;
use forms::{Answers, Choice, Lists, Problems};
use foundation::Arg;
use platform::web::redirect;
use platform::{Answer, Context, FormView, May, Shown, Submitted};
use projects::Project;
use ui::{Body, Cell, Html, InsetText, Table, Tag, WarningText};

use crate::actions::{self, Asked, Change, ask};
use crate::policy::ExplainAccess;
use crate::reading::{asked_for, project};
use crate::rules::{Decision, Rules};
use crate::words;

/// `?dataset=REF&dataset=REF`
pub(crate) async fn show(cx: Context, Path(number): Path<String>, RawQuery(query): RawQuery) -> Answer<Shown> {
    let project = project(&cx, &number).await?;
    let asked = ask::<ExplainAccess>(&cx, project.id).await?;
    page(&cx, &project, asked, &asked_for(query.as_deref()), &Problems::none()).await
}

async fn lists(cx: &Context) -> Answer<(Vec<Dataset>, Lists)> {
    let all = data::datasets(&cx.app).await?;
    let choices = all.iter().map(|d| Choice::new(d.reference.as_str(), d.title(cx.lang))).collect();
    let lists = Lists::new().with("datasets", choices);
    Ok((all, lists))
}

/// The question of the form becomes an address, so that the answer can be sent to a colleague.
pub(crate) async fn choose(cx: Context, Path(number): Path<String>, form: Submitted) -> Answer<Response> {
    let project = project(&cx, &number).await?;
    let asked = ask::<ExplainAccess>(&cx, project.id).await?;
    let (_, lists) = lists(&cx).await?;
    match form.read(cx.app.profile.form("what-if")?, &lists) {
        Ok(answers) => {
            let pairs: Vec<_> = answers.list("dataset").into_iter().map(|d| ("dataset", d)).collect();
            let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
            Ok(redirect(&cx, &format!("/projects/{number}/access?{query}")))
        }
        Err((_, problems)) => Ok(page(&cx, &project, asked, &[], &problems).await?.into_response()),
    }
}

async fn page(
    cx: &Context,
    project: &Project,
    asked: May<ExplainAccess, Asked>,
    chosen: &[String],
    problems: &Problems,
) -> Answer<Shown> {
    let rules = cx.app.part::<Rules>()?;
    let decision = &asked.decision;
    let enter = format!("/projects/{}/enter", project.number);
    let title = cx.say("settings-access-title", &[("title", Arg::from(&project.title))]);
    let mut body = Body::new().heading_with_caption(project.number.as_str(), title.as_str());
    body = body.component(&answer(cx, rules, decision));
    if decision.allowed {
        body = body.component(&ui::Button::link(cx.text("settings-access-enter"), &cx.href(&enter)));
    }
    body = level(cx, rules, body, decision);
    if !decision.allowed {
        body = body.section(cx.text("settings-access-why")).bullets(why(cx, rules, decision));
    }
    body = body.full_width().component(&routes(cx, rules, decision)).two_thirds();
    if !decision.steps.is_empty() {
        let steps = decision.steps.iter().map(|s| Html::link(cx.text(&s.words), &cx.href(&s.link)));
        body = body.section(cx.text("settings-access-steps")).bullets(steps);
    }
    let (all, lists) = lists(cx).await?;
    let added: Vec<Dataset> = all.into_iter().filter(|d| chosen.contains(&d.reference)).collect();
    let form = cx.app.profile.form("what-if")?;
    let references: Vec<String> = added.iter().map(|d| d.reference.clone()).collect();
    let answers = Answers::new().with("dataset", references);
    body = body.section(cx.text("settings-access-what-if")).text(cx.text("settings-access-what-if-text"));
    if !added.is_empty() {
        let change = actions::what_if(cx, project.id, &added).await?;
        body = what_if(cx, rules, body, &added, &change);
    }
    let view = FormView::new(form, &answers, problems, format!("/projects/{}/access", project.number))
        .choose(&lists)
        .submit("settings-access-what-if-button");
    body = body.html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

/// The answer in one sentence.
fn answer(cx: &Context, rules: &Rules, decision: &Decision) -> Html {
    match &decision.route {
        Some(route) => {
            let args = [("route", Arg::Text(words::route(cx, rules, route)))];
            InsetText::new(cx.say("settings-access-yes", &args)).into()
        }
        None => {
            let key = if decision.routes_open.is_empty() { "settings-access-no" } else { "settings-access-not-here" };
            WarningText::new(cx.text(key)).in_lang(cx.lang).into()
        }
    }
}

/// Every failing reason and what to do about it.
pub(super) fn why(cx: &Context, rules: &Rules, decision: &Decision) -> Vec<Html> {
    let sentence = |reason: &crate::rules::Reason| {
        let words = Html::from(words::sentence(reason, rules, &cx.app.texts, cx.lang));
        let remedy = Html::link(cx.text(&reason.remedy_key), &cx.href(&reason.remedy_link));
        [words, Html::from(" "), remedy].into_iter().collect::<Html>()
    };
    decision.refusing().into_iter().map(sentence).collect()
}

fn level(cx: &Context, rules: &Rules, body: Body, decision: &Decision) -> Body {
    match &decision.class {
        None => body.text(cx.text("settings-access-no-data")),
        Some(class) => {
            let limiting = [("datasets", Arg::Text(decision.limiting.join(", ")))];
            body.text(words::class(cx, rules, class)).text(cx.say("settings-access-limiting", &limiting))
        }
    }
}

fn routes(cx: &Context, rules: &Rules, decision: &Decision) -> Table {
    let head = ["settings-access-route", "settings-access-state", "settings-access-why"].map(|k| cx.text(k));
    let mut table = Table::new(cx.text("settings-access-routes")).head(head);
    for route in &rules.routes {
        let open = decision.routes_open.contains(&route.id);
        let here = decision.routes_here.contains(&route.id);
        let tag = match (open, here) {
            (true, true) => Tag::new(cx.text("settings-access-open-here")).colour("green"),
            (true, false) => Tag::new(cx.text("settings-access-open")).colour("green"),
            (false, _) => Tag::new(cx.text("settings-access-closed")).colour("red"),
        };
        let against =
            decision.reasons.iter().filter(|r| r.closes.contains(&route.id) && !(open && r.cause.is_here() && !here));
        let words: Vec<String> = against
            .filter(|r| !r.cause.is_here() || here)
            .map(|r| words::sentence(r, rules, &cx.app.texts, cx.lang))
            .collect();
        table = table.row([Cell::new(cx.text(&route.words)), Cell::new(Html::from(tag)), Cell::new(words.join(" "))]);
    }
    table.first_cell_is_header()
}

fn what_if(cx: &Context, rules: &Rules, body: Body, added: &[Dataset], change: &Change) -> Body {
    let titles: Vec<&str> = added.iter().map(|d| d.title(cx.lang)).collect();
    let named = [("datasets", Arg::Text(titles.join(", ")))];
    let mut body = body.subsection(cx.say("settings-access-after", &named));
    let (before, after) = (&change.mine.before, &change.mine.after);
    if before.class == after.class {
        body = body.text(cx.text("settings-access-same"));
    }
    body = level(cx, rules, body, after);
    if change.lost.is_empty() {
        return body.text(cx.text("settings-access-after-none"));
    }
    let head = ["settings-access-person", "settings-access-lost"].map(|k| cx.text(k));
    let mut table = Table::new(cx.text("settings-access-after-lost")).head(head);
    for lost in &change.lost {
        let routes: Vec<String> = lost.routes.iter().map(|r| words::route(cx, rules, r)).collect();
        table = table.row([Cell::new(lost.name.as_str()), Cell::new(routes.join(", "))]);
    }
    body.component(&table)
}
