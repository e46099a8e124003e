//! Which lines of a table are totals of others: found from the counts, whatever they are called, and by name where counts
//! cannot tell.

/// Words that call a line a total.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "all",
    "sum",
    "overall",
    "grand total",
    "subtotal",
    "sub-total",
    "cyfanswm",
    "gesamt",
    "insgesamt",
    "both",
    "either",
    "everyone",
    "any",
    "totaal",
    "altogether",
];

/// Whether a label calls its line a total: a word for it, alone or with others ("All ages", "Total (N)", "Column total").
pub(crate) fn is_total(label: &str) -> bool {
    let lower = label.to_lowercase();
    let plain: String = lower.chars().map(|c| if c.is_alphabetic() || c == '-' { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words.as_slice() {
        [] => false,
        [one] => TOTALS.contains(one),
        [first, .., last] => {
            TOTALS.contains(&words.join(" ").as_str())
                || matches!(*first, "total" | "all" | "both" | "either" | "overall" | "any")
                || matches!(*last, "total" | "totals" | "gesamt" | "insgesamt")
        }
    }
}

/// A line of counts: one for each line of the other dimensions, where it is known.
pub(crate) struct Line<'a> {
    pub name: &'a str,
    pub counts: Vec<Option<f64>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sum {
    pub whole: usize,
    pub parts: Vec<usize>,
    /// Its name says so, or so many counts agree that it is no chance.
    pub sure: bool,
}

/// Ways of adding up that agree by chance less often than this are taken for sure.
const CHANCE: f64 = 0.01;
/// Of more lines not every choice of parts is tried.
const EVERY: usize = 14;

/// Which lines are sums of others, and the totals by name whose parts do not add up.
pub(crate) fn sums(lines: &[Line<'_>]) -> (Vec<Sum>, Vec<usize>) {
    let mut found = Finder { lines, sums: Vec::new() };
    let all = || 0..lines.len();
    let named: Vec<usize> = all().filter(|at| is_total(lines[*at].name)).collect();
    let others: Vec<usize> = all().filter(|at| !named.contains(at)).collect();
    let mut unbalanced = Vec::new();
    for total in &named {
        match found.fits(*total, &others) {
            Fit::Untold if !others.is_empty() => found.add(*total, others.clone(), true),
            Fit::Yes(_) => found.add(*total, others.clone(), true),
            _ => unbalanced.push(*total),
        }
    }
    for whole in all() {
        found.all_others(whole);
    }
    // Parts before and after their total.
    for whole in all() {
        let before: Vec<usize> = (0..whole).rev().collect();
        let after: Vec<usize> = (whole + 1..lines.len()).collect();
        found.block(whole, &before);
        found.block(whole, &after);
    }
    // Totals of totals.
    loop {
        let parts: Vec<usize> = found.sums.iter().flat_map(|sum| sum.parts.iter().copied()).collect();
        let tops: Vec<usize> = all().filter(|at| !parts.contains(at)).collect();
        let before = found.sums.len();
        for whole in &tops {
            let rest: Vec<usize> = tops.iter().copied().filter(|at| at != whole).collect();
            found.offer(*whole, rest, tops.len() as f64);
        }
        if found.sums.len() == before {
            break;
        }
    }
    if lines.len() <= EVERY {
        for whole in all() {
            found.choices(whole);
        }
    }
    unbalanced.retain(|total| !found.sums.iter().any(|sum| sum.whole == *total));
    (found.sums, unbalanced)
}

/// Lines of one table that are sums of lines of another: levels of one code.
pub(crate) fn sums_across(wholes: &[Line<'_>], parts: &[Line<'_>]) -> Vec<Sum> {
    let lines: Vec<Line<'_>> =
        parts.iter().chain(wholes).map(|line| Line { name: line.name, counts: line.counts.clone() }).collect();
    let mut found = Finder { lines: &lines, sums: Vec::new() };
    for whole in parts.len()..lines.len() {
        for start in 0..parts.len() {
            let block: Vec<usize> = (start..parts.len()).collect();
            found.block(whole, &block);
        }
    }
    let mut sums = found.sums;
    sums.iter_mut().for_each(|sum| sum.whole -= parts.len());
    sums
}

enum Fit {
    Yes(f64),
    No,
    /// No line has all the counts that it takes.
    Untold,
}

struct Finder<'a> {
    lines: &'a [Line<'a>],
    sums: Vec<Sum>,
}

impl Finder<'_> {
    /// Whether parts add up to a whole wherever all of them are known; with the probability that they do so by chance.
    fn fits(&self, whole: usize, parts: &[usize]) -> Fit {
        let (mut told, mut chance) = (false, 1.0);
        let mut seen: Vec<u64> = Vec::new();
        for (at, count) in self.lines[whole].counts.iter().enumerate() {
            let Some(count) = count else { continue };
            let sum: Option<f64> = parts.iter().map(|part| self.lines[*part].counts[at]).sum();
            match sum {
                Some(sum) if sum != *count => return Fit::No,
                Some(_) => {
                    told = true;
                    // The same count again says nothing new.
                    if *count > 0.0 && !seen.contains(&count.to_bits()) {
                        seen.push(count.to_bits());
                        chance /= count + 1.0;
                    }
                }
                None => {}
            }
        }
        if told { Fit::Yes(chance) } else { Fit::Untold }
    }

    fn add(&mut self, whole: usize, mut parts: Vec<usize>, sure: bool) {
        parts.sort_unstable();
        match self.sums.iter_mut().find(|sum| sum.whole == whole && sum.parts == parts) {
            Some(sum) => sum.sure |= sure,
            None => self.sums.push(Sum { whole, parts, sure }),
        }
    }

    /// Takes parts that fit; `ways` is how many have been tried.
    fn offer(&mut self, whole: usize, parts: Vec<usize>, ways: f64) -> bool {
        let filled = parts.iter().filter(|part| self.lines[**part].counts.iter().any(|n| n.is_some_and(|n| n > 0.0)));
        if filled.count() < 2 {
            return false;
        }
        let Fit::Yes(chance) = self.fits(whole, &parts) else { return false };
        if chance >= 1.0 {
            return false;
        }
        self.add(whole, parts, chance * ways < CHANCE || is_total(self.lines[whole].name));
        true
    }

    /// The whole of the table: nothing else is beside a total and its parts.
    fn all_others(&mut self, whole: usize) {
        let others: Vec<usize> = (0..self.lines.len()).filter(|at| *at != whole).collect();
        let wholes: Vec<usize> = self.sums.iter().map(|sum| sum.whole).collect();
        let plain: Vec<usize> = others.iter().copied().filter(|at| !wholes.contains(at)).collect();
        for parts in [others, plain] {
            if parts.len() > 1 && matches!(self.fits(whole, &parts), Fit::Yes(chance) if chance < 1.0) {
                self.add(whole, parts, true);
            }
        }
    }

    /// Lines next to a total, nearest first, until they add up to it; parts of totals among them are counted once.
    fn block(&mut self, whole: usize, near: &[usize]) {
        let counted = |at: usize, block: &[usize], sums: &[Sum]| {
            sums.iter().any(|sum| sum.whole == at && sum.parts.iter().all(|part| block.contains(part)))
        };
        let mut block: Vec<usize> = Vec::new();
        for at in near {
            if !counted(*at, &block, &self.sums) {
                block.push(*at);
            }
            let over = self.lines[whole].counts.iter().enumerate().any(|(rest, count)| {
                let known: f64 = block.iter().filter_map(|part| self.lines[*part].counts[rest]).sum();
                count.is_some_and(|count| known > count)
            });
            if over || self.offer(whole, block.clone(), 2.0 * self.lines.len() as f64) {
                return;
            }
        }
    }

    /// Every choice of parts.
    fn choices(&mut self, whole: usize) {
        let below = |at: &usize| {
            let pairs = self.lines[whole].counts.iter().zip(&self.lines[*at].counts);
            *at != whole
                && pairs.clone().all(|(a, b)| a.zip(*b).is_none_or(|(a, b)| b <= a))
                && pairs.clone().any(|(_, b)| b.is_some_and(|b| b > 0.0))
        };
        let candidates: Vec<usize> = (0..self.lines.len()).filter(below).collect();
        let ways = 2f64.powi(candidates.len() as i32);
        for choice in 1u32..1 << candidates.len().min(EVERY) {
            if choice.count_ones() < 2 {
                continue;
            }
            let parts: Vec<usize> =
                candidates.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1).map(|(_, at)| *at).collect();
            if let Fit::Yes(chance) = self.fits(whole, &parts)
                && chance * ways < CHANCE
            {
                self.add(whole, parts, true);
            }
        }
    }
}
