//! A row of the table: an endpoint, what it is asked about, and what it must ask before it lets anybody in.

/// What an endpoint asks, in this order. The first no is the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Somebody is signed in with both factors.
    Signed,
    /// Somebody has shown a password at least.
    Password,
    /// The policies allow the action on the thing; whoever may not does not learn that it exists (invariant 12).
    Hide(&'static str, &'static str),
    /// The same for a visitor too: not even that signing in might help.
    HideFromAll(&'static str, &'static str),
    /// The policies allow the action on the thing; whoever may not is told why.
    Forbid(&'static str, &'static str),
    /// One of two actions is enough.
    ForbidBoth([&'static str; 2], &'static str),
    /// A session in the project's space, under the access decision asked again (LVL-12).
    Inside,
    /// The access decision lets them in from where they sit (LVL-16).
    MayEnter,
    /// The checkers' own access decision: role, valid training, a registered place of staff (OUT-03, TRN-04).
    Checker,
    /// A registered place of staff.
    StaffOffice,
    /// Whoever works on the project as a researcher is let in; anybody else must be allowed to review the request, under the
    /// checkers' own access decision.
    CheckerFromOutside,
    /// The thing is one's own.
    Own,
    /// Asked from the machine itself.
    Here,
    /// Whether this service has such a thing at all: the profile says.
    Has(&'static str),
}

/// How an endpoint answers somebody who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// It does what was asked.
    Done,
    /// The thing is not as the sender has seen it (409). Only somebody let in learns that.
    Stale,
    /// What was sent is wrong, or the rules refuse it (422). Only somebody let in learns that.
    Refused,
    /// There is no such thing in what they may see.
    Absent,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    None,
    /// Pairs of a form; `<name>` is filled in. The form's token is added.
    Form(&'static str),
    /// JSON; `<name>` is filled in.
    Json(&'static str),
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// Appended to the path; `<name>` is filled in.
    pub(crate) query: &'static str,
    /// Names of the things it is asked about; `-` where it is about nothing in particular.
    pub(crate) on: Vec<&'static str>,
    pub(crate) asks: Vec<Ask>,
    pub(crate) body: Body,
    pub(crate) then: Then,
    /// Things about which the answer to somebody let in is another.
    pub(crate) but: Vec<(&'static str, Then)>,
    /// Asked in a session made for it alone, because it ends it.
    pub(crate) ends_session: bool,
}

fn row(method: &'static str, path: &'static str) -> Row {
    Row {
        method,
        path,
        query: "",
        on: vec!["-"],
        asks: Vec::new(),
        body: Body::None,
        then: Then::Done,
        but: Vec::new(),
        ends_session: false,
    }
}

pub(crate) fn get(path: &'static str) -> Row {
    row("GET", path)
}

/// Whatever changes something is open to those alone who have shown both factors; what is not begins anew by `open`.
pub(crate) fn post(path: &'static str) -> Row {
    let body = if path.starts_with("/api/") { Body::None } else { Body::Form("") };
    Row { asks: vec![Ask::Signed], body, ..row("POST", path) }
}

pub(crate) fn put(path: &'static str) -> Row {
    Row { asks: vec![Ask::Signed], ..row("PUT", path) }
}

pub(crate) fn delete(path: &'static str) -> Row {
    Row { asks: vec![Ask::Signed], ..row("DELETE", path) }
}

impl Row {
    pub(crate) fn on(mut self, things: &[&'static str]) -> Row {
        self.on = things.to_vec();
        self
    }

    pub(crate) fn query(mut self, query: &'static str) -> Row {
        self.query = query;
        self
    }

    fn ask(mut self, ask: Ask) -> Row {
        self.asks.push(ask);
        self
    }

    /// Nothing is asked.
    pub(crate) fn open(mut self) -> Row {
        self.asks.clear();
        self
    }

    pub(crate) fn signed(self) -> Row {
        self.ask(Ask::Signed)
    }

    pub(crate) fn password(mut self) -> Row {
        self.asks.clear();
        self.ask(Ask::Password)
    }

    pub(crate) fn hide(self, action: &'static str, of: &'static str) -> Row {
        self.ask(Ask::Hide(action, of))
    }

    pub(crate) fn hide_from_all(self, action: &'static str, of: &'static str) -> Row {
        self.ask(Ask::HideFromAll(action, of))
    }

    pub(crate) fn forbid(self, action: &'static str, of: &'static str) -> Row {
        self.ask(Ask::Forbid(action, of))
    }

    pub(crate) fn in_the_office(self) -> Row {
        self.ask(Ask::StaffOffice)
    }

    pub(crate) fn forbid_both(self, actions: [&'static str; 2], of: &'static str) -> Row {
        self.ask(Ask::ForbidBoth(actions, of))
    }

    pub(crate) fn inside(self) -> Row {
        self.ask(Ask::Inside)
    }

    pub(crate) fn may_enter(self) -> Row {
        self.ask(Ask::MayEnter)
    }

    pub(crate) fn checker(self) -> Row {
        self.ask(Ask::Checker)
    }

    pub(crate) fn checker_from_outside(self) -> Row {
        self.ask(Ask::CheckerFromOutside)
    }

    pub(crate) fn own(self) -> Row {
        self.ask(Ask::Own)
    }

    pub(crate) fn here(self) -> Row {
        self.ask(Ask::Here)
    }

    pub(crate) fn has(self, what: &'static str) -> Row {
        self.ask(Ask::Has(what))
    }

    pub(crate) fn form(mut self, pairs: &'static str) -> Row {
        self.body = Body::Form(pairs);
        self
    }

    pub(crate) fn json(mut self, text: &'static str) -> Row {
        self.body = Body::Json(text);
        self
    }

    pub(crate) fn stale(mut self) -> Row {
        self.then = Then::Stale;
        self
    }

    pub(crate) fn refused(mut self) -> Row {
        self.then = Then::Refused;
        self
    }

    pub(crate) fn absent(mut self) -> Row {
        self.then = Then::Absent;
        self
    }

    pub(crate) fn but(mut self, things: &[&'static str], then: Then) -> Row {
        self.but.extend(things.iter().map(|thing| (*thing, then)));
        self
    }

    pub(crate) fn ends_session(mut self) -> Row {
        self.ends_session = true;
        self
    }

    /// How somebody let in is answered about a thing.
    pub(crate) fn then_about(&self, thing: &str) -> Then {
        self.but.iter().find(|(of, _)| *of == thing).map_or(self.then, |(_, then)| *then)
    }

    /// Method and path, as the routes have them.
    pub(crate) fn endpoint(&self) -> (String, String) {
        (self.method.to_owned(), self.path.to_owned())
    }

    /// As messages name it.
    pub(crate) fn name(&self) -> String {
        format!("{} {}{}", self.method, self.path, self.query)
    }
}
