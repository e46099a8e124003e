//! Lines around the tables of a summary. What stands behind a known beginning is looked at too: a number has to stand behind a
//! word that programs put before numbers, or the line is not understood.

/// Words behind which programs write numbers of the whole model, in small letters.
const BEFORE_NUMBERS: &[&str] = &[
    // What is counted.
    "obs",
    "observations",
    "groups",
    "group",
    "clusters",
    "cluster",
    "strata",
    "psus",
    "subjects",
    "failures",
    "events",
    "categories",
    "iterations",
    "iteration",
    "records",
    "size",
    "n",
    "df",
    "residuals",
    "model",
    "dof",
    "degrees",
    "iter",
    // Statistics of the whole.
    "f",
    "t",
    "z",
    "p",
    "chi2",
    "chibar2",
    "prob",
    "value",
    "statistic",
    "squared",
    "sq",
    "r2",
    "r",
    "squ",
    "cor",
    "aic",
    "bic",
    "bic3",
    "ll",
    "likelihood",
    "pseudolikelihood",
    "loglik",
    "null",
    "deviance",
    "mse",
    "rmse",
    "rss",
    "error",
    "scale",
    "skew",
    "kurtosis",
    "omnibus",
    "watson",
    "jb",
    "no",
    "concordance",
    "se",
    "risk",
    "rho",
    "ratio",
    "test",
    "convergence",
    "tolerance",
    "within",
    "between",
    "overall",
    "min",
    "avg",
    "max",
    "mean",
    "estimate",
    "s",
    "x",
    "u_i",
    "xb",
    "i",
    "population",
    "var",
    "dispersion",
    "codes",
    "large",
    "number",
    "pr",
    "prob>chi2",
    "sigma2",
    "eigenvalue",
    "h0",
    "ha",
    "ho",
    "diff",
    "hausman",
    // Words between a name and its number.
    "on",
    "and",
    "be",
    "for",
    "lr",
    "wald",
    "logrank",
    "corr",
    "absorbing",
    "freedom",
    "bera",
    "residual",
    "total",
    "source",
    "combined",
    // Dates.
    "date",
    "time",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
];
/// Beginnings behind which anybody may write anything: nothing else is said there where no number is.
const FREE: &[&str] = &["Note", "note", ". ", "Data:", "data:", "Combined", "combined"];
/// No line around a table has more numbers.
const MOST: usize = 8;

/// Whether a line that begins with one of these says nothing else: each number of it stands behind a word that is known.
pub(super) fn known(line: &str, beginnings: &[&str]) -> bool {
    // Stata writes figures of the model behind the rules of its tables.
    let line = line.trim_start_matches([' ', '\t']);
    let ruled = line.trim_start_matches(['-', '+', ' ']);
    let start = [line, ruled].into_iter().find(|line| beginnings.iter().any(|beginning| line.starts_with(beginning)));
    let collinear = |line: &str| {
        line.starts_with("note:") && line.trim_end_matches('.').ends_with("omitted because of collinearity")
    };
    start.is_some_and(|line| {
        let free = FREE.iter().any(|beginning| line.starts_with(beginning));
        collinear(line) || numbers(line).is_some_and(|numbers| !free || numbers == 0)
    })
}

/// Whether each number stands behind a known word.
pub(super) fn calm(line: &str) -> bool {
    numbers(line).is_some()
}

/// How many numbers a line has, where each stands behind a known word.
fn numbers(line: &str) -> Option<usize> {
    let lower = line.to_lowercase();
    // Numbers of notes, and the percentages of limits.
    let line = ["[1]", "[2]", "[3]", "[4]", "95%", "[95", "95 percent", "equal to 0"]
        .iter()
        .fold(lower, |line, sign| line.replace(sign, " "));
    let (mut word, mut numbers) = (String::new(), 0);
    // What stands in parentheses between a word and its number is a name: "clusters (school) = 8".
    let mut before = Vec::new();
    let letters: Vec<char> = line.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        let start = at;
        if letter.is_alphabetic() || letter == '_' {
            while at < letters.len() && (letters[at].is_alphanumeric() || letters[at] == '_') {
                at += 1;
            }
            word = letters[start..at].iter().collect();
        } else if letter.is_numeric() {
            // A number with its separators and exponent, "2.2e-16" and "1,204.5".
            while at < letters.len() {
                let exponent = letters[at] == 'e'
                    && letters.get(at + 1).is_some_and(|next| next.is_ascii_digit() || matches!(next, '+' | '-'));
                if exponent {
                    at += 2;
                } else if letters[at].is_numeric() || matches!(letters[at], '.' | ',') {
                    at += 1;
                } else {
                    break;
                }
            }
            numbers += 1;
            if !BEFORE_NUMBERS.contains(&word.as_str()) {
                return None;
            }
        } else {
            match letter {
                '(' => before.push(word.clone()),
                ')' => word = before.pop().unwrap_or(word),
                _ => {}
            }
            at += 1;
        }
    }
    (numbers <= MOST).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_begins_like_a_known_one_may_say_nothing_else() {
        for line in [
            "Residual standard error: 2.044 on 197 degrees of freedom",
            "F-statistic: 25.01 on 2 and 197 DF,  p-value: 2.2e-16",
            "(Dispersion parameter for gaussian family taken to be 4.31)",
            "Date:                Mon, 30 Nov 2026   Prob (F-statistic):              0.928",
            "Time:                        17:48:51   Log-Likelihood:                -429.04",
            "Jarque-Bera (JB):                1.104",
            "[2] The condition number is large, 1.2e+03. This might indicate that there are",
            "Group variable: id                              Number of groups  =        190",
            "F test that all u_i=0: F(194, 3) = 1.02                      Prob > F = 0.5810",
            "     within  = 0.0023                                         min =          1",
            "Wald test            = 4.09  on 1 df,   p=0.04",
            "Iteration 0:   Log likelihood = -123.45",
            "* p<0.05, ** p<0.01, *** p<0.001",
            "(Std. err. adjusted for 36 clusters in school)",
            "LR chi2(2) = 12.3",
            "Number of clusters (school)  =          8          Root MSE        =     1.9412",
            "corr(u_i, Xb)  = -0.0123                        Prob > F          =     0.9950",
            "diff = mean(0) - mean(1)                                      t =   1.2040",
            "No. Iterations:                     4   Pseudo R-squ. (CS):            0.02012",
            "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1",
        ] {
            assert!(calm(line), "{line}");
        }
        for line in [
            "the oldest patient is 104",
            "Number of deaths = 3",
            "within region A 3 died",
            "R-squared of the model without patient 104",
            "Time: 1 2 3 4 5 6 7 8 9",
        ] {
            assert!(!calm(line), "{line}");
        }
        assert!(known("-------------+------------   F(2, 197)       =     25.01", &["F("]));
        assert!(known("corr(u_i, Xb) = -0.0311                         Prob > F          =     0.9901", &["corr(u_i"]));
        assert!(!known("-1.2 3.4", &["F("]));
        let free = ["Note:", "note:", ". ", "Data:"];
        for line in
            ["Note: max 104", "Note: n = 3", ". display 104", "Data: d; mean 104", "note: 3.g != 0 predicts success"]
        {
            assert!(!known(line, &free), "{line}");
        }
        for line in ["note: 3.region omitted because of collinearity.", ". regress y x, vce(robust)", "Data: d"] {
            assert!(known(line, &free), "{line}");
        }
    }
}
