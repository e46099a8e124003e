//! Logs in which something stands beside a model: descriptions, lists, remarks. Made in the manner of Stata, R and statsmodels;
//! a model that passes alone does not pass with them.

use crate::cases::named;
use disclosure::{ModelSummary, Verdict};

const STATA: &str = "
      Source |       SS           df       MS      Number of obs   =       200
-------------+----------------------------------   F(2, 197)       =     25.01
       Model |     210.456         2     105.228   Prob > F        =    0.0000
    Residual |     828.902       197      4.2076   R-squared       =    0.2025
-------------+----------------------------------   Adj R-squared   =    0.1944
       Total |    1039.358       199      5.2229   Root MSE        =    2.0513

------------------------------------------------------------------------------
           y | Coefficient  Std. err.      t    P>|t|     [95% conf. interval]
-------------+----------------------------------------------------------------
           x |   .1213401   .0600123     2.02   0.045     .0029871    .2396931
       bmi_z |   .0413401   .0100123     4.12   0.000     .0215871    .0610931
       _cons |   10.10121   .0750044   134.67   0.000     9.953281     10.24914
------------------------------------------------------------------------------
";

const R: &str = "
Call:
lm(formula = y ~ x + z, data = d)

Residuals:
    Min      1Q  Median      3Q     Max 
-5.1201 -1.3302  0.0123  1.2901  5.4031 

Coefficients:
            Estimate Std. Error t value Pr(>|t|)    
(Intercept) 10.10341    0.18441  54.791   <2e-16 ***
x            0.12134    0.06001   2.022   0.0445 *  
z            0.07134    0.13001   0.549   0.5840    
---
Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1

Residual standard error: 2.044 on 197 degrees of freedom
Multiple R-squared:  0.2025,\tAdjusted R-squared:  0.1944 
F-statistic: 25.01 on 2 and 197 DF,  p-value: 2.2e-16
";

const PYTHON: &str = "                            OLS Regression Results                            
==============================================================================
Dep. Variable:                      y   R-squared:                       0.203
Model:                            OLS   Adj. R-squared:                  0.194
Method:                 Least Squares   F-statistic:                     25.01
Date:                Mon, 30 Nov 2026   Prob (F-statistic):           1.10e-10
Time:                        17:48:51   Log-Likelihood:                -429.04
No. Observations:                 200   AIC:                             864.1
Df Residuals:                     197   BIC:                             874.0
Df Model:                           2                                         
Covariance Type:            nonrobust                                         
==============================================================================
                 coef    std err          t      P>|t|      [0.025      0.975]
------------------------------------------------------------------------------
Intercept     10.1034      0.184     54.791      0.000       9.740      10.467
x              0.1213      0.060      2.022      0.044       0.003       0.240
z              0.0713      0.130      0.549      0.584      -0.185       0.328
==============================================================================
Omnibus:                        0.941   Durbin-Watson:                   2.012
Prob(Omnibus):                  0.625   Jarque-Bera (JB):                0.984
Skew:                           0.061   Prob(JB):                        0.611
Kurtosis:                       2.681   Cond. No.                         1.54
==============================================================================

Notes:
[1] Standard Errors assume that the covariance matrix of the errors is correctly specified.
";

fn verdict(text: &str) -> Option<Verdict> {
    ModelSummary::read(text).ok().map(|summary| summary.judge(&named("srs")).verdict)
}

#[test]
fn what_the_programs_print_passes_alone() {
    for text in [STATA, R, PYTHON] {
        let result = ModelSummary::read(text).unwrap().judge(&named("srs"));
        assert_eq!(result.verdict, Verdict::Pass, "{text}: {:?}", result.marks);
    }
    let robust = STATA.replace("Root MSE", "Root MSE").replace(
        "------------------------------------------------------------------------------\n           y |",
        "------------------------------------------------------------------------------\n             |               Robust\n           y |",
    );
    assert_eq!(verdict(&robust), Some(Verdict::Pass));
    let more = format!("{STATA}\nnote: w omitted because of collinearity.\n");
    assert_eq!(verdict(&more), Some(Verdict::Pass));
}

#[test]
fn tests_and_tables_of_variance_of_r_are_read() {
    let welch = "\n\tWelch Two Sample t-test\n\ndata:  y by g\nt = -1.2, df = 7.8, p-value = 0.24\nalternative hypothesis: true difference in means between group A and group B is not equal to 0\n95 percent confidence interval:\n -5.1  1.4\nsample estimates:\nmean in group A mean in group B \n           44.1            45.9 \n";
    let result = ModelSummary::read(welch).unwrap().judge(&named("srs"));
    assert_eq!((result.verdict, result.df_resid), (Verdict::Fail, Some(7.8)), "{:?}", result.marks);
    let large = ModelSummary::read(&welch.replace("df = 7.8", "df = 97.8")).unwrap().judge(&named("srs"));
    let rules: Vec<&str> = large.marks.iter().map(|mark| mark.rule).collect();
    assert_eq!((large.verdict, rules), (Verdict::Ask, vec!["dof"]), "{:?}", large.marks);
    let pearson = "\n\tPearson's product-moment correlation\n\ndata:  d$x and d$y\nt = 2.1, df = 198, p-value = 0.03\nalternative hypothesis: true correlation is not equal to 0\n95 percent confidence interval:\n 0.01 0.28\nsample estimates:\n  cor \n0.148 \n";
    assert_eq!(verdict(pearson), Some(Verdict::Pass));
    assert_eq!(verdict(&pearson.replace("df = 198", "df = 3")), Some(Verdict::Fail));
    assert_ne!(verdict(&format!("{pearson}0.5 104\n")), Some(Verdict::Pass));
    let variance = "Analysis of Variance Table\n\nResponse: y\n           Df Sum Sq Mean Sq F value Pr(>F)  \nx           1   4.10  4.1000  4.0890 0.0445 *\nResiduals   5 198.50  1.0025                 \n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n";
    let result = ModelSummary::read(variance).unwrap().judge(&named("srs"));
    let rules: Vec<&str> = result.marks.iter().map(|mark| mark.rule).collect();
    assert_eq!((result.df_resid, rules), (Some(5.0), vec!["dof", "terms"]), "{:?}", result.marks);
}

#[test]
fn fewer_observations_than_degrees_of_freedom_are_asked_about() {
    let json = r#"{"method":"ols","observations":3,"df_resid":197,"terms":[{"name":"x","kind":"continuous"}]}"#;
    assert_eq!(verdict(json), Some(Verdict::Ask));
    assert_eq!(verdict(&json.replace("3,", "200,")), Some(Verdict::Pass));
}

#[test]
fn nothing_passes_that_stands_beside_a_model_and_was_not_read() {
    let stata = [
        ". summarize age\n\n    Variable |        Obs        Mean    Std. dev.       Min        Max\n-------------+---------------------------------------------------------\n         age |        200        45.3     12.1         18        104\n",
        ". tabulate region\n\n     region |      Freq.     Percent        Cum.\n------------+-----------------------------------\n          A |          3        1.50        1.50\n          B |        197       98.50      100.00\n------------+-----------------------------------\n      Total |        200      100.00\n",
        ". tabstat age, stat(min max)\n\n    Variable |       Min       Max\n-------------+--------------------\n         age |        18       104\n----------------------------------\n",
        ". list id age in 1/2\n\n     +-----------+\n     |  id   age |\n     |-----------|\n  1. | 101    44 |\n  2. | 102   104 |\n     +-----------+\n",
        ". display 104\n104\n",
        ". correlate x z\n(obs=200)\n\n             |        x        z\n-------------+------------------\n           x |   1.0000\n           z |   0.1200   1.0000\n\n. tabulate g\n\n          A |          3       10.00       10.00\n",
        "Note: the oldest is 104\n",
        "note: mean turnover of Tata Steel 123456\n",
        "note: 3.region != 0 predicts success perfectly;\n      3.region omitted and 4 obs not used.\n",
        "Number of deaths in A = 3\n",
        "Within region A 3 died\n",
        "R-squared without the patient aged 104 = 0.1\n",
        "Combined: max 104\n",
        "    Residual |   828.902       197      4.2076   1 2 3 4 5 6\n",
        "       Total |  Smith 104 years\n",
        "        diff |  104 33 22 11 9 8 7\n",
        "             |  104 33 22 11\n",
        "min = 18   max age = 104\n",
        ". table region, stat(count age)\n\n-----------------\n       | Number of nonmissing values\n-------+---------\n     A |   3\n     B | 197\n",
    ];
    for more in stata {
        assert_ne!(verdict(&format!("{STATA}\n{more}")), Some(Verdict::Pass), "{more}");
    }
    let r = [
        "> summary(d$age)\n   Min. 1st Qu.  Median    Mean 3rd Qu.    Max. \n   18.0    37.0    45.0    45.3    54.0   104.0 \n",
        "> table(d$region)\n\n  A   B \n  3 197 \n",
        "> head(d, 2)\n  id  y  x\n1 11  5 44\n2 12  6 104\n",
        "Data: d; the oldest is 104\n",
        "correlation of the three oldest: 0.99 (n = 3)\n",
        "AIC: 864.1 without the patient aged 104\n",
        "n= 3, the others left out\n",
        "mean of the largest firm 123456\n",
        "Observations: 200; region A: 3\n",
        "[1] 104\n",
        "$region\n[1] 3\n",
        "lm(y ~ x), max(age) = 104\n",
    ];
    for more in r {
        assert_ne!(verdict(&format!("{R}{more}")), Some(Verdict::Pass), "{more}");
    }
    // Between the call and what follows it.
    let inside = R.replace("data = d)\n", "data = d)\n0.12 -1.3 2.2\n");
    assert_ne!(verdict(&inside), Some(Verdict::Pass));
    let inside = R.replace("data = d)\n", "data = d)\nthe oldest is 104\n");
    assert_ne!(verdict(&inside), Some(Verdict::Pass));
    let python = [
        "count    200.000000\nmean      45.300000\nmin       18.000000\nmax      104.000000\nName: age, dtype: float64\n",
        "region\nA      3\nB    197\nName: count, dtype: int64\n",
        "   id    y    x\n0  11  5.0   44\n1  12  6.0  104\n",
        "Notes: the oldest is 104\n",
        "104\n",
        "Date: 1 2 3 4 5 6 7 8 9 10\n",
        "Model: without the patient aged 104\n",
    ];
    for more in python {
        assert_ne!(verdict(&format!("{PYTHON}{more}")), Some(Verdict::Pass), "{more}");
    }
    let inside = PYTHON.replace("z              0.0713", "0  11  5.0   44\nz              0.0713");
    assert_ne!(verdict(&inside), Some(Verdict::Pass));
    let inside = PYTHON.replace("Dep. Variable:                      y ", "Dep. Variable: y of those aged 104 ");
    assert_ne!(verdict(&inside), Some(Verdict::Pass));
}

/// Wherever a line is put into an output that passes, it does not pass any more.
#[test]
fn a_foreign_line_anywhere_in_an_output_is_seen() {
    let lines = [
        "the oldest is 104",
        "104",
        "Smith 104",
        "max age 104",
        "A      3",
        "id 104 44",
        "region A: 3",
        "3 people of A",
        "  1. | 101 44 |",
        "age in A = 104",
        "mean turnover 123456",
        "min = 18   max = 104",
        "max = 104",
        "        diff |  104 33 22 11",
        "      Robust |  104 33 22 11",
    ];
    let mut tried = 0;
    let mut passed = Vec::new();
    for (name, text) in [("Stata", STATA), ("R", R), ("statsmodels", PYTHON)] {
        let all: Vec<&str> = text.lines().collect();
        for at in 0..=all.len() {
            for line in lines {
                let spoilt = [&all[..at], &[line], &all[at..]].concat().join("\n");
                tried += 1;
                if verdict(&spoilt) == Some(Verdict::Pass) {
                    passed.push(format!("{name}, before line {}: {line}", at + 1));
                }
            }
        }
    }
    assert!(tried > 500 && passed.is_empty(), "{} of {tried}: {passed:#?}", passed.len());
}
