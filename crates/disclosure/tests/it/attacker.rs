//! Somebody who works out what a released table hides, with programs of their own: nothing here is the engine's but the
//! figures that leave and the names of the rules that failed. Truths and contributors come from the records.

use disclosure::{Cell, Rule, Status, TableResult};
use highs::{HighsModelStatus, RowProblem, Sense};
use std::collections::{BTreeMap, BTreeSet};

/// One record: its lowest codes, what it is worth, who it is about and whom they belong to.
#[derive(Debug, Clone)]
pub struct Record {
    pub codes: Vec<String>,
    pub value: i64,
    pub unit: u32,
    pub holding: Option<u32>,
}

/// What everybody may know, and the records behind it.
pub struct World {
    pub records: Vec<Record>,
    /// For each field the group of each code that has one.
    pub groups: Vec<BTreeMap<String, String>>,
    pub threshold: u64,
    /// p as a fraction.
    pub p: Option<f64>,
    /// (n, k).
    pub dominance: Vec<(usize, f64)>,
    /// Empty cells are hidden like other unsafe ones.
    pub zeros_hidden: bool,
    pub full_share: f64,
    /// Whether sums are shown beside counts.
    pub sums: bool,
}

impl World {
    fn within(&self, field: usize, code: &str, of: &str) -> bool {
        let mut at = code;
        loop {
            if at == of || of == "Total" {
                return true;
            }
            let Some(above) = self.groups[field].get(at) else { return false };
            at = above;
        }
    }

    fn inside(&self, codes: &[String], keys: &[String]) -> bool {
        codes.iter().zip(keys).enumerate().all(|(field, (code, key))| self.within(field, code, key))
    }

    /// The lowest cells: every combination of codes that records have.
    fn lowest(&self) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for field in 0..self.groups.len() {
            let codes: BTreeSet<&String> = self.records.iter().map(|record| &record.codes[field]).collect();
            let with = |codes: &BTreeSet<&String>, cell: &Vec<String>| -> Vec<Vec<String>> {
                codes.iter().map(|code| cell.iter().cloned().chain([(*code).clone()]).collect()).collect()
            };
            all = all.iter().flat_map(|cell| with(&codes, cell)).collect();
        }
        all
    }
}

/// What one contributor, a unit or a holding, has in each lowest cell: records and the sum of their values.
type Parts = BTreeMap<usize, (i64, i64)>;

/// Between what somebody knows each lowest cell to lie.
type Bounds = BTreeMap<usize, (f64, f64)>;

/// Whether a table can be the true one in the mind of somebody who knows this.
fn fits(bounds: &Bounds, table: &[f64]) -> bool {
    !table.is_empty()
        && bounds.iter().all(|(at, (least, most))| table[*at] >= least - 1e-6 && table[*at] <= most + 1e-6)
}

struct Seen {
    keys: Vec<String>,
    /// Its lowest cells.
    under: Vec<usize>,
    /// What its figures leave possible of the count and of the sum, where they are shown.
    shown: Option<[(f64, f64); 2]>,
    /// What is true.
    n: i64,
    sum: i64,
    failing: Vec<Rule>,
}

pub struct Attacker<'a> {
    world: &'a World,
    lowest: Vec<Vec<String>>,
    /// How many records each of them has.
    records: Vec<i64>,
    seen: Vec<Seen>,
    people: Vec<Parts>,
    /// Whoever hides a figure hides somebody: an attacker who does not know this finds less.
    pub knows_somebody: bool,
    pub solved: usize,
}

/// A figure that somebody finds too closely.
#[derive(Debug)]
#[expect(dead_code, reason = "told where a test fails")]
pub struct Leak {
    pub cell: Vec<String>,
    pub what: &'static str,
    pub who: String,
    pub truth: f64,
    pub found: f64,
    pub needed: f64,
}

/// What an attacker asks of the table: how far one figure goes.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// Whole numbers of records, or sums.
    counts: bool,
    under: &'a [usize],
    up: bool,
    /// Farther than this is not asked.
    until: f64,
}

impl<'a> Attacker<'a> {
    /// Reads a table as it leaves. `hidden` says of each cell whether it is.
    pub fn new(world: &'a World, table: &TableResult, hidden: &dyn Fn(&Cell) -> bool) -> Attacker<'a> {
        let lowest = world.lowest();
        let seen = table
            .cells
            .iter()
            .map(|cell| {
                let keys = cell.names();
                let under: Vec<usize> = (0..lowest.len()).filter(|at| world.inside(&lowest[*at], &keys)).collect();
                let records = || world.records.iter().filter(|record| world.inside(&record.codes, &keys));
                let (n, sum) = (records().count() as i64, records().map(|record| record.value).sum());
                let figure = |at: usize| cell.values.get(at).copied().flatten().unwrap_or(0.0);
                let shown = (!hidden(cell)).then(|| [0, 1].map(|at| (figure(at), figure(at))));
                Seen { keys, under, shown, n, sum, failing: cell.failing() }
            })
            .collect();
        let place: BTreeMap<&Vec<String>, usize> = lowest.iter().enumerate().map(|(at, codes)| (codes, at)).collect();
        let mut people: BTreeMap<(bool, u32), Parts> = BTreeMap::new();
        for record in &world.records {
            for who in [Some((false, record.unit)), record.holding.map(|holding| (true, holding))].into_iter().flatten()
            {
                let part = people.entry(who).or_default().entry(place[&record.codes]).or_default();
                part.0 += 1;
                part.1 += record.value;
            }
        }
        let people = people.into_values().collect();
        let mut records = vec![0; lowest.len()];
        world.records.iter().for_each(|record| records[place[&record.codes]] += 1);
        Attacker { world, lowest, records, seen, people, knows_somebody: true, solved: 0 }
    }

    /// Of a released table: what is hidden in it.
    pub fn of(world: &'a World, table: &TableResult) -> Attacker<'a> {
        Attacker::new(world, table, &|cell| matches!(cell.status, Status::Primary | Status::Secondary | Status::Unsafe))
    }

    /// Of a table whose counts were changed: `leaves` says from a shown count which it may have been.
    pub fn of_changed(world: &'a World, table: &TableResult, leaves: &dyn Fn(f64) -> (f64, f64)) -> Attacker<'a> {
        let mut attacker = Attacker::new(world, table, &|_| true);
        for (seen, cell) in attacker.seen.iter_mut().zip(&table.cells) {
            let (from, to) = leaves(cell.values[0].unwrap());
            // A code is there because somebody has it, and so is the table.
            let codes = seen.keys.iter().filter(|key| *key != "Total").count();
            let somebody = f64::from(u8::from(codes < 2 && seen.n > 0));
            assert!((from..=to).contains(&(seen.n as f64)), "{:?} has {}, not {from} to {to}", seen.keys, seen.n);
            seen.shown = Some([(from.max(somebody), to), (f64::NEG_INFINITY, f64::INFINITY)]);
        }
        attacker
    }

    /// How many counts of a cell fit everything that is shown, for somebody outside; and whether whoever contributes is left
    /// with two at least.
    pub fn possible(&mut self, keys: &[String]) -> (f64, bool) {
        let at = self.seen.iter().position(|seen| seen.keys == keys).unwrap();
        let under = self.seen[at].under.clone();
        let question =
            |up: bool| Question { counts: true, under: &under, up, until: if up { f64::INFINITY } else { 0.0 } };
        let (most, high) = self.end(question(true), None);
        let (least, low) = self.end(question(false), None);
        let mut tables = vec![(most, high), (least, low)];
        let own = |parts: &Parts| Some(parts.iter().map(|(at, (n, _))| (*at, (*n as f64, f64::INFINITY))).collect());
        let minds = self.minds(own, &under);
        let mut left = true;
        for bounds in minds {
            let of = |tables: &[(f64, Vec<f64>)]| {
                let counts = || tables.iter().filter(|(_, table)| fits(&bounds, table)).map(|(count, _)| *count);
                counts().fold(f64::NEG_INFINITY, f64::max) - counts().fold(f64::INFINITY, f64::min) >= 1.0
            };
            if !of(&tables) {
                tables.extend([true, false].map(|up| self.end(question(up), Some(&bounds))));
                left &= of(&tables);
            }
        }
        (most - least + 1.0, left)
    }

    /// What there is to know, each once, for those who are not alone behind the target: they know it anyhow.
    fn minds(&self, of: impl Fn(&Parts) -> Option<Bounds>, under: &[usize]) -> Vec<Bounds> {
        let mut seen = BTreeSet::new();
        let alone = |parts: &Parts| parts.keys().any(|at| under.contains(at)) && self.alone(under, parts);
        let all = self.people.iter().filter(|parts| !alone(parts)).filter_map(of);
        all.filter(|bounds| {
            seen.insert(bounds.iter().map(|(at, (a, b))| (*at, a.to_bits(), b.to_bits())).collect::<Vec<_>>())
        })
        .collect()
    }

    /// All figures that somebody finds too closely, of these cells.
    pub fn leaks(&mut self, of: &dyn Fn(&[String]) -> bool) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for at in 0..self.seen.len() {
            if self.seen[at].failing.is_empty() || !of(&self.seen[at].keys) {
                continue;
            }
            for (counts, up, needed) in self.needs(at) {
                leaks.extend(self.attack(at, counts, up, needed));
            }
        }
        leaks.extend(self.sums(of));
        leaks
    }

    /// What a shown total beside some of its parts tells of the others together, where that is a figure that no rule would pass.
    fn sums(&self, of: &dyn Fn(&[String]) -> bool) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for total in self.seen.iter().filter(|seen| seen.shown.is_some()) {
            for d in 0..total.keys.len() {
                let beside = |seen: &&Seen| (0..total.keys.len()).all(|e| e == d || seen.keys[e] == total.keys[e]);
                let part = |seen: &&Seen| {
                    let key = &seen.keys[d];
                    let above = self.world.groups[d].get(key).map_or("Total", String::as_str);
                    key != "Total" && above == total.keys[d] && seen.n > 0
                };
                let parts: Vec<&Seen> = self.seen.iter().filter(beside).filter(part).collect();
                let gaps: Vec<&&Seen> = parts.iter().filter(|part| part.shown.is_none()).collect();
                if gaps.len() < 2 || gaps.len() == parts.len() || !gaps.iter().any(|gap| of(&gap.keys)) {
                    continue;
                }
                let inside = |record: &&Record| gaps.iter().any(|gap| self.world.inside(&record.codes, &gap.keys));
                let records: Vec<&Record> = self.world.records.iter().filter(inside).collect();
                if let Some(what) = self.fails(&records) {
                    let found =
                        gaps.iter().map(|gap| if what == "count" { gap.n } else { gap.sum }).sum::<i64>() as f64;
                    let who = format!("the sum of {:?}", gaps.iter().map(|gap| gap.keys.join("/")).collect::<Vec<_>>());
                    leaks.push(Leak { cell: total.keys.clone(), what, who, truth: found, found, needed: f64::NAN });
                }
            }
        }
        leaks
    }

    /// What no rule passes of a figure made of these records.
    fn fails(&self, records: &[&Record]) -> Option<&'static str> {
        let units: BTreeSet<u32> = records.iter().map(|record| record.unit).collect();
        if (units.len() as u64) < self.world.threshold {
            return Some("count");
        }
        let near = |holdings: bool| {
            let top = largest(records.iter().copied(), holdings);
            let (total, first) = (top.iter().sum::<i64>() as f64, top[0] as f64);
            let of = |n: usize| top.iter().take(n).sum::<i64>() as f64;
            let dominated = self.world.dominance.iter().any(|(n, k)| of(*n) > k * total + 1e-6);
            dominated || self.world.p.is_some_and(|p| total - of(2) < p * first - 1e-6)
        };
        (self.world.sums && [false, true].into_iter().any(near)).then_some("sum")
    }

    /// How far off each figure of a cell has to be: what it would have to be for the rule that failed to pass.
    fn needs(&self, at: usize) -> Vec<(bool, bool, f64)> {
        let cell = &self.seen[at];
        let mut needs = Vec::new();
        let has = |rule: Rule| cell.failing.contains(&rule);
        if has(Rule::Threshold) || has(Rule::Zero) {
            needs.push((true, true, (self.world.threshold as i64).max(cell.n + 1) as f64));
        }
        if has(Rule::Full) && cell.n > 1 {
            let share = (self.world.full_share * cell.n as f64).min(cell.n as f64 - 1.0);
            needs.push((true, false, share));
        }
        if self.world.sums && cell.n > 0 {
            let mut most = f64::NEG_INFINITY;
            if has(Rule::Threshold) || has(Rule::Zero) || has(Rule::Full) {
                most = if cell.sum == 0 { 0.1 } else { cell.sum as f64 * 1.1 };
            }
            for holdings in [false, true] {
                let top = self.largest(at, holdings);
                let Some(first) = top.first() else { continue };
                let (first, second) = (*first as f64, top.get(1).copied().unwrap_or(0) as f64);
                if let (true, Some(p)) = (has(Rule::PPercent), self.world.p) {
                    most = most.max(first + second + p * first);
                }
                if has(Rule::Dominance) {
                    for (n, k) in &self.world.dominance {
                        most = most.max(top.iter().take(*n).sum::<i64>() as f64 / k);
                    }
                }
            }
            if most > cell.sum as f64 {
                needs.push((false, true, most));
            }
        }
        needs
    }

    /// What the units of a cell, or its holdings, contribute: the largest first.
    fn largest(&self, at: usize, holdings: bool) -> Vec<i64> {
        let inside = |record: &&Record| self.world.inside(&record.codes, &self.seen[at].keys);
        largest(self.world.records.iter().filter(inside), holdings)
    }

    fn attack(&mut self, at: usize, counts: bool, up: bool, needed: f64) -> Option<Leak> {
        let (under, truth) = (self.seen[at].under.clone(), if counts { self.seen[at].n } else { self.seen[at].sum });
        let question = Question { counts, under: &under, up, until: needed };
        let reaches =
            |found: f64| if up { found >= needed - 1e-6 * needed.abs().max(1.0) } else { found <= needed + 1e-6 };
        let leak = |who: String, found: f64, keys: &[String]| {
            Some(Leak {
                cell: keys.to_vec(),
                what: if counts { "count" } else { "sum" },
                who,
                truth: truth as f64,
                found,
                needed,
            })
        };
        let (found, table) = self.end(question, None);
        if !reaches(found) {
            return leak("somebody outside".into(), found, &self.seen[at].keys);
        }
        // Tables that show the same and keep the figure: whoever one of them fits is not nearer.
        let mut tables = vec![table];
        let minds =
            self.minds(|parts| Some(self.knowledge(parts, question)).filter(|bounds| !bounds.is_empty()), &under);
        if !minds.iter().all(|bounds| tables.iter().any(|table| fits(bounds, table))) {
            // What leaves all of them in doubt at once settles it; where nothing does each is asked.
            let mut all = Bounds::new();
            for (at, (least, most)) in minds.iter().flatten() {
                let both = all.entry(*at).or_insert((*least, *most));
                *both = (both.0.max(*least), both.1.min(*most));
            }
            let (found, table) = self.end(question, Some(&all));
            if reaches(found) {
                tables.push(table);
            }
        }
        for bounds in minds {
            if tables.iter().any(|table| fits(&bounds, table)) {
                continue;
            }
            let (found, table) = self.end(question, Some(&bounds));
            if !reaches(found) {
                let cells: Vec<String> = bounds.keys().map(|at| self.lowest[*at].join("/")).collect();
                return leak(format!("who is in {}", cells.join(" and ")), found, &self.seen[at].keys);
            }
            tables.push(table);
        }
        None
    }

    /// Whether nobody else is in these lowest cells.
    fn alone(&self, lowest: &[usize], parts: &Parts) -> bool {
        let theirs: i64 = lowest.iter().filter_map(|at| parts.get(at)).map(|(n, _)| n).sum();
        theirs == lowest.iter().map(|at| self.records[*at]).sum::<i64>()
    }

    /// What somebody knows of lowest cells: at least their own, and exactly that where they know to be alone. Of the target
    /// itself nothing: the rules that say how far off it must be kept have counted that in.
    fn knowledge(&self, parts: &Parts, question: Question<'_>) -> Bounds {
        let of = |(n, sum): &(i64, i64)| if question.counts { *n as f64 } else { *sum as f64 };
        parts
            .iter()
            .filter(|(at, _)| question.under != [**at])
            .map(|(at, own)| {
                let least = of(own);
                (*at, (least, if self.alone(&[*at], parts) { least } else { f64::INFINITY }))
            })
            .collect()
    }

    /// How far the figure goes in the mind of somebody who knows what is shown and these bounds, and a table that goes so far.
    fn end(&mut self, question: Question<'_>, bounds: Option<&Bounds>) -> (f64, Vec<f64>) {
        let found = self.solve(question, bounds, false);
        // People are whole; a table without fractions is found without asking for it more often than not.
        let fractions = found.1.iter().any(|value| (value - value.round()).abs() > 1e-6);
        if question.counts && fractions { self.solve(question, bounds, true) } else { found }
    }

    fn solve(&mut self, question: Question<'_>, bounds: Option<&Bounds>, whole: bool) -> (f64, Vec<f64>) {
        self.solved += 1;
        let mut problem = RowProblem::default();
        let sign = if question.up { -1.0 } else { 1.0 };
        let columns: Vec<_> = (0..self.lowest.len())
            .map(|at| {
                let known = bounds.and_then(|bounds| bounds.get(&at)).copied().unwrap_or((0.0, f64::INFINITY));
                let cost = if question.under.contains(&at) { sign } else { 0.0 };
                problem.add_column_with_integrality(cost, known.0..=known.1, whole)
            })
            .collect();
        for cell in &self.seen {
            let terms: Vec<_> = cell.under.iter().map(|at| (columns[*at], 1.0)).collect();
            let (least, most) = match cell.shown {
                Some(left) => left[usize::from(!question.counts)],
                // Where empty cells are shown nobody hides one; a code is there because somebody has it.
                None => {
                    (f64::from(u8::from(self.knows_somebody && question.counts && self.filled(cell))), f64::INFINITY)
                }
            };
            problem.add_row(least..=most, terms);
        }
        let target: Vec<_> = question.under.iter().map(|at| (columns[*at], 1.0)).collect();
        if question.up {
            problem.add_row(..=question.until, target);
        } else {
            problem.add_row(question.until.floor().., target);
        }
        let mut model = problem.optimise(Sense::Minimise);
        model.make_quiet();
        model.set_option("threads", 1);
        model.set_option("mip_rel_gap", 0.0);
        let solved = model.solve();
        // What has no solution contradicts itself: the attack is over, and found the truth or a mistake of ours.
        let table = match solved.status() {
            HighsModelStatus::Optimal => solved.get_solution().columns().to_vec(),
            _ => return (f64::NAN, Vec::new()),
        };
        (question.under.iter().map(|at| table[*at]).sum(), table)
    }

    fn filled(&self, cell: &Seen) -> bool {
        let named = cell.keys.iter().filter(|key| *key != "Total").count();
        !self.world.zeros_hidden || named == 0 || named == 1 && cell.n > 0
    }
}

/// What units or holdings contribute, the largest first.
fn largest<'a>(records: impl Iterator<Item = &'a Record>, holdings: bool) -> Vec<i64> {
    let mut sums: BTreeMap<(bool, u32), i64> = BTreeMap::new();
    for record in records {
        // Whoever belongs to no holding stands for themselves.
        let who = record.holding.filter(|_| holdings).map_or((false, record.unit), |holding| (true, holding));
        *sums.entry(who).or_default() += record.value;
    }
    let mut top: Vec<i64> = sums.into_values().collect();
    top.sort_unstable_by(|a, b| b.cmp(a));
    top
}
