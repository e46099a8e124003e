//! Registration to accreditation: the account, the second factor, training, agreements.

use serde_json::json;

use super::town::{Town, code};
use super::{Stop, Walk};

/// Today and the days about it, in the service's time.
pub fn today() -> foundation::Date {
    foundation::World::system().now().date()
}

pub fn in_days(days: i64) -> foundation::Date {
    foundation::World::system().now().plus(days * foundation::Moment::DAY).date()
}

pub async fn walk(walk: &mut Walk, town: &mut Town) -> Result<(), Stop> {
    walk.check("Pages that ask for a sign-in lead there and back", async {
        town.visitor.open("/projects").await?.arrived("/sign-in").map(drop)
    })
    .await;
    walk.check("The API answers a stranger with 401 and a reason", async {
        let (status, answer) = town.visitor.api(reqwest::Method::GET, "/me", None).await?;
        if status == 401 && answer["error"] == "sign-in" { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await;
    register(walk, town).await?;
    for of in ["accreditation", "support"] {
        let name = town.entry(of).map(|e| e.name.clone()).unwrap_or_default();
        walk.step(&format!("{name} signs in with password and code"), town.sign_in(of)).await?;
    }
    for of in ["quality", "ethics", "data-owner", "accreditation-body", "helen", "imran", "rhys", "tomos", "operator"] {
        let name = town.entry(of).map(|e| e.name.clone()).unwrap_or_default();
        walk.step(&format!("{name} signs in over the API"), town.sign_in_by_api(of)).await?;
    }
    accreditation(walk, town).await?;
    agreement(walk, town).await
}

async fn register(walk: &mut Walk, town: &mut Town) -> Result<(), Stop> {
    let (email, password) = (town.new_email.clone(), town.new_password.clone());
    if walk.welsh {
        walk.check("The registration form can be read in Welsh", async {
            let page = town.new.open("/cy/register").await?;
            match page.html.attribute("html", "lang") {
                Some("cy") => page.form("/cy/register").map(drop),
                other => Err(format!("/cy/register is in {other:?}")),
            }
        })
        .await;
    }
    walk.check("An empty registration says what is missing", async {
        let page = town.new.open("/register").await?;
        let page = town.new.send(page.form("/register")?).await?.status(422)?;
        page.says_in_english("There is a problem").map(drop)
    })
    .await;
    walk.step("Elin registers", async {
        let page = town.new.open("/register").await?;
        let form = page
            .form("/register")?
            .set("organisation", "University of Aberteifi")
            .set("name", "Elin Marlow")
            .set("email", &email)
            .set("student", "no")
            .set("country", "GB")
            .set("language", "en")
            .set("password", &password)
            .set("licence", "yes");
        town.new.submit(form).await?.arrived("/register/done").map(drop)
    })
    .await?;
    walk.check("Nobody signs in before the address is proved", async {
        let page = town.new.open("/sign-in").await?;
        let form = page.form("/sign-in")?.set("email", &email).set("password", &password);
        town.new.send(form).await?.status(422).map(drop)
    })
    .await;
    walk.step("Elin opens the link in the mail and proves the address", async {
        let outbox = town.new.open("/outbox").await?.says(&email)?;
        let link = outbox.link("/register/prove")?;
        let page = town.new.open(&link).await?;
        town.new.submit(page.form("/register/prove")?.set("password", &password)).await.map(drop)
    })
    .await?;
    let page = walk
        .step("Elin signs in and is asked to set up a second factor", async {
            let page = town.new.open("/sign-in").await?;
            let form = page.form("/sign-in")?.set("email", &email).set("password", &password);
            town.new.submit(form).await?.arrived("/account/second-factor")
        })
        .await?;
    walk.check("One factor alone opens nothing", async {
        let (status, _) = town.new.api(reqwest::Method::GET, "/me", None).await?;
        if status == 401 { Ok(()) } else { Err(format!("/api/v1/me answered {status}")) }
    })
    .await;
    walk.step("Elin sets up one-time codes", async {
        let secret = key_in(&page.text())?;
        let form = page.form("/account/second-factor")?.set("code", &code(&secret, 0)?);
        town.new.submit(form).await?.arrived("/account/recovery-codes").map(drop)
    })
    .await?;
    let me = walk.step("The API says who Elin is", town.new.api_get("/me")).await?;
    town.new_id = me["id"].as_str().unwrap_or_default().to_owned();
    walk.check("Elin sees her running session in her account", async {
        town.new.open("/account").await?.says("Elin Marlow")?.says(&email).map(drop)
    })
    .await;
    Ok(())
}

/// The key of the one-time codes as the page writes it: base32 in groups of four.
fn key_in(text: &str) -> Result<String, String> {
    let base32 = |w: &&str| w.len() == 4 && w.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
    let mut run: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if base32(&word) {
            run.push(word);
        } else if run.len() >= 8 {
            break;
        } else {
            run.clear();
        }
    }
    if run.len() >= 8 { Ok(run.concat()) } else { Err("the page shows no key for one-time codes".into()) }
}

async fn accreditation(walk: &mut Walk, town: &Town) -> Result<(), Stop> {
    let scheme = walk.script.scheme;
    walk.step("Elin asks to be accredited (ACC-02)", async {
        let page = town.new.open("/accreditation/request").await?;
        let form = page
            .form("/accreditation/request")?
            .set("scheme", scheme)
            .set("kind", "full")
            .set("route", "degree")
            .set("evidence", "MSc in Statistics.")
            .set("declaration", "yes");
        town.new.submit(form).await?.arrived("/accreditation").map(drop)
    })
    .await?;
    let id = walk
        .step("The API lists the request", async {
            let all = town.new.api_get("/me/accreditations").await?;
            let id = all[0]["id"].as_str().map(ToOwned::to_owned);
            id.filter(|_| all[0]["state"] == "requested").ok_or_else(|| format!("{all}"))
        })
        .await?;
    walk.check("Nobody but the accreditation team decides", async {
        let answers = json!({ "answers": { "decision": "refuse", "reason": "No." }, "version": 1 });
        let path = format!("/accreditations/{id}/decision");
        let (status, _) = town.new.api(reqwest::Method::POST, &path, Some(answers)).await?;
        if status == 403 { Ok(()) } else { Err(format!("{path} answered {status}")) }
    })
    .await;
    let decide = format!("/accreditations/{id}/decide");
    walk.step("Catrin asks a question about it", async {
        let catrin = town.of("accreditation")?;
        let page = catrin.open("/accreditations").await?;
        let page = catrin.open(&page.link(&id)?).await?;
        let answers = [("decision", "query"), ("reason", "At which university, and in which year?")];
        catrin.fill_in(page.form(&decide)?, &decide, &answers).await.map(drop)
    })
    .await?;
    walk.step("Elin answers", async {
        let page = town.new.open("/accreditation").await?.says("At which university")?;
        let page = town.new.open(&page.link("/answer")?).await?;
        let form = page.form("/answer")?.set("evidence", "MSc in Statistics, University of Aberteifi, 2019.");
        town.new.submit(form).await?.arrived("/accreditation").map(drop)
    })
    .await?;
    walk.check("Without the training nobody is accredited", async {
        let catrin = town.of("accreditation")?;
        let (status, answer) =
            catrin.api(reqwest::Method::POST, &format!("/accreditations/{id}/decision"), Some(grant(3))).await?;
        if status == 422 && answer["error"] == "refused" { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await;
    let person = town.new_id.clone();
    walk.step("Catrin records the training", async {
        let catrin = town.of("training")?;
        let page = catrin.open(&format!("/people/{person}")).await?;
        let form = page
            .form("/training")?
            .set("course", "safe-researcher")
            .date("passed-on", in_days(-3))
            .date("until", in_days(1000));
        catrin.submit(form).await?.says("Elin Marlow").map(drop)
    })
    .await?;
    walk.check("A decision on a stale page is refused", async {
        let catrin = town.of("accreditation")?;
        let (status, answer) =
            catrin.api(reqwest::Method::POST, &format!("/accreditations/{id}/decision"), Some(grant(1))).await?;
        if status == 409 { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await;
    walk.step("Catrin grants the accreditation over the API", async {
        let catrin = town.of("accreditation")?;
        let version = town.new.api_get("/me/accreditations").await?[0]["version"].as_i64().unwrap_or(0);
        let answer = catrin.api_post(&format!("/accreditations/{id}/decision"), grant(version)).await?;
        if answer["state"] == "granted" { Ok(()) } else { Err(format!("{answer}")) }
    })
    .await
}

fn grant(version: i64) -> serde_json::Value {
    let (from, until) = (today().to_string(), in_days(1800).to_string());
    json!({ "answers": { "decision": "grant", "from": from, "until": until, "number": "AR-30001" }, "version": version })
}

async fn agreement(walk: &mut Walk, town: &Town) -> Result<(), Stop> {
    let (kind, officer) = (walk.script.agreement, walk.script.officer);
    walk.step("Bashir records the signed agreement", async {
        let bashir = town.of("support")?;
        let page = bashir.open(&format!("/people/{}", town.new_id)).await?;
        let form = page
            .form("/agreements")?
            .set("kind", kind)
            .set("version", "3")
            .date("signed-on", today())
            .set("device", "managed laptop 0977");
        let form = if officer { form.set("officer-email", &town.entry("signatory")?.email) } else { form };
        bashir.submit(form).await.map(drop)
    })
    .await?;
    walk.check("Nobody but staff records agreements", async {
        let page = town.of("rhys")?.get(&format!("/people/{}", town.new_id)).await?;
        page.status(404).map(drop)
    })
    .await;
    Ok(())
}
