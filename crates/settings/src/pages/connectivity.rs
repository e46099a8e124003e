//! One's own connection; for staff, agreements of organisations and registered places.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use forms::{Answers, Choice, Form, Lists, Problems};
use foundation::{Arg, Date, Lang, date_text};
use people::OrganisationId;
use platform::web::{answered, redirect};
use platform::{Answer, Confirmation, Confirmed, Context, FormView, No, OrNotFound, Shown, Submitted};
use serde::Deserialize;
use ui::{Body, Cell, Html, SummaryList, Table};

use crate::actions::{self, RecordAoc};
use crate::model::{Aoc, PlaceId, RegisteredPlace};
use crate::policy::{RecordAddress, RecordConnectivity, RecordPlace, SeeConnectivity, SuspendConnectivity, service};
use crate::rules::{AocNeed, Owner, Rules};
use crate::store::{aoc, places};

const PAGE: i64 = 50;

#[derive(Debug, Deserialize, Default)]
pub(crate) struct Paged {
    #[serde(default)]
    page: i64,
}

/// Whether this service has agreements of organisations, and addresses of persons: the profile says.
fn has(rules: &Rules) -> (bool, bool) {
    let aoc = rules.routes.iter().any(|r| r.aoc != AocNeed::None);
    (aoc, rules.places.iter().any(|p| p.owner == Owner::Person))
}

pub(crate) async fn show(cx: Context, Query(paged): Query<Paged>) -> Answer<Shown> {
    let person = cx.person()?;
    let rules = cx.app.part::<Rules>()?;
    let (has_aoc, has_own) = has(rules);
    let title = cx.text("settings-connectivity-title");
    let mut body = Body::new().heading(title.as_str()).section(cx.text("settings-own-title"));
    body = body.text(cx.say("settings-own-here", &[("address", Arg::from(&cx.address))]));
    if cx.proxied {
        body = body.text(cx.text("settings-own-proxied"));
    }
    if has_own {
        body = match places::own(&cx.app, person).await? {
            None => body.text(cx.text("settings-own-none")),
            Some(own) => {
                let body = body.text(cx.say("settings-own-registered", &[("address", Arg::from(&own.address))]));
                if own.address == cx.address { body.text(cx.text("settings-own-match")) } else { body }
            }
        };
    }
    if has_aoc && let Some(me) = people::person(&cx.app, &person).await? {
        // AOC-09: whether one's organisation has an agreement, without details.
        let mine = aoc::one(&cx.app, me.organisation).await?;
        body = body.component(&aoc_table(&cx, mine.as_slice(), false));
    }
    if cx.allows::<SeeConnectivity>(&service()) {
        body = staff(&cx, rules, body, paged.page.clamp(1, 100_000)).await?;
    }
    Ok(cx.page(title, body))
}

async fn staff(cx: &Context, rules: &Rules, body: Body, page: i64) -> Answer<Body> {
    let (has_aoc, has_own) = has(rules);
    let offset = (page - 1) * PAGE;
    let mut body = body.full_width().text(cx.text("settings-connectivity-lead"));
    let mut links = Vec::new();
    let mut more = false;
    if has_aoc {
        let all = aoc::list(&cx.app, PAGE + 1, offset).await?;
        more |= all.len() > 50;
        body = body.component(&aoc_table(cx, &all[..all.len().min(50)], true));
        if cx.allows::<RecordConnectivity>(&service()) {
            links.push(Html::link(cx.text("settings-aoc-record"), &cx.href("/connectivity/aoc")));
        }
    }
    let all = places::list(&cx.app, PAGE + 1, offset).await?;
    more |= all.len() > 50;
    body = body.component(&places_table(cx, rules, &all[..all.len().min(50)]));
    body = body.maybe(super::proposals::waiting(cx, rules).await?.as_ref());
    if cx.allows::<RecordPlace>(&service()) {
        links.push(Html::link(cx.text("settings-place-record"), &cx.href("/connectivity/places")));
    }
    if has_own && cx.allows::<RecordAddress>(&service()) {
        links.push(Html::link(cx.text("settings-address-record"), &cx.href("/connectivity/addresses")));
    }
    if !links.is_empty() {
        body = body.bullets(links);
    }
    if page > 1 {
        body = body.link(cx.text("settings-earlier"), &cx.href(&format!("/connectivity?page={}", page - 1)));
    }
    if more {
        body = body.link(cx.text("settings-later"), &cx.href(&format!("/connectivity?page={}", page + 1)));
    }
    Ok(body)
}

fn span(cx: &Context, from: Option<Date>, until: Option<Date>) -> String {
    let text = |d: Date| Arg::Text(date_text(d, cx.lang));
    match (from, until) {
        (None, _) => cx.text("settings-aoc-not-agreed"),
        (Some(from), Some(until)) => cx.say("settings-aoc-since", &[("from", text(from)), ("until", text(until))]),
        (Some(from), None) => cx.say("settings-aoc-open-ended", &[("from", text(from))]),
    }
}

fn state(today: Date, a: &Aoc) -> &'static str {
    if a.suspended_from.is_some_and(|since| since <= today) {
        "settings-aoc-is-suspended"
    } else if a.office_from <= today && a.office_until.is_none_or(|until| today <= until) {
        "settings-aoc-running"
    } else {
        "settings-aoc-not-running"
    }
}

fn aoc_table(cx: &Context, all: &[Aoc], for_staff: bool) -> Table {
    let today = cx.app.world.now().date();
    let may = for_staff && cx.allows::<SuspendConnectivity>(&service());
    let mut head = vec!["settings-organisation", "settings-aoc-office", "settings-aoc-remote", "settings-aoc-state"];
    if may {
        head.push("settings-aoc-suspend");
    }
    let mut table = Table::new(cx.text("settings-aoc-table"))
        .head(head.into_iter().map(|k| cx.text(k)))
        .empty(cx.text(if for_staff { "settings-aoc-empty" } else { "settings-aoc-empty-mine" }));
    for a in all {
        let mut state_cell = cx.text(state(today, a));
        if let (true, Some(why)) = (for_staff, &a.suspended_why) {
            state_cell = format!("{state_cell}: {why}");
        }
        let mut row = vec![
            Cell::new(a.organisation_name.as_str()),
            Cell::new(span(cx, Some(a.office_from), a.office_until)),
            Cell::new(span(cx, a.remote_from, a.remote_until)),
            Cell::new(state_cell),
        ];
        if may {
            let base = format!("/connectivity/aoc/{}", a.organisation);
            row.push(Cell::new(match a.suspended_from {
                Some(_) => {
                    let version = [("version", a.version.to_string())];
                    cx.button(&format!("{base}/resume"), "settings-aoc-resume", &version)
                }
                None => Html::link(cx.text("settings-aoc-suspend"), &cx.href(&format!("{base}/suspend"))),
            }));
        }
        table = table.row(row);
    }
    table
}

fn places_table(cx: &Context, rules: &Rules, all: &[RegisteredPlace]) -> Table {
    let may = cx.allows::<RecordPlace>(&service());
    let mut head = vec!["settings-place-kind", "settings-place-name", "settings-place-address", "settings-place-whose"];
    if may {
        head.push("settings-place-end");
    }
    let mut table = Table::new(cx.text("settings-places-table"))
        .head(head.into_iter().map(|k| cx.text(k)))
        .empty(cx.text("settings-places-none"));
    for place in all {
        let kind = rules.place_kind(&place.kind).map_or_else(|| place.kind.clone(), |k| cx.text(&k.words));
        let whose =
            if place.owner_name.is_empty() { cx.text("settings-place-of-service") } else { place.owner_name.clone() };
        let mut row =
            vec![Cell::new(kind), Cell::new(place.name.as_str()), Cell::new(place.address.as_str()), Cell::new(whose)];
        if may {
            let path = format!("/connectivity/places/{}/end", place.id);
            row.push(Cell::new(Html::link(cx.text("settings-place-end"), &cx.href(&path))));
        }
        table = table.row(row);
    }
    table
}

async fn lists(cx: &Context) -> Answer<Lists> {
    let rules = cx.app.part::<Rules>()?;
    let organisations = people::organisations(&cx.app).await?;
    let organisations = organisations.iter().map(|o| Choice::new(o.id.to_string(), o.name.as_str())).collect();
    let kinds = |lang: Lang| {
        let kinds = rules.places.iter().filter(|p| p.owner != Owner::Person);
        kinds.map(|p| Choice::new(p.id.as_str(), cx.app.texts.text(lang, &p.words, &[]))).collect()
    };
    Ok(Lists::new()
        .with("organisations", organisations)
        .with_lang("place-kinds", Lang::En, kinds(Lang::En))
        .with_lang("place-kinds", Lang::Cy, kinds(Lang::Cy))
        .today(cx.app.world.now().date()))
}

/// A page of one form of staff.
struct StaffForm<'a> {
    form: &'a Form,
    path: &'a str,
    title: &'a str,
    /// Of the thing it changes; 0 where it makes a new one.
    version: i64,
}

impl StaffForm<'_> {
    fn page(&self, cx: &Context, answers: &Answers, problems: &Problems, lists: &Lists) -> Shown {
        let title = cx.text(self.title);
        let view = FormView::new(self.form, answers, problems, self.path)
            .choose(lists)
            .submit("settings-record-button")
            .hidden("version", self.version);
        let mut body = Body::new().heading(title.as_str());
        // One of them takes something away.
        let view = if self.title == "settings-aoc-suspend" {
            body = body.text(cx.text("settings-aoc-suspend-text"));
            view.submit("settings-aoc-suspend-button").warns("/connectivity")
        } else {
            view
        };
        let body = body.html(view.html(cx));
        let back = cx.text("settings-connectivity-title");
        cx.page(title, body).problems(cx, self.form, problems).back(&back, &cx.href("/connectivity"))
    }

    fn empty(&self, cx: &Context, lists: &Lists) -> Shown {
        self.page(cx, &Answers::new(), &Problems::none(), lists)
    }
}

/// What an action answered: on to the list, or the page again with what is wrong.
fn done(cx: &Context, answer: Answer<()>, again: impl FnOnce(&Problems) -> Shown) -> Answer<Response> {
    match answer {
        Ok(()) => Ok(redirect(cx, "/connectivity")),
        Err(No::Invalid(problems)) => Ok(again(&problems).into_response()),
        Err(no) => Err(no),
    }
}

pub(crate) async fn ask_aoc(cx: Context) -> Answer<Shown> {
    cx.permit_on::<RecordConnectivity>(service())?;
    let form = cx.app.profile.form_if_any("aoc")?;
    let lists = lists(&cx).await?;
    let page = StaffForm { form, path: "/connectivity/aoc", title: "settings-aoc-record", version: 0 };
    Ok(page.empty(&cx, &lists))
}

pub(crate) async fn record_aoc(cx: Context, sent: Submitted) -> Answer<Response> {
    cx.permit_on::<RecordConnectivity>(service())?;
    let form = cx.app.profile.form_if_any("aoc")?;
    let lists = lists(&cx).await?;
    let page = StaffForm { form, path: "/connectivity/aoc", title: "settings-aoc-record", version: 0 };
    let again = |answers: &Answers, problems: &Problems| page.page(&cx, answers, problems, &lists);
    let answers = match sent.read(form, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(again(&answers, &problems).into_response()),
    };
    let organisation = answers.text("organisation").parse().map_err(|_| No::NotFound)?;
    let known = aoc::one(&cx.app, organisation).await?;
    let new = RecordAoc {
        organisation,
        office_from: answers.date("office-from").or_not_found()?,
        office_until: answers.date("office-until"),
        remote_from: answers.date("remote-from"),
        remote_until: answers.date("remote-until"),
        version: known.map_or(0, |a| a.version),
    };
    done(&cx, actions::record_aoc(&cx, new).await, |problems| again(&answers, problems))
}

pub(crate) async fn ask_suspend(cx: Context, Path(organisation): Path<OrganisationId>) -> Answer<Shown> {
    cx.permit_on::<SuspendConnectivity>(service())?;
    let agreement = aoc::one(&cx.app, organisation).await?.or_not_found()?;
    let form = cx.app.profile.form_if_any("aoc-suspend")?;
    let path = format!("/connectivity/aoc/{organisation}/suspend");
    let page = StaffForm { form, path: &path, title: "settings-aoc-suspend", version: agreement.version };
    Ok(page.empty(&cx, &Lists::new()))
}

pub(crate) async fn suspend(
    cx: Context,
    Path(organisation): Path<OrganisationId>,
    sent: Submitted,
) -> Answer<Response> {
    cx.permit_on::<SuspendConnectivity>(service())?;
    let form = cx.app.profile.form_if_any("aoc-suspend")?;
    let version = sent.number("version")?;
    let path = format!("/connectivity/aoc/{organisation}/suspend");
    let page = StaffForm { form, path: &path, title: "settings-aoc-suspend", version };
    let again = |answers: &Answers, problems: &Problems| page.page(&cx, answers, problems, &Lists::new());
    let answers = match sent.read(form, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(again(&answers, &problems).into_response()),
    };
    match actions::suspend_aoc(&cx, organisation, answers.text("why"), version).await {
        Ok(()) => Ok(answered(&cx, "/connectivity", cx.did("settings-aoc-now-suspended", &[]))),
        answer => done(&cx, answer, |problems| again(&answers, problems)),
    }
}

pub(crate) async fn resume(cx: Context, Path(organisation): Path<OrganisationId>, sent: Submitted) -> Answer<Response> {
    actions::resume_aoc(&cx, organisation, sent.number("version")?).await?;
    Ok(redirect(&cx, "/connectivity"))
}

pub(crate) async fn ask_place(cx: Context) -> Answer<Shown> {
    cx.permit_on::<RecordPlace>(service())?;
    let form = cx.app.profile.form("place")?;
    let lists = lists(&cx).await?;
    let page = StaffForm { form, path: "/connectivity/places", title: "settings-place-record", version: 0 };
    Ok(page.empty(&cx, &lists))
}

pub(crate) async fn propose_place(cx: Context, sent: Submitted) -> Answer<Response> {
    cx.permit_on::<RecordPlace>(service())?;
    let form = cx.app.profile.form("place")?;
    let lists = lists(&cx).await?;
    let page = StaffForm { form, path: "/connectivity/places", title: "settings-place-record", version: 0 };
    let again = |answers: &Answers, problems: &Problems| page.page(&cx, answers, problems, &lists);
    let answers = match sent.read(form, &lists) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(again(&answers, &problems).into_response()),
    };
    let new = actions::ProposePlace {
        kind: answers.text("kind").to_owned(),
        organisation: answers.text("organisation").parse().ok(),
        name: answers.text("name").to_owned(),
        address: answers.text("address").to_owned(),
    };
    let answer = actions::propose_place(&cx, new).await.map(|_| ());
    done(&cx, answer, |problems| again(&answers, problems))
}

pub(crate) async fn ask_end_place(cx: Context, Path(id): Path<PlaceId>) -> Answer<Shown> {
    cx.permit_on::<RecordPlace>(service())?;
    let place = places::one(&cx.app, id).await?.or_not_found()?;
    let rules = cx.app.part::<Rules>()?;
    let kind = rules.place_kind(&place.kind).map_or_else(|| place.kind.clone(), |k| cx.text(&k.words));
    let facts = SummaryList::new()
        .row(cx.text("settings-place-kind"), kind)
        .row(cx.text("settings-place-address"), place.address.as_str());
    Ok(Confirmation::new("settings-place-end", format!("/connectivity/places/{id}/end"), "/connectivity")
        .with("name", place.name.as_str())
        .facts(facts)
        .page(&cx))
}

pub(crate) async fn end_place(cx: Context, Path(id): Path<PlaceId>, _sent: Confirmed) -> Answer<Response> {
    actions::end_place(&cx, id).await?;
    Ok(answered(&cx, "/connectivity", cx.did("settings-place-ended", &[])))
}

pub(crate) async fn ask_address(cx: Context) -> Answer<Shown> {
    cx.permit_on::<RecordAddress>(service())?;
    let form = cx.app.profile.form_if_any("own-address")?;
    let page = StaffForm { form, path: "/connectivity/addresses", title: "settings-address-record", version: 0 };
    Ok(page.empty(&cx, &Lists::new()))
}

pub(crate) async fn record_address(cx: Context, sent: Submitted) -> Answer<Response> {
    cx.permit_on::<RecordAddress>(service())?;
    let form = cx.app.profile.form_if_any("own-address")?;
    let page = StaffForm { form, path: "/connectivity/addresses", title: "settings-address-record", version: 0 };
    let again = |answers: &Answers, problems: &Problems| page.page(&cx, answers, problems, &Lists::new());
    let answers = match sent.read(form, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => return Ok(again(&answers, &problems).into_response()),
    };
    let answer = async {
        let person = people::find_by_email(&cx.app, answers.text("email")).await?;
        let person = person.ok_or_else(|| actions::wrong("email", "settings-no-person"))?;
        actions::record_address(&cx, person.id, answers.text("address")).await.map(|_| ())
    };
    done(&cx, answer.await, |problems| again(&answers, problems))
}
