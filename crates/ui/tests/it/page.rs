//! The whole page.

use foundation::Lang;
use sha2::{Digest, Sha256};
use ui::{
    BackLink, Body, Breadcrumbs, ErrorSummary, Form, Input, Language, NavigationItem, NotificationBanner, Page,
    PhaseBanner, SignedIn, Status, SummaryList, Table, Task, TaskList, Words,
};

fn page(lang: Lang) -> Page {
    let words: [&str; 4] = match lang {
        Lang::En => ["Your projects", "Projects", "Help", "Privacy"],
        Lang::Cy => ["Eich prosiectau", "Prosiectau", "Cymorth", "Preifatrwydd"],
    };
    let body = Body::new()
        .heading_with_caption("P-1042", words[0])
        .lead("Pay and hours in Wales")
        .component(&SummaryList::new().row_with("State", "Draft", ("Change", "/projects/1/state", "state")))
        .component(&TaskList::new().task(Task::new("Title", "/projects/1/title", Status::completed("Completed"))))
        .full_width()
        .component(&Table::new("Team").head(["Name", "Role"]).row(["Anwen Pugh", "Lead"]));
    let mut projects = NavigationItem::new(words[1], "/projects");
    projects.current = true;
    Page {
        product_name: "Strongroom".into(),
        service_name: "Secure Research Service".into(),
        service_url: "/".into(),
        navigation: vec![projects, NavigationItem::new(words[2], "/help")],
        signed_in: Some(SignedIn {
            name: "Anwen Pugh".into(),
            account_href: "/account".into(),
            sign_out_action: "/sign-out".into(),
            csrf: "token-1".into(),
        }),
        languages: vec![
            Language::of(Lang::En, "/projects", lang == Lang::En),
            Language::of(Lang::Cy, "/cy/projects", lang == Lang::Cy),
        ],
        phase: Some(PhaseBanner::new("Beta", "This is a new service.")),
        breadcrumbs: Some(Breadcrumbs::new().item(words[1], "/projects").in_lang(lang)),
        footer_links: vec![(words[3].into(), "/privacy".into())],
        ..Page::new(lang, words[0], body)
    }
}

#[test]
fn a_page_in_english_is_as_people_read_it() {
    insta::assert_snapshot!("page_en", without_hashes(&page(Lang::En).html()));
}

#[test]
fn a_page_in_welsh_is_as_people_read_it() {
    insta::assert_snapshot!("page_cy", without_hashes(&page(Lang::Cy).html()));
}

/// The names of assets change with their content, which another test looks at.
fn without_hashes(html: &str) -> String {
    ui::assets().iter().fold(html.to_owned(), |html, asset| html.replace(asset.file, asset.name))
}

#[test]
fn a_page_has_no_faults_and_the_faults_are_seen() {
    for lang in Lang::ALL {
        assert_eq!(page(lang).faults(), Vec::<String>::new());
    }
    let twice = Page::new(
        Lang::En,
        "",
        Body::new().heading("One").heading("Two").html(ui::Html::trusted("<p id=\"main-content\" style=\"x\">")),
    );
    let faults = twice.faults().join("; ");
    for fault in ["2 h1", "no title", "id main-content", "style="] {
        assert!(faults.contains(fault), "{fault} is not among: {faults}");
    }
}

#[test]
fn a_page_carries_no_gov_uk_branding() {
    for lang in Lang::ALL {
        let html = page(lang).html().to_lowercase();
        // Class names of the components begin with govuk-; nothing that a person sees or a browser loads may.
        for word in
            ["gov.uk", "crown", "crest", "gds transport", "open government licence", "govuk-header", "royal arms"]
        {
            assert!(!html.contains(word), "{word} is in\n{html}");
        }
    }
}

#[test]
fn the_language_switch_leads_to_the_same_page_and_is_left_out_with_one_language() {
    let html = page(Lang::En).html();
    assert!(html.contains("href=\"/cy/projects\" rel=\"alternate\" lang=\"cy\" hreflang=\"cy\">Cymraeg</a>"), "{html}");
    assert!(html.contains("aria-current=\"true\" lang=\"en\">English</span>"), "{html}");
    let mut one = page(Lang::En);
    one.languages.pop();
    assert!(!one.html().contains("govuk-language-navigation"));
}

#[test]
fn a_page_with_errors_says_so_first_in_its_title_and_shows_no_banner() {
    for (lang, start, heading) in
        [(Lang::En, "<title>Error: ", "There is a problem"), (Lang::Cy, "<title>Gwall: ", "Mae problem wedi codi")]
    {
        let html = Page {
            error_summary: Some(ErrorSummary::new(lang).error("title", "Enter a title")),
            banner: Some(NotificationBanner::success("Saved")),
            ..page(lang)
        }
        .html();
        assert!(html.contains(start) && html.contains(heading), "{html}");
        assert!(!html.contains("govuk-notification-banner"), "{html}");
        let (summary, h1) = (html.find("govuk-error-summary").unwrap(), html.find("<h1").unwrap());
        assert!(summary < h1, "the summary comes after the heading");
    }
}

#[test]
fn an_error_summary_leads_to_the_controls_of_the_page() {
    let form = Form::new("/x", "t")
        .field(Input::new("email", "E-mail").error(Some("Enter an e-mail address")))
        .field(ui::Radios::new("level", "Level").item("1", "One").item("2", "Two").html());
    let page = Page {
        error_summary: Some(
            ErrorSummary::new(Lang::En).error("email", "Enter an e-mail address").error("level", "Choose"),
        ),
        back_link: Some(BackLink::new("/before")),
        ..Page::new(Lang::En, "Apply", Body::new().heading("Apply").component(&form))
    };
    let html = page.html();
    for id in ["email", "level"] {
        assert!(html.contains(&format!("href=\"#{id}\"")) && html.contains(&format!(" id=\"{id}\"")), "{id}: {html}");
    }
    assert_eq!(page.faults(), Vec::<String>::new());
}

#[test]
fn the_policy_lets_the_one_inline_script_run_and_no_other() {
    use base64::Engine;
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(ui::INLINE_SCRIPT));
    assert!(ui::CSP.contains(&format!("'sha256-{hash}'")), "{hash} is not in {}", ui::CSP);
    assert!(!ui::CSP.contains("unsafe"));
    let html = page(Lang::En).html();
    assert_eq!(html.matches("<script>").count(), 1);
    assert!(html.contains(&format!("<script>{}</script>", ui::INLINE_SCRIPT)), "the script was changed on its way");
}

#[test]
fn signing_out_is_a_form_with_a_token() {
    let html = page(Lang::Cy).html();
    assert!(html.contains("action=\"/sign-out\" method=\"post\""), "{html}");
    assert!(html.contains("name=\"csrf\" value=\"token-1\"") && html.contains("Allgofnodi"), "{html}");
    let out = Page { signed_in: None, ..page(Lang::Cy) }.html();
    assert!(!out.contains("app-person"), "{out}");
}

#[test]
fn the_words_of_the_layout_are_the_callers() {
    let words = Words { skip_to_content: "Straight to it".into(), ..Words::of(Lang::En) };
    assert!(Page { words, ..page(Lang::En) }.html().contains(">Straight to it</a>"));
}
