//! Codes for a lost factor: ten, shown once, each of which is a second factor once. What is kept of each is a keyed hash with
//! whose it is, in the account's row and so under its seal. 80 bits each: nobody guesses one.

use store::{Change, args, statements};

use super::{Account, rewrite};
use crate::app::{App, PersonId};
use crate::{Answer, keys};

statements! {
    write SET(text, text) = "update account set recovery = $2 where person = $1";
    write USE(text, text, text) = "update account set recovery = $3 where person = $1 and recovery = $2";
}

/// So many are made at a time.
pub const HOW_MANY: usize = 10;

/// Crockford's letters: none that is taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn new_code(app: &App) -> String {
    let mut code = String::with_capacity(19);
    for (i, byte) in app.world.bytes::<16>().into_iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    code
}

fn kept(app: &App, person: PersonId, typed: &str) -> String {
    let code: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    app.keys.mac("recovery code", format!("{person} {code}").as_bytes())
}

/// New codes in the place of all that there were. They are told once.
pub async fn make(app: &App, change: &mut Change, person: PersonId, how_many: usize) -> Answer<Vec<String>> {
    let codes: Vec<String> = (0..how_many).map(|_| new_code(app)).collect();
    let all: Vec<String> = codes.iter().map(|code| kept(app, person, code)).collect();
    rewrite(app, change, person, &SET, args![person.to_string(), all.join(" ")]).await?;
    Ok(codes)
}

impl Account {
    /// How many of its codes have not been used.
    pub fn codes_left(&self) -> usize {
        self.recovery.split_whitespace().count()
    }
}

/// Uses a code up; false where it is none of the account's, or another request was faster.
pub(crate) async fn use_up(app: &App, change: &mut Change, account: &Account, typed: &str) -> Answer<bool> {
    let shown = kept(app, account.person, typed);
    let (mut found, mut left) = (false, Vec::new());
    for one in account.recovery.split_whitespace() {
        if keys::same(one, &shown) { found = true } else { left.push(one) }
    }
    if !found {
        return Ok(false);
    }
    let row = args![account.person.to_string(), &account.recovery, left.join(" ")];
    Ok(rewrite(app, change, account.person, &USE, row).await? > 0)
}
