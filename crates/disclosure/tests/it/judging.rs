//! Classes of statistics, several policies, hierarchies, finished tables and models.

use crate::support::*;
use disclosure::{Class, Hierarchy, ModelSummary, Policy, Rule, Severity, Statistic, Verdict, check};
use serde_json::json;

fn more(statistics: &[(&str, &str)]) -> serde_json::Value {
    let parsed: Vec<Statistic> = statistics.iter().map(|(name, text)| Statistic::parse(name, text).unwrap()).collect();
    json!({"rows": ["r"], "more": parsed})
}

/// One row `a` with these values.
fn row(values: impl IntoIterator<Item = i64>) -> String {
    values.into_iter().fold("r,v,w\n".into(), |text, value| text + &format!("a,{value},{}\n", value * 2))
}

#[test]
fn figures_follow_the_formulas_that_pandas_and_numpy_document() {
    let asked = more(&[
        ("median", "v"),
        ("quantile", "v:0.25"),
        ("quantile", "v:0.975"),
        ("var", "v"),
        ("std", "v"),
        ("skewness", "v"),
        ("kurtosis", "v"),
        ("mode", "v"),
        ("gini", "v"),
        ("herfindahl", "v"),
        ("share", "v:2"),
        ("ratio", "v/w"),
        ("percent", "total"),
    ]);
    let made = table(&row([1, 2, 2, 5, 40]), asked, &small("")).unwrap();
    let expected = [
        2.0,
        2.0,
        36.5,
        283.5,
        16.837458240482736,
        2.192872466955361,
        4.836800014930526,
        2.0,
        0.648,
        0.6536,
        0.9,
        0.5,
        100.0,
    ];
    for ((value, expected), name) in cell(&made, &["a"]).values.iter().zip(expected).zip(&made.statistics) {
        assert!((value.unwrap() - expected).abs() < 1e-9, "{name}: {value:?}, expected {expected}");
    }
    assert_eq!(made.statistics[1..3], ["q25_v", "q97.5_v"]);
    assert_eq!(made.classes.len(), 7);
    assert!(made.classes.contains(&Class::GiniCoefficient) && made.classes.contains(&Class::Shape));
}

#[test]
fn large_values_close_together_keep_their_variance() {
    let made =
        table(&row([1_000_000_000_001, 1_000_000_000_002, 1_000_000_000_003]), more(&[("var", "v")]), &small(""))
            .unwrap();
    assert_eq!(cell(&made, &["a"]).values, [Some(1.0)]);
}

#[test]
fn a_deviation_needs_degrees_of_freedom() {
    let with = |n: i64| table(&row(0..n), more(&[("std", "v")]), &small("[model]\ndof = 10\n")).unwrap();
    assert_eq!(failing(&with(10), &["a"]), [Rule::Dof]);
    assert_eq!(failing(&with(11), &["a"]), []);
}

#[test]
fn a_quantile_needs_records_on_either_side() {
    let judged = |n: i64, at: &str| {
        table(&row(0..n), more(&[("quantile", at)]), &small("[quantile]\ncontributors = 5\n")).unwrap()
    };
    assert_eq!(failing(&judged(11, "v:0.5"), &["a"]), []);
    assert_eq!(failing(&judged(9, "v:0.5"), &["a"]), [Rule::Quantile]);
    assert_eq!(failing(&judged(40, "v:0.95"), &["a"]), [Rule::Quantile]);
    // Two quantiles with hardly anybody between them.
    let close = table(
        &row(0..100),
        more(&[("quantile", "v:0.5"), ("quantile", "v:0.51")]),
        &small("[quantile]\ncontributors = 5\n"),
    )
    .unwrap();
    assert_eq!(failing(&close, &["a"]), [Rule::Quantile]);
    // Many with the very value.
    let shared = table(
        &row((0..20).map(|_| 3).chain([1, 9])),
        more(&[("median", "v")]),
        &small("[quantile]\ncontributors = 5\n"),
    )
    .unwrap();
    assert_eq!(failing(&shared, &["a"]), []);
}

#[test]
fn the_largest_value_is_the_mean_of_the_largest_units_where_the_policy_says_so() {
    let bare = table(&row(0..20), more(&[("max", "v")]), &small("")).unwrap();
    assert_eq!((failing(&bare, &["a"]), cell(&bare, &["a"]).values[0]), (vec![Rule::Extreme], Some(19.0)));
    let safe = table(&row(0..20), more(&[("max", "v"), ("min", "v")]), &small("[extreme]\nof = 5\n")).unwrap();
    assert_eq!((failing(&safe, &["a"]), &cell(&safe, &["a"]).values), (vec![], &vec![Some(17.0), Some(2.0)]));
    // Too few for ends that do not overlap.
    assert_eq!(
        failing(&table(&row(0..9), more(&[("max", "v")]), &small("[extreme]\nof = 5\n")).unwrap(), &["a"]),
        [Rule::Extreme]
    );
    // A ceiling that many share is nobody's own.
    let ceiling = table(&row((0..10).map(|_| 90).chain(0..10)), more(&[("max", "v")]), &small("")).unwrap();
    assert_eq!(failing(&ceiling, &["a"]), []);
}

#[test]
fn one_unit_has_one_place_among_the_extremes() {
    let data = "r,v,id\na,9,1\na,8,1\na,7,1\na,3,2\na,2,3\na,1,4\n";
    let mut asked = more(&[("max", "v")]);
    asked["unit"] = json!("id");
    let made = table(data, asked, &small("[extreme]\nof = 2\n")).unwrap();
    assert_eq!(cell(&made, &["a"]).values, [Some(6.0)], "9 of unit 1 and 3 of unit 2");
}

#[test]
fn a_mode_that_everyone_shares_fails_and_one_that_hardly_anyone_shares_asks() {
    let judged = |values: Vec<i64>| {
        table(
            &row(values),
            more(&[("mode", "v")]),
            &policy(&SMALL.replace("full = 'allow'", "full = 'fail'\nfull_share = 0.9")),
        )
        .unwrap()
    };
    let nine = |rest: i64| (0..9).map(|_| 5).chain([rest]).collect();
    assert_eq!(failing(&judged(nine(7)), &["a"]), [Rule::Full]);
    assert_eq!(asked(&judged((0..10).collect()), &["a"]), [Rule::Mode]);
    assert_eq!(judged(vec![5, 5, 5, 5, 1, 2, 3]).verdict, Verdict::Pass);
}

#[test]
fn a_cell_fails_if_any_of_several_policies_fails_it_and_the_mark_says_which() {
    let file = csv(&row(0..8));
    let two = [small(""), Policy::named("srs").unwrap()];
    let made = disclosure::tabulate_file_by(&file, &request(json!({"rows": ["r"]})), &two).unwrap();
    let marks: Vec<(&str, Rule)> =
        cell(&made, &["a"]).marks.iter().map(|mark| (mark.policy.as_str(), mark.rule)).collect();
    assert_eq!(marks, [("srs", Rule::Threshold)]);
    assert_eq!((made.verdict, made.policies.len()), (Verdict::Fail, 2));
}

#[test]
fn a_cell_that_cannot_occur_is_no_zero_and_must_be_empty() {
    let strict = policy(&SMALL.replace("zero = 'allow'", "zero = 'fail'"));
    let data = "s,p\nm,n\nm,n\nm,n\nf,n\nf,n\nf,n\nf,y\nf,y\nf,y\n";
    let asked = |cell: serde_json::Value| json!({"rows": ["s"], "cols": ["p"], "structural": cell});
    assert_eq!(failing(&table(data, asked(json!([])), &strict).unwrap(), &["m", "y"]), [Rule::Zero]);
    assert_eq!(table(data, asked(json!([{"s": "m", "p": "y"}])), &strict).unwrap().verdict, Verdict::Pass);
    let error = table(data, asked(json!([{"s": "f", "p": "y"}])), &strict).unwrap_err().to_string();
    assert!(
        error.starts_with("the cell p = y, s = f is declared as one that cannot occur, and 3 records are in it"),
        "{error}"
    );
}

#[test]
fn what_is_said_to_mend_a_cell_has_been_tried() {
    let data = "r\na\na\nb\nb\nc\nc\nc\nc\nc\n";
    let made = table(data, json!({"rows": ["r"]}), &small("")).unwrap();
    assert!(
        cell(&made, &["a"]).remedies[0].starts_with("merge the codes a and b of r"),
        "{:?}",
        cell(&made, &["a"]).remedies
    );
    let rounded = policy("name='t'\nsource='t'\n[count]\nthreshold = 10\n[rounding]\nbase = 5\n");
    let made = table(data, json!({"rows": ["r"]}), &rounded).unwrap();
    assert!(cell(&made, &["a"]).remedies.iter().any(|words| words.starts_with("rounding to 5 does not mend it")));
}

#[test]
fn groups_of_codes_are_cells_and_a_code_without_a_place_is_refused() {
    let hierarchy = |text: &str| Hierarchy::read("r", &file(".csv", text.as_bytes()));
    let good = hierarchy("code,parent\nN,Total\nn1,N\nn2,N\nS,Total\ns1,S\nz,Total\n").unwrap();
    let mut asked = request(json!({"rows": ["r"], "margins": true}));
    asked.hierarchies = vec![good];
    let data = csv("r\nn1\nn1\nn2\ns1\n");
    let made = disclosure::tabulate_file(&data, &asked, &small("")).unwrap();
    let counts: Vec<(&str, u64)> = made.cells.iter().map(|cell| (cell.keys[0].as_str(), cell.n)).collect();
    assert_eq!(counts, [("n1", 2), ("n2", 1), ("s1", 1), ("z", 0), ("N", 3), ("S", 1), ("Total", 4)]);
    let error = disclosure::tabulate_file(&csv("r\nn1\nx9\n"), &asked, &small("")).unwrap_err().to_string();
    assert_eq!(
        error,
        "the hierarchy of \"r\": the data has the code \"x9\", which is not in it; add it with its parent"
    );
    let error = disclosure::tabulate_file(&csv("r\nn1\nN\n"), &asked, &small("")).unwrap_err().to_string();
    assert!(error.contains("which is a group in it"), "{error}");
    for (text, expected) in [
        ("code,group\na,Total\n", "needs the header code,parent"),
        ("code,parent\na,b\n", "which is no code of it"),
        ("code,parent\na,b\nb,a\n", "is a part of itself"),
        ("code,parent\na,Total\na,Total\n", "stands in it twice"),
        ("code,parent\na,Total,x\n", "line 2"),
    ] {
        let error = hierarchy(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn numbers_are_divided_into_classes_and_what_lies_outside_is_seen() {
    let asked = json!({"rows": ["v"], "cut": [{"field": "v", "edges": ["0", "10", "20"]}]});
    let made = table("r,v\na,0\na,9.5\na,10\na,20\na,21\na,\n", asked, &small("")).unwrap();
    let counts: Vec<(&str, u64)> = made.cells.iter().map(|cell| (cell.keys[0].as_str(), cell.n)).collect();
    assert_eq!(counts, [("0 to 10", 2), ("10 to 20", 2), ("above 20", 1)]);
    assert_eq!(made.left_out.by_field, [("v".to_string(), 1)]);
}

fn grid(path: &std::path::Path) -> disclosure::Grid {
    disclosure::Grid::read(path).unwrap()
}

#[test]
fn finished_tables_are_judged_by_their_counts_alone_and_together() {
    let shown = file(".csv", b"region,young,old,Total\nN,10 %,,30 %\nS,25 %,45 %,70 %\n");
    let counts = file(".csv", b"region,young,old,Total\nN,4,12,16\nS,30,50,80\n");
    let judged = check(&[grid(&shown)], &[grid(&counts)], &[small("[model]\ndof=1\n")]).unwrap();
    let rules: Vec<(&str, &[String])> = judged.marks.iter().map(|mark| (mark.rule, mark.cell.as_slice())).collect();
    assert_eq!(rules, [("leak", &["N".to_string(), "old".to_string()][..])], "the total gives it back");
    let strict = Policy::named("srs").unwrap();
    let judged = check(&[grid(&shown)], &[grid(&counts)], &[strict]).unwrap();
    assert!(judged.marks.iter().any(|mark| mark.rule == "threshold" && mark.cell == ["N", "young"]));
    assert_eq!(judged.verdict, Verdict::Fail);

    // The same labels with one person fewer.
    let list = file(".csv", b"region,mean\nN,5.5\nS,7\n");
    let first = file(".csv", b"region,n\nN,20\nS,30\n");
    let second = file(".csv", b"region,n\nN,19\nS,30\n");
    let both = [grid(&list), grid(&list)];
    let judged = check(&both, &[grid(&first), grid(&second)], &[small("")]).unwrap();
    assert_eq!(judged.marks.iter().map(|mark| mark.rule).collect::<Vec<_>>(), ["differencing"]);
    assert_eq!(judged.marks[0].severity, Severity::Fail);
    let missing = file(".csv", b"region,n\nN,20\n");
    let judged = check(&both[..1], &[grid(&missing)], &[small("")]).unwrap();
    assert_eq!(judged.marks.iter().map(|mark| mark.rule).collect::<Vec<_>>(), ["no-count"]);
    let broken = file(".csv", b"region,n\nN,twenty\n");
    let error = check(&both[..1], &[grid(&broken)], &[small("")]).unwrap_err().to_string();
    assert!(error.contains("N: the count \"twenty\" is neither a number"), "{error}");
}

const STATSMODELS: &str = "                            OLS Regression Results
==============================================================================
Dep. Variable:                 income   R-squared:                       0.894
No. Observations:                  24   AIC:                         2.899e+04
Df Residuals:                      20   BIC:                         2.901e+04
Df Model:                           3
==============================================================================
                      coef    std err          t      P>|t|      [0.025      0.975]
------------------------------------------------------------------------------------
Intercept          3.994e+05   5.31e+05      0.752      0.452   -6.43e+05    1.44e+06
C(region)[T.South]   -0.8856      0.025    -36.128      0.000      -0.934      -0.837
age                  -0.6659      0.016    -40.905      0.000      -0.698      -0.634
==============================================================================
";

const R: &str = "
Call:
lm(formula = y ~ x, data = d)

Coefficients:
            Estimate Std. Error t value Pr(>|t|)
(Intercept)  37.2851     1.8776  19.858  < 2e-16 ***
x            -5.3445     0.5591  -9.559 1.29e-10 ***

Residual standard error: 3.046 on 7 degrees of freedom
Multiple R-squared:  0.7528,\tAdjusted R-squared:  0.7446
F-statistic: 91.38 on 1 and 7 DF,  p-value: 1.294e-10
";

const STATA: &str = "
      Source |       SS           df       MS      Number of obs   =        74
-------------+----------------------------------   F(2, 71)        =     69.75
       Model |   1619.2877         2  809.643849   Prob > F        =    0.0000
    Residual |  824.171761        71   11.608053   R-squared       =    0.6627
-------------+----------------------------------   Adj R-squared   =    0.6532
       Total |  2443.45946        73  33.4720474   Root MSE        =    3.4071

------------------------------------------------------------------------------
         mpg | Coefficient  Std. err.      t    P>|t|     [95% conf. interval]
-------------+----------------------------------------------------------------
      weight |  -.0065879   .0006371   -10.34   0.000    -.0078583   -.0053175
     foreign |
    Foreign  |  -1.650029   1.075994    -1.53   0.130      -3.7955    .4954422
       _cons |    41.6797   2.165547    19.25   0.000     37.36172    45.99768
------------------------------------------------------------------------------
";

#[test]
fn model_summaries_of_statsmodels_r_and_stata_are_read() {
    let of = |text: &str| ModelSummary::read(text).unwrap();
    let (python, r, stata) = (of(STATSMODELS), of(R), of(STATA));
    assert_eq!((python.observations, python.freedom(), python.terms.len()), (24, Some(20.0), 3));
    assert_eq!((r.observations, r.freedom(), r.terms.len(), r.r_squared), (9, Some(7.0), 2, Some(0.7528)));
    assert_eq!(
        (stata.observations, stata.freedom(), stata.terms.len(), stata.r_squared),
        (74, Some(71.0), 3, Some(0.6627))
    );
    let srs = [Policy::named("srs").unwrap()];
    let rules = |summary: &ModelSummary| summary.judge(&srs).marks.iter().map(|mark| mark.rule).collect::<Vec<_>>();
    assert_eq!((rules(&python), rules(&r)), (vec!["dummies"], vec!["dof"]));
    assert_eq!(stata.judge(&srs).verdict, Verdict::Ask);
    assert!(ModelSummary::read("nothing of the kind").unwrap_err().to_string().contains("print the whole summary"));
}

#[test]
fn saturated_models_categories_of_few_and_lists_of_residuals_fail() {
    let judged = |summary: serde_json::Value| {
        let result = ModelSummary::read(&summary.to_string()).unwrap().judge(&[Policy::named("srs").unwrap()]);
        result.marks.iter().filter(|mark| mark.severity == Severity::Fail).map(|mark| mark.rule).collect::<Vec<_>>()
    };
    assert_eq!(judged(json!({"method": "ols", "observations": 100, "df_resid": 90})), Vec::<&str>::new());
    assert_eq!(judged(json!({"method": "ols", "observations": 4, "df_resid": 0})), ["dof", "saturated"]);
    let dummy = |units: serde_json::Value| json!({"method": "ols", "observations": 100, "terms": [{"name": "const", "kind": "constant"}, {"name": "north", "kind": "dummy", "units": units}]});
    assert_eq!(judged(dummy(json!(null))), ["dummies"], "a table of means in disguise");
    assert_eq!(judged(dummy(json!(3))), ["threshold"]);
    assert_eq!(
        judged(json!({"method": "ols", "observations": 100, "df_resid": 90, "row_level": ["residuals"]})),
        ["row-level"]
    );
}
