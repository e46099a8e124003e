//! Organisations, accounts, roles, training, accreditation and agreements.

use ::people::Training;
use ::people::actions::{self, AddOrganisation, Decide, RecordAgreement, Register, RequestAccreditation};
use ::people::rules::accreditation::Decision;
use forms::Answers;
use platform::{Answer, Context, Known, No, OrNotFound, PersonId, Who, accounts, messages, sessions::Session};

use super::Town;
use crate::demo::cast::{self, CAST, Employer, Member};
use crate::demo::plan::AgreementPlan;

pub async fn sow(town: &mut Town<'_>) -> Answer<()> {
    let installer = installer(town);
    for employer in Employer::ALL {
        let kind = employer.kind().parse().map_err(No::Broken)?;
        let add = AddOrganisation { name: employer.name().into(), kind, country: "GB".into() };
        let id = actions::add_organisation(&installer, add).await?;
        town.organisations.insert(employer.name(), id);
    }
    for member in &CAST {
        let id = register(town, member).await?;
        town.people.insert(member.short(), id);
    }
    roles(town).await?;
    for member in CAST.iter().filter(|m| m.researcher || m.roles.contains(&"output-checker")) {
        train(town, member).await?;
    }
    for member in CAST.iter().filter(|m| m.researcher) {
        accredit(town, member).await?;
        sign(town, member).await?;
    }
    Ok(())
}

/// The operators are made as on the machine's command line. Every other role is proposed by one of them and confirmed by the
/// other; nobody has a hand in their own.
async fn roles(town: &Town<'_>) -> Answer<()> {
    let operators: Vec<&Member> = CAST.iter().filter(|m| m.roles.contains(&"operator")).collect();
    for operator in &operators {
        actions::first_operator(&Context::of_service(town.app), &operator.email()).await?;
    }
    for member in &CAST {
        for role in member.roles.iter().filter(|r| **r != "operator") {
            let mut others = operators.iter().filter(|o| o.name != member.name);
            let proposer = others.next().or_not_found()?;
            let role = role.parse().map_err(No::Broken)?;
            let cx = town.acting(&proposer.short()).await?;
            let granted = actions::grant_role(&cx, town.person(&member.short())?, role).await?;
            if let actions::Granted::Proposed(id) = granted {
                let cx = town.acting(&others.next().or_not_found()?.short()).await?;
                actions::confirm_role(&cx, id, 1).await?;
            }
        }
    }
    Ok(())
}

/// The person at the keyboard on the day of the installation: an operator by that alone, and nobody afterwards.
fn installer(town: &Town<'_>) -> Context {
    let person = PersonId::new(&town.app.world);
    let now = town.app.world.now();
    let session = Session::kept_nowhere(person, now);
    let roles = ["operator".to_owned(), "registered".to_owned()].into();
    let attrs = vec![("organisation", permissions::Attr::text(""))];
    let known = Known { name: "Installation".into(), roles, attrs, ..Known::default() };
    Context { who: Some(Who { person, known, session }), ..Context::of_service(town.app) }
}

/// Registers as anybody does: by the form's action, and by the link in the mail.
async fn register(town: &Town<'_>, member: &Member) -> Answer<PersonId> {
    let app = town.app;
    let visitor = Context::of_service(app);
    let asked = Register {
        name: member.name.into(),
        email: member.email(),
        password: member.password(),
        organisation: town.organisation(member.employer)?,
        lang: member.lang,
        student: false,
        country: "GB".into(),
    };
    actions::register(&visitor, asked).await?;
    let mails = messages::outbox(app).await?;
    let mine = mails.iter().find(|m| m.address == member.email()).or_not_found()?;
    let token = mine.body.split_once("token=").map(|(_, t)| t.split_whitespace().next().unwrap_or_default());
    let person = actions::prove_email(&visitor, token.or_not_found()?, &member.password()).await?;
    // The second factor has a known secret; its first code is still unused.
    let mut change = app.store.change().await?;
    accounts::set_secret(app, &mut change, person, &member.secret()).await?;
    accounts::confirm_secret(app, &mut change, person, 0).await?;
    change.commit(visitor.entry("second-factor-set", "account", person).by(person)).await?;
    Ok(person)
}

/// Passed courses, recorded by the training team.
async fn train(town: &Town<'_>, member: &Member) -> Answer<()> {
    let cx = town.acting("training").await?;
    let course = if member.researcher { "safe-researcher" } else { "output-checker" };
    let training = Training { course: course.into(), passed_on: town.in_days(-200), until: town.in_days(900) };
    actions::record_training(&cx, town.person(&member.short())?, training).await
}

async fn accredit(town: &Town<'_>, member: &Member) -> Answer<()> {
    let cx = town.acting(&member.short()).await?;
    let form = town.app.profile.form("accreditation")?;
    let answers = Answers::new()
        .with("scheme", town.plan.scheme.as_str())
        .with("kind", "full")
        .with("route", "degree")
        .with("evidence", "MSc in Social Statistics; ten years of analysis of household and business surveys.")
        .with("declaration", "yes");
    let id = actions::request_accreditation(&cx, RequestAccreditation::of(form, &answers)?).await?;
    let staff = town.acting("accreditation").await?;
    let number = format!("AR-{:05}", 20_400 + town.people.keys().position(|k| *k == member.short()).unwrap_or(0));
    let decision = Decision::Grant { from: town.in_days(-180), until: town.in_days(1400), number };
    actions::decide(&staff, id, Decide { decision, version: 1 }).await.map(drop)
}

/// What the researchers of this profile sign, recorded by support.
async fn sign(town: &Town<'_>, member: &Member) -> Answer<()> {
    let cx = town.acting("support").await?;
    let person = town.person(&member.short())?;
    for plan in &town.plan.agreement {
        if let Some(agreement) = agreement(town, plan, member) {
            actions::record_agreement(&cx, person, agreement).await?;
        }
    }
    Ok(())
}

/// None where an officer must sign and the person's institution has none yet: so one page shows what is missing.
fn agreement(town: &Town<'_>, plan: &AgreementPlan, member: &Member) -> Option<RecordAgreement> {
    let officer = cast::CAST.iter().find(|m| m.roles.contains(&"signatory") && m.employer == member.employer);
    let officer_email = match (plan.officer, officer) {
        (false, _) => None,
        (true, None) => return None,
        (true, Some(officer)) => Some(officer.email()),
    };
    Some(RecordAgreement {
        kind: plan.kind.clone(),
        version: plan.version.clone(),
        signed_on: town.in_days(-170),
        until: Some(town.in_days(560)),
        officer_email,
        device: plan.device.clone(),
    })
}
