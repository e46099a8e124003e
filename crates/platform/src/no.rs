//! A no: everything that can stand in the way of a request, and how it is told.

use axum::response::{IntoResponse, Response};
use foundation::{Arg, Lang, Refusal, Refusals, Texts};
use http::StatusCode;
use store::StoreError;

/// One sentence to say: a key and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub key: String,
    pub args: Vec<(&'static str, Arg)>,
}

impl Said {
    pub fn new(key: &str, args: &[(&'static str, Arg)]) -> Said {
        Said { key: key.to_owned(), args: args.to_vec() }
    }

    pub fn in_words(&self, texts: &Texts, lang: Lang) -> String {
        texts.text(lang, &self.key, &self.args)
    }
}

/// The answer to what a person asked for, or why not.
pub type Answer<T> = Result<T, No>;

/// Why not. Pages and API say the same.
#[derive(Debug)]
pub enum No {
    /// Nobody is signed in: to the sign-in page, and back.
    SignIn,
    /// Signed in with one factor only.
    SecondFactor,
    /// There is no such thing, or this person may not know that there is (invariant 12).
    NotFound,
    /// The person knows the thing but may not do this; the policies' reasons, English and Welsh.
    Forbidden {
        because: String,
        because_cy: String,
    },
    /// The rules say no: every reason.
    Refused(Vec<Said>),
    /// The form's answers need correcting.
    Invalid(forms::Problems),
    /// Somebody else changed the thing since this page was shown.
    Stale,
    /// The form's token or origin is not ours.
    Forged,
    /// Too many requests.
    TooMany,
    /// The request's body is too large or not what it should be.
    BadRequest(Said),
    Store(StoreError),
    /// The files cannot be reached, or another part is away for now.
    Away(String),
    /// A defect of ours: logged with an id, told plainly.
    Broken(String),
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> Self {
        No::Store(error)
    }
}

impl<R: Refusal> From<Refusals<R>> for No {
    fn from(refusals: Refusals<R>) -> Self {
        No::Refused(refusals.0.iter().map(|r| Said { key: r.key().to_owned(), args: r.args() }).collect())
    }
}

impl From<forms::Problems> for No {
    fn from(problems: forms::Problems) -> Self {
        No::Invalid(problems)
    }
}

impl No {
    /// One reason.
    pub fn refused<R: Refusal>(reason: R) -> No {
        No::from(Refusals(vec![reason]))
    }

    pub fn status(&self) -> StatusCode {
        match self {
            No::SignIn | No::SecondFactor => StatusCode::UNAUTHORIZED,
            No::NotFound => StatusCode::NOT_FOUND,
            No::Forbidden { .. } | No::Forged => StatusCode::FORBIDDEN,
            No::Refused(_) | No::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            No::Stale => StatusCode::CONFLICT,
            No::TooMany => StatusCode::TOO_MANY_REQUESTS,
            No::BadRequest(_) => StatusCode::BAD_REQUEST,
            No::Store(e) if e.may_pass() => StatusCode::SERVICE_UNAVAILABLE,
            No::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            No::Store(_) | No::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A no travels to the outermost layer, which knows the language and whether a page or the API was asked.
#[derive(Clone)]
pub(crate) struct Untold(pub std::sync::Arc<No>);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Untold(std::sync::Arc::new(self)));
        response
    }
}

/// A lookup whose absence is a "not found".
pub trait OrNotFound<T> {
    fn or_not_found(self) -> Answer<T>;
}
impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Answer<T> {
        self.ok_or(No::NotFound)
    }
}
