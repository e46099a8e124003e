//! Signing in, one's own account, what operators and programs ask; the program's own pages.

use super::super::row::{Row, delete, get, post};

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/").open(),
        get("/home").signed(),
        get("/ledger/ledger.pub").open(),
        get("/ledger/checkpoint").open(),
        get("/help/privacy").open(),
        get("/help/cookies").open(),
        get("/help/accessibility").open(),
        get("/help/contact").open(),
        get("/healthz").open(),
        get("/readyz").open(),
        get("/metrics").here(),
        get("/assets/{*name}").open().on(&["stylesheet"]),
        get("/.well-known/security.txt").open(),
        get("/notices").signed(),
        post("/notices/read"),
        get("/notices/{id}").signed().own().on(&["a notice of the candidate"]),
        get("/outbox").open().has("demo"),
        get("/sign-in").open(),
        post("/sign-in").open().form("email=nobody@nowhere.example&password=not+the+password").refused(),
        get("/sign-in/code").password(),
        post("/sign-in/code").password().form("code=").refused(),
        post("/sign-in/passkey").password().form("credential=").refused(),
        // Nobody of the test has a passkey, which needs an authenticator.
        post("/sign-in/passkey/begin").password().absent(),
        post("/api/v1/session")
            .open()
            .json(r#"{"email":"nobody@nowhere.example","password":"not the password","code":"000000"}"#)
            .refused(),
        get("/account").signed(),
        // Everybody here has an authenticator already: a new one is for those who have just shown it.
        get("/account/second-factor").signed(),
        get("/account/second-factor/qr.svg").signed(),
        post("/account/second-factor").form("code=").refused(),
        get("/account/sessions/{hash}/end").signed().own().on(&["the stranger's other session"]),
        post("/account/sessions/{hash}/end").form("confirmed=yes").own().on(&["the stranger's other session"]),
        get("/account/password/forgotten").open(),
        post("/account/password/forgotten").open().form("email=nobody@nowhere.example"),
        get("/account/password/reset").open().query("?token=none"),
        post("/account/password/reset").open().form("token=none&password=a").refused(),
        get("/account/email").signed(),
        post("/account/email").form("email=&password=").refused(),
        get("/account/email/prove").open().query("?token=none"),
        post("/account/email/prove").open().form("token=none&password=none").refused(),
        get("/account/email/undo").open().query("?token=none"),
        post("/account/email/undo").open().form("token=none").refused(),
        get("/account/recovery-codes").signed(),
        post("/account/recovery-codes").form("confirmed=yes"),
        get("/sign-in/recovery").password(),
        post("/sign-in/recovery").password().form("code=").refused(),
        get("/account/passkeys").signed(),
        post("/account/passkeys").refused(),
        post("/account/passkeys/begin"),
        get("/account/passkeys/remove").query("?passkey=none").signed().absent(),
        post("/account/passkeys/remove").form("confirmed=yes&passkey=none").absent(),
    ]
}

pub(super) fn last() -> Vec<Row> {
    vec![post("/sign-out").open().ends_session(), delete("/api/v1/session").password().ends_session()]
}
