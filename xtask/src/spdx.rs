//! Licence expressions (SPDX): `MIT OR Apache-2.0`, `(MIT OR Apache-2.0) AND Unicode-3.0`, `Apache-2.0 WITH LLVM-exception`.

/// Whether a choice among the licences exists in which `allowed` (licence, exception) holds for each that is needed.
/// `AND` binds more tightly than `OR`; the old `/` means `OR`.
///
/// # Errors
/// The expression cannot be read.
pub fn satisfiable(expression: &str, allowed: &dyn Fn(&str, Option<&str>) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, at: 0, allowed };
    let holds = reader.or().map_err(|why| format!("licence \"{expression}\": {why}"))?;
    match reader.next() {
        None => Ok(holds),
        Some(word) => Err(format!("licence \"{expression}\": \"{word}\" stands where it ends")),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a dyn Fn(&str, Option<&str>) -> bool,
}

impl<'a> Reader<'a> {
    fn next(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.next() == Some(word);
        self.at += usize::from(is);
        is
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut holds = self.and()?;
        while self.take("OR") {
            holds |= self.and()?;
        }
        Ok(holds)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut holds = self.one()?;
        while self.take("AND") {
            holds &= self.one()?;
        }
        Ok(holds)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let holds = self.or()?;
            return if self.take(")") { Ok(holds) } else { Err("a bracket is not closed".into()) };
        }
        let licence = self.name()?;
        let exception = if self.take("WITH") { Some(self.name()?) } else { None };
        Ok((self.allowed)(licence, exception))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        match self.next() {
            Some(word) if !matches!(word, "OR" | "AND" | "WITH" | "(" | ")") => {
                self.at += 1;
                Ok(word)
            }
            Some(word) => Err(format!("\"{word}\" stands where a licence should")),
            None => Err("it ends where a licence should stand".into()),
        }
    }
}
