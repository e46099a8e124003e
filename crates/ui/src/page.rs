//! The whole page round a body.

use askama::Template;
use foundation::Lang;

use crate::assets::asset_path;
use crate::body::Body;
use crate::components::{
    BackLink, Breadcrumbs, Button, Component, ErrorSummary, Footer, GenericHeader, Language, LanguageNavigation,
    NavigationItem, NotificationBanner, PhaseBanner, ServiceNavigation, SkipLink,
};
use crate::form::CSRF_FIELD;
use crate::html::{self as h, Html};

/// The only inline script of a page: it says whether scripts run, before anything is drawn.
pub const INLINE_SCRIPT: &str = "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');";

/// The Content-Security-Policy that every page is sent with. The hash is that of [`INLINE_SCRIPT`].
pub const CSP: &str = "default-src 'none'; object-src 'none'; script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='; \
     style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; manifest-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Our brand colour, as the styles have it too; its contrast with white is 9.5.
pub const THEME_COLOUR: &str = "#0f4c5c";

/// The words of the layout, which come from the caller's texts.
#[derive(Debug, Clone)]
pub struct Words {
    /// Before the title of a page with errors, with colon and space: "Error: ".
    pub error_prefix: String,
    pub skip_to_content: String,
    /// What screen readers call the language switch.
    pub language: String,
    pub sign_out: String,
    /// The hidden heading above the links of the footer.
    pub support_links: String,
    /// The button that unfolds the links on small screens.
    pub menu: String,
    /// What screen readers call the bar with the service's name.
    pub service_information: String,
}

impl Words {
    /// The words in a language, for callers that have no others. The Welsh has not been read by a Welsh speaker.
    pub fn of(lang: Lang) -> Words {
        let words = crate::words::of(lang);
        let (skip, sign_out) = match lang {
            Lang::En => ("Skip to main content", "Sign out"),
            Lang::Cy => ("Neidio i'r prif gynnwys", "Allgofnodi"),
        };
        Words {
            error_prefix: format!("{}: ", words.error),
            skip_to_content: skip.to_owned(),
            language: words.language.to_owned(),
            sign_out: sign_out.to_owned(),
            support_links: words.support_links.to_owned(),
            menu: words.menu.to_owned(),
            service_information: words.service_information.to_owned(),
        }
    }
}

impl Default for Words {
    fn default() -> Words {
        Words::of(Lang::En)
    }
}

/// The person who is signed in, and their way out.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    pub name: String,
    /// Their account page; the name is plain text where empty.
    pub account_href: String,
    /// Where signing out is posted to.
    pub sign_out_action: String,
    pub csrf: String,
}

/// When the session of whoever reads ends, where nothing is asked for any more; a script warns them two minutes before.
#[derive(Debug, Clone, Default)]
pub struct SessionEnds {
    /// Seconds from now without a request.
    pub idle: i64,
    /// Seconds from now in any case.
    pub ends: i64,
    /// Any page of theirs: asking for it keeps them signed in.
    pub stay_href: String,
    pub title: Html,
    pub heading: Html,
    /// That nothing is lost.
    pub text: Html,
    /// The button that keeps them signed in.
    pub stay: Html,
}

impl SessionEnds {
    fn html(&self) -> Html {
        let html = Html::trusted(format!(
            "<p class=\"govuk-notification-banner__heading\">{}</p>\n<p class=\"govuk-body\">{}</p>\n{}",
            self.heading,
            self.text,
            Button { kind: "button".to_owned(), ..Button::new(self.stay.clone()) }.secondary().html(),
        ));
        NotificationBanner {
            title: self.title.clone(),
            title_id: "session-ends-title".to_owned(),
            html,
            role: "alert".to_owned(),
            disable_auto_focus: Some(true),
            ..NotificationBanner::default()
        }
        .classes("app-session-ends")
        .attribute("data-session-idle", self.idle.to_string())
        .attribute("data-session-ends", self.ends.to_string())
        .attribute("data-session-stay", h::safe_href(&self.stay_href))
        .attribute("hidden", "")
        .html()
    }
}

/// A page. [`Page::html`] gives the whole document.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub lang: Lang,
    /// The page's own title, unique in the service; the service's name is added.
    pub title: String,
    /// The page shows errors: says so at the start of the title.
    pub error: bool,
    pub product_name: String,
    /// Where the product's name leads; `/` where empty.
    pub product_url: String,
    pub service_name: String,
    pub service_url: String,
    pub navigation: Vec<NavigationItem>,
    pub signed_in: Option<SignedIn>,
    pub session_ends: Option<SessionEnds>,
    /// The same page in each language of the profile; with fewer than two there is no switch.
    pub languages: Vec<Language>,
    pub phase: Option<PhaseBanner>,
    pub back_link: Option<BackLink>,
    pub breadcrumbs: Option<Breadcrumbs>,
    /// Left out while there is an error summary.
    pub banner: Option<NotificationBanner>,
    /// Put first in the main part; sets `error`.
    pub error_summary: Option<ErrorSummary>,
    pub body: Body,
    /// Privacy, Cookies, Accessibility, Contact, Report a problem …: text and address.
    pub footer_links: Vec<(Html, String)>,
    /// Who runs the service, for example.
    pub footer: Html,
    /// A wider page, for tables of staff.
    pub wide: bool,
    /// A further script of the page, by the name that code uses.
    pub script: Option<&'static str>,
    pub words: Words,
}

#[derive(Template)]
#[template(path = "page.html", whitespace = "minimize")]
struct Document<'a> {
    page: &'a Page,
    title: String,
    css: String,
    script: String,
    own_script: Option<String>,
    icon: String,
    manifest: String,
    header: Html,
    skip_link: Html,
    before_content: Html,
    main: Html,
    footer: Html,
    session_ends: Html,
}

impl Page {
    pub fn new(lang: Lang, title: impl Into<String>, body: Body) -> Page {
        Page { lang, title: title.into(), body, words: Words::of(lang), ..Page::default() }
    }

    /// The whole document.
    pub fn html(&self) -> String {
        let page = Document {
            title: self.document_title(),
            css: asset_path("strongroom.css"),
            script: asset_path("strongroom.js"),
            own_script: self.script.map(asset_path),
            icon: asset_path("favicon.svg"),
            manifest: asset_path("site.json"),
            header: self.header(),
            skip_link: SkipLink::new(&self.words.skip_to_content, "#main-content").html(),
            before_content: self.before_content(),
            main: self.main(),
            footer: Footer {
                links: self.footer_links.clone(),
                title: self.words.support_links.clone(),
                html: self.footer.clone(),
                ..Footer::default()
            }
            .html(),
            session_ends: self.session_ends.as_ref().map(SessionEnds::html).unwrap_or_default(),
            page: self,
        };
        crate::components::rendered(&page).into_string() + "\n"
    }

    /// What a page of the service must be and this one is not; for tests, empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let html = self.html();
        let mut faults = Vec::new();
        let headings = html.matches("<h1").count();
        if headings != 1 {
            faults.push(format!("the page has {headings} h1 elements and needs one"));
        }
        if self.title.is_empty() {
            faults.push("the page has no title".to_owned());
        }
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        for pair in ids.windows(2).filter(|pair| pair[0] == pair[1]) {
            faults.push(format!("two elements have the id {}", pair[0]));
        }
        for word in [" style=\"", "<style", " onclick=", "javascript:"] {
            if html.contains(word) {
                faults.push(format!("the page has {word}, which the Content-Security-Policy forbids"));
            }
        }
        faults
    }

    fn document_title(&self) -> String {
        let prefix = if self.error || self.error_summary.is_some() { &self.words.error_prefix } else { "" };
        let mut names = vec![self.title.as_str()];
        for name in [self.service_name.as_str(), self.product_name.as_str()] {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        format!("{prefix}{}", names.join(" – "))
    }

    fn header(&self) -> Html {
        let mut parts = Vec::new();
        if !self.product_name.is_empty() {
            let mut header = GenericHeader::new(&self.product_name, &self.product_url);
            header.container_classes = self.container("");
            // Beside the product's name there is room: the links of staff fill a line of their own.
            header.end = self.person();
            parts.push(header.html());
        }
        let mut navigation = ServiceNavigation::new(&self.service_name, &self.service_url);
        navigation.navigation = self.navigation.clone();
        navigation.menu_button = self.words.menu.clone();
        navigation.aria_label = self.words.service_information.clone();
        if self.product_name.is_empty() {
            navigation.end = self.person();
            navigation.end_inline = true;
        }
        parts.push(navigation.html());
        if let Some(phase) = &self.phase {
            parts.push(phase.html());
        }
        parts.into_iter().map(|part| Html::trusted(format!("{part}\n"))).collect()
    }

    /// Who is signed in, with a button that signs out: a link could be followed by a browser that looks ahead.
    fn person(&self) -> Html {
        let Some(person) = &self.signed_in else {
            return Html::default();
        };
        let name = if person.account_href.is_empty() {
            Html::text(&person.name)
        } else {
            Html::link(&person.name, &person.account_href)
        };
        Html::trusted(format!(
            "<div class=\"app-person\">\n<span class=\"app-person__name\">{name}</span>\n\
             <form class=\"app-person__sign-out\" action=\"{}\" method=\"post\" novalidate>\n\
             <input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{}\">\n\
             <button type=\"submit\" class=\"app-link-button\">{}</button>\n</form>\n</div>",
            h::escape(h::safe_href(&person.sign_out_action)),
            h::escape(&person.csrf),
            h::escape(&self.words.sign_out),
        ))
    }

    fn before_content(&self) -> Html {
        let mut parts = Vec::new();
        if self.languages.len() > 1 {
            let aria_label = self.words.language.clone();
            let items = self.languages.clone();
            parts.push(LanguageNavigation { aria_label, items, ..LanguageNavigation::default() }.html());
        }
        // One or the other: both would be two ways back.
        match (&self.breadcrumbs, &self.back_link) {
            (Some(breadcrumbs), _) => parts.push(breadcrumbs.html()),
            (None, Some(back)) => parts.push(back.html()),
            (None, None) => {}
        }
        parts.into_iter().map(|part| Html::trusted(format!("{part}\n"))).collect()
    }

    fn main(&self) -> Html {
        let first = match (&self.error_summary, &self.banner) {
            (Some(summary), _) => Some(Component::html(summary)),
            (None, banner) => banner.as_ref().map(NotificationBanner::html),
        };
        match first {
            Some(first) => self.body.clone().first(first).rendered(),
            None => self.body.rendered(),
        }
    }

    fn container(&self, more: &str) -> String {
        let wide = if self.wide { "app-width-container--wide" } else { "" };
        h::classes(&["govuk-width-container", wide, more])
    }
}

impl Language {
    /// A language of the page: its code, its own name and the address of the same page in it.
    pub fn of(lang: Lang, href: &str, current: bool) -> Language {
        Language {
            html: Html::text(lang.own_name()),
            href: href.to_owned(),
            current,
            lang: lang.code().to_owned(),
            ..Language::default()
        }
    }
}
