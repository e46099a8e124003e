//! A page ready to be sent: the layout is filled from the request.

use axum::response::{Html, IntoResponse, Redirect, Response};
use forms::{Form, Problems};
use foundation::{Lang, Moment};
use http::HeaderValue;
use http::StatusCode;
use http::header::{REFRESH, SET_COOKIE};
use ui::{BackLink, Language, NavigationItem, NotificationBanner, PhaseBanner};
use ui::{Body, Page, SessionEnds, SignedIn, Words};

use super::answered;
use crate::{Context, sessions};

/// A page and its status.
pub struct Shown {
    pub page: Page,
    pub status: StatusCode,
    /// The browser asks again after so many seconds.
    pub again_after: Option<u32>,
    /// Takes away what the action before it said: the banner of this page says it.
    read: Option<HeaderValue>,
}

impl IntoResponse for Shown {
    fn into_response(self) -> Response {
        let again = self.again_after.map(|seconds| [(REFRESH, seconds.to_string())]);
        // With an error on top there is no banner: it waits for the next page.
        let read = self.read.filter(|_| self.page.error_summary.is_none()).map(|cookie| [(SET_COOKIE, cookie)]);
        (self.status, again, read, Html(self.page.html())).into_response()
    }
}

impl Shown {
    pub fn back(mut self, text: &str, href: &str) -> Shown {
        self.page.back_link = Some(BackLink { html: text.into(), ..BackLink::new(href) });
        self
    }

    pub fn wide(mut self) -> Shown {
        self.page.wide = true;
        self
    }

    /// With a further script, by the name of the asset.
    pub fn script(mut self, name: &'static str) -> Shown {
        self.page.script = Some(name);
        self
    }

    pub fn with_status(mut self, status: StatusCode) -> Shown {
        self.status = status;
        self
    }

    /// Has the browser ask again after so many seconds. Whoever reads slowly must be able to turn that off on the page.
    pub fn again_after(mut self, seconds: u32) -> Shown {
        self.again_after = Some(seconds);
        self
    }

    /// Where the form on it has errors: the summary first, and the status that says so.
    pub fn problems(mut self, cx: &Context, form: &Form, problems: &Problems) -> Shown {
        if !problems.is_empty() {
            self.page.error_summary = forms::pages::error_summary(form, problems, cx.lang, &cx.app.texts);
            self.page.error = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }
}

/// To another page of the service, in the language of this one, after a change (303).
pub fn redirect(cx: &Context, path: &str) -> Response {
    Redirect::to(&cx.href(path)).into_response()
}

impl Context {
    /// A page with the service's header, navigation, language switch and footer. `title` and `body` are in words.
    pub fn page(&self, title: impl Into<String>, body: Body) -> Shown {
        let path = self.path.split('?').next().unwrap_or("/").to_owned();
        let mut page = Page::new(self.lang, title, body);
        page.product_name = self.text("organisation-name");
        page.product_url = self.href("/");
        page.service_name = self.text("service-name");
        page.service_url = self.href("/");
        page.words = Words {
            error_prefix: self.text("layout-error-prefix") + " ",
            skip_to_content: self.text("layout-skip"),
            language: self.text("layout-language"),
            sign_out: self.text("layout-sign-out"),
            support_links: self.text("layout-support-links"),
            menu: self.text("layout-menu"),
            service_information: self.text("layout-service-information"),
        };
        for (key, href) in self.app.chrome.navigation(self) {
            let current = path == href || (href != "/" && path.starts_with(&format!("{href}/")));
            let mut item = NavigationItem::new(self.text(key), &self.href(href));
            item.current = current;
            page.navigation.push(item);
        }
        if let Some(who) = &self.who {
            page.signed_in = Some(SignedIn {
                name: who.known.name.clone(),
                account_href: self.href("/account"),
                sign_out_action: self.href("/sign-out"),
                csrf: self.csrf(),
            });
        }
        if let Ok(who) = self.who() {
            page.session_ends = Some(SessionEnds {
                idle: self.app.config.session.idle_minutes * 60,
                ends: (who.session.ends_at.0 - self.app.world.now().0) / Moment::SECOND,
                stay_href: self.href("/account"),
                title: self.text("banner-important").into(),
                heading: self.text("session-ends").into(),
                text: self.text("session-ends-text").into(),
                stay: self.text("session-ends-stay").into(),
            });
        }
        let languages = &self.app.profile.general.languages;
        if languages.len() > 1 {
            let same = |lang: Lang| format!("{}{}", lang.prefix(), self.path);
            page.languages = languages.iter().map(|l| Language::of(*l, &same(*l), *l == self.lang)).collect();
        }
        page.phase = Some(PhaseBanner::new(self.text("layout-phase"), self.text("layout-phase-text")));
        for (key, href) in [
            ("footer-privacy", "/help/privacy"),
            ("footer-cookies", "/help/cookies"),
            ("footer-accessibility", "/help/accessibility"),
            ("footer-contact", "/help/contact"),
        ] {
            page.footer_links.push((self.text(key).into(), self.href(href)));
        }
        page.banner = self.carried.answered.as_ref().map(|said| said.banner(self));
        let read = self.carried.answered.as_ref().and_then(|_| answered::forget(self));
        Shown { page, status: StatusCode::OK, again_after: None, read }
    }

    /// The token that a form of this session carries; empty where nobody is signed in.
    pub fn csrf(&self) -> String {
        self.who.as_ref().map(|w| sessions::form_token(&self.app, &w.session)).unwrap_or_default()
    }

    /// A green banner for something done.
    pub fn done(&self, key: &str) -> NotificationBanner {
        NotificationBanner { title: self.text("banner-success").into(), ..NotificationBanner::success(self.text(key)) }
    }
}
