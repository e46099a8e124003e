//! The project: dataset, application, questions, decisions, set-up.

use reqwest::Method;
use serde_json::json;

use super::account::in_days;
use super::browser::{Browser, Filled, Page, Step};
use super::town::Town;
use super::{Stop, Walk};

pub struct Project {
    pub number: String,
    pub title: String,
}

pub async fn walk(walk: &mut Walk, town: &Town) -> Result<Project, Stop> {
    let dataset = catalogue(walk, town).await?;
    let project = write(walk, town, &dataset).await?;
    submit(walk, town, &project).await?;
    decide(walk, town, &project).await?;
    Ok(project)
}

/// The dataset's id, which the application's form goes by.
async fn catalogue(walk: &mut Walk, town: &Town) -> Result<String, Stop> {
    let reference = walk.script.dataset;
    walk.check("The catalogue lists the dataset to everybody", async {
        let page = town.visitor.open("/catalogue").await?;
        page.link(&format!("/catalogue/{reference}")).map(drop)
    })
    .await;
    walk.check("Its page has owner, conditions and citation", async {
        let page = town.visitor.open(&format!("/catalogue/{reference}")).await?;
        page.says("10.99999/")?
            .says_in_english("Demonstration Research Service")?
            .says_in_english("synthetic")
            .map(drop)
    })
    .await;
    if walk.welsh {
        walk.check("The same page can be read in Welsh", async {
            let page = town.visitor.open(&format!("/cy/catalogue/{reference}")).await?;
            page.says("Arolwg o'r Llafurlu").map(drop)
        })
        .await;
    }
    walk.check("The API gives its data dictionary", async {
        let (status, all) = town.visitor.api(Method::GET, &format!("/datasets/{reference}/dictionary"), None).await?;
        let pay = all.as_array().is_some_and(|a| a.iter().any(|v| v["name"] == "pay"));
        if status == 200 && pay { Ok(()) } else { Err(format!("{status} {all}")) }
    })
    .await;
    walk.step("The API names the dataset's access", async {
        let d = town.new.api_get(&format!("/datasets/{reference}")).await?;
        let id = d["id"].as_str().filter(|_| d["synthetic"] == true).map(ToOwned::to_owned);
        id.ok_or_else(|| format!("{d}"))
    })
    .await
}

/// What Elin answers, by question: as much as the profile's form asks.
fn answers(dataset: &str, email: &str, title: &str) -> Vec<(&'static str, Vec<String>)> {
    let one = |text: &str| vec![text.to_owned()];
    vec![
        ("checklist", vec!["conditions".into(), "dictionary".into(), "owners".into()]),
        ("type", one("research")),
        ("coordinator", one(email)),
        ("lead-views", one("data")),
        ("student", one("no")),
        ("sponsor", one("University of Aberteifi")),
        ("title", one(title)),
        ("abstract", one("How the weekly pay of employees differs between regions and between women and men.")),
        ("aims", one("To publish tables of weekly pay by region and sex, and to explain the differences.")),
        ("methodology", one("Tables of counts, sums and means with their unweighted counts.")),
        ("machine-learning", one("no")),
        ("datasets", one(dataset)),
        ("periods", one("All years.")),
        ("why-unpublished", one("Published tables do not combine region, sex and pay.")),
        ("identifiability", one("indirect")),
        ("other-data", one("no")),
        ("linkage", one("no")),
        ("ethics", one("Statistics only are published.")),
        ("public-good", one("Better evidence about pay.")),
        ("public-risks", one("None beyond those that output checking addresses.")),
        ("publications", one("A working paper.")),
        ("declaration", one("yes")),
    ]
}

fn fill(mut form: Filled, answers: &[(&'static str, Vec<String>)]) -> Filled {
    for (name, values) in answers {
        if form.asks(name) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            form = form.tick(name, &values);
        }
    }
    if form.asks("starts-day") {
        form = form.date("starts", in_days(0)).date("ends", in_days(700));
    }
    if form.asks("routes") {
        let first = form.offers("routes").into_iter().next().unwrap_or_default();
        form = form.tick("routes", &[&first]);
    }
    form
}

async fn write(walk: &mut Walk, town: &Town, dataset: &str) -> Result<Project, Stop> {
    let elin = &town.new;
    walk.check("The questions can be printed before anybody signs in (APP-02, PUB-13)", async {
        town.visitor.open("/projects/apply/questions").await?.says_in_english("title").map(drop)
    })
    .await;
    let (number, sections) = walk
        .step("Elin begins an application", async {
            let page = elin.open("/projects/apply").await?;
            let form = page.form("/projects/apply")?;
            let page = elin.submit(form.clone()).await?.arrived("/application")?;
            let number = page.path.split('/').nth(2).unwrap_or_default().to_owned();
            // The button pressed twice begins one application.
            elin.submit(form).await?.arrived(&format!("/projects/{number}/application"))?;
            let of_section = |href: &str| {
                href.split_once("/application/")
                    .map(|(_, s)| s.to_owned())
                    .filter(|s| !["check", "withdraw"].contains(&s.as_str()))
            };
            let mut sections: Vec<String> = Vec::new();
            for section in page.html.links().iter().filter_map(|l| of_section(&l.href)) {
                if !sections.contains(&section) {
                    sections.push(section);
                }
            }
            if sections.is_empty() { Err("the task list has no sections".into()) } else { Ok((number, sections)) }
        })
        .await?;
    let project = Project { title: format!("Pay by region and sex {number}"), number };
    let base = format!("/projects/{}/application", project.number);
    let answers = answers(dataset, &town.new_email, &project.title);
    walk.check("A section with too many words says so", async {
        let section = sections.iter().find(|s| ["abstract", "summary"].contains(&s.as_str())).ok_or("no abstract")?;
        let page = elin.open(&format!("{base}/{section}")).await?;
        let form = fill(page.form(&format!("/{section}"))?, &answers).set("abstract", &"word ".repeat(101));
        elin.send(form).await?.status(422)?.says("100").map(drop)
    })
    .await;
    for section in &sections {
        write_section(walk, elin, &base, section, &answers).await?;
    }
    // Sections that open only after others.
    let after = walk.step("The task list shows what is left", elin.open(&base)).await?;
    for section in ["declaration"].into_iter().filter(|s| !sections.iter().any(|x| x == s)) {
        if after.link(&format!("/application/{section}")).is_ok() {
            write_section(walk, elin, &base, section, &answers).await?;
        }
    }
    Ok(project)
}

async fn write_section(
    walk: &mut Walk,
    elin: &Browser,
    base: &str,
    section: &str,
    answers: &[(&'static str, Vec<String>)],
) -> Result<(), Stop> {
    walk.step(&format!("Elin writes the section {section}"), async {
        let page = elin.open(&format!("{base}/{section}")).await?;
        let form = fill(page.form(&format!("/application/{section}"))?, answers);
        elin.submit(form).await?.arrived("/application").map(drop)
    })
    .await
}

async fn submit(walk: &mut Walk, town: &Town, project: &Project) -> Result<(), Stop> {
    let elin = &town.new;
    let check = format!("/projects/{}/application/check", project.number);
    let stale = walk
        .step("Elin checks the answers", async {
            elin.open(&check).await?.says(&project.title)?.form("/application/check")
        })
        .await?;
    walk.check("A stranger does not learn of the project", async {
        town.of("tomos")?.get(&format!("/projects/{}", project.number)).await?.status(404).map(drop)
    })
    .await;
    walk.check("Withdrawing it asks first, and does nothing by itself", async {
        let withdraw = format!("/projects/{}/application/withdraw", project.number);
        let tasks = elin.open(&format!("/projects/{}/application", project.number)).await?;
        let asked = elin.open(&tasks.link(&withdraw)?).await?;
        // Without what the page sends along, its button leads to the page.
        let bare = asked.form(&withdraw)?.set("confirmed", "");
        elin.submit(bare).await?.arrived(&withdraw)?.form(&withdraw).map(drop)
    })
    .await;
    walk.step("Elin submits the application", async {
        elin.submit(stale.clone()).await?.arrived("/submitted")?.says(&project.number).map(drop)
    })
    .await?;
    walk.check("The same form sent again changes nothing", async {
        let page = elin.send(stale).await?;
        if matches!(page.status, 403 | 409 | 422) { Ok(()) } else { Err(format!("it answered {}", page.status)) }
    })
    .await;
    let assessment = format!("/assessments/{}", project.number);
    walk.step("Daniel asks a question about the methodology", async {
        let daniel = town.of("quality")?;
        daniel.open("/assessments").await?.link(&assessment)?;
        let page = to_decide(daniel, project).await?.ok_or("there is nothing to decide")?;
        let form = page
            .form("/query")?
            .set("question", "methodology")
            .set("text", "How large must a group be before you show it?");
        daniel.submit(form).await.map(drop)
    })
    .await?;
    walk.check("Nobody approves with a question open", async {
        let daniel = town.of("quality")?;
        match to_decide(daniel, project).await? {
            Some(page) if page.has_form("/decide") => {
                daniel.send(page.form("/decide")?.set("outcome", "approve")).await?.status(422).map(drop)
            }
            _ => Ok(()),
        }
    })
    .await;
    walk.step("Elin answers it", async {
        let page = elin.open(&format!("/projects/{}", project.number)).await?.says("How large must a group be")?;
        let page = elin.open(&page.link("/queries/")?).await?;
        let action = page.path.clone();
        elin.submit(page.form(&action)?.set("text", "Ten people or more; smaller groups are joined.")).await.map(drop)
    })
    .await?;
    walk.step("Elin corrects the section and submits again", async {
        let base = format!("/projects/{}/application", project.number);
        let page = elin.open(&format!("{base}/methodology")).await?;
        let text = "Tables of counts, sums and means with their unweighted counts; groups of ten people or more.";
        elin.submit(page.form("/methodology")?.set("methodology", text)).await?;
        let page = elin.open(&check).await?;
        elin.submit(page.form("/application/check")?).await?.arrived("/submitted").map(drop)
    })
    .await
}

/// The page of what waits for somebody's decision, if anything does.
async fn to_decide(staff: &Browser, project: &Project) -> Step<Option<Page>> {
    let page = staff.get(&format!("/assessments/{}", project.number)).await?;
    match page.link(&format!("/assessments/{}/", project.number)) {
        Ok(link) => staff.open(&link).await.map(Some),
        Err(_) => Ok(None),
    }
}

/// Approves what waits for them.
async fn approve(staff: &Browser, project: &Project, number: Option<&str>) -> Step<()> {
    let page = to_decide(staff, project).await?.ok_or("there is nothing to decide")?;
    let mut form = page.form("/decide")?.set("outcome", "approve");
    if let Some(number) = number {
        form = form.set("number", number);
    }
    staff.submit(form).await?.arrived("/assessments").map(drop)
}

async fn decide(walk: &mut Walk, town: &Town, project: &Project) -> Result<(), Stop> {
    walk.check("A data owner does not decide before it is their turn", async {
        match to_decide(town.of("data-owner")?, project).await? {
            Some(_) => Err("the page offers it".into()),
            None => Ok(()),
        }
    })
    .await;
    walk.step("Daniel finds the application complete and of good quality", async {
        approve(town.of("quality")?, project, None).await
    })
    .await?;
    let page = walk
        .step(
            "The project page shows where the application is",
            town.new.open(&format!("/projects/{}", project.number)),
        )
        .await?;
    drop(page);
    // Which stages there are the profile says; whoever has nothing to decide is passed over.
    for (of, what) in [("feasibility", "it is feasible"), ("ethics", "the ethics are in order")] {
        let waits = async { Ok::<bool, String>(to_decide(town.of(of)?, project).await?.is_some()) };
        if waits.await.unwrap_or(false) {
            let name = town.entry(of).map(|e| e.name.clone()).unwrap_or_default();
            walk.step(&format!("{name} finds that {what}"), async { approve(town.of(of)?, project, None).await })
                .await?;
        }
    }
    walk.check("The wrong role decides nothing", async {
        match to_decide(town.of("accreditation-body")?, project).await? {
            Some(_) => Err("the accrediting body could decide for the data owner".into()),
            None => Ok(()),
        }
    })
    .await;
    walk.step("Farah approves for the data owner", async { approve(town.of("data-owner")?, project, None).await })
        .await?;
    let accreditation = format!("2026/{}", project.number);
    walk.step("Gethin accredits the project", async {
        approve(town.of("accreditation-body")?, project, Some(&accreditation)).await
    })
    .await?;
    walk.check("There is no space to enter before it is set up", async {
        let path = format!("/projects/{}/sessions", project.number);
        let (status, _) = town.new.api(Method::POST, &path, Some(json!({ "statements": {} }))).await?;
        if (400..500).contains(&status) { Ok(()) } else { Err(format!("{path} answered {status}")) }
    })
    .await;
    walk.step("Bashir sets up the project's space", async {
        let bashir = town.of("support")?;
        let page = bashir.open(&format!("/projects/{}", project.number)).await?;
        bashir.submit(page.form("/set-up")?).await?.arrived(&format!("/projects/{}", project.number)).map(drop)
    })
    .await
}
