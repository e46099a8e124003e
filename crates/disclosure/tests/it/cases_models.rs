//! Model summaries that people brought to public places, and their kin.

use crate::cases::{folder, named};
use disclosure::{Error, ModelResult, ModelSummary, Severity, Verdict};

fn judged(text: &str) -> ModelResult {
    ModelSummary::read(text).unwrap_or_else(|e| panic!("{e}: {text}")).judge(&named("srs"))
}

fn rules_of(result: &ModelResult) -> Vec<(&'static str, Severity)> {
    result.marks.iter().map(|mark| (mark.rule, mark.severity)).collect()
}

/// The model texts of a case.
fn models(case: &str, names: &[&str]) -> Vec<(String, Result<ModelResult, Error>)> {
    let Some(folder) = folder(case) else { return Vec::new() };
    let read = |name: &&str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        ((*name).to_owned(), ModelSummary::read(&text).map(|summary| summary.judge(&named("srs"))))
    };
    names.iter().map(read).collect()
}

#[test]
fn the_degrees_of_freedom_of_designs_count() {
    let case = models(
        "13-model-absorbed-effects-and-design-df",
        &["st_areg.txt", "st_xtreg.txt", "st_svy.txt", "r_feols.txt"],
    );
    for ((name, result), df) in case.into_iter().zip([5.0, 3.0, 6.0, 3.0]) {
        let result = result.unwrap();
        assert!(rules_of(&result).contains(&("dof", Severity::Fail)), "{name}: {:?}", result.marks);
        assert!(result.df_resid.unwrap() <= df, "{name}: {:?}", result.df_resid);
    }
    let table = "------------------------------------------------------------------------------\n           y | Coefficient  Std. err.      t    P>|t|     [95% conf. interval]\n-------------+----------------------------------------------------------------\n           x |   .1213401   .0600123     2.02   0.090    -.0255040    .2681842\n       _cons |   10.10121   .0750044   134.67   0.000     9.917681     10.28474\n------------------------------------------------------------------------------\n";
    for (head, least) in [
        (
            "Linear regression                               Number of obs     =        200\n                                                F(1, 7)           =       0.01\n                                 (Std. err. adjusted for 8 clusters in id)\n",
            7.0,
        ),
        (
            "HDFE Linear regression                            Number of obs   =        200\nAbsorbing 1 HDFE group                            F(   1,      4) =       0.01\n",
            4.0,
        ),
        (
            "Random-effects GLS regression                   Number of obs     =        200\nGroup variable: id                              Number of groups  =          6\n",
            5.0,
        ),
        (
            "Survey: Logistic regression\nNumber of strata = 1      Number of obs   = 1,204\nNumber of PSUs   = 9       Design df       =     8\n",
            8.0,
        ),
        (
            "Fixed-effects (within) regression               Number of obs     =        200\nGroup variable: id                              Number of groups  =        190\n",
            9.0,
        ),
    ] {
        let result = judged(&format!("\n{head}\n{table}"));
        assert_eq!(result.df_resid, Some(least), "{head}");
        assert!(rules_of(&result).contains(&("dof", Severity::Fail)), "{head}");
    }
    let felm = "Call:\n   felm(formula = y ~ x + z | g, data = d)\n\nResiduals:\n    Min      1Q  Median      3Q     Max\n-1.1 -0.1 0.0 0.1 1.1\n\nCoefficients:\n  Estimate Std. Error t value Pr(>|t|)\nx   0.1411     0.1612   0.875    0.447\nz   0.0713     0.1311   0.544    0.624\n\nResidual standard error: 1.94 on 3 degrees of freedom\nMultiple R-squared(full model): 0.93   Adjusted R-squared: 0.11\n";
    assert_eq!(judged(felm).df_resid, Some(3.0));
}

#[test]
fn categories_of_all_programs_are_seen() {
    let names = ["r_lm_factor.txt", "sm_summary2_dummy.txt", "sm_getdummies.txt", "r_glm.txt", "st_ologit.txt"];
    let severities = [Severity::Fail, Severity::Fail, Severity::Ask, Severity::Ask, Severity::Ask];
    for ((name, result), severity) in models("14-model-categories-not-seen", &names).into_iter().zip(severities) {
        let result = result.unwrap();
        let found = result.marks.iter().filter(|m| matches!(m.rule, "dummies" | "terms")).map(|m| m.severity).max();
        assert_eq!(found, Some(severity), "{name}: {:?}", result.marks);
    }
    for (formula, names, all) in [
        ("y ~ region", vec!["regionB", "regionC"], true),
        ("y ~ factor(region) * sex", vec!["factor(region)2", "sexf", "factor(region)2:sexf"], true),
        ("y ~ female", vec!["femaleTRUE"], true),
        ("y ~ age + region", vec!["age", "regionB"], false),
        ("y ~ region:age", vec!["regionA:age", "regionB:age"], true),
        ("log(y) ~ log(age) + as.factor(g)", vec!["log(age)", "as.factor(g)2"], false),
    ] {
        let rows: String = names.iter().map(|name| format!("{name}  0.1 0.2 0.5 0.6\n")).collect();
        let text = format!(
            "\nCall:\nlm(formula = {formula}, data = d)\n\nCoefficients:\n            Estimate Std. Error t value Pr(>|t|)\n(Intercept)  10.1034     0.1844  54.791   <2e-16 ***\n{rows}\nResidual standard error: 2.044 on 197 degrees of freedom\n"
        );
        let result = judged(&text);
        let expected = if all { Severity::Fail } else { Severity::Ask };
        assert_eq!(rules_of(&result), [("dummies", expected)], "{formula}: {:?}", result.marks);
    }
}

#[test]
fn an_r_squared_that_is_printed_as_1_is_no_saturation_by_itself() {
    for (name, result) in models("16-model-r2-printed-as-1", &["sm_r2_rounds_to_1.txt"]) {
        let result = result.unwrap();
        assert_eq!(result.verdict, Verdict::Ask, "{name}: {:?}", result.marks);
    }
    let r = |squared: &str| {
        format!(
            "\nCall:\nlm(formula = y ~ x, data = d)\n\nCoefficients:\n            Estimate Std. Error t value Pr(>|t|)\n(Intercept)  10.1034     0.1844  54.791   <2e-16 ***\nx  0.1 0.2 0.5 0.6\n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n\nResidual standard error: 2.044 on 198 degrees of freedom\n{squared}\n"
        )
    };
    let stata = |squared: &str| {
        format!(
            "\nLinear regression                               Number of obs     =        200\n                                                F(1, 198)         =       4.09\n                                                R-squared         =     {squared}\n\n------------------------------------------------------------------------------\n           y | Coefficient  Std. err.      t    P>|t|     [95% conf. interval]\n-------------+----------------------------------------------------------------\n           x |   .1213401   .0600123     2.02   0.045     .0029871    .2396931\n       _cons |   10.10121   .0750044   134.67   0.000     9.953281     10.24914\n------------------------------------------------------------------------------\n"
        )
    };
    let json = |squared: f64| {
        format!(
            r#"{{"method":"ols","observations":200,"df_resid":198,"r_squared":{squared},"terms":[{{"name":"x","kind":"continuous"}}]}}"#
        )
    };
    for (text, expected) in [
        (r("Multiple R-squared:      1,\tAdjusted R-squared:      1 "), Some(Severity::Ask)),
        (r("Multiple R-squared:  1.000,\tAdjusted R-squared:  1.000 "), Some(Severity::Ask)),
        (r("Multiple R-squared:  0.9999,\tAdjusted R-squared:      1 "), None),
        (stata("1.0000"), Some(Severity::Ask)),
        (stata("0.9999"), None),
        // A program that gives the number itself means it.
        (json(1.0), Some(Severity::Fail)),
        (json(0.99999), None),
    ] {
        let result = judged(&text);
        let found = result.marks.iter().filter(|mark| mark.rule == "saturated").map(|mark| mark.severity).max();
        assert_eq!(found, expected, "{text}: {:?}", result.marks);
        assert_eq!(result.marks.is_empty(), expected.is_none(), "{text}: {:?}", result.marks);
    }
}

#[test]
fn model_texts_of_many_kinds_are_read_or_refused_and_none_passes() {
    let names = [
        "r_coxph.txt",
        "r_polr.txt",
        "r_feols.txt",
        "sm_phreg.txt",
        "sm_anova.txt",
        "sm_col.txt",
        "st_mlogit_esttab.txt",
        "st_corr.txt",
        "st_ttest.txt",
        "sm_poisson_margeff.txt",
        "sm_ttest.txt",
        "r_lmer.txt",
        "sm_mixed.txt",
        "st_margins.txt",
    ];
    let expected = [
        Some("threshold"),
        None,
        Some("dof"),
        None,
        None,
        None,
        None,
        Some("dof"),
        Some("threshold"),
        None,
        None,
        Some("dof"),
        None,
        Some("dummies"),
    ];
    for ((name, result), fails) in models("29-model-texts-not-read", &names).into_iter().zip(expected) {
        match (&result, fails) {
            (Ok(result), Some(rule)) => {
                assert!(rules_of(result).contains(&(rule, Severity::Fail)), "{name}: {:?}", result.marks)
            }
            (Ok(result), None) => assert_ne!(result.verdict, Verdict::Pass, "{name}"),
            (Err(error), fails) => assert_eq!(fails, None, "{name}: {error}"),
        }
    }
}

#[test]
fn every_line_of_a_model_is_understood_or_asked_about() {
    let good = "\nCall:\nlm(formula = y ~ x + z, data = d)\n\nCoefficients:\n            Estimate Std. Error t value Pr(>|t|)\n(Intercept)  10.1034     0.1844  54.791   <2e-16 ***\nx  0.1 0.2 0.5 0.6\nz  0.1 0.2 0.5 0.6\n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n\nResidual standard error: 2.044 on 197 degrees of freedom\n";
    assert_eq!(judged(good).verdict, Verdict::Pass, "{:?}", judged(good).marks);
    for more in ["the oldest patient is 104\n", "max(age) = 104\n", "Mean of y: 10.1\n", "> head(d)\n", "region B: 3\n"]
    {
        let result = judged(&format!("{good}{more}"));
        assert_eq!(rules_of(&result), [("unread", Severity::Ask)], "{more}: {:?}", result.marks);
    }
    for more in [
        "Fitted values:\n 1 2 3\n",
        "        1         2         3 \n 0.123 0.456 0.789 1.1 1.2 1.3 1.4 1.5 1.6\n",
        "residuals(fit)\n1.2 3.4\n",
        "cooks.distance(fit)\n0.1\n",
        "predicted: 1 2 3\n",
    ] {
        let result = judged(&format!("{good}{more}"));
        assert!(rules_of(&result).contains(&("row-level", Severity::Fail)), "{more}: {:?}", result.marks);
    }
    // Two summaries in one file are two files.
    assert!(ModelSummary::read(&format!("{good}{good}")).is_err());
}
