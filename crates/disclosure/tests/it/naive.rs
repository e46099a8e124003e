//! What a table has to say, worked out record by record and rule by rule from the handbook, with nothing of the engine's but
//! the words of request and policy. Values are whole numbers and weights halves of them, so that bounds are met exactly.

mod values;

use disclosure::{Action, Base, Class, Equality, Missing, Negative, Policy, Rule, Severity, Statistic, TableRequest};
use std::collections::{BTreeMap, BTreeSet};
use values::Of;

/// One record. What it has in each field of rows and columns, its values, whom it is about and how it was drawn.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub codes: BTreeMap<&'static str, String>,
    pub values: BTreeMap<&'static str, i64>,
    pub unit: u32,
    pub holding: Option<u32>,
    /// In halves.
    pub weight: i64,
    pub agreed: bool,
    pub stratum: u8,
    pub cluster: u8,
}

/// What is expected of one cell.
#[derive(Debug, Default)]
pub struct Expected {
    pub n: u64,
    pub valid_n: u64,
    pub units: u64,
    pub figures: Vec<Option<f64>>,
    /// In order.
    pub marks: Vec<(Rule, Severity, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Record(usize),
    Unit(u32),
    Holding(u32),
}

/// What somebody contributes, as a size, and whether it may be told.
type Part = (f64, bool);
type Marks = Vec<(Rule, Severity, String)>;

pub struct Naive<'a> {
    /// Those that take part.
    pub rows: Vec<Row>,
    pub request: &'a TableRequest,
    pub policy: &'a Policy,
    /// For each field the group of each code that has one; the largest groups have the parent `Total`.
    pub groups: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// For each field its lowest codes.
    pub codes: Vec<Vec<String>>,
    pub fields: Vec<&'static str>,
}

impl Naive<'_> {
    /// Every cell of the table by its keys.
    pub fn cells(&self) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for (field, codes) in self.fields.iter().zip(&self.codes) {
            let groups = self.groups.get(field).into_iter().flat_map(|groups| groups.keys());
            let mut labels: BTreeSet<&str> = codes.iter().chain(groups).map(String::as_str).collect();
            if self.request.margins {
                labels.insert("Total");
            }
            all = all
                .iter()
                .flat_map(|keys| labels.iter().map(move |label| [keys.as_slice(), &[(*label).to_owned()]].concat()))
                .collect();
        }
        all
    }

    fn parent(&self, d: usize, code: &str) -> String {
        self.groups.get(self.fields[d]).and_then(|groups| groups.get(code)).cloned().unwrap_or_else(|| "Total".into())
    }

    fn within(&self, d: usize, code: &str, of: &str) -> bool {
        code == of || (code != "Total" && self.within(d, &self.parent(d, code), of))
    }

    fn inside(&self, keys: &[String]) -> Vec<(usize, &Row)> {
        let fits = |row: &Row| (0..keys.len()).all(|d| self.within(d, &row.codes[self.fields[d]], &keys[d]));
        self.rows.iter().enumerate().filter(|(_, row)| fits(row)).collect()
    }

    fn unit(&self, (at, row): (usize, &Row)) -> Who {
        if self.request.unit.is_some() { Who::Unit(row.unit) } else { Who::Record(at) }
    }

    fn holding(&self, record: (usize, &Row)) -> Who {
        record.1.holding.map_or_else(|| self.unit(record), Who::Holding)
    }

    /// Who has a record, wherever it is, that does not agree, has not agreed.
    fn agreed(&self, who: Who, kind: &dyn Fn((usize, &Row)) -> Who) -> bool {
        let waivers = self.request.waiver.is_some() && self.policy.values.waivers;
        waivers && self.rows.iter().enumerate().filter(|record| kind(*record) == who).all(|(_, row)| row.agreed)
    }

    fn distinct(records: &[(usize, &Row)], kind: &dyn Fn((usize, &Row)) -> Who) -> BTreeSet<Who> {
        records.iter().map(|record| kind(*record)).collect()
    }

    fn weight(&self, row: &Row) -> f64 {
        if self.request.weight.is_some() { row.weight as f64 / 2.0 } else { 1.0 }
    }

    pub fn cell(&self, keys: &[String]) -> Expected {
        let records = self.inside(keys);
        let of = |field: &str| Of::new(self, &records, field);
        let fields: Vec<String> = self.request.variables();
        let n = records.len() as u64;
        let units = Self::distinct(&records, &|record| self.unit(record)).len() as u64;
        Expected {
            n,
            valid_n: fields.iter().map(|field| of(field).with.len() as u64).min().unwrap_or(n),
            units: fields.iter().map(|field| of(field).units()).min().unwrap_or(units),
            figures: self.request.statistics().iter().map(|statistic| self.figure(keys, &records, statistic)).collect(),
            marks: self.marks(keys, &records),
        }
    }

    fn figure(&self, keys: &[String], records: &[(usize, &Row)], statistic: &Statistic) -> Option<f64> {
        let weight = |records: &[(usize, &Row)]| records.iter().map(|(_, row)| self.weight(row)).sum::<f64>();
        let own = || Of::new(self, records, statistic.field().unwrap());
        match statistic {
            Statistic::Count => Some(weight(records)),
            Statistic::Percent(base) => {
                let rows = self.request.rows.len();
                let over = |d: usize| match base {
                    Base::Row => d >= rows,
                    Base::Column => d < rows,
                    Base::Total => true,
                };
                let whole: Vec<String> =
                    (0..keys.len()).map(|d| if over(d) { "Total".into() } else { keys[d].clone() }).collect();
                let whole = weight(&self.inside(&whole));
                (whole > 0.0).then(|| 100.0 * weight(records) / whole)
            }
            Statistic::Sum(_) => Some(own().sum()),
            Statistic::Mean(_) => {
                let of = own();
                (!of.with.is_empty()).then(|| of.sum() / weight(&of.with))
            }
            Statistic::Ratio(above, below) => {
                let (above, below) = (Of::new(self, records, above), Of::new(self, records, below));
                (!above.with.is_empty() && below.sum() != 0.0).then(|| above.sum() / below.sum())
            }
            Statistic::Median(_) | Statistic::Quantile(..) => {
                Some(own().quantile(thousandth(statistic))? as f64 / 1000.0)
            }
            Statistic::Mode(_) => own().mode().map(|(value, _)| value as f64),
            Statistic::Min(_) | Statistic::Max(_) => {
                let ends = own().ends(matches!(statistic, Statistic::Min(_)));
                let of = self.policy.extreme.as_ref().map_or(1, |rule| rule.of as usize).min(ends.len());
                (of > 0).then(|| ends[..of].iter().sum::<i64>() as f64 / of as f64)
            }
            Statistic::Variance(_) => own().variance(),
            Statistic::Std(_) => own().variance().map(f64::sqrt),
            Statistic::Skewness(_) => own().skewness(),
            Statistic::Kurtosis(_) => own().kurtosis(),
            Statistic::Gini(_) => own().gini(),
            Statistic::Herfindahl(_) => {
                let parts = own().parts(false, false);
                let total: f64 = parts.iter().map(|(size, _)| size).sum();
                (total > 0.0).then(|| parts.iter().map(|(size, _)| (size / total).powi(2)).sum())
            }
            Statistic::Concentration(_, of) => {
                let parts = own().parts(false, false);
                let total: f64 = parts.iter().map(|(size, _)| size).sum();
                (total > 0.0).then(|| parts.iter().take(usize::from(*of)).map(|(size, _)| size).sum::<f64>() / total)
            }
        }
    }

    fn marks(&self, keys: &[String], records: &[(usize, &Row)]) -> Marks {
        let mut marks = Marks::new();
        let statistics = self.request.statistics();
        if records.is_empty() {
            let impossible = self.request.structural.iter().any(|cell| {
                cell.iter().all(|(field, code)| {
                    let d = self.fields.iter().position(|other| other == field).unwrap();
                    self.within(d, &keys[d], code)
                })
            });
            if !impossible {
                mark(&mut marks, Rule::Zero, self.policy.count.zero, &statistics[0]);
            }
            return marks;
        }
        let unit = |record: (usize, &Row)| self.unit(record);
        let units = Self::distinct(records, &unit);
        let all_agreed = units.iter().all(|who| self.agreed(*who, &unit));
        for statistic in &statistics {
            let fields = statistic.fields();
            if !all_agreed && self.request.holding.is_some() {
                if fields.is_empty() {
                    let holdings = Self::distinct(records, &|record| self.holding(record)).len() as u64;
                    self.holdings(&mut marks, holdings, units.len() as u64, statistic);
                }
                for field in &fields {
                    let with = Of::new(self, records, field).with;
                    let holdings = Self::distinct(&with, &|record| self.holding(record)).len() as u64;
                    self.holdings(&mut marks, holdings, units.len() as u64, statistic);
                }
            }
            for field in statistic.fields() {
                self.of_values(&mut marks, &Of::new(self, records, field), units.len() as u64, statistic);
            }
            if statistic.class() == Class::Frequencies {
                if !all_agreed && (units.len() as u64) < self.policy.count.threshold {
                    mark(&mut marks, Rule::Threshold, Action::Fail, statistic);
                }
                self.full(&mut marks, keys, records.len(), statistic);
            }
        }
        marks.sort();
        marks
    }

    fn holdings(&self, marks: &mut Marks, holdings: u64, units: u64, statistic: &Statistic) {
        match self.policy.count.holdings {
            Some(least) if holdings > 0 && holdings < least => mark(marks, Rule::Threshold, Action::Fail, statistic),
            None if holdings == 1 && units > 1 => mark(marks, Rule::Threshold, Action::Ask, statistic),
            _ => {}
        }
    }

    /// Nearly all of those with the same other codes, among the codes of its group, have this code.
    fn full(&self, marks: &mut Marks, keys: &[String], n: usize, statistic: &Statistic) {
        let Some(share) = self.policy.count.full_share else { return };
        for d in (0..keys.len()).filter(|d| keys[*d] != "Total") {
            let above = self.parent(d, &keys[d]);
            let groups = self.groups.get(self.fields[d]).into_iter().flat_map(|groups| groups.keys());
            let labels: BTreeSet<&String> = self.codes[d].iter().chain(groups).collect();
            let among = labels.iter().filter(|code| self.parent(d, code) == above).count();
            let mut row = keys.to_vec();
            row[d] = above;
            if among > 1 && n as f64 * 1000.0 >= (share * 1000.0).round() * self.inside(&row).len() as f64 {
                return mark(marks, Rule::Full, self.policy.count.full, statistic);
            }
        }
    }

    fn of_values(&self, marks: &mut Marks, of: &Of<'_>, units: u64, statistic: &Statistic) {
        let class = statistic.class();
        let linear =
            matches!(class, Class::LinearAggregations | Class::CalculatedRatios | Class::NonLinearConcentrationRatios);
        let parts = of.parts(false, false);
        let threshold = |marks: &mut Marks| {
            let counted = if self.policy.values.missing == Missing::Counted { units } else { of.units() };
            let all_agreed = !parts.is_empty() && parts.iter().all(|(_, agreed)| *agreed);
            if !all_agreed && counted < self.policy.count.threshold {
                mark(marks, Rule::Threshold, Action::Fail, statistic);
            }
        };
        match (&self.policy.model, class) {
            (Some(model), Class::Shape) => {
                if of.freedom() < model.dof as i64 {
                    mark(marks, Rule::Dof, Action::Fail, statistic);
                }
            }
            (_, Class::Mode) => self.mode(marks, of, statistic),
            _ => threshold(marks),
        }
        let values = of.values();
        if !matches!(class, Class::Mode | Class::GiniCoefficient)
            && of.units() > 1
            && values.iter().min() == values.iter().max()
        {
            mark(marks, Rule::Full, self.policy.count.full, statistic);
        }
        if linear && values.iter().any(|value| *value < 0) {
            let action = match self.policy.values.negative {
                Negative::Absolute => Action::Allow,
                Negative::Ask => Action::Ask,
                Negative::Refuse => Action::Fail,
            };
            mark(marks, Rule::Negative, action, statistic);
        }
        if linear && !values.is_empty() {
            for weighted in [false, true] {
                for holdings in [false, true] {
                    if (!weighted || self.request.weight.is_some()) && (!holdings || self.request.holding.is_some()) {
                        self.concentration(marks, &of.parts(holdings, weighted), statistic);
                    }
                }
            }
        }
        match class {
            Class::Position => self.sides(marks, of, statistic),
            Class::Endpoints => self.end(marks, of, statistic),
            _ => {}
        }
    }

    fn concentration(&self, marks: &mut Marks, parts: &[Part], statistic: &Statistic) {
        let total: f64 = parts.iter().map(|(size, _)| size).sum();
        let Some(protected) = parts.iter().position(|(_, agreed)| !agreed) else { return };
        let first = parts[protected].0;
        let others = || parts.iter().enumerate().filter(|(at, _)| *at != protected).map(|(_, (size, _))| *size);
        let with = |n: usize| first + others().take(n - 1).sum::<f64>();
        for rule in &self.policy.dominance {
            let (largest, bound) = (with(rule.n) * 1000.0, (rule.k * 1000.0).round() * total);
            if total > 0.0 && (largest > bound || largest == bound && rule.equality == Equality::Fail) {
                mark(marks, Rule::Dominance, Action::Fail, statistic);
            }
        }
        let rest = total - with(2);
        if let Some(p) = &self.policy.p {
            let (rest, bound) = (rest * 1000.0, (p.fraction() * 1000.0).round() * first);
            if total == 0.0 || first > 0.0 && (rest < bound || rest == bound && p.equality == Equality::Fail) {
                mark(marks, Rule::PPercent, Action::Fail, statistic);
            }
        }
        if let Some(pq) = &self.policy.pq
            && rest * (pq.q * 1000.0).round() < first * (pq.p * 1000.0).round()
        {
            mark(marks, Rule::Pq, Action::Fail, statistic);
        }
    }

    fn mode(&self, marks: &mut Marks, of: &Of<'_>, statistic: &Statistic) {
        let usual = self.policy.count.threshold;
        let (least, shared) = self.policy.mode.as_ref().map_or((usual, usual), |rule| (rule.units, rule.shared));
        if of.units() < least {
            mark(marks, Rule::Threshold, Action::Fail, statistic);
        }
        let Some((_, times)) = of.mode() else { return };
        let share = (self.policy.count.full_share.unwrap_or(1.0) * 1000.0).round() as u64;
        if of.units() > 1 && times * 1000 >= share * of.with.len() as u64 {
            mark(marks, Rule::Full, self.policy.count.full, statistic);
        } else if times < shared {
            mark(marks, Rule::Mode, Action::Ask, statistic);
        }
    }

    fn sides(&self, marks: &mut Marks, of: &Of<'_>, statistic: &Statistic) {
        let (Some(rule), at) = (&self.policy.quantile, thousandth(statistic)) else { return };
        let Some(value) = of.quantile(at) else { return };
        let least = rule.contributors as usize;
        let count = |is: &dyn Fn(i64) -> bool| of.values().iter().filter(|value| is(**value * 1000)).count();
        let equal = count(&|other| other == value);
        if equal < least && (count(&|other| other < value) < least || count(&|other| other > value) < least) {
            mark(marks, Rule::Quantile, Action::Fail, statistic);
        }
        let asked = self.request.statistics();
        let others =
            asked.iter().filter(|other| other.class() == Class::Position && other.field() == statistic.field());
        if let Some(next) = others.map(thousandth).filter(|other| *other < at).max() {
            let lower = of.quantile(next).unwrap();
            if count(&|other| (lower..=value).contains(&other)) < least {
                mark(marks, Rule::Quantile, Action::Fail, statistic);
            }
        }
        if of.units() < of.with.len() as u64 {
            mark(marks, Rule::Quantile, Action::Ask, statistic);
        }
    }

    fn end(&self, marks: &mut Marks, of: &Of<'_>, statistic: &Statistic) {
        let ends = of.ends(matches!(statistic, Statistic::Min(_)));
        let shared = ends.iter().filter(|value| **value == ends[0]).count() as u64;
        if ends.is_empty() || shared >= self.policy.count.threshold {
            return;
        }
        let of = self.policy.extreme.as_ref().map_or(0, |rule| rule.of as usize);
        let taken: Vec<i64> = ends.iter().copied().take(of).collect();
        // Of values that are all nought the mean tells each.
        if of == 0 || ends.len() < 2 * of || taken.iter().all(|value| *value == 0) {
            return mark(marks, Rule::Extreme, Action::Fail, statistic);
        }
        let mut parts: Vec<Part> = taken.iter().map(|value| (value.abs() as f64, false)).collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        self.concentration(marks, &parts, statistic);
    }
}

fn mark(marks: &mut Marks, rule: Rule, action: Action, statistic: &Statistic) {
    match action {
        Action::Allow => {}
        Action::Ask => marks.push((rule, Severity::Ask, statistic.column())),
        Action::Fail => marks.push((rule, Severity::Fail, statistic.column())),
    }
}

fn thousandth(statistic: &Statistic) -> u64 {
    match statistic {
        Statistic::Quantile(_, at) => u64::from(*at),
        _ => 500,
    }
}
