//! Pages on which staff suspend, give back or withdraw what a person holds: each asks for the reason.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forms::{Answers, Lists, Problems};
use platform::web::answered;
use platform::{Answer, App, Context, FormView, OrNotFound, PersonId, Shown, Submitted};
use ui::{Body, SummaryList};

use super::in_words;
use crate::actions::{self, ChangeStanding, Standing, WithdrawAgreement};
use crate::model::{AccreditationId, AgreementId};
use crate::{policy, store};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/accreditations/{id}/suspend", get(ask_suspend).post(suspend))
        .route("/accreditations/{id}/lift", get(ask_lift).post(lift))
        .route("/accreditations/{id}/withdraw", get(ask_withdraw).post(withdraw))
        .route("/agreements/{id}/withdraw", get(ask_withdraw_agreement).post(withdraw_agreement))
}

/// A question for the reason, and what follows from the answer.
struct Reason {
    /// Begins the keys of the texts that say what is done: `-title` and `-text`.
    key: &'static str,
    submit: &'static str,
    path: String,
    back: String,
    person: PersonId,
    about: SummaryList,
    version: i64,
    /// Something is taken away from the person.
    warns: bool,
}

impl Reason {
    async fn page(self, cx: &Context, answers: &Answers, problems: &Problems) -> Answer<Shown> {
        let form = cx.app.profile.form("standing")?;
        let person = store::person(&cx.app, &self.person).await?.or_not_found()?;
        let title = cx.text(&format!("{}-title", self.key));
        let view =
            FormView::new(form, answers, problems, self.path).hidden("version", self.version).submit(self.submit);
        let view = if self.warns { view.warns(&self.back) } else { view };
        let body = Body::new()
            .heading_with_caption(person.name.as_str(), title.as_str())
            .component(&self.about)
            .text(cx.text(&format!("{}-text", self.key)))
            .html(view.html(cx));
        Ok(cx.page(title, body).back(&cx.text("link-back"), &cx.href(&self.back)).problems(cx, form, problems))
    }
}

impl Standing {
    /// The key of one of its texts.
    pub(super) fn key(self, text: &str) -> String {
        format!("people-{self}-{text}")
    }

    async fn reason(self, cx: &Context, id: AccreditationId) -> Answer<Reason> {
        let a = self.look(cx, id).await?;
        let (key, submit) = match self {
            Standing::Suspend => ("people-suspend", "people-suspend-button"),
            Standing::Lift => ("people-lift", "people-lift-button"),
            Standing::Withdraw => ("people-withdraw", "people-withdraw-button"),
        };
        Ok(Reason {
            key,
            submit,
            path: format!("/accreditations/{id}/{self}"),
            back: format!("/accreditations/{id}"),
            person: a.person,
            about: SummaryList::new()
                .row(cx.text("people-scheme"), cx.text(&format!("people-scheme-{}", a.scheme)))
                .row(cx.text("people-state"), in_words(cx, &a)),
            version: a.version,
            warns: self != Standing::Lift,
        })
    }

    async fn ask(self, cx: &Context, id: AccreditationId) -> Answer<Shown> {
        self.reason(cx, id).await?.page(cx, &Answers::new(), &Problems::none()).await
    }

    async fn sent(self, cx: &Context, id: AccreditationId, submitted: &Submitted) -> Answer<Response> {
        match submitted.read(cx.app.profile.form("standing")?, &Lists::new()) {
            Ok(answers) => {
                let why = answers.text("reason").to_owned();
                let change = ChangeStanding { to: self, why, version: submitted.number("version")? };
                actions::change_standing(cx, id, change).await?;
                let done = match self {
                    Standing::Suspend => "people-suspended",
                    Standing::Lift => "people-lifted",
                    Standing::Withdraw => "people-withdrawn",
                };
                Ok(answered(cx, &format!("/accreditations/{id}"), cx.did(done, &[])))
            }
            Err((answers, problems)) => {
                Ok(self.reason(cx, id).await?.page(cx, &answers, &problems).await?.into_response())
            }
        }
    }
}

async fn ask_suspend(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    Standing::Suspend.ask(&cx, id).await
}

async fn suspend(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    Standing::Suspend.sent(&cx, id, &submitted).await
}

async fn ask_lift(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    Standing::Lift.ask(&cx, id).await
}

async fn lift(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    Standing::Lift.sent(&cx, id, &submitted).await
}

async fn ask_withdraw(cx: Context, Path(id): Path<AccreditationId>) -> Answer<Shown> {
    Standing::Withdraw.ask(&cx, id).await
}

async fn withdraw(cx: Context, Path(id): Path<AccreditationId>, submitted: Submitted) -> Answer<Response> {
    Standing::Withdraw.sent(&cx, id, &submitted).await
}

async fn agreement_reason(cx: &Context, id: AgreementId) -> Answer<Reason> {
    let a = actions::agreement::<policy::WithdrawAgreement>(cx, id).await?;
    let today = cx.app.world.now().date();
    Ok(Reason {
        key: "people-withdraw-agreement",
        submit: "people-withdraw-agreement-button",
        path: format!("/agreements/{id}/withdraw"),
        back: format!("/people/{}", a.person),
        person: a.person,
        about: SummaryList::new()
            .row(cx.text("people-agreement"), cx.text(&format!("people-agreement-{}", a.kind)))
            .row(cx.text("people-version"), a.version.as_str())
            .row(cx.text("people-state"), super::agreement_state(cx, &a, today)),
        version: 0,
        warns: true,
    })
}

async fn ask_withdraw_agreement(cx: Context, Path(id): Path<AgreementId>) -> Answer<Shown> {
    agreement_reason(&cx, id).await?.page(&cx, &Answers::new(), &Problems::none()).await
}

async fn withdraw_agreement(cx: Context, Path(id): Path<AgreementId>, submitted: Submitted) -> Answer<Response> {
    match submitted.read(cx.app.profile.form("standing")?, &Lists::new()) {
        Ok(answers) => {
            let why = answers.text("reason").to_owned();
            let agreement = actions::withdraw_agreement(&cx, id, WithdrawAgreement { why }).await?;
            Ok(answered(&cx, &format!("/people/{}", agreement.person), cx.did("people-agreement-withdrawn", &[])))
        }
        Err((answers, problems)) => {
            Ok(agreement_reason(&cx, id).await?.page(&cx, &answers, &problems).await?.into_response())
        }
    }
}
