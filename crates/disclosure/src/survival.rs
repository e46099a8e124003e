//! Survival: life tables by intervals, and Kaplan-Meier curves in steps that enough people make (class hazard and survival
//! tables of domain.md 2.7: implicit tables, low degrees of freedom).
//!
//! What a curve tells at each step is how many have left since the step before, and with the events how many of them were
//! withdrawn (censored). These are the counts of an implicit table, and are judged as such.

use crate::error::Error;
use crate::evidence::{Evidence, LeftOut};
use crate::judge::{Mark, Rule, Severity};
use crate::policy::{Action, Policy};
use crate::progress::{Progress, Stage};
use crate::request::{Cut, TableRequest};
use crate::result::{DataFile, Verdict};
use crate::source::Source;
use crate::statistic::{Class, Statistic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

mod write;

const EVENT: [&str; 5] = ["1", "1.0", "true", "yes", "y"];
const WITHDRAWN: [&str; 5] = ["0", "0.0", "false", "no", "n"];

/// What survival table is asked for. Every unit has one record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SurvivalRequest {
    /// How long the unit was watched, from 0.
    pub time: String,
    /// Whether it ended with the event (1, true, yes) or without (0, false, no: withdrawn).
    pub event: String,
    /// A table for each code of this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Where intervals begin and end, for a life table. None: a Kaplan-Meier curve, in steps that enough people make.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<String>,
    /// Who a record is about: to see that nobody has two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub selection: Option<String>,
    /// Codes that stand for a missing value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Who waits for the table is told how far it is.
    #[serde(skip)]
    pub progress: Progress,
}

/// One interval of a life table, or one step of a curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The code of the field that divides the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// After this time (in a life table from it on).
    pub from: f64,
    /// Up to this time (in a life table before it, but for the last interval).
    pub to: f64,
    /// Units that are watched when it begins.
    pub entering: u64,
    pub events: u64,
    pub withdrawn: u64,
    /// The part that is without event when it ends, from 0 to 1.
    pub survival: f64,
    /// Of that part, by Greenwood's formula; none where nobody is left.
    pub std_error: Option<f64>,
    pub marks: Vec<Mark>,
}

/// A survival table with its verdict. For inside use: what may leave is written by [`SurvivalResult::write`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalResult {
    pub verdict: Verdict,
    /// `life table` or `Kaplan-Meier`.
    pub method: &'static str,
    pub class: Class,
    pub request: SurvivalRequest,
    pub policies: Vec<Policy>,
    pub left_out: LeftOut,
    pub steps: Vec<Step>,
    /// What has to be known of how steps were made; [`SurvivalResult::remarks`] has all.
    pub remarks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<DataFile>,
}

/// Makes and judges a survival table from a file, by all these policies.
pub fn survival(path: &Path, request: &SurvivalRequest, policies: &[Policy]) -> Result<SurvivalResult, Error> {
    let evidence = Source::open(path)?.gather(&request.table()?, 2)?;
    request.progress.stage(Stage::Judging);
    let edges = request.edges()?;
    let mut remarks = Vec::new();
    let mut steps = Vec::new();
    let least = policies.iter().map(|policy| policy.count.threshold).max().unwrap_or(0);
    for (group, times) in request.times(&evidence)? {
        let made = match &edges {
            Some(edges) => intervals(&times, edges).ok_or_else(|| {
                wrong(format!("a time lies before the first edge, {}; begin with a smaller one", edges[0]))
            })?,
            None => joined(&times, least),
        };
        if made.is_empty() {
            let whose = group.as_deref().map(|group| format!(" of {group}")).unwrap_or_default();
            remarks.push(format!("there is no step{whose} at which {least} have the event: nothing of it is shown"));
        }
        steps.extend(made.into_iter().map(|step| Step { group: group.clone(), ..step }));
    }
    if steps.is_empty() {
        return Err(wrong(format!("no step is made by {least} events; nothing can be shown")));
    }
    if edges.is_none() {
        remarks.push(format!(
            "steps are joined until {least} have the event in them; they end at times that occur in the data: name --edges to choose your own"
        ));
    }
    for step in &mut steps {
        step.marks = policies.iter().flat_map(|policy| judged(step, policy)).collect();
    }
    let worst = steps.iter().flat_map(|step| &step.marks).map(|mark| mark.severity).max();
    Ok(SurvivalResult {
        verdict: match worst {
            Some(Severity::Fail) => Verdict::Fail,
            // Times of people stand in it.
            _ if edges.is_none() => Verdict::Ask,
            Some(Severity::Ask) => Verdict::Ask,
            None => Verdict::Pass,
        },
        method: if edges.is_some() { "life table" } else { "Kaplan-Meier" },
        class: Class::HazardSurvivalTables,
        request: request.clone(),
        policies: policies.to_vec(),
        left_out: evidence.left_out.clone(),
        steps,
        remarks,
        data: None,
    })
}

fn wrong(problem: String) -> Error {
    Error::Survival(problem)
}

/// How many have the event and how many are withdrawn at a time, in the order of times.
type Times = Vec<(f64, u64, u64)>;

impl SurvivalRequest {
    /// The table behind it: events by group, with every distinct time.
    fn table(&self) -> Result<TableRequest, Error> {
        if self.by.as_ref() == Some(&self.event) || self.time == self.event {
            return Err(wrong("time, event and groups are three different fields".into()));
        }
        Ok(TableRequest {
            rows: self.by.iter().cloned().collect(),
            cols: vec![self.event.clone()],
            unit: self.unit.clone(),
            selection: self.selection.clone(),
            missing: self.missing.clone(),
            progress: self.progress.clone(),
            // Its evidence is the distinct values.
            more: vec![Statistic::Median(self.time.clone())],
            ..TableRequest::default()
        })
    }

    fn edges(&self) -> Result<Option<Vec<f64>>, Error> {
        let cut = Cut { field: self.time.clone(), edges: self.edges.clone() };
        if self.edges.is_empty() { Ok(None) } else { cut.numbers().map(Some) }
    }

    /// By group, in the order of groups.
    fn times(&self, evidence: &Evidence) -> Result<Vec<(Option<String>, Times)>, Error> {
        if let Some(unit) = &self.unit {
            let cells = evidence.cells(true)?;
            let total = cells.iter().find(|cell| cell.codes.iter().all(Option::is_none));
            if let Some(total) = total.filter(|total| total.units < total.n) {
                return Err(wrong(format!(
                    "{} records are about {} units ({unit}); keep one record of each, with the time until its event or its end",
                    total.n, total.units
                )));
            }
        }
        let labels = &evidence.dimensions[evidence.dimensions.len() - 1].labels;
        let events: Vec<bool> = labels
            .iter()
            .map(|label| {
                let is = |words: &[&str]| words.iter().any(|word| label.trim().eq_ignore_ascii_case(word));
                match (is(&EVENT), is(&WITHDRAWN)) {
                    (true, _) => Ok(true),
                    (_, true) => Ok(false),
                    _ => Err(wrong(format!(
                        "\"{}\" holds \"{label}\"; write 1 for the event and 0 where it did not happen",
                        self.event
                    ))),
                }
            })
            .collect::<Result<_, _>>()?;
        let groups = evidence.dimensions.len() - 1;
        let ranks = if groups == 1 { evidence.dimensions[0].order() } else { vec![0] };
        let mut all: Vec<BTreeMap<u64, (f64, u64, u64)>> = vec![BTreeMap::new(); ranks.len()];
        let same: Vec<u32> = (0..evidence.cells.len() as u32).collect();
        let entries = evidence.values.iter().flatten().flat_map(|values| values.project(&same));
        for entry in entries {
            if entry.value < 0.0 {
                return Err(wrong(format!("\"{}\" holds {}; times begin at 0", self.time, entry.value)));
            }
            let tuple = evidence.cells.tuple(entry.cell as usize);
            let group = if groups == 1 { tuple[0] as usize } else { 0 };
            // The bits of numbers from 0 on are in their order.
            let at = all[group].entry(entry.value.to_bits()).or_insert((entry.value, 0, 0));
            let event = events[tuple[groups] as usize];
            let count = if event { &mut at.1 } else { &mut at.2 };
            *count += u64::from(entry.n);
        }
        if all.iter().all(BTreeMap::is_empty) {
            return Err(wrong(format!("no record has a time (\"{}\") and an event (\"{}\")", self.time, self.event)));
        }
        let name = |code: u32| (groups == 1).then(|| evidence.dimensions[0].labels[code as usize].clone());
        let times = |code: u32| all[code as usize].values().copied().collect::<Times>();
        Ok(ranks.iter().map(|code| (name(*code), times(*code))).filter(|(_, times)| !times.is_empty()).collect())
    }
}

/// A part that is without event, and what its variance is made of (Greenwood).
struct Part {
    survival: f64,
    variance: f64,
}

impl Part {
    const WHOLE: Part = Part { survival: 1.0, variance: 0.0 };

    /// So many of those at risk have the event.
    fn pass(&mut self, events: f64, at_risk: f64) {
        if events > 0.0 {
            self.survival *= 1.0 - events / at_risk;
            self.variance += events / (at_risk * (at_risk - events));
        }
    }

    fn std_error(&self) -> Option<f64> {
        let error = self.survival * self.variance.sqrt();
        (self.survival > 0.0).then_some(error)
    }
}

/// A life table: who is withdrawn within an interval was at risk for half of it. None: somebody left before the first edge.
fn intervals(times: &Times, edges: &[f64]) -> Option<Vec<Step>> {
    if times[0].0 < edges[0] {
        return None;
    }
    let mut left: u64 = times.iter().map(|(_, events, withdrawn)| events + withdrawn).sum();
    let mut part = Part::WHOLE;
    let last = edges.len() - 2;
    let step = |(at, pair): (usize, &[f64])| {
        let inside =
            times.iter().filter(|(time, ..)| *time >= pair[0] && (*time < pair[1] || at == last && *time == pair[1]));
        let (events, withdrawn) = inside.fold((0, 0), |sum, (_, e, w)| (sum.0 + e, sum.1 + w));
        let entering = left;
        part.pass(events as f64, entering as f64 - withdrawn as f64 / 2.0);
        left -= events + withdrawn;
        Step {
            group: None,
            from: pair[0],
            to: pair[1],
            entering,
            events,
            withdrawn,
            survival: part.survival,
            std_error: part.std_error(),
            marks: Vec::new(),
        }
    };
    // Nothing can be said of an interval that nobody reaches.
    Some(edges.windows(2).enumerate().map(step).filter(|step| step.entering > 0).collect())
}

/// A Kaplan-Meier curve at the times up to which enough have had the event since the step before, and of the withdrawn and
/// of those who remain enough or none. What is left at the end is not shown.
fn joined(times: &Times, least: u64) -> Vec<Step> {
    let enough = |count: u64| count == 0 || count >= least;
    let mut left: u64 = times.iter().map(|(_, events, withdrawn)| events + withdrawn).sum();
    let (mut part, mut steps) = (Part::WHOLE, Vec::new());
    let (mut from, mut entering, mut gone) = (0.0, left, (0, 0));
    for (time, events, withdrawn) in times {
        part.pass(*events as f64, left as f64);
        left -= events + withdrawn;
        gone = (gone.0 + events, gone.1 + withdrawn);
        if gone.0 > 0 && enough(gone.0) && enough(gone.1) && enough(left) {
            steps.push(Step {
                group: None,
                from,
                to: *time,
                entering,
                events: gone.0,
                withdrawn: gone.1,
                survival: part.survival,
                std_error: part.std_error(),
                marks: Vec::new(),
            });
            (from, entering, gone) = (*time, left, (0, 0));
        }
    }
    steps
}

/// What a policy objects to in one step.
fn judged(step: &Step, policy: &Policy) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |rule: Rule, severity: Severity, column: &str, words: String| {
        let policy = policy.name.as_str().into();
        marks.push(Mark { rule, severity, policy, statistic: column.into(), words: words.into() });
    };
    let least = policy.count.threshold;
    let remaining = step.entering - step.events - step.withdrawn;
    let counts = [
        ("entering", step.entering, "are watched when this step begins"),
        ("events", step.events, "have the event in this step"),
        ("withdrawn", step.withdrawn, "are withdrawn in this step"),
        ("survival", remaining, "remain after this step"),
    ];
    for (column, count, what) in counts {
        if count > 0 && count < least {
            let words = format!("{count} {what}; at least {least} are needed");
            mark(Rule::Threshold, Severity::Fail, column, words);
        }
    }
    match (step.events, policy.count.zero) {
        (1.., _) | (_, Action::Allow) => {}
        (0, action) => {
            let severity = if action == Action::Fail { Severity::Fail } else { Severity::Ask };
            mark(
                Rule::Zero,
                severity,
                "events",
                "nobody has the event in this step: that is said of all who enter".into(),
            );
        }
    }
    if remaining == 0 && step.events > 0 && step.withdrawn == 0 && policy.count.full != Action::Allow {
        let words = format!("all {} who are left have the event in this step", step.events);
        let severity = if policy.count.full == Action::Fail { Severity::Fail } else { Severity::Ask };
        mark(Rule::Full, severity, "events", words);
    }
    marks
}
