//! The output: asked for, inspected, judged twice, released; what nobody else can reach; what the record says.

use std::path::Path;
use std::time::Duration;

use foundation::Lang;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Digest;

use super::application::Project;
use super::browser::{Browser, Step};
use super::known::pay_by_region_and_sex;
use super::space::Work;
use super::town::Town;
use super::{Stop, Walk};

pub async fn walk(walk: &mut Walk, town: &Town, project: &Project, work: &Work, people: &Path) -> Result<(), Stop> {
    let known = tokio::task::spawn_blocking(pay_by_region_and_sex).await.unwrap_or_default();
    let bare = bare_table(walk, town, project, work).await?;
    let paper = walk
        .step("Elin asks for the release of the paper", async {
            let reference = open(&town.new, project).await?;
            choose(&town.new, &reference, &work.document).await?;
            answer(&town.new, &reference, walk.script.paper).await?;
            Ok(reference)
        })
        .await?;
    hand_in(walk, town, &paper, "The output is handed in and inspected").await?;
    first_round(walk, town, &paper).await?;
    second_round(walk, town, project, work, &paper).await?;
    let release = approve(walk, town, &paper).await?;
    let leaks = walk.shared.leaks.clone();
    walk.step("No answer of the journey so far held a figure of the table", async {
        let found = leaks.search(&known);
        if known.len() < 50 {
            return Err(format!("only {} figures are known", known.len()));
        }
        if found.is_empty() { Ok(()) } else { Err(format!("of {} answers {}", leaks.len(), found.join("; "))) }
    })
    .await?;
    fetch(walk, town, &paper, &release).await?;
    receipt(walk, town, &release, people).await?;
    if let Some(reference) = bare {
        release_table(walk, town, &reference, &known).await?;
    }
    record(walk, town, project).await;
    Ok(())
}

/// A new request for a project; its reference.
async fn open(elin: &Browser, project: &Project) -> Step<String> {
    let page = elin.open(&format!("/outputs?project={}", project.number)).await?;
    let page = elin.submit(page.form("/outputs")?).await?;
    Ok(page.path.rsplit('/').next().unwrap_or_default().to_owned())
}

async fn choose(elin: &Browser, reference: &str, name: &str) -> Step<()> {
    let files = elin.api_get(&format!("/outputs/{reference}/files")).await?;
    let found = files.as_array().and_then(|all| all.iter().find(|f| f["name"] == name));
    let id = found
        .and_then(|f| f["id"].as_str())
        .ok_or_else(|| format!("the SDC folder does not offer {name:?} but {files}"))?;
    let page = elin.open(&format!("/outputs/{reference}/files")).await?;
    elin.submit(page.form("/files")?.tick("files", &[id])).await.map(drop)
}

/// Fills the output release form in, as much as it asks.
async fn answer(elin: &Browser, reference: &str, kind: &str) -> Step<()> {
    let page = elin.open(&format!("/outputs/{reference}/form")).await?;
    let form = page.form("/form")?;
    let datasets = form.offers("datasets");
    let datasets: Vec<&str> = datasets.iter().map(String::as_str).collect();
    let mut form = form.tick("datasets", &datasets);
    if form.asks("safe-methods") {
        form = form.tick("safe-methods", &["yes"]);
    }
    let mut answers = vec![
        ("type", kind),
        ("purpose", "To be published as a working paper of the university."),
        ("audience", "The public"),
        ("citations", "Demonstration Research Service (2025). Labour Force Survey. doi:10.99999/lfs-2024"),
        ("machine-learning", "no"),
        ("source", "Labour Force Survey, person file, 2022 to 2024."),
        ("sample", "All employees with a recorded weekly pay."),
        ("method", "Unweighted counts, sums and means."),
    ];
    if form.asks("reply") {
        answers.push(("reply", "The number of people with a recorded pay now stands in the text."));
    }
    elin.fill_in(form, "/form", &answers).await?.arrived(&format!("/outputs/{reference}")).map(drop)
}

async fn state(browser: &Browser, reference: &str) -> Step<Value> {
    browser.api_get(&format!("/outputs/{reference}")).await
}

/// Waits until the service has done its part: it works in the background.
async fn until(browser: &Browser, reference: &str, done: impl Fn(&str) -> bool) -> Step<String> {
    for _ in 0..600 {
        let now = state(browser, reference).await?;
        let word = now["state"].as_str().unwrap_or_default().to_owned();
        if done(&word) {
            return Ok(word);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("after a minute {}", state(browser, reference).await?))
}

async fn hand_in(walk: &mut Walk, town: &Town, reference: &str, name: &str) -> Result<(), Stop> {
    let elin = &town.new;
    let stale = walk
        .step(name, async {
            let page = elin.open(&format!("/outputs/{reference}")).await?;
            let form = page.form("/submit").map_err(|no| format!("{no}; {}", page.html.inside("main")))?;
            elin.submit(form.clone()).await?;
            let word = until(elin, reference, |s| s != "submitted" && s != "inspection").await?;
            if word == "first-check" {
                Ok(form)
            } else {
                Err(format!("it is {word}: {}", state(elin, reference).await?))
            }
        })
        .await?;
    walk.check("Handed in twice is handed in once", async {
        let page = elin.send(stale).await?;
        if matches!(page.status, 403 | 409 | 422) { Ok(()) } else { Err(format!("it answered {}", page.status)) }
    })
    .await;
    Ok(())
}

/// The bare table: asked for where the profile releases such, refused where not.
async fn bare_table(walk: &mut Walk, town: &Town, project: &Project, work: &Work) -> Result<Option<String>, Stop> {
    let elin = &town.new;
    let space = format!("/projects/{}/space", project.number);
    let name = "Weekly pay.csv";
    walk.step("Elin puts the bare table into the SDC folder", async {
        let page = elin.open(&format!("{space}/tables/{}", work.table)).await?;
        elin.submit(page.form("/save")?.set("name", name)).await?.says(name).map(drop)
    })
    .await?;
    walk.check("No file of a name can be put there twice", async {
        let page = elin.open(&format!("{space}/tables/{}", work.table)).await?;
        let page = elin.send(page.form("/save")?.set("name", name)).await?;
        if page.status == 422 { Ok(()) } else { Err(format!("it answered {}", page.status)) }
    })
    .await;
    let reference = walk
        .step("Elin asks for the release of the bare table", async {
            let reference = open(elin, project).await?;
            choose(elin, &reference, name).await?;
            answer(elin, &reference, walk.script.table.unwrap_or(walk.script.paper)).await?;
            let items = elin.open(&format!("/outputs/{reference}/items")).await?;
            let page = elin.open(&items.link(&format!("/outputs/{reference}/items/"))?).await?;
            let form = page.form(page.path.split('?').next().unwrap_or_default())?;
            let form = form.set("description", "Counts, sums and means of weekly pay by region and sex.");
            elin.submit(form).await?;
            Ok(reference)
        })
        .await?;
    if walk.script.table.is_some() {
        return Ok(Some(reference));
    }
    walk.step("The bare table is refused: only written papers leave", async {
        let page = elin.open(&format!("/outputs/{reference}")).await?;
        if page.has_form("/submit") {
            return Err("the page offers to hand it in".into());
        }
        let version = state(elin, &reference).await?["version"].as_i64().unwrap_or(0);
        let path = format!("/outputs/{reference}/submission");
        let (status, answer) = elin.api(Method::POST, &path, Some(json!({ "version": version }))).await?;
        if status == 422 && answer["error"] == "refused" { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await?;
    Ok(None)
}

/// Sends the vote's form, with an answer to every finding that needs one; `reason` is asked unless it may leave.
async fn cast(checker: &Browser, path: &str, vote: &str, reason: &str) -> Step<()> {
    let page = checker.open(path).await?;
    let mut form = page.form("/vote")?;
    if vote == "release" && form.asks("publishable") {
        form = form.set("publishable", "yes");
    }
    for finding in form.fields("finding-") {
        form = form.set(&finding, "Every cell has far more than ten people from many households.");
    }
    let answers: &[(&str, &str)] =
        if reason.is_empty() { &[("vote", vote)] } else { &[("vote", vote), ("reason", reason)] };
    checker.fill_in(form, "/vote", answers).await.map(drop)
}

async fn first_round(walk: &mut Walk, town: &Town, reference: &str) -> Result<(), Stop> {
    let path = format!("/checks/{reference}");
    walk.check("Elin cannot judge her own request", async {
        let (status, _) =
            town.new.api(Method::POST, &format!("/outputs/{reference}/votes"), Some(vote_json(1))).await?;
        if status == 403 || status == 422 { Ok(()) } else { Err(format!("it answered {status}")) }
    })
    .await;
    walk.check("The queue lists the request for the checkers", async {
        town.of("helen")?.open("/checks").await?.link(&path)?;
        let all = town.of("imran")?.api_get("/checks").await?;
        if all.to_string().contains(reference) { Ok(()) } else { Err(format!("{all}")) }
    })
    .await;
    walk.step("Helen sees pictures of what is in it", async {
        let helen = town.of("helen")?;
        let page = helen.open(&path).await?;
        let pictures: Vec<String> = page.html.pictures().into_iter().filter(|p| p.contains("/picture")).collect();
        if pictures.is_empty() {
            return Err("the page has no picture".into());
        }
        for picture in pictures {
            let answer = helen.open(&picture).await?;
            if answer.kind != "image/png" {
                return Err(format!("{picture} is {}", answer.kind));
            }
        }
        Ok(())
    })
    .await?;
    walk.step("Helen looks at the file page by page", async {
        let helen = town.of("helen")?;
        let link = helen.open(&path).await?.link(&format!("{path}/files/"))?;
        let page = helen.open(&link).await?;
        let picture = page.html.pictures().into_iter().find(|p| p.contains("/page?page=1"));
        let answer = helen.open(&picture.ok_or("the file has no page to look at")?).await?;
        if answer.kind == "image/png" { Ok(()) } else { Err(format!("the page is {}", answer.kind)) }
    })
    .await?;
    walk.check("Helen sees it as it would be printed, or reads why she cannot", async {
        let helen = town.of("helen")?;
        let link = helen.open(&path).await?.link(&format!("{path}/files/"))?;
        let printed = helen.open(&link).await?.link("?look=printed")?;
        let page = helen.open(&printed).await?;
        let Some(picture) = page.html.pictures().into_iter().find(|p| p.contains("/page?page=1")) else {
            let words = |why: &str| Lang::ALL.map(|lang| inspector::texts::no_view(lang, why));
            let told = [words("no-office"), words("no-office-seal")].concat();
            return if told.iter().any(|why| page.text().contains(why)) { Ok(()) } else { Err(page.text()) };
        };
        let answer = helen.open(&picture).await?;
        if answer.kind == "image/png" { Ok(()) } else { Err(format!("the page is {}", answer.kind)) }
    })
    .await;
    walk.step("Helen returns it with a question", async {
        cast(town.of("helen")?, &path, "return", "How many people had a recorded pay? Say so in the text.").await
    })
    .await?;
    walk.check("Imran does not learn what Helen said", async {
        let page = town.of("imran")?.open(&path).await?;
        if page.text().contains("How many people had a recorded pay?") { Err("the page tells".into()) } else { Ok(()) }
    })
    .await;
    walk.check("Helen votes once only", async {
        let helen = town.of("helen")?;
        let (status, _) = helen.api(Method::POST, &format!("/outputs/{reference}/votes"), Some(vote_json(1))).await?;
        if status == 422 || status == 409 { Ok(()) } else { Err(format!("it answered {status}")) }
    })
    .await;
    walk.step("Imran has the same question", async {
        cast(town.of("imran")?, &path, "return", "State the number of records with a pay.").await?;
        let now = state(&town.new, reference).await?;
        if now["state"] == "returned" { Ok(()) } else { Err(format!("{now}")) }
    })
    .await
}

fn vote_json(round: u32) -> Value {
    json!({ "round": round, "answers": { "vote": "reject", "reason": "No." }, "findings": {} })
}

async fn second_round(
    walk: &mut Walk,
    town: &Town,
    project: &Project,
    work: &Work,
    reference: &str,
) -> Result<(), Stop> {
    let elin = &town.new;
    let write_up = format!("/projects/{}/space/write-ups/{}", project.number, work.write_up);
    let corrected = "Pay by region and sex, corrected.docx";
    walk.step("Elin reads the question and corrects the text", async {
        elin.open(&format!("/outputs/{reference}")).await?.says("How many people had a recorded pay?")?;
        let part = format!("{write_up}/parts/new");
        let page = elin.open(&part).await?;
        let text = "The counts of the table are those of people with a recorded pay.";
        elin.submit(page.form(&part)?.set("kind", "paragraph").set("paragraph", text)).await?;
        let page = elin.open(&write_up).await?;
        elin.submit(page.form("/save")?.set("name", corrected)).await?.says(corrected).map(drop)
    })
    .await?;
    walk.step("Elin asks again with the corrected version and an answer", async {
        choose(elin, reference, corrected).await?;
        answer(elin, reference, walk.script.paper).await
    })
    .await?;
    hand_in(walk, town, reference, "The corrected version is handed in and inspected").await?;
    walk.check("A vote on the round before is stale", async {
        let (status, answer) =
            town.of("helen")?.api(Method::POST, &format!("/outputs/{reference}/votes"), Some(vote_json(1))).await?;
        if status == 409 { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await;
    Ok(())
}

async fn approve(walk: &mut Walk, town: &Town, reference: &str) -> Result<String, Stop> {
    let path = format!("/checks/{reference}");
    for checker in ["helen", "imran"] {
        let name = town.entry(checker).map(|e| e.name.clone()).unwrap_or_default();
        walk.step(&format!("{name} votes to release it"), async {
            cast(town.of(checker)?, &path, "release", "").await
        })
        .await?;
    }
    walk.step("The output is released", async {
        until(&town.new, reference, |s| s == "released").await?;
        let now = state(&town.new, reference).await?;
        now["release"].as_str().map(ToOwned::to_owned).ok_or_else(|| format!("{now}"))
    })
    .await
}

async fn fetch(walk: &mut Walk, town: &Town, paper: &str, release: &str) -> Result<(), Stop> {
    let path = format!("/releases/{release}");
    walk.check("The link leads a stranger to the sign-in and nowhere else", async {
        town.visitor.open(&format!("{path}/file")).await?.arrived("/sign-in").map(drop)
    })
    .await;
    for other in ["tomos", "rhys"] {
        let name = town.entry(other).map(|e| e.name.clone()).unwrap_or_default();
        walk.check(&format!("{name} finds nothing under the link"), async {
            town.of(other)?.get(&path).await?.status(404)?;
            town.of(other)?.get(&format!("{path}/file")).await?.status(404).map(drop)
        })
        .await;
    }
    walk.step("Elin fetches what was frozen and checked", async {
        let page = town.new.open(&path).await?;
        let link = page.link(&format!("{path}/files/"))?;
        let first = town.new.open(&link).await?;
        let again = town.new.open(&format!("{path}/file")).await?;
        if first.bytes != again.bytes || !first.bytes.starts_with(b"PK") {
            return Err("two downloads differ, or are no Word document".into());
        }
        // The size is that of the file as it was frozen, byte for byte.
        let files = town.new.api_get(&format!("/outputs/{paper}/files")).await?;
        let sizes: Vec<u64> = files.as_array().into_iter().flatten().filter_map(|f| f["bytes"].as_u64()).collect();
        if sizes.contains(&(first.bytes.len() as u64)) {
            Ok(())
        } else {
            Err(format!("{} bytes are none of {sizes:?}", first.bytes.len()))
        }
    })
    .await
}

async fn receipt(walk: &mut Walk, town: &Town, release: &str, people: &Path) -> Result<(), Stop> {
    let text = walk
        .step("The release has a receipt", async {
            for _ in 0..100 {
                let answer = town.new.api_get(&format!("/releases/{release}/receipt")).await?;
                if let Some(text) = answer["receipt"].as_str() {
                    return Ok(text.to_owned());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err("after 10 seconds the record is still not signed".to_owned())
        })
        .await?;
    let beside = people.parent().map(|folder| folder.join("ledger.pub"));
    walk.step("The receipt verifies with the record's public key, offline", async {
        let served = town.visitor.open("/ledger/ledger.pub").await?;
        let served = String::from_utf8_lossy(&served.bytes).trim().to_owned();
        // The key beside the people's file is the one to trust; that of the service must be the same.
        let kept = beside.and_then(|file| std::fs::read_to_string(file).ok()).map(|t| t.trim().to_owned());
        if kept.as_ref().is_some_and(|k| *k != served) {
            return Err("the service shows another key than the one kept beside people.json".into());
        }
        let keys = ledger::LogKeys::parse(&kept.unwrap_or(served)).map_err(|e| e.to_string())?;
        let key = keys.current();
        let receipt = ledger::OpenedReceipt::parse(&text).map_err(|e| e.to_string())?.receipt;
        receipt.verify(key).map_err(|e| e.to_string())?;
        let mut forged = receipt.clone();
        forged.index += 1;
        if forged.verify(key).is_ok() { Err("a forged receipt verifies too".into()) } else { Ok(()) }
    })
    .await?;
    walk.step("The receipt knows the file that was fetched, and no other", async {
        let receipt = ledger::OpenedReceipt::parse(&text).map_err(|e| e.to_string())?;
        let mut file = town.new.open(&format!("/releases/{release}/file")).await?.bytes;
        let hex = |file: &[u8]| sha2::Sha256::digest(file).iter().map(|b| format!("{b:02x}")).collect::<String>();
        let knows = |file: &[u8]| receipt.field_of(&hex(file)).is_some();
        if !knows(&file) {
            return Err("the receipt does not know the file".into());
        }
        file.push(0);
        if knows(&file) { Err("the receipt knows another file too".into()) } else { Ok(()) }
    })
    .await
}

/// SRS: the bare table leaves as well, checked like everything else.
async fn release_table(walk: &mut Walk, town: &Town, reference: &str, known: &super::leaks::Known) -> Result<(), Stop> {
    hand_in(walk, town, reference, "The bare table is handed in and inspected").await?;
    let release = approve(walk, town, reference).await?;
    walk.step("The released table holds the figures that nobody saw before", async {
        let file = town.new.open(&format!("/releases/{release}/file")).await?;
        let found = known.found_in(&String::from_utf8_lossy(&file.bytes));
        if found.len() >= 20 { Ok(()) } else { Err(format!("only {} of the figures are in the file", found.len())) }
    })
    .await
}

async fn record(walk: &mut Walk, town: &Town, project: &Project) {
    let path = format!("/projects/{}/history", project.number);
    walk.check("The project's history has every step, drawn from the record", async {
        let mut all = String::new();
        for page in 1..=5 {
            all.push_str(&town.new.open(&format!("{path}?page={page}")).await?.text());
        }
        for name in ["Elin Marlow", "Daniel Osei", "Farah Siddiqui", "Gethin Morgan", "Bashir Khan"] {
            if !all.contains(name) {
                return Err(format!("the history does not name {name}"));
            }
        }
        Ok(())
    })
    .await;
    if walk.welsh {
        walk.check("The history can be read in Welsh", async {
            let page = town.new.open(&format!("/cy{path}")).await?;
            if page.html.attribute("html", "lang") == Some("cy") { Ok(()) } else { Err("it is not in Welsh".into()) }
        })
        .await;
    }
    if walk.script.register {
        walk.check("The public register shows the project and the researcher", async {
            town.visitor.open("/register-of-projects").await?.says(&project.title)?;
            town.visitor.open("/register-of-projects/researchers").await?.says("Elin Marlow").map(drop)
        })
        .await;
    }
    walk.check("Elin leaves the space, and its pages are closed to her", async {
        let base = format!("/projects/{}", project.number);
        let (status, _) = town.new.api(Method::DELETE, &format!("{base}/sessions"), None).await?;
        if status != 204 {
            return Err(format!("leaving was answered with {status}"));
        }
        let page = town.new.get(&format!("{base}/space/tables")).await?;
        if page.status == 422 || page.status == 403 {
            Ok(())
        } else {
            Err(format!("the tables answered {}", page.status))
        }
    })
    .await;
    walk.check("The notices of Elin tell of the release", async { town.new.open("/notices").await.map(drop) }).await;
}
