//! What cells say where no name does: whether the first line is a row as the others are, and whether rows come as people do.

use std::collections::{BTreeMap, BTreeSet};

use super::{FEW, Table, number, words};

/// Values of a column that is a code: a sex, a yes or no, an answer of a scale.
const CODES: usize = 12;

/// Whether the cells of a first line are values: half of them and more are numbers or days, and they are no years.
pub(super) fn bare(names: &[String]) -> bool {
    let values = names.iter().filter(|name| number(name).is_some() || day(name).is_some()).count();
    // Columns that are called by their years are a result in wide form.
    let years = names.iter().filter(|name| is_year(name)).count();
    names.len() >= 3 && values * 2 >= names.len() && years * 2 < names.len()
}

/// Names that say nothing: `v1`, `q12`, `x_3`, `col2`.
fn says_nothing(names: &[String]) -> bool {
    names.iter().all(|name| {
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let rest = name[letters..].trim_start_matches(['_', '.']);
        letters <= 4 && rest.bytes().all(|b| b.is_ascii_digit()) && (letters == 0 || !rest.is_empty())
    })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1850..=2100).contains(&year))
}

/// The year of a day as `1963-04-12` or `12/04/1963`.
pub(super) fn day(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let small = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let year = match (is_year(one), is_year(three)) {
        (true, _) if small(two) && small(three) => one,
        (_, true) if small(one) && small(two) => three,
        _ => return None,
    };
    year.parse().ok()
}

impl Table {
    /// Whether rows come in any order, as people do: two columns of codes that both change from row to row beside a column that is
    /// no code, or a number for each row and such a code. Results are sorted by what they go along, or sum up.
    pub(super) fn in_any_order(&self) -> bool {
        let looked = self.cells.len();
        if looked < FEW || self.names.iter().any(|name| words::sums_up(name)) {
            return false;
        }
        let columns = self.cells.iter().map(Vec::len).min().unwrap_or(0);
        let all: Vec<usize> = (0..columns).collect();
        let codes: Vec<&usize> = all.iter().filter(|at| self.is_code(**at)).collect();
        let jump = codes.iter().filter(|at| self.jumps(***at)).count();
        let other = all.iter().any(|at| !codes.contains(&at) && self.values(*at) * 4 >= looked);
        let rows = self.cells.iter().collect::<BTreeSet<_>>().len();
        if rows * 10 < looked * 9 {
            return false;
        }
        let born = all.iter().any(|at| self.days(*at));
        let bare = self.bare || says_nothing(&self.names);
        let counted = bare && all.iter().take(2).any(|at| self.counts_rows(*at));
        jump >= 2 && other && (bare || jump >= 3 || born) || jump >= 1 && (counted || born)
    }

    /// Few values, each of them often, none a fraction.
    fn is_code(&self, at: usize) -> bool {
        let mut values = BTreeMap::<&str, usize>::new();
        for value in self.column(at) {
            *values.entry(value).or_default() += 1;
            if values.len() > CODES {
                return false;
            }
        }
        let long = |value: &&str| value.chars().count() > 24 || number(value).is_some_and(|n| n.fract() != 0.0);
        values.len() >= 2 && values.len() * 3 <= self.cells.len() && !values.keys().any(long)
    }

    /// Whether what stands in a column changes from row to row as often as chance has it.
    fn jumps(&self, at: usize) -> bool {
        let all: Vec<&str> = self.column(at).collect();
        let mut values = BTreeMap::<&str, usize>::new();
        all.iter().for_each(|value| *values.entry(value).or_default() += 1);
        let of = all.len() as f64;
        let chance = 1.0 - values.values().map(|n| (*n as f64 / of).powi(2)).sum::<f64>();
        let changes: Vec<bool> = all.windows(2).map(|two| two[0] != two[1]).collect();
        let often = changes.iter().filter(|changed| **changed).count() as f64 / (of - 1.0);
        // Men and women in turn are a table of results.
        let turns = changes.iter().all(|changed| *changed) || all.chunks(values.len()).all(|some| some[0] == all[0]);
        !turns && often >= chance * 0.7
    }

    /// How many values a column of numbers has.
    fn values(&self, at: usize) -> usize {
        let numbers = self.column(at).filter(|value| number(value).is_some()).count();
        if numbers * 10 >= self.cells.len() * 8 { self.differ(at) } else { 0 }
    }

    /// A whole number or a code with a number for each row, that is no year.
    fn counts_rows(&self, at: usize) -> bool {
        let code = |value: &str| {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            digits > 0
                && value.bytes().all(|b| b.is_ascii_alphanumeric())
                // The codes of places have a letter and eight digits.
                && !(value.len() == 9 && digits == 8)
        };
        self.differ(at) == self.cells.len() && self.column(at).all(code) && !self.column(at).all(is_year)
    }

    /// Days in many years that come in no order: when people were born.
    fn days(&self, at: usize) -> bool {
        let years: Vec<u32> = self.column(at).filter_map(day).collect();
        let back = years.windows(2).filter(|two| two[1] < two[0]).count();
        years.len() * 10 >= self.cells.len() * 9
            && years.iter().collect::<BTreeSet<_>>().len() >= 10
            && back * 4 >= years.len()
    }
}
