//! What has left: the link, the receipt, and taking it back.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use forms::{Answers, Problems};
use platform::web::answered;
use platform::{Answer, Context, FormView, May, Shown, Submitted};
use ui::{Body, Html, SummaryList, escape};

use super::{arg, attachment};
use crate::actions::{TakeBack, fetch, receipt as receipt_of, withdraw_release};
use crate::facts;
use crate::lookup::{self, hidden};
use crate::policy::{FetchRelease, SeeRelease, WithdrawRelease};
use crate::store::releases::Release;

pub(super) async fn show(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let release: May<SeeRelease, _> = lookup::release(&cx, &reference).await?;
    let names = facts::names(&cx.app, release.recipients.iter().copied()).await?;
    let path = format!("/releases/{}", release.reference);
    let title = cx.say("release-title", &[arg("reference", release.reference.as_str())]);
    let people: Vec<&str> = names.values().map(String::as_str).collect();
    let mut summary = SummaryList::new()
        .row(cx.text("release-made-at"), release.made_at.text(cx.lang))
        .row(cx.text("release-expires-at"), release.expires_at.text(cx.lang))
        .row(cx.text("release-recipients"), people.join(", "));
    if let Some(at) = release.withdrawn_at {
        let why = release.withdrawn_why.clone().unwrap_or_default();
        summary = summary.row(cx.text("release-withdrawn-at"), at.text(cx.lang)).row(cx.text("release-why"), why);
    }
    let mut body = Body::new().heading(title.as_str()).component(&summary);
    let open = crate::rules::release::fetch(&release.open(), cx.app.world.now());
    let mine = release.also::<FetchRelease>(&cx);
    match open {
        Ok(()) if mine => {
            body = body.section(cx.text("output-files"));
            for f in &release.files {
                let words = cx.say("release-fetch", &[arg("name", f.name.as_str()), arg("bytes", f.bytes)]);
                body = body.link(words, &cx.href(&format!("{path}/files/{}", f.number)));
            }
            body =
                body.text(cx.text("release-use")).section(cx.text("release-recognise")).html(recognise(&cx, &release));
        }
        Ok(()) => body = body.text(cx.text("release-not-yours")),
        Err(no) => {
            let words = |r: &crate::rules::release::NoFetch| foundation::Refusal::sentence(r, &cx.app.texts, cx.lang);
            body = body.bullets(no.0.iter().map(words));
        }
    }
    body = body
        .section(cx.text("release-receipt-title"))
        .text(cx.text("release-receipt-text"))
        .link(cx.text("release-receipt"), &cx.href(&format!("{path}/receipt")));
    if release.withdrawn_at.is_none() && release.also::<WithdrawRelease>(&cx) {
        let link = ui::Button::link(cx.text("release-withdraw"), &cx.href(&format!("{path}/withdraw"))).warning();
        body = body.component(&link);
    }
    Ok(cx.page(title, body))
}

/// Where a recipient chooses a file of theirs, and the browser says whether it is one of these, byte for byte. The script
/// unhides it.
fn recognise(cx: &Context, release: &Release) -> Html {
    let name = "recognise-file";
    let field = ui::FileUpload::new(name, cx.text("release-recognise-file")).hint(cx.text("release-recognise-hint"));
    let answer = |word: &str, said: String| {
        Html::trusted(format!("<p class=\"govuk-body\" data-answer=\"{}\" hidden>{}</p>", escape(word), escape(&said)))
    };
    let mut answers = Html::default();
    for file in &release.files {
        let said = [arg("name", file.name.as_str()), arg("release", release.reference.as_str())];
        answers.push(&answer(&file.hash.0, cx.say("release-recognise-yes", &said)));
    }
    answers.push(&answer("another", cx.text("release-recognise-no")));
    answers.push(&answer("unread", cx.text("release-recognise-unread")));
    Html::trusted(format!(
        "<div data-released hidden>{}<div role=\"status\">{answers}</div></div>\
         <noscript><p class=\"govuk-body\">{}</p></noscript>",
        field.html(),
        escape(&cx.text("release-recognise-without")),
    ))
}

/// The type is always "a file": a browser must keep it, not show or run it.
async fn send(cx: &Context, reference: &str, number: u32) -> Answer<Response> {
    let (file, bytes) = fetch(cx, &hidden(lookup::release(cx, reference).await)?, number).await?;
    Ok(attachment(&file.name, "application/octet-stream", bytes))
}

pub(super) async fn first_file(cx: Context, Path(reference): Path<String>) -> Answer<Response> {
    send(&cx, &reference, 1).await
}

pub(super) async fn file(cx: Context, Path((reference, number)): Path<(String, u32)>) -> Answer<Response> {
    send(&cx, &reference, number).await
}

pub(super) async fn receipt(cx: Context, Path(reference): Path<String>) -> Answer<Response> {
    let Some(text) = receipt_of(&cx, &lookup::release(&cx, &reference).await?).await? else {
        let title = cx.text("release-receipt-title");
        let body = Body::new()
            .heading(title.as_str())
            .text(cx.text("release-receipt-soon"))
            .link(cx.text("release-receipt"), &cx.href(&format!("/releases/{reference}/receipt")));
        return Ok(cx.page(title, body).with_status(http::StatusCode::ACCEPTED).into_response());
    };
    Ok(attachment(&format!("{reference}.receipt"), "text/plain; charset=utf-8", text.into_bytes()))
}

async fn withdraw_page(cx: &Context, release: &Release, answers: &Answers, problems: &Problems) -> Answer<Shown> {
    let form = cx.app.profile.form("release-withdraw")?;
    let path = format!("/releases/{}", release.reference);
    let view = FormView::new(form, answers, problems, format!("{path}/withdraw"))
        .submit("release-withdraw")
        .hidden("version", release.version)
        .warns(&path);
    let title = form.title.get(cx.lang).to_owned();
    let body = Body::new()
        .heading_with_caption(release.reference.as_str(), title.as_str())
        .text(cx.text("release-withdraw-text"))
        .html(view.html(cx));
    Ok(cx.page(title, body).problems(cx, form, problems))
}

pub(super) async fn ask_withdraw(cx: Context, Path(reference): Path<String>) -> Answer<Shown> {
    let release = lookup::release::<WithdrawRelease>(&cx, &reference).await?;
    withdraw_page(&cx, &release, &Answers::default(), &Problems::none()).await
}

pub(super) async fn withdraw(cx: Context, Path(reference): Path<String>, sent: Submitted) -> Answer<Response> {
    let release = lookup::release::<WithdrawRelease>(&cx, &reference).await?;
    let answers = match sent.read(cx.app.profile.form("release-withdraw")?, &()) {
        Ok(answers) => answers,
        Err((answers, problems)) => {
            return Ok(withdraw_page(&cx, &release, &answers, &problems).await?.into_response());
        }
    };
    let back = TakeBack { version: sent.number("version")?, why: answers.text("why").to_owned() };
    withdraw_release(&cx, &release, &back).await?;
    Ok(answered(&cx, &format!("/releases/{reference}"), cx.did("release-taken-back", &[])))
}
