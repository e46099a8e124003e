//! Reads the answers of forms as commands: the same for a page, which sends a form, and for the API, which sends the answers
//! by question.

use forms::{Answers, Choice, Lists};
use foundation::Lang;
use platform::{Answer, Context, No};

use crate::Rules;
use crate::actions::RecordAgreement;
use crate::model::{Role, Training};
use crate::rules::accreditation::Decision;

/// What the forms of this crate leave to the profile and to the day.
pub(crate) fn lists(cx: &Context) -> Answer<Lists> {
    let rules = cx.app.part::<Rules>()?;
    let mut lists = Lists::new().today(cx.app.world.now().date());
    for lang in Lang::ALL {
        let text = |key: String| cx.app.texts.text(lang, &key, &[]);
        let schemes = rules.schemes.iter().map(|s| Choice::new(s.clone(), text(format!("people-scheme-{s}"))));
        let roles = Role::ALL.iter().map(|r| Choice::new(r.word(), text(format!("people-role-{r}"))));
        lists = lists.with_lang("schemes", lang, schemes.collect()).with_lang("roles", lang, roles.collect());
    }
    Ok(lists)
}

/// The answers of a form that came as JSON, found to be right.
pub(crate) fn answers(cx: &Context, form: &str, sent: &Answers) -> Answer<Answers> {
    let (answers, problems) = cx.app.profile.form(form)?.read(None, &sent.pairs(), &lists(cx)?);
    if problems.is_empty() { Ok(answers) } else { Err(problems.into()) }
}

/// A reason that came as JSON, read as the form `standing` reads it.
pub(crate) fn reason(cx: &Context, sent: &str) -> Answer<String> {
    let answers = answers(cx, "standing", &Answers::new().with("reason", sent))?;
    Ok(answers.text("reason").to_owned())
}

/// The form lets nothing through that cannot be read: where it does, form and program do not fit each other.
fn unfit(form: &str, question: &str) -> No {
    No::Broken(format!("the form {form} let an answer to {question} through that nothing can be made of"))
}

pub(crate) fn decision(answers: &Answers) -> Answer<Decision> {
    const FORM: &str = "accreditation-decision";
    let reason = || answers.text("reason").to_owned();
    match answers.text("decision") {
        "grant" => Ok(Decision::Grant {
            from: answers.date("from").ok_or_else(|| unfit(FORM, "from"))?,
            until: answers.date("until").ok_or_else(|| unfit(FORM, "until"))?,
            number: answers.text("number").to_owned(),
        }),
        "query" => Ok(Decision::Query { question: reason() }),
        "refuse" => Ok(Decision::Refuse { reason: reason() }),
        _ => Err(unfit(FORM, "decision")),
    }
}

pub(crate) fn training(answers: &Answers) -> Answer<Training> {
    Ok(Training {
        course: answers.text("course").to_owned(),
        passed_on: answers.date("passed-on").ok_or_else(|| unfit("training", "passed-on"))?,
        until: answers.date("until").ok_or_else(|| unfit("training", "until"))?,
    })
}

pub(crate) fn agreement(answers: &Answers) -> Answer<RecordAgreement> {
    let given = |question: &str| Some(answers.text(question).to_owned()).filter(|text| !text.is_empty());
    Ok(RecordAgreement {
        kind: answers.text("kind").to_owned(),
        version: answers.text("version").to_owned(),
        signed_on: answers.date("signed-on").ok_or_else(|| unfit("agreement", "signed-on"))?,
        until: answers.date("until"),
        officer_email: given("officer-email"),
        device: given("device"),
    })
}

/// Whether it is granted or taken back, and which.
pub(crate) fn role(answers: &Answers) -> Answer<(bool, Role)> {
    let role = answers.text("role").parse().map_err(No::Broken)?;
    match answers.text("change") {
        "grant" => Ok((true, role)),
        "revoke" => Ok((false, role)),
        _ => Err(unfit("role", "change")),
    }
}

/// Whether a proposed role is confirmed or declined.
pub(crate) fn role_decision(answers: &Answers) -> Answer<bool> {
    match answers.text("decision") {
        "confirm" => Ok(true),
        "decline" => Ok(false),
        _ => Err(unfit("confirmation", "decision")),
    }
}
