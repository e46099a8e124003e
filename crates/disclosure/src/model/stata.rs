//! What Stata prints: estimation tables, margins, t-tests, correlations, and tables of several models (esttab).

use super::text::{Page, after, number, several, term, whole};
use super::{Behind, Freedom, ModelSummary, TermKind, around};

/// What stands around the tables, at the beginning of a line.
const KNOWN: &[&str] = &[
    "Linear regression",
    "Logistic regression",
    "Probit regression",
    "Poisson regression",
    "Ordered logistic regression",
    "Ordered probit regression",
    "Multinomial logistic regression",
    "Negative binomial regression",
    "Fixed-effects (within)",
    "Random-effects GLS",
    "Instrumental variables",
    "HDFE Linear regression",
    "Survey: ",
    "(running ",
    "Iteration ",
    "Group variable",
    "Absorbed variable",
    "Absorbing ",
    "Absorbed degrees of freedom",
    "Number of ",
    "Prob > ",
    "R-squared",
    "R-sq",
    "Adj R-squared",
    "Root MSE",
    "Log likelihood",
    "Log pseudolikelihood",
    "Pseudo R2",
    "LR chi2",
    "Wald chi2",
    "F(",
    "F test ",
    "Population size",
    "Design df",
    "corr(u_i",
    "Within ",
    "Between ",
    "Overall ",
    "within ",
    "between ",
    "overall ",
    "Obs per group",
    "Statistics robust to heteroskedasticity",
    "(Std. err. adjusted",
    "(Std. Err. adjusted",
    "Predictive margins",
    "Adjusted predictions",
    "Average marginal effects",
    "Conditional marginal effects",
    "Model VCE",
    "Expression",
    "dy/dx w.r.t.",
    "Two-sample t test",
    "One-sample t test",
    "Paired t test",
    "H0:",
    "Ha:",
    "Ho:",
    "Pr(",
    "diff = mean",
    "Combined",
    "combined",
    "(base outcome)",
    "Instrumented:",
    "Instruments:",
    "Exogenous:",
    "note:",
    "Note:",
    ". ",
    "* p<",
    "t statistics in",
    "Standard errors in",
    "z statistics in",
    "(MSE",
    "Cox regression",
    "No. of subjects",
    "No. of failures",
    "Time at risk",
    "Failure _d",
    "failure _d",
    "analysis time",
    "Analysis time",
    "Variance estimator",
    "Strata ",
    "dy/dx",
    "mean = mean",
    "Degrees of freedom",
];

pub(super) fn read(text: &str, page: &mut Page<'_>, summary: &mut ModelSummary) -> Result<bool, String> {
    if esttab(page, summary)? {
        return Ok(true);
    }
    let tested = text.contains("t test") && text.contains('|') && text.contains("Obs");
    let correlated = text.contains("(obs=");
    if !counted(text) && !tested && !correlated {
        return Ok(false);
    }
    several(text, &["Number of obs", "(obs=", "Two-sample t test"])?;
    page.tick_all(KNOWN);
    // How many records groups have, each on a line of its own.
    for at in (0..page.lines.len()).filter(|_| text.contains("Obs per group")) {
        let line = page.lines[at];
        if around::known(line, &["min =", "avg =", "max ="]) && line.split_whitespace().count() == 3 {
            page.tick(at);
        }
    }
    if let Some(observations) = after(text, "Number of obs").or_else(|| after(text, "(obs=")) {
        summary.observations = whole(observations, "Number of obs")?;
    }
    if correlated {
        summary.freedoms.push(Freedom { what: "correlation's".into(), df: summary.observations as f64 - 2.0 });
        page.tick_all(&["(obs="]);
    }
    designs(text, summary)?;
    if tested {
        summary.df_resid =
            after(text, "Degrees of freedom").or_else(|| after(text, "Satterthwaite's degrees of freedom"));
    }
    summary.r_squared = text
        .lines()
        .filter(|line| !line.contains("Adj R-squared") && !line.contains("Pseudo"))
        .find_map(|line| after(line, "R-squared"));
    // Tables without coefficients: correlations, categories that were absorbed.
    tables(page, summary, correlated || text.contains("Absorbed degrees of freedom"))?;
    Ok(true)
}

/// Stata writes "Number of obs = 200"; others have the same words with a colon.
fn counted(text: &str) -> bool {
    let label = "Number of obs";
    text.match_indices(label).any(|(at, _)| text[at + label.len()..].trim_start_matches([' ', '\t']).starts_with('='))
}

/// Degrees of freedom that a design leaves.
fn designs(text: &str, summary: &mut ModelSummary) -> Result<(), String> {
    let mut add = |what: &str, df: f64| summary.freedoms.push(Freedom { what: what.into(), df });
    if let Some(df) = after(text, "Design df") {
        add("design's", df);
    }
    // Every F statistic names its own: the second number is what is left of the sample.
    for (at, _) in text.match_indices("F(") {
        let rest = &text[at + 2..];
        let Some(end) = rest.find(')') else { continue };
        let mut numbers = rest[..end].split(',').map(|part| number(part.trim()));
        if let (Some(Some(_)), Some(Some(df)), None) = (numbers.next(), numbers.next(), numbers.next()) {
            add("F test's", df);
        }
    }
    if let Some(at) = text.find("adjusted for ")
        && let Some(clusters) = number(&text[at + "adjusted for ".len()..])
    {
        add("clusters'", clusters - 1.0);
    }
    for (at, label) in text.match_indices("Number of clusters") {
        // "Number of clusters (id) = 8"
        let rest = text[at + label.len()..].lines().next().unwrap_or_default();
        if let Some(clusters) = rest.split_once('=').and_then(|(_, number_of)| number(number_of.trim())) {
            add("clusters'", clusters - 1.0);
        }
    }
    let fixed = text.contains("(within)");
    if let Some(groups) = after(text, "Number of groups") {
        if fixed {
            // The constant is one of them.
            summary.absorbed += whole(groups, "Number of groups")?.saturating_sub(1);
        } else {
            add("groups'", groups - 1.0);
        }
    }
    if let Some(categories) = after(text, "No. of categories") {
        summary.absorbed += whole(categories, "No. of categories")?.saturating_sub(1);
    }
    for (label, what) in [("No. of failures", "failures"), ("No. of subjects", "subjects")] {
        if let Some(units) = after(text, label) {
            summary.behind.push(Behind { what: what.into(), units: whole(units, label)? });
        }
    }
    Ok(())
}

/// Everything with a bar in it: tables of variance, of coefficients, of groups.
fn tables(page: &mut Page<'_>, summary: &mut ModelSummary, plain: bool) -> Result<(), String> {
    let mut inside = false;
    let mut compared = false;
    // What of a table without coefficients was met: its beginning, rows of it. It ends with an empty line.
    let (mut begun, mut met) = ("", false);
    let mut group: Option<String> = None;
    for at in 0..page.lines.len() {
        let line = page.lines[at];
        let Some((left, right)) = line.split_once('|') else {
            let empty = line.trim().is_empty();
            // A rule without a crossing ends the table.
            let ended = empty || line.trim().chars().all(|letter| letter == '-');
            inside &= !ended || summary.terms.is_empty();
            compared &= !empty;
            let beginnings = ["(obs=", "Absorbed degrees of freedom"];
            if let Some(beginning) = beginnings.into_iter().find(|beginning| plain && line.contains(beginning)) {
                (begun, met) = (beginning, false);
            } else if empty && met {
                begun = "";
            }
            continue;
        };
        let right = right.trim_end().trim_end_matches('|');
        let (left, words) = (left.trim(), right.split_whitespace().collect::<Vec<_>>());
        let numbers = words.iter().filter(|word| word.parse::<f64>().is_ok()).count();
        let heads = ["Coef", "Odds", "Haz.", "IRR", "Margin", "dy/dx"].iter().any(|word| right.contains(word));
        page.tick(at);
        // Beside the names that Stata gives to rows stand figures of the model, and nothing else.
        let named = match left {
            "Residual" | "Model" | "Source" | "Total" => Some(4),
            "Combined" | "combined" | "diff" => Some(6),
            _ => None,
        };
        match left {
            _ if named.is_some_and(|most| numbers > most || most > 4 && !compared || !around::calm(line)) => {
                unread(page, summary, at);
            }
            "Residual" => summary.df_resid = words.get(1).and_then(|word| number(word)),
            "Model" => summary.df_model = words.get(1).and_then(|word| number(word)),
            "Source" | "Total" => {}
            _ if right.contains("Obs") && right.contains("Mean") && right.to_lowercase().contains("std. err") => {
                compared = true;
            }
            _ if heads && numbers == 0 => inside = true,
            "Combined" | "combined" | "diff" => {}
            // A group of one has no standard deviation.
            _ if compared && words.len() == 6 && words[0].parse::<f64>().is_ok() => {
                let units = words.first().and_then(|word| number(word)).unwrap_or(0.0);
                let what = format!("observations of {left}");
                summary.behind.push(Behind { what, units: whole(units, left)? });
            }
            _ if numbers == 0 && ["Linearized", "Robust", "Delta-method"].iter().any(|word| right.contains(word)) => {}
            _ if numbers == 0 && (right.contains("std. err") || right.contains("Categories")) => {}
            _ if inside && words.is_empty() && !left.is_empty() => group = Some(left.into()),
            _ if inside && left.is_empty() && numbers == 0 => group = None,
            _ if inside && numbers <= 6 && (matches!(left, "sigma_u" | "sigma_e" | "rho") || left.starts_with('/')) => {
            }
            _ if inside
                && (numbers >= 4 && (5..=6).contains(&words.len())
                    || numbers <= 1 && ["(omitted)", "(base)", "(empty)"].iter().any(|word| right.contains(word))) =>
            {
                let dummy = group.as_ref().filter(|_| left != "_cons");
                let name = dummy.map_or(left.to_string(), |group| format!("{group} {left}"));
                if numbers >= 4 {
                    summary.terms.push(term(&name, if dummy.is_some() { of_group(&name) } else { kind(left) }));
                }
            }
            // A correlation with its names, or the categories that were absorbed.
            _ if !begun.is_empty() && !inside && numbers == words.len() && correlations(begun, &words) => met = true,
            _ if !begun.is_empty() && !inside && numbers == 0 && words.iter().all(|word| name(word)) => {}
            _ => unread(page, summary, at),
        }
    }
    Ok(())
}

/// Between -1 and 1, or whole numbers of categories.
fn correlations(begun: &str, words: &[&str]) -> bool {
    let most = if begun == "(obs=" { 1.0 } else { f64::INFINITY };
    words.iter().all(|word| word.parse::<f64>().is_ok_and(|value| value.abs() <= most))
}

fn name(word: &str) -> bool {
    word.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// A line with a bar that is part of no table that is known.
fn unread(page: &Page<'_>, summary: &mut ModelSummary, at: usize) {
    let beginning: String = page.lines[at].trim().chars().take(40).collect();
    summary.unread.push(format!("line {} (\"{beginning}\")", at + 1));
}

fn of_group(name: &str) -> TermKind {
    if name.contains('#') { TermKind::Interaction } else { TermKind::Dummy }
}

/// Factor variables as they are written on one line: `1.female`, `2.region#1.sex`, `c.age#c.age`.
fn kind(name: &str) -> TermKind {
    let category = |part: &str| {
        part.split_once('.')
            .is_some_and(|(level, _)| level.chars().next().is_some_and(|letter| letter.is_ascii_digit()))
    };
    let parts: Vec<&str> = name.split('#').collect();
    match parts.as_slice() {
        [one] if category(one) => TermKind::Dummy,
        [_] => TermKind::Continuous,
        several if several.iter().any(|part| category(part)) => TermKind::Interaction,
        _ => TermKind::Continuous,
    }
}

/// Several models side by side, with a line of observations.
fn esttab(page: &mut Page<'_>, summary: &mut ModelSummary) -> Result<bool, String> {
    let numbered = |line: &&str| {
        line.contains("(1)") && line.split_whitespace().all(|word| word.starts_with('(') && word.ends_with(')'))
    };
    let Some(head) = page.lines.iter().position(|line| numbered(&line)) else { return Ok(false) };
    let models = page.lines[head].split_whitespace().count();
    page.tick(head);
    page.tick_all(KNOWN);
    let mut found = false;
    let mut coefficients = vec![0.0; models];
    let mut lowest: Option<f64> = None;
    for at in head + 1..page.lines.len() {
        let line = page.lines[at];
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(name) = words.first().filter(|_| !page.is_read(at)) else { continue };
        let values: Vec<f64> =
            words[1..].iter().filter_map(|word| word.trim_end_matches('*').replace(',', "").parse().ok()).collect();
        if matches!(*name, "N" | "Observations" | "Obs" | "Num.Obs.") {
            page.tick(at);
            for (model, value) in values.iter().enumerate() {
                let units = whole(*value, "N")?;
                summary.behind.push(Behind { what: format!("observations of model ({})", model + 1), units });
                let left = value - coefficients.get(model).copied().unwrap_or(0.0);
                lowest = Some(lowest.map_or(left, |lowest: f64| lowest.min(left)));
                found = true;
            }
        } else if matches!(*name, "R-sq" | "R2" | "adj." | "AIC" | "BIC" | "ll" | "r2" | "aic" | "bic") {
            page.tick(at);
        } else if words.iter().all(|word| word.starts_with('(') && word.trim_end_matches('*').ends_with(')')) {
            page.tick(at);
        } else if !values.is_empty() && values.len() + 1 == words.len() {
            page.tick(at);
            coefficients.iter_mut().take(values.len()).for_each(|count| *count += 1.0);
            summary.terms.push(term(name, kind(name)));
        } else if at <= head + 2 && values.is_empty() && words.len() <= models + 1 {
            // The dependent variable of each model.
            page.tick(at);
        }
    }
    if !found {
        return Err("a table of several models needs a line N with the observations of each".into());
    }
    summary.freedoms.extend(lowest.map(|df| Freedom { what: "residual".into(), df }));
    summary.untold = Some(
        "a table of several models does not say how many groups, clusters or absorbed effects each of them has; a person has to look".into(),
    );
    Ok(true)
}
