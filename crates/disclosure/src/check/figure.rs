//! What stands in one cell of a finished table: figures, a sign that a figure is hidden, or nothing. What is neither is
//! refused: a figure that is not read would be a figure that nobody judges.

/// One number of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub value: f64,
    /// Digits behind the decimal sign.
    pub decimals: u32,
    pub percent: bool,
    /// It has a plus or minus, a currency or a comparison: no count is written so.
    pub adorned: bool,
    /// One separator with three digits behind it, which other countries read as a decimal sign (or the other way round):
    /// the other reading.
    pub otherwise: Option<f64>,
    /// The cell says that it is a number of people ("n = 3").
    pub counted: bool,
    /// What it is said to be a part of ("3 of 28", "3/28").
    pub of: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    Empty,
    /// A figure stood here and is not shown; the most that its sign tells ("<10" is at most 9).
    Hidden {
        most: Option<f64>,
    },
    /// At least one number, in order.
    Figures(Vec<Number>),
}

impl Said {
    pub fn shown(&self) -> bool {
        matches!(self, Said::Figures(_))
    }

    /// The first number, which is the figure where others stand beside it.
    pub fn figure(&self) -> Option<&Number> {
        if let Said::Figures(numbers) = self { numbers.first() } else { None }
    }
}

/// Signs that stand for a hidden figure, in small letters. A sign that is not here is asked about.
pub(crate) const HIDDEN: &[&str] = &[
    "c",
    "[c]",
    "(c)",
    "x",
    "[x]",
    "(x)",
    "s",
    "[s]",
    "(s)",
    "d",
    "[d]",
    "(d)",
    "z",
    "[z]",
    "(z)",
    "w",
    "[w]",
    "u",
    "[u]",
    "[low]",
    "*",
    "**",
    "***",
    "..",
    "...",
    "…",
    "-",
    "–",
    "—",
    "--",
    "---",
    ":",
    "~",
    "#",
    ".",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "null",
    "none",
    "suppressed",
    "[suppressed]",
    "redacted",
    "[redacted]",
    "confidential",
    "hidden",
];

/// Signs that stand beside a number: footnotes, significance, the state of a figure. Without effect on what it tells.
const MARKS: &[&str] = &["[r]", "[p]", "[e]", "[u]", "[b]", "[f]", "[ns]", "[s]", "(r)", "(p)", "(e)", "ns"];
/// Words that may stand beside numbers in one cell.
const WORDS: &[&str] = &[
    "n", "p", "sd", "se", "ci", "iqr", "or", "hr", "rr", "to", "of", "and", "per", "cent", "pct", "pp", "gbp", "eur",
    "usd", "chf", "k", "m", "bn", "mn", "years", "kg", "t", "df",
];
const CURRENCIES: &[char] = &['£', '$', '€', '¥'];
const SUPERSCRIPTS: &[char] = &['¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', 'ᵃ', 'ᵇ', 'ᶜ', 'ᵈ'];

/// Reads a cell.
///
/// # Errors
/// Why it is neither figures nor a known sign, to follow the cell's place in a sentence.
pub(crate) fn said(text: &str) -> Result<Said, String> {
    let text = plain(text);
    if text.is_empty() {
        return Ok(Said::Empty);
    }
    let lower = text.to_lowercase();
    if HIDDEN.contains(&lower.as_str()) {
        return Ok(Said::Hidden { most: None });
    }
    if let Some(most) = fewer_than(&lower) {
        return Ok(Said::Hidden { most: Some(most) });
    }
    let numbers = Reader { letters: lower.chars().collect(), at: 0 }.numbers().map_err(|what| match what {
        Some(what) => format!("\"{text}\" is not understood (\"{what}\" in it)"),
        None => format!("\"{text}\" is neither a number nor a sign that is known to stand for a hidden one"),
    })?;
    Ok(Said::Figures(numbers))
}

/// An unweighted count: none where no count is given.
///
/// # Errors
/// Why it is no number of people, to follow the cell's place in a sentence.
pub(crate) fn count(text: &str) -> Result<Option<f64>, String> {
    let numbers = match said(text)? {
        Said::Empty | Said::Hidden { .. } => return Ok(None),
        Said::Figures(numbers) => numbers,
    };
    let first = numbers[0];
    // A count may have its percentage beside it.
    if first.adorned || first.percent || numbers[1..].iter().any(|number| !number.percent) {
        return Err(format!("\"{text}\" is no unweighted count; give the number of people alone, without signs"));
    }
    // What pandas writes for a whole number in a column with gaps.
    let whole = first.value.fract() == 0.0 && first.decimals <= 2;
    match first.otherwise {
        Some(other) if other > first.value => {
            Err(format!("\"{text}\" may be {} or {other}; write a whole number without separators", first.value))
        }
        _ if whole => Ok(Some(first.value)),
        _ => Err(format!("\"{text}\" is no whole number of people; give unweighted counts")),
    }
}

/// Without what programs put around figures: spaces of all kinds, signs of no width; every minus is "-".
fn plain(text: &str) -> String {
    let letters =
        text.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{2060}'));
    let letters = letters.map(|letter| match letter {
        '\u{2212}' | '\u{2011}' | '\u{2010}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2007}' | '\u{2008}' | '\u{200a}' | '\t' | '\n' | '\r' => ' ',
        '’' | '‘' => '\'',
        other => other,
    });
    let text = letters.collect::<String>();
    // A raised point between digits is the decimal sign of some journals.
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let point = |(at, letter): (usize, &char)| match letter {
        '·' | '‧' | '•' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => '.',
        other => *other,
    };
    letters.iter().enumerate().map(point).collect::<String>().trim().to_owned()
}

/// The most that is meant by "<10", "≤ 7", "fewer than 10", "7 or fewer".
fn fewer_than(text: &str) -> Option<f64> {
    let text = text.trim_start_matches('[').trim_end_matches(']').trim_start_matches('(').trim_end_matches(')');
    let whole = |rest: &str| -> Option<f64> {
        let rest = rest.trim();
        let digits = !rest.is_empty() && rest.len() < 7 && rest.chars().all(|letter| letter.is_ascii_digit());
        if digits { rest.parse().ok() } else { None }
    };
    let below = |rest: &str| whole(rest).filter(|most| *most >= 1.0).map(|most| most - 1.0);
    for sign in ["<=", "≤", "up to", "at most"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return whole(rest);
        }
    }
    for sign in ["<", "fewer than", "less than", "under", "below"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return below(rest);
        }
    }
    ["or fewer", "or less"].iter().find_map(|sign| whole(text.strip_suffix(sign)?))
}

struct Reader {
    letters: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn after_digit(&self) -> bool {
        self.at > 0 && self.letters[self.at - 1].is_ascii_digit()
    }

    fn digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|letter| letter.is_ascii_digit())
    }

    /// Every number of the cell. The error is what is not understood, or nothing where there is no number.
    fn numbers(mut self) -> Result<Vec<Number>, Option<String>> {
        let mut found: Vec<Number> = Vec::new();
        let mut adorned = false;
        // What was said last of the number that comes: that it is a count, or the whole of the one before.
        let mut announced = "";
        while let Some(letter) = self.peek(0) {
            let marked = MARKS.iter().find(|mark| self.here(mark)).filter(|_| !found.is_empty());
            if let Some(mark) = marked {
                self.at += mark.chars().count();
            } else if let Some(marker) = ["[c]", "[x]", "(c)"].iter().find(|marker| self.here(marker)) {
                // A sign for one figure beside another figure: what stands beside it is shown.
                self.at += marker.chars().count();
            } else if letter.is_ascii_digit() || (matches!(letter, '.' | ',') && self.digit(1) && !self.after_digit()) {
                // A minus or plus directly before the digits that does not join two numbers.
                let number = self.number();
                if announced == "of"
                    && let Some(part) = found.last_mut()
                {
                    part.of = Some(number.value);
                }
                found.push(Number { adorned: adorned || number.adorned, counted: announced == "n", ..number });
                (adorned, announced) = (false, "");
            } else if matches!(letter, '+' | '-')
                || CURRENCIES.contains(&letter)
                || matches!(letter, '<' | '>' | '≤' | '≥' | '=' | '±' | '~' | '≈')
            {
                // A sign between two numbers joins them.
                adorned |= !(letter == '-' && self.after_digit() && self.digit(1));
                announced = if letter == '=' { announced } else { "" };
                self.at += 1;
            } else if letter == '.' && !found.is_empty() {
                self.at += 1;
            } else if letter.is_whitespace()
                || "()[]{};,/|–—:*†‡§¶#^".contains(letter)
                || SUPERSCRIPTS.contains(&letter)
            {
                announced = if letter == '/' { "of" } else { announced };
                self.at += 1;
            } else if letter == '%' || letter == '‰' {
                match found.last_mut() {
                    Some(last) if letter == '%' => last.percent = true,
                    Some(last) => last.adorned = true,
                    None => return Err(Some("%".into())),
                }
                self.at += 1;
            } else if letter.is_alphabetic() {
                announced = match self.word(&mut found)?.as_str() {
                    "n" => "n",
                    "of" => "of",
                    _ => "",
                };
            } else {
                return Err(Some(letter.to_string()));
            }
        }
        if found.is_empty() { Err(None) } else { Ok(found) }
    }

    /// Whether this stands here, and no letter after it.
    fn here(&self, mark: &str) -> bool {
        let mut length = 0;
        let same = mark.chars().all(|letter| {
            length += 1;
            self.peek(length - 1) == Some(letter)
        });
        same && !self.peek(length).is_some_and(char::is_alphanumeric)
    }

    fn word(&mut self, found: &mut [Number]) -> Result<String, Option<String>> {
        let start = self.at;
        while self.peek(0).is_some_and(char::is_alphabetic) {
            self.at += 1;
        }
        let word: String = self.letters[start..self.at].iter().collect();
        let after_number = start > 0 && self.letters[start - 1].is_ascii_digit();
        let joined = matches!(self.peek(0), Some('+' | '-'));
        // A sign for another figure, which this one stands beside.
        let marker = start == 0 && matches!(word.as_str(), "c" | "x") && self.peek(0).is_some_and(char::is_whitespace);
        let footnote = after_number && !joined && word.len() == 1 && ('a'..='f').contains(&self.letters[start]);
        let spaced_footnote =
            !found.is_empty() && word.len() == 1 && self.at == self.letters.len() && word < "g".to_owned();
        if footnote || spaced_footnote || marker {
            return Ok(String::new());
        }
        if !WORDS.contains(&word.as_str()) {
            return Err(if found.is_empty() && !self.letters.iter().any(char::is_ascii_digit) {
                None
            } else {
                Some(word)
            });
        }
        if matches!(word.as_str(), "cent" | "pct")
            && let Some(last) = found.last_mut()
        {
            last.percent = true;
        }
        Ok(word)
    }

    /// Digits with separators, a decimal sign and an exponent.
    fn number(&mut self) -> Number {
        let start = self.at;
        // Groups of digits and what stands between them.
        let (mut groups, mut between): (Vec<String>, Vec<char>) = (vec![String::new()], Vec::new());
        loop {
            while self.digit(0) {
                groups.last_mut().into_iter().for_each(|group| group.push(self.letters[self.at]));
                self.at += 1;
            }
            let Some(sign) = self.peek(0).filter(|sign| matches!(sign, '.' | ',' | ' ' | '\'')) else { break };
            let three = (1..=3).all(|ahead| self.digit(ahead)) && !self.digit(4);
            let short = (1..=3).contains(&groups[0].len());
            // All groups so far but the first have three digits.
            let grouped = groups.iter().skip(1).all(|group| group.len() == 3);
            let goes_on = match between.last() {
                None if matches!(sign, '.' | ',') => self.digit(1),
                None => three && short,
                Some(before) if *before == sign => three && short && grouped,
                // A second sign is the decimal one, and the last.
                Some(_) => {
                    matches!(sign, '.' | ',')
                        && self.digit(1)
                        && short
                        && grouped
                        && between.windows(2).all(|pair| pair[0] == pair[1])
                }
            };
            if !goes_on {
                break;
            }
            between.push(sign);
            groups.push(String::new());
            self.at += 1;
        }
        let last = *between.last().unwrap_or(&'0');
        let repeated = between.iter().filter(|sign| **sign == last).count() > 1;
        let tail = groups.last().map_or(0, String::len);
        let only_groups = groups.iter().skip(1).all(|group| group.len() == 3);
        let mixed = between.iter().any(|sign| *sign != last);
        let decimal = match last {
            '.' => !repeated || !only_groups,
            ',' => mixed || (!repeated && (tail != 3 || groups[0] == "0")),
            _ => false,
        };
        let digits = |decimal: bool| -> f64 {
            let mut text = String::new();
            for (at, group) in groups.iter().enumerate() {
                if decimal && at + 1 == groups.len() && at > 0 {
                    text.push('.');
                }
                text += group;
            }
            text.parse().unwrap_or(f64::NAN)
        };
        let mut value = digits(decimal);
        let first = groups.first().map_or(0, String::len);
        let doubtful = between.len() == 1
            && matches!(last, '.' | ',')
            && tail == 3
            && (1..=3).contains(&first)
            && groups[0] != "0";
        let otherwise = doubtful.then(|| digits(!decimal));
        let exponent = matches!(self.peek(0), Some('e'))
            && (self.digit(1) || (matches!(self.peek(1), Some('+' | '-')) && self.digit(2)));
        if exponent {
            let from = self.at + 1;
            self.at += 2;
            while self.digit(0) {
                self.at += 1;
            }
            let power: String = self.letters[from..self.at].iter().collect();
            value *= 10f64.powi(power.parse().unwrap_or(i32::MAX));
        }
        let negative =
            start > 0 && self.letters[start - 1] == '-' && !(start > 1 && self.letters[start - 2].is_ascii_digit());
        let decimals = if decimal { tail as u32 } else { 0 };
        Number {
            value: if negative { -value } else { value },
            decimals,
            percent: false,
            adorned: exponent,
            otherwise: otherwise.filter(|_| !exponent),
            counted: false,
            of: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a corpus line expects, of what was read.
    fn told(text: &str) -> String {
        match said(text) {
            Err(_) => "refused".into(),
            Ok(Said::Empty) => "empty".into(),
            Ok(Said::Hidden { most: None }) => "hidden".into(),
            Ok(Said::Hidden { most: Some(most) }) => format!("hidden {most}"),
            Ok(Said::Figures(numbers)) => {
                let number = |n: &Number| format!("{}{}", n.value, if n.percent { "%" } else { "" });
                numbers.iter().map(number).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn cells_in_the_manner_of_many_programs_give_their_figures_or_are_refused() {
        let lines = include_str!("corpus.txt").lines().filter(|line| !line.starts_with("# "));
        let (mut tried, mut wrong) = (0, Vec::new());
        for (text, expected) in lines.filter_map(|line| line.split_once('\t')) {
            tried += 1;
            let found = told(text);
            if found != expected {
                wrong.push(format!("{text:?} is {found}, not {expected}"));
            }
        }
        assert!(tried >= 200, "{tried} snippets");
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_digit_of_a_cell_is_passed_over() {
        // Whatever stands around a digit, it is a figure, the bound of a hidden one, or refused.
        let around = [
            "", " ", "*", "†", "[c]", "(", ")", "%", "£", "-", "−", "<", "a", "x", "n=", "±", ":", "..", "¹", "'", "~",
        ];
        for before in around {
            for after in around {
                let text = format!("{before}3{after}");
                let bound = text.contains('<') && !text.contains('%');
                match said(&text) {
                    Ok(Said::Hidden { most: Some(most) }) => assert!(bound && most == 2.0, "{text}"),
                    Ok(Said::Figures(numbers)) => assert!(numbers.iter().any(|n| n.value.abs() == 3.0), "{text}"),
                    Ok(other) => panic!("{text} is {other:?}"),
                    Err(_) => {}
                }
            }
        }
    }
}
