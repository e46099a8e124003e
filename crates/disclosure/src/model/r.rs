//! What R prints: `summary()` of lm, glm, polr, coxph, lmer, feols, felm, ivreg; tests; tables of variance.

use super::text::{Page, after, coefficient, constant, number, several, term, whole};
use super::{Behind, Freedom, ModelSummary, TermKind, around};

/// What stands around the tables, at the beginning of a line.
const KNOWN: &[&str] = &[
    "Call:",
    "Formula:",
    "Data:",
    "Residuals:",
    "Deviance Residuals:",
    "Scaled residuals:",
    "Weighted Residuals:",
    "Coefficients:",
    "Coefficients (",
    "Intercepts:",
    "Signif. codes:",
    "---",
    "Multiple R-squared",
    "Adjusted R-squared",
    "F-statistic",
    "Residual standard error",
    "Null deviance",
    "Residual deviance",
    "Residual Deviance",
    "AIC:",
    "BIC:",
    "Number of Fisher Scoring",
    "(Dispersion parameter",
    "Concordance=",
    "Likelihood ratio test=",
    "Wald test",
    "Score (logrank) test",
    "n=",
    "REML criterion",
    "Random effects:",
    "Fixed effects:",
    "Fixed Effects:",
    "Correlation of Fixed Effects",
    "Number of obs:",
    "Number of Observations:",
    "Number of Groups:",
    "Linear mixed-effects model",
    "OLS estimation",
    "Observations:",
    "Fixed-effects:",
    "Standard-errors:",
    "RMSE:",
    "Within R2:",
    "Linear mixed model",
    "Generalized linear mixed model",
    "Family:",
    "Groups ",
    "Diagnostic tests:",
    "(Intr)",
    "alternative hypothesis",
    "95 percent confidence",
    "sample estimates",
    "data:",
    "t =",
    "mean of",
    "Welch Two Sample",
    "Two Sample t-test",
    "Paired t-test",
    "One Sample t-test",
    "Pearson's product-moment",
    "Analysis of Variance Table",
    "Response:",
    "GLM estimation",
    "Poisson estimation",
    "Squared Cor.:",
    "Log-Likelihood:",
    "Control:",
    "(Smallest eigenvalue",
    "mean in group",
];

pub(super) fn read(text: &str, page: &mut Page<'_>, summary: &mut ModelSummary) -> Result<bool, String> {
    several(
        text,
        &[
            "Call:\n",
            "Residual standard error:",
            "Null deviance:",
            "number of events=",
            "Number of obs:",
            "Observations:",
            "Residual Deviance:",
        ],
    )?;
    let variables = formula(text);
    let mut section = Section::Outside;
    let mut found = false;
    for at in 0..page.lines.len() {
        let line = page.lines[at];
        let start = line.trim_start();
        let told = figures(start, summary)?;
        found |= told;
        // Longer calls go on over several lines.
        let call = matches!(section, Section::Call(open) if open > 0 || called(start)) && !start.is_empty();
        let left_out = start.contains("deleted due to missing") && start.starts_with('(');
        if call || started(start) || around::known(line, KNOWN) || told && around::calm(start) || left_out {
            page.tick(at);
        }
        if let Section::Call(open) = section {
            // It ends where its parentheses do.
            let depth = open + depth(start);
            section = if start.is_empty() || depth <= 0 { Section::Outside } else { Section::Call(depth) };
        } else if start.starts_with("Call:") {
            let depth = depth(start);
            section = if start.len() > "Call:".len() && depth == 0 { Section::Outside } else { Section::Call(depth) };
        } else if start.starts_with("Random effects:") {
            section = Section::Beside;
        } else if start.starts_with("Intercepts:")
            || start.starts_with("Correlation of Fixed")
            || start.starts_with("Diagnostic tests:")
        {
            section = Section::Beside;
        } else if quantiles(start) {
            page.tick(at);
            section = Section::Quantiles;
        } else if heads(start) {
            page.tick(at);
            found = true;
            section = if start.contains("exp(-coef)") || matches!(section, Section::Beside) {
                Section::Beside
            } else {
                Section::Terms
            };
        } else if start.is_empty() || start.starts_with("---") {
            section = Section::Outside;
        } else {
            match section {
                // Of a table of variance what is left has been read.
                Section::Terms if start.starts_with("Residuals ") => {}
                Section::Terms => {
                    if let Some((name, _)) = coefficient(line, 3) {
                        page.tick(at);
                        summary.terms.push(term(&name, kind(&name, &variables)));
                    }
                }
                Section::Quantiles
                    if coefficient(&format!("x {line}"), 5).is_some_and(|(_, numbers)| numbers.len() == 5) =>
                {
                    page.tick(at);
                    section = Section::Outside;
                }
                Section::Beside if named(start) => page.tick(at),
                _ => {}
            }
        }
    }
    found |= tested(text, page, summary);
    clusters(text, summary);
    if !found && summary.terms.is_empty() && summary.df_resid.is_none() {
        return Ok(false);
    }
    if summary.observations == 0
        && let Some(freedom) = summary.df_resid.filter(|df| *df >= 0.0 && df.fract() == 0.0)
    {
        summary.observations = whole(freedom, "degrees of freedom")? + summary.terms.len().max(1) as u64;
    }
    if summary.observations == 0 && summary.df_resid.is_none() {
        summary.untold = Some("the output does not say how many observations there are; a person has to look".into());
    }
    Ok(true)
}

#[derive(Clone, Copy)]
enum Section {
    Outside,
    /// With the parentheses that are open.
    Call(i32),
    Terms,
    /// Tables beside the coefficients: limits, thresholds between categories, random effects.
    Beside,
    Quantiles,
}

fn depth(line: &str) -> i32 {
    line.chars().map(|letter| i32::from(letter == '(') - i32::from(letter == ')')).sum()
}

/// The name of a function and what it is given.
fn called(line: &str) -> bool {
    line.split_once('(').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_.:".contains(letter))
    })
}

/// A row of one or two names and their numbers, or names alone.
fn named(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbers = words.iter().filter(|word| word.parse::<f64>().is_ok()).count();
    !line.chars().any(|letter| letter.is_ascii_digit()) || numbers > 0 && numbers <= 6 && words.len() - numbers <= 2
}

/// Lines whose names and numbers are read by themselves: levels of effects, groups, formulas and data by name.
fn started(line: &str) -> bool {
    let named = ["Number of obs:", "Fixed-effects:", "Formula:", "Standard-errors:"];
    let called = ["lm(", "glm(", "coxph(", "polr(", "lmer(", "felm(", "ivreg(", "feols("];
    named.iter().any(|name| line.starts_with(name))
        || called.iter().any(|name| line.starts_with(name)) && depth(line) == 0 && line.ends_with(')')
}

/// The line that names the quantiles of residuals; without it every residual is printed.
fn quantiles(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words == ["Min", "1Q", "Median", "3Q", "Max"]
}

fn heads(line: &str) -> bool {
    let columns = ["Estimate", "Value", "coef", "exp(coef)", "Variance"];
    let first = line.split_whitespace().next().unwrap_or_default();
    first == "Df" && line.contains("Sum Sq") && line.contains("F value")
        || columns.contains(&first)
            && ["Std. Error", "Std.Error", "se(coef)", "exp(-coef)", "Pr(>", "t value", "z value"]
                .iter()
                .any(|word| line.contains(word))
}

/// Numbers that a line says of the whole model.
fn figures(line: &str, summary: &mut ModelSummary) -> Result<bool, String> {
    let degrees = |line: &str| -> Option<f64> { number(&line[line.find(" on ")? + 4..]) };
    let mut told = true;
    if line.starts_with("Residual standard error:") || line.starts_with("Residual deviance:") {
        summary.df_resid = degrees(line);
    } else if line.starts_with("Null deviance:") {
        summary.observations = degrees(line).map_or(Ok(0), |df| whole(df + 1.0, "Null deviance"))?;
    } else if let Some(value) = after(line, "Multiple R-squared:") {
        summary.r_squared = Some(value);
    } else if line.starts_with("F-statistic") || line.starts_with("Wald test:") {
        // "on 2 and 197 DF"
        if line.starts_with("F-statistic:") {
            summary.df_model = degrees(line);
        }
        if let Some(at) = line.find(" and ") {
            summary.freedoms.extend(number(&line[at + 5..]).map(|df| Freedom { what: "F test's".into(), df }));
        }
    } else if line.starts_with("n=") {
        summary.observations = whole(after(line, "n=").unwrap_or(0.0), "n")?;
        if let Some(events) = after(line, "number of events=") {
            summary.behind.push(Behind { what: "events".into(), units: whole(events, "number of events")? });
        }
    } else if line.starts_with("Number of obs:") {
        summary.observations = whole(after(line, "Number of obs:").unwrap_or(0.0), "Number of obs")?;
        if let Some(at) = line.find("groups:") {
            for part in line[at + "groups:".len()..].split(';') {
                let groups = part.rsplit(',').next().and_then(|text| number(text.trim()));
                summary.freedoms.extend(groups.map(|groups| Freedom { what: "groups'".into(), df: groups - 1.0 }));
            }
        }
    } else if line.starts_with("Number of Observations:") {
        summary.observations = whole(after(line, "Number of Observations:").unwrap_or(0.0), "Number of Observations")?;
    } else if line.starts_with("Number of Groups:") {
        let groups = after(line, "Number of Groups:");
        // Of several nested levels each has a line of its own below, which is not read.
        summary.freedoms.extend(groups.map(|groups| Freedom { what: "groups'".into(), df: groups - 1.0 }));
    } else if line.starts_with("Observations:") {
        summary.observations = whole(after(line, "Observations:").unwrap_or(0.0), "Observations")?;
    } else if let Some(effects) = line.strip_prefix("Fixed-effects:") {
        // Each but the first shares a constant with it, which nobody prints.
        for (at, effect) in effects.split(", ").enumerate() {
            let levels = effect.rsplit(':').next().and_then(|text| number(text.trim()));
            let Some(levels) = levels else {
                return Err(format!("\"{}\": how many levels it has is not said", line.trim()));
            };
            summary.absorbed += whole(levels, "Fixed-effects")?.saturating_sub(u64::from(at > 0));
        }
    } else if line.starts_with("Residuals ") && summary.df_resid.is_none() {
        summary.df_resid = line.split_whitespace().nth(1).and_then(number);
    } else {
        told = false;
    }
    Ok(told)
}

/// Clusters of the standard errors: as many as levels of the effect that they are named after; otherwise nobody prints how many.
fn clusters(text: &str, summary: &mut ModelSummary) {
    let line = |label: &str| text.lines().find_map(|line| line.trim_start().strip_prefix(label));
    let levels = |cluster: &str| -> Option<f64> {
        let effects = line("Fixed-effects:")?;
        effects.split(", ").find_map(|effect| number(effect.trim().strip_prefix(cluster)?.strip_prefix(':')?.trim()))
    };
    let named: Vec<&str> = match line("Standard-errors:").map(str::trim) {
        Some(errors) if errors.starts_with("IID") || errors.starts_with("Heteroskedasticity") => return,
        Some(errors) => match errors.split_once('(').and_then(|(_, names)| names.split_once(')')) {
            Some((names, _)) => names.split('&').map(str::trim).collect(),
            _ => vec![""],
        },
        None if text.contains("Cluster s.e.") => vec![""],
        None => return,
    };
    for cluster in named {
        match levels(cluster) {
            Some(levels) => summary.freedoms.push(Freedom { what: "clusters'".into(), df: levels - 1.0 }),
            None => {
                let words = "the output does not say how many clusters its standard errors have; a person has to look";
                summary.untold = Some(words.into());
            }
        }
    }
}

/// A t-test or a correlation: its own degrees of freedom, limits and means. How many are in each group nobody prints.
fn tested(text: &str, page: &mut Page<'_>, summary: &mut ModelSummary) -> bool {
    let correlation = text.contains("product-moment correlation");
    let test = correlation || text.contains("t-test");
    let Some(df) = after(text, "df =").filter(|_| test) else { return false };
    summary.freedoms.push(Freedom { what: "test's".into(), df });
    for at in 1..page.lines.len() {
        let before = page.lines[at - 1].trim();
        if before == "cor" {
            page.tick(at - 1);
        }
        let after_head = before == "95 percent confidence interval:"
            || before == "cor"
            || (before.starts_with("mean ") && !before.chars().any(|letter| letter.is_ascii_digit()));
        let words: Vec<&str> = page.lines[at].split_whitespace().collect();
        if after_head && (1..=2).contains(&words.len()) && words.iter().all(|word| word.parse::<f64>().is_ok()) {
            page.tick(at);
        }
    }
    if !correlation {
        let words = "the output does not say how many there are in each group; a person has to look";
        summary.untold = Some(words.into());
    } else if df >= 0.0 && df.fract() == 0.0 {
        // Two means are taken from them.
        summary.observations = df as u64 + 2;
    }
    true
}

/// The terms on the right of the formula; none where no formula is printed.
fn formula(text: &str) -> Option<Vec<String>> {
    let from = text.find("Call:").or_else(|| text.find("Formula:"))?;
    let call = &text[from..];
    let tilde = call.find('~')?;
    let (mut depth, mut end) = (0i32, call.len());
    for (at, letter) in call[tilde + 1..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' | ',' if depth == 0 => {
                end = tilde + 1 + at;
                break;
            }
            ')' => depth -= 1,
            '\n' if depth == 0 && call[tilde + 1 + at..].starts_with("\n\n") => {
                end = tilde + 1 + at;
                break;
            }
            _ => {}
        }
    }
    // A formula on a line of its own ends with it.
    let right = &call[tilde + 1..end];
    let right = if call.starts_with("Formula:") { right.lines().next().unwrap_or_default() } else { right };
    let mut terms = vec![String::new()];
    let mut depth = 0;
    for letter in right.chars().filter(|letter| !letter.is_whitespace()) {
        match letter {
            '+' | '*' | ':' | '-' | '^' | '|' | '/' if depth == 0 => terms.push(String::new()),
            _ => {
                depth += i32::from(letter == '(') - i32::from(letter == ')');
                terms.last_mut().into_iter().for_each(|term| term.push(letter));
            }
        }
    }
    terms.retain(|term| !term.is_empty());
    Some(terms)
}

/// What R calls a term: a number by its name, a category by the name of its field and its level.
fn kind(name: &str, variables: &Option<Vec<String>>) -> TermKind {
    if constant(name) {
        return TermKind::Constant;
    }
    let part = |part: &str| {
        if part.starts_with("factor(") || part.starts_with("as.factor(") || part.contains("::") {
            return TermKind::Dummy;
        }
        let Some(variables) = variables else { return TermKind::Unknown };
        let plain = part.replace(' ', "");
        if variables.contains(&plain) {
            return TermKind::Continuous;
        }
        let longest = variables
            .iter()
            .filter(|variable| plain.starts_with(variable.as_str()))
            .max_by_key(|variable| variable.len());
        match longest {
            Some(function) if function.ends_with(')') && !function.contains("factor") && !function.contains("cut(") => {
                TermKind::Continuous
            }
            Some(_) => TermKind::Dummy,
            None => TermKind::Unknown,
        }
    };
    let kinds: Vec<TermKind> =
        name.replace("::", "\u{1}").split(':').map(|text| part(&text.replace('\u{1}', "::"))).collect();
    match kinds.as_slice() {
        [one] => *one,
        several if several.contains(&TermKind::Unknown) => TermKind::Unknown,
        several if several.contains(&TermKind::Dummy) => TermKind::Interaction,
        _ => TermKind::Continuous,
    }
}
