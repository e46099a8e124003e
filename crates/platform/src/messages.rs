//! Messages: each as an in-app notice and as mail, in the person's language (1.23, APP-06).

use std::time::Duration;

use foundation::{Arg, Lang, World, id_type};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use store::{Change, Filled, Json, args, row, statements};

use crate::app::{App, BoxFuture, PersonId};
use crate::jobs::{self, Claim, Job};
use crate::rotate::Sealed;
use crate::{Answer, Keys, No};

statements! {
    write ADD_NOTICE(text, text, text, text, text, int) = "insert into notice (id, person, key, args, link, at) values ($1, $2, $3, $4, $5, $6)";
    write ADD_MAIL(text, text, text, text, text, text, int) = "insert into mail (id, person, address, lang, subject, body, at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    read ADDRESS(text) -> (email: String) = "select email from account where person = $1";
    read NOTICES(text) -> Kept = "select id, key, args, link, at, read_at from notice where person = $1 order by at desc limit 200";
    read NEWEST(text, int) -> Kept = "select id, key, args, link, at, read_at from notice where person = $1 and read_at is null
        order by at desc limit $2";
    read LINK(text, text) -> (link: String) = "select link from notice where id = $1 and person = $2";
    upkeep READ(text, text, int) = "update notice set read_at = $3 where id = $1 and person = $2 and read_at is null";
    read UNREAD(text) -> (n: i64) = "select count(*) as n from notice where person = $1 and read_at is null";
    upkeep READ_ALL(text, int) = "update notice set read_at = $2 where person = $1 and read_at is null";
    read OUTBOX -> OutboxMail = "select id, address, lang, subject, body, at from mail order by at desc, id limit 200";
    read MAIL(text) -> Mail = "select address, subject, body, sent_at from mail where id = $1";
    read AFTER(text) -> (id: String, body: String) = "select id, body from mail where id > $1 order by id limit 500";
    write RESEAL(text, text) = "update mail set body = $2 where id = $1";
    upkeep SENT(text, int) = "update mail set sent_at = $2, failed = null where id = $1";
    upkeep BOUNCED(text, text) = "update mail set failed = $2 where id = $1";
}

/// What to tell a person: a key with its `-subject` and `-body` texts, arguments, and the page it is about.
#[derive(Debug, Clone)]
pub struct Telling {
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
    /// Path of the page, without language.
    pub link: String,
}

/// Tells a person, in their language, in this change: as a notice and as mail.
pub async fn tell(app: &App, change: &mut Change, person: PersonId, telling: &Telling) -> Answer<()> {
    let known = app.directory.known(app, person).await?;
    let lang = known.map(|k| k.lang).unwrap_or_default();
    let args_json = notice_args(&telling.args)?;
    let now = app.world.now();
    let id = app.world.uuid().to_string();
    change.run(&ADD_NOTICE, args![id, person.to_string(), telling.key, args_json, &telling.link, now]).await?;
    if let Some(address) = change.row(&ADDRESS, args![person.to_string()]).await? {
        mail(app, change, person, &address, lang, telling).await?;
    }
    Ok(())
}

/// Sends mail without a notice: for somebody who cannot sign in yet.
pub async fn mail(
    app: &App,
    change: &mut Change,
    person: PersonId,
    address: &str,
    lang: Lang,
    telling: &Telling,
) -> Answer<()> {
    let lang = if app.profile.offers(lang) { lang } else { Lang::En };
    let mut args: Vec<(&'static str, Arg)> = telling
        .args
        .iter()
        .map(|(name, arg)| match arg {
            Arg::Text(text) => (*name, Arg::Text(plain(text))),
            number => (*name, number.clone()),
        })
        .collect();
    args.push(("link", Arg::Text(app.link(lang, &telling.link))));
    let subject = app.texts.text(lang, &format!("{}-subject", telling.key), &args);
    let body = app.texts.text(lang, &format!("{}-body", telling.key), &args);
    let foot = app.texts.text(lang, "mail-foot", &[]);
    let body = format!("{body}\n\n{}\n\n{foot}\n", app.link(lang, &telling.link));
    let id = app.world.uuid().to_string();
    let now = app.world.now();
    let body = sealed(app, &body)?;
    change.run(&ADD_MAIL, store::args![&id, person.to_string(), address, lang.code(), subject, body, now]).await?;
    jobs::enqueue(change, &app.world, &SendMail { mail: id }, now).await
}

/// What a kept mail begins with whose body is sealed; those of older versions are not.
const SEALED: &str = "sealed:";

/// A body may hold a link that signs somebody in: a copy of the database must not.
fn sealed(app: &App, body: &str) -> Answer<String> {
    let sealed = app.keys.seal("mail", body.as_bytes(), &app.world).map_err(No::Broken)?;
    Ok(format!("{SEALED}{sealed}"))
}

/// Seals the body of every kept mail under another key.
pub(crate) async fn reseal(
    change: &mut Change,
    old: &Keys,
    new: &Keys,
    world: &World,
    sealed: &mut Sealed,
) -> Result<(), String> {
    let mut after = String::new();
    loop {
        let some = change.rows(&AFTER, store::args![&after]).await.map_err(|e| e.to_string())?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        after = last.clone();
        for (id, body) in some {
            let Some(body) = body.strip_prefix(SEALED) else { continue };
            let body = old.unseal("mail", body);
            sealed.count(body.is_ok());
            if let Ok(body) = body {
                let body = format!("{SEALED}{}", new.seal("mail", &body, world)?);
                change.run(&RESEAL, store::args![id, body]).await.map_err(|e| e.to_string())?;
            }
        }
    }
}

/// The body of a kept mail, to be read.
pub fn unsealed(app: &App, body: &str) -> Answer<String> {
    let Some(sealed) = body.strip_prefix(SEALED) else { return Ok(body.to_owned()) };
    let body = app.keys.unseal("mail", sealed).map_err(No::Broken)?;
    String::from_utf8(body).map_err(|e| No::Broken(format!("reading a mail: {e}")))
}

/// A text that somebody typed, as a mail says it: on one line, and nothing that a mail program makes a link of. Whoever may
/// have a mail sent to a stranger must not write it.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let letters = |part: &str| part.chars().next().is_some_and(char::is_alphabetic);
        // Addresses of mail are said to be what they are; a point between a word and letters makes a name of a host.
        let address = word.matches('@').count() == 1 && !word.contains(['/', ':', '?', '#', '<']);
        let link = word.contains("://") || word.split('.').skip(1).any(letters) && !address;
        if link {
            out.push_str(&word.replace("://", ": ").replace('.', ". ").trim_end());
        } else {
            out.push_str(word);
        }
    }
    out
}

/// Sends one mail. Without a mail server it stays in the outbox.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendMail {
    /// Its id in the outbox.
    mail: String,
}

impl Job for SendMail {
    const KIND: &'static str = "send-mail";

    fn run(self, app: &App, _claim: Claim) -> BoxFuture<'_, Answer<()>> {
        Box::pin(async move {
            let Some(mail) = app.store.row(&MAIL, args![&self.mail]).await? else { return Ok(()) };
            if app.config.mail.smtp_host.is_empty() || mail.sent {
                return Ok(());
            }
            let result = send(app, &mail).await;
            let now = app.world.now();
            let mut upkeep = app.store.upkeep().await?;
            match &result {
                Ok(()) => upkeep.run(&SENT, args![&self.mail, now]).await?,
                Err(reason) => upkeep.run(&BOUNCED, args![&self.mail, reason]).await?,
            };
            upkeep.commit().await?;
            result.map_err(No::Away)
        })
    }
}

row! {
    /// A kept mail, to be sent.
    struct Mail {
        address: String,
        subject: String,
        body: String,
        sent: bool as Filled<foundation::Moment> = "sent_at",
    }
}

async fn send(app: &App, mail: &Mail) -> Result<(), String> {
    let config = &app.config.mail;
    let from = if config.from.is_empty() { &app.profile.general.mail_from } else { &config.from };
    let message = Message::builder()
        .from(from.parse::<Mailbox>().map_err(|e| format!("the sender {from}: {e}"))?)
        .to(mail.address.parse::<Mailbox>().map_err(|e| format!("the recipient: {e}"))?)
        .subject(mail.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(unsealed(app, &mail.body).map_err(|no| format!("{no:?}"))?)
        .map_err(|e| e.to_string())?;
    type Smtp = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match config.smtp_security.as_str() {
        "tls" => Smtp::relay(&config.smtp_host).map_err(|e| e.to_string())?,
        "none" => Smtp::builder_dangerous(&config.smtp_host),
        _ => Smtp::starttls_relay(&config.smtp_host).map_err(|e| e.to_string())?,
    };
    let mut builder = builder.port(config.smtp_port).timeout(Some(Duration::from_secs(20)));
    if !config.smtp_user.is_empty() {
        #[expect(clippy::disallowed_methods, reason = "a password is no part of a file of settings")]
        let password = std::env::var("STRONGROOM_SMTP_PASSWORD").unwrap_or_default();
        builder = builder.credentials(Credentials::new(config.smtp_user.clone(), password));
    }
    builder.build().send(message).await.map(|_| ()).map_err(|e| e.to_string())
}

id_type!(
    /// One notice of a person.
    NoticeId
);

/// One notice, ready to be shown.
pub struct Notice {
    pub id: NoticeId,
    pub key: String,
    pub args: Vec<(String, Arg)>,
    pub link: String,
    pub at: foundation::Moment,
    pub unread: bool,
}

impl Notice {
    pub fn in_words(&self, app: &App, lang: Lang) -> String {
        let args: Vec<(&str, Arg)> = self.args.iter().map(|(n, a)| (n.as_str(), a.clone())).collect();
        app.texts.text(lang, &format!("{}-subject", self.key), &args)
    }
}

row! {
    struct Kept {
        id: NoticeId,
        key: String,
        args: Vec<(String, serde_json::Value)> as Json<Vec<(String, serde_json::Value)>>,
        link: String,
        at: foundation::Moment,
        read: bool as Filled<foundation::Moment> = "read_at",
    }
}

impl From<Kept> for Notice {
    fn from(kept: Kept) -> Notice {
        let args = kept
            .args
            .into_iter()
            .map(|(name, value)| match value {
                serde_json::Value::Number(n) => (name, Arg::Number(n.as_i64().unwrap_or(0))),
                other => (name, Arg::Text(other.as_str().unwrap_or_default().to_owned())),
            })
            .collect();
        Notice { id: kept.id, key: kept.key, args, link: kept.link, at: kept.at, unread: !kept.read }
    }
}

/// A person's notices, newest first.
pub async fn notices(app: &App, person: PersonId) -> Answer<Vec<Notice>> {
    let rows = app.store.rows(&NOTICES, args![person.to_string()]).await?;
    Ok(rows.into_iter().map(Notice::from).collect())
}

/// The newest that a person has not read, at most `most`.
pub async fn newest_unread(app: &App, person: PersonId, most: i64) -> Answer<Vec<Notice>> {
    let rows = app.store.rows(&NEWEST, args![person.to_string(), most]).await?;
    Ok(rows.into_iter().map(Notice::from).collect())
}

/// A person opens one of their notices: it is read from now on. The page that it is about; nothing where it is not theirs.
pub async fn open(app: &App, person: PersonId, notice: NoticeId) -> Answer<Option<String>> {
    let (id, of) = (notice.to_string(), person.to_string());
    let Some(link) = app.store.row(&LINK, args![&id, &of]).await? else { return Ok(None) };
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&READ, args![&id, &of, app.world.now()]).await?;
    upkeep.commit().await?;
    Ok(Some(link))
}

fn notice_args(args: &[(&'static str, Arg)]) -> Answer<String> {
    let pairs: Vec<(&str, serde_json::Value)> = args
        .iter()
        .map(|(name, arg)| match arg {
            Arg::Text(text) => (*name, text.clone().into()),
            Arg::Number(number) => (*name, (*number).into()),
        })
        .collect();
    serde_json::to_string(&pairs).map_err(|e| No::Broken(e.to_string()))
}

pub async fn unread(app: &App, person: PersonId) -> Answer<i64> {
    Ok(app.store.row(&UNREAD, args![person.to_string()]).await?.unwrap_or(0))
}

pub async fn mark_read(app: &App, person: PersonId) -> Answer<()> {
    let now = app.world.now();
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&READ_ALL, args![person.to_string(), now]).await?;
    upkeep.commit().await?;
    Ok(())
}

row! {
    /// One mail of the outbox: address, language, subject, body, time.
    pub struct OutboxMail {
        pub id: String,
        pub address: String,
        pub lang: String,
        pub subject: String,
        pub body: String,
        pub at: foundation::Moment,
    }
}

/// The newest mails, for the demo's outbox page.
pub async fn outbox(app: &App) -> Answer<Vec<OutboxMail>> {
    let mails = app.store.rows(&OUTBOX, args![]).await?;
    mails.into_iter().map(|mail| Ok(OutboxMail { body: unsealed(app, &mail.body)?, ..mail })).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_somebody_typed_makes_no_link_in_a_mail() {
        for (typed, said) in [
            ("Win at https://evil.example/x now", "Win at https: evil. example/x now"),
            ("evil.example", "evil. example"),
            ("Anwen\r\n\r\nOpen www.evil.example", "Anwen Open www. evil. example"),
            ("J. Smith", "J. Smith"),
            ("Wages 1.5 to 2.0, v1.2", "Wages 1.5 to 2.0, v1.2"),
            ("anwen@example.org", "anwen@example.org"),
            ("www.evil.example/@anwen", "www. evil. example/@anwen"),
            ("a@www.evil.example/x", "a@www. evil. example/x"),
        ] {
            assert_eq!(plain(typed), said);
        }
    }
}
