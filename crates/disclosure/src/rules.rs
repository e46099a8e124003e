//! The rules themselves, for what is made from values: one function for each class of statistics (domain.md 2.7).

use crate::distribution::EndsEvidence;
use crate::evidence::{CellEvidence, Shares, VariableEvidence};
use crate::judge::{Judge, Mark, Rule, percent, verb};
use crate::policy::{Action, Equality, Missing, Negative};
use crate::statistic::{Class, Statistic};

impl Judge<'_> {
    /// What one contributor is called.
    fn unit(&self, count: u64) -> String {
        let one = if count == 1 { "" } else { "s" };
        match &self.request.unit {
            Some(field) => format!("{count} unit{one} ({field})"),
            None => format!("{count} record{one}"),
        }
    }

    pub(crate) fn threshold(&self, marks: &mut Vec<Mark>, units: u64, with: &str, statistic: &Statistic) {
        self.at_least(marks, units, self.policy.count.threshold, with, statistic);
    }

    fn at_least(&self, marks: &mut Vec<Mark>, units: u64, least: u64, with: &str, statistic: &Statistic) {
        if units < least {
            let words = format!(
                "{}{with} {} behind this cell; at least {least} are needed",
                self.unit(units),
                verb(units, "stand")
            );
            self.fail(marks, Rule::Threshold, statistic, words);
        }
    }

    /// The threshold on holdings: units that belong together are not many.
    pub(crate) fn holdings(&self, marks: &mut Vec<Mark>, cell: &CellEvidence, statistic: &Statistic) {
        let Some(all) = cell.holdings else { return };
        if statistic.field().is_none() {
            return self.so_many_holdings(marks, cell, all, statistic);
        }
        // Of a statistic of values only those count who have one, of a ratio on either side of it.
        for field in statistic.each_field() {
            let variable = cell.variables.iter().find(|variable| variable.field == field);
            if let Some(shares) = variable.and_then(|variable| variable.by_holding.as_ref()) {
                self.so_many_holdings(marks, cell, shares.contributors, statistic);
            }
        }
    }

    fn so_many_holdings(&self, marks: &mut Vec<Mark>, cell: &CellEvidence, holdings: u64, statistic: &Statistic) {
        // Where nobody has a value the threshold on units has said so.
        if holdings == 0 {
            return;
        }
        match self.policy.count.holdings {
            Some(least) if holdings < least => {
                let words = format!(
                    "{} {} behind this cell; at least {least} are needed",
                    self.who(holdings as usize, true),
                    verb(holdings, "stand")
                );
                self.fail(marks, Rule::Threshold, statistic, words);
            }
            None if holdings == 1 && cell.units > 1 => {
                self.mark(marks, Rule::Threshold, Action::Ask, statistic, || {
                    format!(
                        "{} stands behind all of this cell; the policy has no count.holdings, so a person has to look",
                        self.who(1, true)
                    )
                })
            }
            _ => {}
        }
    }

    /// The checks of a statistic's class on one field.
    pub(crate) fn of_values(
        &self,
        marks: &mut Vec<Mark>,
        cell: &CellEvidence,
        variable: &VariableEvidence,
        statistic: &Statistic,
    ) {
        match statistic.class() {
            Class::Frequencies => {}
            Class::LinearAggregations | Class::CalculatedRatios | Class::NonLinearConcentrationRatios => {
                self.units_with_value(marks, cell, variable, statistic);
                self.equal_values(marks, variable, statistic);
                self.negative(marks, variable, statistic);
                self.shares(marks, variable, statistic);
            }
            Class::Shape => {
                self.freedom(marks, cell, variable, statistic);
                self.equal_values(marks, variable, statistic);
            }
            Class::Mode => self.mode(marks, variable, statistic),
            Class::Position => {
                self.units_with_value(marks, cell, variable, statistic);
                self.equal_values(marks, variable, statistic);
                self.sides(marks, variable, statistic);
            }
            Class::Endpoints => {
                self.units_with_value(marks, cell, variable, statistic);
                self.equal_values(marks, variable, statistic);
                self.end(marks, variable, statistic);
            }
            // The Gini coefficient; other classes are no columns of a table.
            _ => self.units_with_value(marks, cell, variable, statistic),
        }
    }

    /// The threshold, on units whose value is not missing unless the policy counts them all.
    fn units_with_value(
        &self,
        marks: &mut Vec<Mark>,
        cell: &CellEvidence,
        variable: &VariableEvidence,
        statistic: &Statistic,
    ) {
        let with_value = variable.by_unit.contributors;
        if variable.by_unit.all_waived(self.policy) {
            return;
        }
        match self.policy.values.missing {
            Missing::Counted => self.threshold(marks, cell.units, "", statistic),
            Missing::Excluded if with_value < cell.units => {
                let with = format!(" with a value of {} (of {} in all)", variable.field, cell.units);
                self.threshold(marks, with_value, &with, statistic);
            }
            Missing::Excluded => self.threshold(marks, with_value, "", statistic),
        }
    }

    /// Class disclosure by a figure: everyone has it.
    fn equal_values(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        if let Some((least, greatest)) = variable.range
            && least == greatest
            && variable.by_unit.contributors > 1
        {
            self.mark(marks, Rule::Full, self.policy.count.full, statistic, || {
                format!(
                    "all {} values of {} are equal, so the figure is each one's value",
                    variable.valid_n, variable.field
                )
            });
        }
    }

    fn negative(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        if variable.negatives > 0 {
            let action = match self.policy.values.negative {
                Negative::Absolute => Action::Allow,
                Negative::Ask => Action::Ask,
                Negative::Refuse => Action::Fail,
            };
            self.mark(marks, Rule::Negative, action, statistic, || {
                format!(
                    "{} of {} values of {} are negative; dominance and p% looked at absolute values",
                    variable.negatives, variable.valid_n, variable.field
                )
            });
        }
    }

    fn shares(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        let shares = [
            (Some(&variable.by_unit), false, ""),
            (variable.by_holding.as_deref(), true, ""),
            (variable.weighted_by_unit.as_deref(), false, "weighted "),
            (variable.weighted_by_holding.as_deref(), true, "weighted "),
        ];
        for (shares, holding, weighted) in shares {
            if let Some(shares) = shares.filter(|shares| shares.contributors > 0) {
                let who = |count: usize| self.who(count, holding);
                self.concentration(marks, shares, &who, weighted, statistic);
            }
        }
    }

    fn who(&self, count: usize, holding: bool) -> String {
        match (&self.request.holding, holding) {
            (Some(field), true) => format!("{count} holding{} ({field})", if count == 1 { "" } else { "s" }),
            _ => self.unit(count as u64),
        }
    }

    /// Degrees of freedom of a variance and its kin: n - 1, of a sample drawn in strata or clusters clusters less strata (or
    /// units less strata, or clusters less 1). Without such a rule the threshold stands in.
    fn freedom(&self, marks: &mut Vec<Mark>, cell: &CellEvidence, variable: &VariableEvidence, statistic: &Statistic) {
        let Some(model) = &self.policy.model else {
            return self.units_with_value(marks, cell, variable, statistic);
        };
        let design = variable.design.as_deref().copied().unwrap_or_default();
        let drawn = design.clusters.unwrap_or(variable.by_unit.contributors);
        let freedom = drawn as i64 - design.strata.unwrap_or(1) as i64;
        if freedom < model.dof as i64 {
            let many = |count: u64, one: &str, more: &str, field: &Option<String>| {
                let field = field.as_deref().unwrap_or_default();
                format!("{count} {} ({field})", if count == 1 { one } else { more })
            };
            let mut who = match design.clusters {
                Some(clusters) => many(clusters, "cluster", "clusters", &self.request.cluster),
                None => self.unit(drawn),
            };
            if let Some(strata) = design.strata {
                who = format!("{who} in {}", many(strata, "stratum", "strata", &self.request.strata));
            }
            let words =
                format!("{who} with a value leave {freedom} degrees of freedom; at least {} are needed", model.dof);
            self.fail(marks, Rule::Dof, statistic, words);
        }
    }

    /// A mode says nothing of single people unless (nearly) everyone shares it, or hardly anyone.
    fn mode(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        let modes = self.policy.modes();
        self.at_least(marks, variable.by_unit.contributors, modes.units, "", statistic);
        let Some(mode) = variable.mode else { return };
        let share = self.policy.count.full_share.unwrap_or(1.0);
        if variable.by_unit.contributors > 1 && reaches(mode.records, share, variable.valid_n) {
            self.mark(marks, Rule::Full, self.policy.count.full, statistic, || {
                format!(
                    "{} of {} values of {} are the mode; from {} on it is said of all of them",
                    mode.records,
                    variable.valid_n,
                    variable.field,
                    percent(share)
                )
            });
        } else if mode.records < modes.shared {
            self.mark(marks, Rule::Mode, Action::Ask, statistic, || {
                let ties =
                    if mode.ties > 1 { format!("; {} values are as frequent", mode.ties) } else { String::new() };
                format!("the mode is the value of {} only{ties}", self.unit_records(mode.records))
            });
        }
    }

    fn unit_records(&self, count: u64) -> String {
        format!("{count} record{}", if count == 1 { "" } else { "s" })
    }

    /// Records at either side of a quantile, and between it and the next one below it.
    fn sides(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        let (Some(rule), Some(at)) = (&self.policy.quantile, statistic.quantile()) else { return };
        let at = (at * 1000.0).round() as u16;
        let Some(own) = variable.positions.iter().find(|position| position.at == at) else { return };
        let least = rule.contributors;
        if own.equal < least && (own.below < least || own.above < least) {
            let words = format!(
                "{} lie below this quantile and {} above it; at least {least} are needed on either side, or with its very value",
                self.unit_records(own.below),
                self.unit_records(own.above)
            );
            self.fail(marks, Rule::Quantile, statistic, words);
        }
        let next = variable.positions.iter().filter(|other| other.at < at).max_by_key(|other| other.at);
        if let Some(lower) = next {
            let between = if lower.value == own.value {
                own.equal
            } else {
                lower.equal + own.equal + lower.above.saturating_sub(own.above + own.equal)
            };
            if between < least {
                let words = format!(
                    "{} lie between this quantile and the next one below it; at least {least} are needed",
                    self.unit_records(between)
                );
                self.fail(marks, Rule::Quantile, statistic, words);
            }
        }
        if variable.by_unit.contributors < variable.valid_n {
            self.mark(marks, Rule::Quantile, Action::Ask, statistic, || {
                format!(
                    "{} have {} values, so the records on either side may be those of few; a person has to look",
                    self.unit(variable.by_unit.contributors),
                    variable.valid_n
                )
            });
        }
    }

    /// A smallest or largest value is somebody's, unless many share it or it is the mean of several units' ends.
    fn end(&self, marks: &mut Vec<Mark>, variable: &VariableEvidence, statistic: &Statistic) {
        let Some(ends) = &variable.ends else { return };
        let units = end_of(ends, statistic);
        let Some(first) = units.first() else { return };
        let shared = units.iter().take_while(|value| *value == first).count() as u64;
        if shared >= self.policy.count.threshold {
            return;
        }
        let Some(rule) = &self.policy.extreme else {
            let words = format!(
                "{} {} this value, which is the end of the range; at least {} would have to share it",
                self.unit(shared),
                if shared == 1 { "has" } else { "have" },
                self.policy.count.threshold
            );
            return self.fail(marks, Rule::Extreme, statistic, words);
        };
        let of = rule.of as usize;
        if variable.by_unit.contributors < 2 * rule.of {
            let words = format!(
                "the {of} smallest and the {of} largest of {} overlap",
                self.unit(variable.by_unit.contributors)
            );
            return self.fail(marks, Rule::Extreme, statistic, words);
        }
        let taken: Vec<f64> = units.iter().take(of).map(|value| value.abs()).collect();
        let mut top = taken.clone();
        top.sort_by(|a, b| b.total_cmp(a));
        let shares = Shares {
            contributors: of as u64,
            absolute: taken.iter().sum(),
            squares: taken.iter().map(|value| value * value).sum(),
            top: top.into(),
            unwaived: None,
        };
        if shares.absolute == 0.0 {
            let words = format!("the last {} all have 0, so their mean tells each of them", self.unit(rule.of));
            return self.fail(marks, Rule::Extreme, statistic, words);
        }
        self.concentration(marks, &shares, &|count| self.who(count, false), "mean of ends ", statistic);
    }

    /// Dominance, p% and pq on one division of a total.
    fn concentration(
        &self,
        marks: &mut Vec<Mark>,
        shares: &Shares,
        who: &dyn Fn(usize) -> String,
        weighted: &str,
        statistic: &Statistic,
    ) {
        let total = shares.absolute;
        let Some(exposed) = shares.exposed(self.policy) else { return };
        // Sums of decimals miss a bound by their last digits; such values lie on it.
        let same = 1e-12 * total;
        let figure = || format!("{weighted}{}", statistic.column());
        let largest_of = |count: usize| {
            let whom = if exposed.waivers { " without a waiver" } else { "" };
            format!("the largest{whom} of {}", who(count))
        };
        for rule in &self.policy.dominance {
            let counted = shares.top.len().min(rule.n);
            let largest = exposed.largest(rule.n);
            let bound = rule.k * total;
            let equal = (largest - bound).abs() <= same;
            if total > 0.0 && ((largest > bound && !equal) || (equal && rule.equality == Equality::Fail)) {
                let allowed = if rule.equality == Equality::Fail { "less than" } else { "at most" };
                let whom = if exposed.waivers { ", one of them without a waiver," } else { "" };
                let words = format!(
                    "{}{whom} {} {} of {}; {allowed} {} is allowed",
                    who(counted),
                    verb(counted as u64, "make"),
                    percent(largest / total),
                    figure(),
                    percent(rule.k)
                );
                self.fail(marks, Rule::Dominance, statistic, words);
            }
        }
        let (first, rest) = (exposed.first, exposed.rest());
        if let Some(p) = &self.policy.p {
            let bound = p.fraction() * first;
            if total == 0.0 {
                // The formula divides by the largest; a total of nothing tells everyone's value.
                let words = format!("every contribution to {} is 0, so the total tells each of them", figure());
                self.fail(marks, Rule::PPercent, statistic, words);
            } else if first > 0.0
                && if (rest - bound).abs() <= same { p.equality == Equality::Fail } else { rest < bound }
            {
                let words = format!(
                    "{} in {} can be estimated within {} by the {}; {} is the least",
                    largest_of(shares.contributors as usize),
                    figure(),
                    percent(rest / first),
                    if exposed.waivers { "largest other" } else { "second largest" },
                    percent(p.fraction())
                );
                self.fail(marks, Rule::PPercent, statistic, words);
            }
        }
        if let Some(pq) = &self.policy.pq
            && rest < pq.p / pq.q * first - same
        {
            let words = format!(
                "{} in {} can be estimated within {} by someone who knows all values within {}",
                largest_of(shares.contributors as usize),
                figure(),
                percent(rest * pq.q / first),
                percent(pq.q)
            );
            self.fail(marks, Rule::Pq, statistic, words);
        }
    }
}

/// Whether so many are this share of all, or more. Shares of whole numbers miss these by their last digits.
pub(crate) fn reaches(many: u64, share: f64, all: u64) -> bool {
    many as f64 >= share * all as f64 * (1.0 - 1e-12)
}

/// The units at the end that a statistic is about.
pub(crate) fn end_of<'a>(ends: &'a EndsEvidence, statistic: &Statistic) -> &'a [f64] {
    if matches!(statistic, Statistic::Min(_)) { &ends.least } else { &ends.greatest }
}
