//! What statsmodels prints: `summary()`, `summary2()`, tables of variance.

use super::text::{Page, after, coefficient, several, term, whole};
use super::{Behind, Freedom, ModelSummary, TermKind, around};

/// Labels of the tables of figures around the coefficients. What is said beside others is not looked at.
const LABELS: &[&str] = &[
    "Dep. Variable:",
    "Dependent Variable:",
    "Dependent variable:",
    "Model:",
    "Method:",
    "Date:",
    "Time:",
    "No. Observations:",
    "Df Residuals:",
    "Df Model:",
    "Covariance Type:",
    "R-squared:",
    "R-squared (uncentered):",
    "Adj. R-squared:",
    "F-statistic:",
    "Prob (F-statistic):",
    "Log-Likelihood:",
    "AIC:",
    "BIC:",
    "Omnibus:",
    "Prob(Omnibus):",
    "Skew:",
    "Kurtosis:",
    "Durbin-Watson:",
    "Jarque-Bera (JB):",
    "Prob(JB):",
    "Cond. No.",
    "Condition No.:",
    "Pseudo R-squ.:",
    "Pseudo R-squared:",
    "LL-Null:",
    "LLR p-value:",
    "converged:",
    "Converged:",
    "Deviance:",
    "Pearson chi2:",
    "No. Iterations:",
    "Link Function:",
    "Model Family:",
    "Scale:",
    "No. Groups:",
    "Min. group size:",
    "Max. group size:",
    "Mean group size:",
    "Sample size:",
    "Num. events:",
    "Ties:",
    "Strata:",
    "Method :",
    "At:",
    "Model Link:",
    "No. clusters:",
    "Min. cluster size:",
    "Max. cluster size:",
    "Mean cluster size:",
    "Estimating Equations",
    "Family:",
    "Dependence structure:",
    "Num. iterations:",
    "Covariance type:",
    "Centered skew:",
    "Centered kurtosis:",
];
/// Lines below the tables that say how to read them.
const NOTES: &[&str] = &[
    "Notes:",
    "Note:",
    "[1] Standard Errors assume",
    "[1] R² is computed",
    "[2] Standard Errors assume",
    "[2] The condition number",
    "errors is correctly specified",
    "strong multicollinearity",
    "[1] Standard errors assume",
    "Confidence intervals are for the hazard ratios",
    "[1] Standard Errors are heteroscedasticity robust",
    "[1] Standard Errors are robust",
    "[3] The condition number",
    "multicollinearity",
    "[1] R-squared is computed",
];

pub(super) fn read(text: &str, page: &mut Page<'_>, summary: &mut ModelSummary) -> Result<bool, String> {
    if text.contains("PR(>F)") || text.contains("Pr(>F)") && text.contains("sum_sq") {
        return variance(page, summary).map(|()| true);
    }
    if !text.contains("No. Observations:") && !text.contains("Sample size:") {
        return Ok(false);
    }
    several(text, &["No. Observations:", "Sample size:"])?;
    let observations = after(text, "No. Observations:").or_else(|| after(text, "Sample size:")).unwrap_or(0.0);
    summary.observations = whole(observations, "No. Observations:")?;
    summary.df_resid = after(text, "Df Residuals:");
    summary.df_model = after(text, "Df Model:");
    let r_squared = ["R-squared:", "R-squared (uncentered):"].iter().find_map(|label| {
        let at = text.find(&format!("  {label}")).or_else(|| text.find(&format!("\n{label}")))?;
        after(&text[at..], label)
    });
    summary.r_squared = r_squared;
    if let Some(events) = after(text, "Num. events:") {
        summary.behind.push(Behind { what: "events".into(), units: whole(events, "Num. events:")? });
    }
    if let Some(groups) = after(text, "No. Groups:") {
        summary.freedoms.push(Freedom { what: "groups'".into(), df: groups - 1.0 });
    }
    let clusters = after(text, "No. clusters:");
    summary.freedoms.extend(clusters.map(|clusters| Freedom { what: "clusters'".into(), df: clusters - 1.0 }));
    let errors = text.split("Covariance Type:").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
    if clusters.is_none() && ["cluster", "panel", "groupsum"].iter().any(|word| errors.to_lowercase().contains(word)) {
        summary.untold = Some(
            "the standard errors are those of clusters, and the output does not say how many; a person has to look"
                .into(),
        );
    }
    // A formula names its constant so, and every category with the field it is of; arrays say nothing of their columns.
    let formula = text.contains("Intercept") || text.contains("[T.") || text.contains("C(");
    let mut inside = false;
    for at in 0..page.lines.len() {
        let line = page.lines[at];
        let heads = ["coef ", "Coef.", "log HR", "dy/dx"].iter().any(|word| line.contains(word))
            && ["std err", "Std.Err.", "log HR SE"].iter().any(|word| line.contains(word));
        if heads {
            inside = true;
            page.tick(at);
        } else if line.starts_with("===") || line.starts_with("---") && summary.terms.is_empty() {
            inside &= !line.starts_with("===");
        } else if let (true, Some((name, _))) = (inside, row(line)) {
            page.tick(at);
            if !variance_of_effects(&name) {
                summary.terms.push(term(&name, kind(&name, formula)));
            }
        } else if labelled(line) && around::calm(line) || around::known(line, NOTES) || titled(line) {
            page.tick(at);
        }
    }
    Ok(true)
}

/// A row of the table of coefficients: six numbers, or fewer of the random part of a mixed model.
fn row(line: &str) -> Option<(String, Vec<f64>)> {
    coefficient(line, 2).filter(|(name, numbers)| (5..=7).contains(&numbers.len()) || variance_of_effects(name))
}

/// The random part of a mixed model: a variance or covariance, no coefficient.
fn variance_of_effects(name: &str) -> bool {
    name.ends_with(" Var") || name.ends_with(" Cov") || name.ends_with(" RE")
}

/// Whether every value of a line stands behind a label that is known.
fn labelled(line: &str) -> bool {
    let line = line.trim_start();
    LABELS.iter().any(|label| line.starts_with(label)) && {
        // The second label of the line, if it has one, is known too.
        let rest: Vec<&str> = line.splitn(2, ':').collect();
        let second = rest.get(1).and_then(|rest| rest.match_indices(": ").next().map(|(end, _)| &rest[..=end]));
        second.is_none_or(|words| LABELS.iter().any(|label| words.contains(label)) || !words.contains("  "))
    }
}

fn titled(line: &str) -> bool {
    let line = line.trim();
    let title = !line.chars().any(char::is_numeric) || line.starts_with("Results:");
    title
        && (line.ends_with("Regression Results")
            || line.starts_with("Results:")
            || line.ends_with("Model Results")
            || line.ends_with("Marginal Effects"))
}

/// What a name of statsmodels says of a term.
fn kind(name: &str, formula: bool) -> TermKind {
    let category =
        |part: &str| part.contains("[T.") || part.contains("C(") || part.contains("[S.") || part.contains("[D.");
    let parts: Vec<&str> = name.split(':').collect();
    match parts.as_slice() {
        [one] if category(one) => TermKind::Dummy,
        // No field is called like a number; a line of data would be.
        [one] if formula && (!one.starts_with(|letter: char| letter.is_ascii_digit()) || one.contains('/')) => {
            TermKind::Continuous
        }
        [_] => TermKind::Unknown,
        several if several.iter().any(|part| category(part)) => TermKind::Interaction,
        _ if formula => TermKind::Continuous,
        _ => TermKind::Unknown,
    }
}

/// A table of variance (`anova_lm`): the residual line has the degrees of freedom.
fn variance(page: &mut Page<'_>, summary: &mut ModelSummary) -> Result<(), String> {
    let mut heads = 0;
    for at in 0..page.lines.len() {
        let line = page.lines[at];
        if line.contains("PR(>F)") || line.contains("Pr(>F)") {
            let first = line.split_whitespace().position(|word| word.eq_ignore_ascii_case("df"));
            heads += 1;
            if first.is_none() || heads > 1 {
                return Err("a table of variance with one column of degrees of freedom was expected".into());
            }
            page.tick(at);
        } else if let Some((name, numbers)) = coefficient(line, 2) {
            page.tick(at);
            let column = usize::from(page.lines[..at].iter().any(|line| line.trim_start().starts_with("sum_sq")));
            if name.starts_with("Residual") {
                summary.df_resid = numbers.get(column).copied();
            } else {
                summary.terms.push(term(&name, kind(&name, true)));
            }
        }
    }
    Ok(())
}
