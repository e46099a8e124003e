//! The space: access explained, a place registered, entering, a table, a text, the SDC folder.

use reqwest::Method;
use serde_json::{Value, json};

use super::application::Project;
use super::town::Town;
use super::{Stop, Walk};

/// What was made in the space.
pub struct Work {
    pub table: String,
    pub write_up: String,
    pub document: String,
}

pub async fn walk(walk: &mut Walk, town: &Town, project: &Project) -> Result<Work, Stop> {
    access(walk, town, project).await?;
    enter(walk, town, project).await?;
    let table = table(walk, town, project).await?;
    write_up(walk, town, project, table).await
}

async fn access(walk: &mut Walk, town: &Town, project: &Project) -> Result<(), Stop> {
    let elin = &town.new;
    let base = format!("/projects/{}", project.number);
    walk.check("The access page opens, and the way in is closed from here", async {
        elin.open(&format!("{base}/access")).await?;
        let page = elin.get(&format!("{base}/enter")).await?;
        if page.has_form("/enter") { Err("it lets her enter".into()) } else { Ok(()) }
    })
    .await;
    walk.step("The API gives every reason with its remedy", async {
        let answer = elin.api_get(&format!("{base}/access")).await?;
        let reasons = answer["reasons"].as_array().cloned().unwrap_or_default();
        let told = |r: &Value| {
            r["text"].as_str().is_some_and(|t| !t.is_empty())
                && r["remedy"]["text"].as_str().is_some_and(|t| !t.is_empty())
        };
        if answer["allowed"] == false && !reasons.is_empty() && reasons.iter().all(told) {
            Ok(())
        } else {
            Err(format!("{answer}"))
        }
    })
    .await?;
    let restricted = walk.script.restricted;
    walk.check("What if more restricted data were added: the answer changes nothing", async {
        let answer = elin.api_get(&format!("{base}/access/what-if?dataset={restricted}")).await?;
        if answer["after"]["class"] != answer["before"]["class"] && answer["after"]["class"].is_string() {
            Ok(())
        } else {
            Err(format!("{answer}"))
        }
    })
    .await;
    if walk.welsh {
        walk.check("The access page can be read in Welsh", async {
            let page = elin.open(&format!("/cy{base}/access")).await?;
            if page.html.attribute("html", "lang") == Some("cy") { Ok(()) } else { Err("it is not in Welsh".into()) }
        })
        .await;
    }
    walk.check("Entering is refused and the refusal has its reasons", async {
        let (status, answer) =
            elin.api(Method::POST, &format!("{base}/sessions"), Some(json!({ "statements": {} }))).await?;
        let reasons = answer["reasons"].as_array().map_or(0, Vec::len);
        if status == 422 && answer["error"] == "refused" && reasons > 0 {
            Ok(())
        } else {
            Err(format!("{status} {answer}"))
        }
    })
    .await;
    walk.check("No page of the space opens from outside", async {
        let page = elin.get(&format!("{base}/space/tables")).await?;
        if page.status == 422 || page.status == 403 { Ok(()) } else { Err(format!("it answered {}", page.status)) }
    })
    .await;
    let (form, kind, email) = (walk.script.place_form, walk.script.place_kind, town.new_email.clone());
    walk.step("Bashir registers the place that Elin works at", async {
        let bashir = town.of("connectivity")?;
        let path = format!("/connectivity/{form}");
        let page = bashir.open(&path).await?;
        let mut sent = page.form(&path)?.set("address", &town.new_place.to_string());
        if sent.asks("kind") {
            sent = sent
                .set("kind", kind)
                .set("organisation", "University of Aberteifi")
                .set("name", "Office of Elin Marlow");
        } else {
            sent = sent.set("email", &email);
        }
        bashir.submit(sent).await?.arrived("/connectivity").map(drop)
    })
    .await?;
    if form == "places" {
        walk.step("Imran confirms the place: it takes two people", async {
            let imran = town.of("imran")?;
            let at = imran.open("/connectivity").await?.link("/connectivity/proposals/")?;
            let page = imran.open(&at).await?;
            imran
                .submit(page.form(at.rsplit('/').next().unwrap_or_default())?.set("decision", "confirm"))
                .await?
                .arrived("/connectivity")
                .map(drop)
        })
        .await?;
    }
    walk.check("Only connectivity staff register places", async {
        elin.get(&format!("/connectivity/{form}")).await?.status(403).map(drop)
    })
    .await;
    Ok(())
}

async fn enter(walk: &mut Walk, town: &Town, project: &Project) -> Result<(), Stop> {
    let elin = &town.new;
    let base = format!("/projects/{}", project.number);
    walk.step("The access page now offers to enter", async {
        let page = elin.open(&format!("{base}/access")).await?;
        page.link(&format!("{base}/enter")).map(drop)
    })
    .await?;
    walk.step("A suspended accreditation closes the way in at once, and lifting it opens it again", async {
        let catrin = town.of("accreditation")?;
        for (act, open) in [("suspend", false), ("lift", true)] {
            let mine = elin.api_get("/me/accreditations").await?;
            let id = mine[0]["id"].as_str().unwrap_or_default();
            let sent = json!({ "reason": "An audit.", "version": mine[0]["version"] });
            catrin.api_post(&format!("/accreditations/{id}/{act}"), sent).await?;
            let page = elin.get(&format!("{base}/enter")).await?;
            if page.has_form("/enter") != open {
                return Err(format!("after {act} the way in is {}", if open { "closed" } else { "open" }));
            }
        }
        Ok(())
    })
    .await?;
    walk.check("Nobody enters without accepting the statements (IND-04)", async {
        let page = elin.open(&format!("{base}/enter")).await?;
        elin.send(page.form("/enter")?).await?.status(422).map(drop)
    })
    .await;
    walk.step("Elin enters the space", async {
        let page = elin.open(&format!("{base}/enter")).await?;
        let mut form = page.form("/enter")?;
        for statement in form.fields("").into_iter().filter(|f| f != "csrf" && !f.is_empty()) {
            let value = form.offers(&statement).into_iter().next().unwrap_or_default();
            form = form.tick(&statement, &[&value]);
        }
        elin.send(form).await?;
        elin.open(&format!("{base}/space/files/sdc")).await.map(drop)
    })
    .await?;
    walk.check("The space has a first page with its folders and pages", async {
        let page = elin.open(&format!("{base}/space")).await?;
        page.link(&format!("{base}/space/files/"))?;
        page.link(&format!("{base}/space/tables"))?;
        page.link(&format!("{base}/space/write-ups")).map(drop)
    })
    .await;
    walk.step("The Study Information of the dataset lies in its folder", async {
        elin.open(&format!("{base}/space/files/study")).await?.says("lfs").map(drop)
    })
    .await?;
    walk.check("The shared and the private folder are there", async {
        elin.open(&format!("{base}/space/files/shared")).await?;
        elin.open(&format!("{base}/space/files/private")).await.map(drop)
    })
    .await;
    walk.check("Odd names of folders are not found", async {
        elin.get(&format!("{base}/space/files/..%2Fsdc")).await?.status(404).map(drop)
    })
    .await;
    walk.check("A colleague who is not on the project finds no space", async {
        town.of("rhys")?.get(&format!("{base}/space/tables")).await?.status(404).map(drop)
    })
    .await;
    Ok(())
}

async fn table(walk: &mut Walk, town: &Town, project: &Project) -> Result<String, Stop> {
    let elin = &town.new;
    let space = format!("/projects/{}/space", project.number);
    let dataset = walk.script.dataset;
    let new = format!("{space}/tables/new/{dataset}");
    walk.check("Identifiers cannot be chosen for a table", async {
        let page = elin.open(&new).await?;
        let form = page.form(&new)?;
        let offered = [form.offers("rows"), form.offers("sum")].concat();
        if offered.iter().any(|f| f.ends_with("_id")) {
            Err(format!("the page offers {}", offered.join(", ")))
        } else {
            Ok(())
        }
    })
    .await;
    walk.check("A condition that cannot be read is told beside the form", async {
        let page = elin.open(&new).await?;
        let form = page.form(&new)?.set("title", "Wrong").tick("rows", &["region"]).set("filter", "pay >>> 3");
        elin.send(form).await?.status(422).map(drop)
    })
    .await;
    let reference = walk
        .step("Elin makes a table of pay by region and sex", async {
            let page = elin.open(&new).await?;
            let form = page
                .form(&new)?
                .set("title", "Weekly pay by region and sex")
                .tick("rows", &["region"])
                .tick("cols", &["sex"])
                .set("count", "yes")
                .tick("sum", &["pay"])
                .tick("mean", &["pay"])
                .set("weighted", "no")
                .set("totals", "yes");
            let page = elin.submit(form).await?;
            let reference = page.path.rsplit('/').next().unwrap_or_default().to_owned();
            page.says("Weekly pay by region and sex")?;
            Ok(reference)
        })
        .await?;
    walk.step("The table is a picture, and so is its chart", async {
        let page = elin.open(&format!("{space}/tables/{reference}")).await?;
        let pictures = page.html.pictures();
        if pictures.is_empty() {
            return Err("the page has no picture".into());
        }
        for picture in pictures.iter().filter(|p| p.contains("/picture")) {
            let answer = elin.open(picture).await?;
            if answer.kind != "image/png" || !answer.bytes.starts_with(b"\x89PNG") {
                return Err(format!("{picture} is {}", answer.kind));
            }
        }
        Ok(())
    })
    .await?;
    walk.check("The API says how the table stands, not what it holds", async {
        let all = elin.api_get(&format!("/projects/{}/tables", project.number)).await?;
        if all.to_string().contains(&reference) { Ok(()) } else { Err(format!("{all}")) }
    })
    .await;
    walk.check("The API makes a table, and refuses a field that is not there", async {
        let path = format!("/projects/{}/tables", project.number);
        let ask = |field: &str| {
            json!({ "dataset": dataset, "answers": { "title": "People by age", "rows": [field], "count": "yes", "weighted": "yes", "totals": "no" } })
        };
        elin.api_post(&path, ask("ageband")).await?;
        let (status, answer) = elin.api(Method::POST, &path, Some(ask("name"))).await?;
        if status == 422 { Ok(()) } else { Err(format!("{status} {answer}")) }
    })
    .await;
    Ok(reference)
}

async fn write_up(walk: &mut Walk, town: &Town, project: &Project, table: String) -> Result<Work, Stop> {
    let elin = &town.new;
    let base = format!("/projects/{}/space/write-ups", project.number);
    let write_up = walk
        .step("Elin begins to write it up", async {
            let page = elin.open(&format!("{base}/new")).await?;
            let form = page
                .form("/write-ups/new")?
                .set("title", "Pay by region and sex")
                .set("source", "Labour Force Survey, person file, 2022 to 2024.")
                .set("sample", "All employees with a recorded weekly pay.")
                .set("method", "Unweighted counts, sums and means.");
            let page = elin.submit(form).await?;
            Ok(page.path.rsplit('/').next().unwrap_or_default().to_owned())
        })
        .await?;
    let path = format!("{base}/{write_up}");
    let part = format!("{path}/parts/new");
    walk.step("Elin types a heading and a paragraph", async {
        let page = elin.open(&part).await?;
        elin.submit(page.form(&part)?.set("kind", "heading").set("heading", "Results")).await?;
        let page = elin.open(&part).await?;
        let text = "Pay differs between regions more than between other groups.";
        elin.submit(page.form(&part)?.set("kind", "paragraph").set("paragraph", text)).await?.says(text).map(drop)
    })
    .await?;
    walk.step("The service inserts the table and its chart", async {
        for (kind, caption) in [("table", "Weekly pay of employees"), ("figure", "Weekly pay of employees, chart")] {
            let page = elin.open(&part).await?;
            let answers = [
                ("kind", kind),
                ("table", table.as_str()),
                ("caption", caption),
                ("description", "Counts, sums and means of weekly pay by region and by sex."),
            ];
            elin.fill_in(page.form(&part)?, &part, &answers).await?.says(caption)?;
        }
        Ok(())
    })
    .await?;
    walk.check("A stale page of the text is refused", async {
        let page = elin.open(&part).await?;
        let stale = page.form(&part)?.set("kind", "paragraph").set("paragraph", "Pay is in pounds a week.");
        elin.submit(stale.clone()).await?;
        elin.send(stale).await?.status(409).map(drop)
    })
    .await;
    let document = "Pay by region and sex.docx".to_owned();
    walk.step("Elin saves it as a Word document in the SDC folder", async {
        let page = elin.open(&path).await?;
        elin.submit(page.form("/save")?.set("name", &document)).await?.says(&document).map(drop)
    })
    .await?;
    walk.check("Odd file names are refused with a message", async {
        for name in ["../../outside.docx", "a\u{0}b.docx", &"x".repeat(300)] {
            let page = elin.open(&path).await?;
            let answer = elin.send(page.form("/save")?.set("name", name)).await?;
            if answer.status != 422 && answer.status != 400 {
                return Err(format!("{name:?} was answered with {}", answer.status));
            }
        }
        Ok(())
    })
    .await;
    walk.step("The SDC folder lists it", async {
        elin.open(&format!("/projects/{}/space/files/sdc", project.number)).await?.says(&document).map(drop)
    })
    .await?;
    Ok(Work { table, write_up, document })
}
