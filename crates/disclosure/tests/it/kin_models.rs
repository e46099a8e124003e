//! Model outputs of further programs and designs, made in the manner of each: what is printed of groups, clusters and designs
//! counts, what is not understood is refused or asked about, and nothing of few passes.

use crate::cases::named;
use disclosure::{ModelSummary, Severity, Verdict};

/// What an output must come to.
enum Comes {
    /// A rule fails, and these degrees of freedom count.
    Fails(&'static str, Option<f64>),
    /// A person looks, or it is refused.
    NotPassed,
}
use Comes::{Fails, NotPassed};

const STATSMODELS: &str = "                 coef    std err          z      P>|z|      [0.025      0.975]\n------------------------------------------------------------------------------\nIntercept     10.1212      0.144     70.286      0.000       9.839      10.403\nx              0.1213      0.060      2.022      0.043       0.004       0.239\n==============================================================================\n";

const STATA: &str = "------------------------------------------------------------------------------\n           y | Coefficient  Std. err.      t    P>|t|     [95% conf. interval]\n-------------+----------------------------------------------------------------\n           x |   .1213401   .0600123     2.02   0.044      .003504    .2391842\n       _cons |   10.10121   .0750044   134.67   0.000     9.953681     10.24874\n------------------------------------------------------------------------------\n";

const R: &str = "            Estimate Std. Error t value Pr(>|t|)    \n(Intercept) 10.10341    0.18441  54.791   <2e-16 ***\nx            0.12134    0.06001   2.022   0.0445 *  \n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n";

fn outputs() -> Vec<(&'static str, String, Comes)> {
    let head = |covariance: &str| {
        format!(
            "                            OLS Regression Results                            \n==============================================================================\nDep. Variable:                      y   R-squared:                       0.020\nModel:                            OLS   Adj. R-squared:                  0.015\nMethod:                 Least Squares   F-statistic:                     4.089\nNo. Observations:                 200   AIC:                             852.0\nDf Residuals:                     198   BIC:                             858.6\nDf Model:                           1                                         \nCovariance Type:            {covariance}                                         \n==============================================================================\n{STATSMODELS}"
        )
    };
    let gee = |clusters: u32| {
        format!(
            "                               GEE Regression Results                              \n===================================================================================\nDep. Variable:                           y   No. Observations:                  200\nModel:                                 GEE   No. clusters:                   {clusters:>6}\nMethod:                        Generalized   Min. cluster size:                  12\n                      Estimating Equations   Max. cluster size:                  20\nFamily:                           Gaussian   Mean cluster size:                16.7\nDependence structure:         Independence   Num. iterations:                     2\nDate:                     Sun, 29 Nov 2026   Scale:                           4.319\nCovariance type:                    robust   Time:                         12:00:00\n===================================================================================\n{STATSMODELS}"
        )
    };
    let fixest = |effects: &str, errors: &str| {
        format!(
            "OLS estimation, Dep. Var.: y\nObservations: 2,000\n{effects}Standard-errors: {errors} \n   Estimate Std. Error  t value Pr(>|t|) \nx  0.141100   0.061220 2.304801  0.02140 * \n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\nRMSE: 1.94     Adj. R2: 0.102515\n             Within R2:  0.006112\n"
        )
    };
    let stata = |head: &str| format!("\n{head}\n{STATA}");
    let mut all = vec![
        ("statsmodels, clustered errors", head("  cluster"), NotPassed),
        ("statsmodels, panel errors", head("hac-panel"), NotPassed),
        ("statsmodels, sums of groups", head("hac-groupsum"), NotPassed),
        ("statsmodels GEE, few clusters", gee(6), Fails("dof", Some(5.0))),
        (
            "fixest, few clusters among the effects",
            fixest("Fixed-effects: g: 6,  t: 20\n", "Clustered (g)"),
            Fails("dof", Some(5.0)),
        ),
        ("fixest, two ways", fixest("Fixed-effects: g: 60,  t: 7\n", "Clustered (g & t)"), Fails("dof", Some(6.0))),
        ("fixest, clusters that nobody counts", fixest("Fixed-effects: g: 60\n", "Clustered (school)"), NotPassed),
        ("fixest without effects", fixest("", "Clustered (g)"), NotPassed),
        ("fixest, Driscoll and Kraay", fixest("Fixed-effects: g: 60\n", "Driscoll-Kraay (L=1)"), NotPassed),
        (
            "felm, clustered",
            format!(
                "Call:\n   felm(formula = y ~ x | 0 | 0 | id, data = d)\n\nResiduals:\n    Min      1Q  Median      3Q     Max\n-1.1 -0.1 0.0 0.1 1.1\n\nCoefficients:\n  Estimate Cluster s.e. t value Pr(>|t|)\nx   0.1411     0.0612   2.305    0.021\n\nResidual standard error: 1.94 on 198 degrees of freedom\n"
            ),
            NotPassed,
        ),
        (
            "Stata reghdfe, clusters by name",
            stata(
                "HDFE Linear regression                            Number of obs   =      2,000\nAbsorbing 1 HDFE group                            R-squared       =     0.1203\nNumber of clusters (school)  =          8          Root MSE        =     1.9412",
            ),
            Fails("dof", Some(7.0)),
        ),
        (
            "Stata ivreg2, clusters",
            stata(
                "IV (2SLS) estimation\nStatistics robust to heteroskedasticity and clustering on id\nNumber of clusters (id) =           9              Number of obs =     2000\n                                                      F(  1,     8) =     4.09",
            ),
            Fails("dof", Some(8.0)),
        ),
        (
            "Stata xtlogit",
            stata(
                "Conditional fixed-effects logistic regression           Number of obs    =    200\nGroup variable: id                                      Number of groups =      7",
            ),
            Fails("dof", Some(6.0)),
        ),
        (
            "Stata xtreg, random effects, clustered",
            stata(
                "Random-effects GLS regression                   Number of obs     =        200\nGroup variable: id                              Number of groups  =         40\n                                (Std. err. adjusted for 6 clusters in school)",
            ),
            Fails("dof", Some(5.0)),
        ),
        (
            "Stata svy, old capitals",
            stata(
                "Survey: Linear regression\nNumber of strata   =         4                  Number of obs     =      1,204\nNumber of PSUs     =        12                  Population size   = 104,201.5\n                                                Design df         =          8\n                                                F(   1,      8)   =       4.09",
            ),
            Fails("dof", Some(8.0)),
        ),
        (
            "Stata streg, few failures",
            stata(
                "Exponential PH regression\n\nNo. of subjects =           200                 Number of obs    =        200\nNo. of failures =             4\nTime at risk    =        1204.5",
            ),
            Fails("threshold", None),
        ),
        (
            "Stata, decimal commas",
            stata(
                "Linear regression                               Number of obs     =      1.204\n                                                F(1, 1202)        =       4,09",
            ),
            NotPassed,
        ),
        (
            "Stata mixed, levels in a table",
            stata(
                "Mixed-effects ML regression                     Number of obs     =        200\n        Grouping information\n        -------------------------------------------------------------\n                        |     No. of       Observations per group\n         Group variable |     groups    Minimum    Average    Maximum\n        ----------------+--------------------------------------------\n                 region |          3         60       66.7         80\n                 school |         12         10       16.7         20\n        -------------------------------------------------------------",
            ),
            NotPassed,
        ),
        (
            "R lme",
            format!(
                "Linear mixed-effects model fit by REML\n  Data: d \n\nRandom effects:\n Formula: ~1 | g\n        (Intercept) Residual\nStdDev:   0.4122332 1.944212\n\nFixed effects:  y ~ x \n               Value Std.Error  DF  t-value p-value\n(Intercept) 10.10341 0.1844101 194 54.79100  0.0000\nx            0.12134 0.0600123 194  2.02200  0.0445\n\nNumber of Observations: 200\nNumber of Groups: 5 \n"
            ),
            Fails("dof", Some(4.0)),
        ),
        (
            "R lmer, two levels",
            format!(
                "Linear mixed model fit by REML ['lmerMod']\nFormula: y ~ x + (1 | g) + (1 | h)\n   Data: d\n\nREML criterion at convergence: 852.1\n\nScaled residuals: \n    Min      1Q  Median      3Q     Max \n-2.1000 -0.6000  0.0100  0.6000  2.4000 \n\nRandom effects:\n Groups   Name        Variance Std.Dev.\n g        (Intercept) 0.17     0.41    \n h        (Intercept) 0.10     0.32    \n Residual             3.78     1.94    \nNumber of obs: 200, groups:  g, 40; h, 4\n\nFixed effects:\n{R}"
            ),
            Fails("dof", Some(3.0)),
        ),
        ("R coeftest", format!("\nt test of coefficients:\n\n{R}\n"), NotPassed),
        (
            "R nls",
            format!(
                "\nFormula: y ~ a * exp(b * x)\n\nParameters:\n  Estimate Std. Error t value Pr(>|t|)\na  10.1034     0.1844  54.791   <2e-16 ***\nb   0.1213     0.0600   2.022   0.0445 *  \n---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n\nResidual standard error: 1.94 on 5 degrees of freedom\n"
            ),
            Fails("dof", Some(5.0)),
        ),
        (
            "R plm",
            format!(
                "Oneway (individual) effect Within Model\n\nCall:\nplm(formula = y ~ x, data = d, model = \"within\")\n\nBalanced Panel: n = 5, T = 10, N = 50\n\nResiduals:\n    Min. 1st Qu.  Median 3rd Qu.    Max. \n-1.1 -0.1 0.0 0.1 1.1\n\nCoefficients:\n{R}\nTotal Sum of Squares:    104.1\nResidual Sum of Squares: 94.2\nF-statistic: 4.08901 on 1 and 44 DF, p-value: 0.0492\n"
            ),
            NotPassed,
        ),
        (
            "R gam",
            format!(
                "\nFamily: gaussian \nLink function: identity \n\nFormula:\ny ~ s(x)\n\nParametric coefficients:\n{R}\nApproximate significance of smooth terms:\n       edf Ref.df     F p-value\ns(x) 8.923  8.999 4.089 0.00012 ***\n\nR-sq.(adj) =   0.98   Deviance explained = 99.9%\nGCV = 4.1  Scale est. = 3.7      n = 11\n"
            ),
            NotPassed,
        ),
        (
            "R glm, all years of a few",
            format!(
                "\nCall:\nglm(formula = y ~ x, family = binomial, data = d)\n\nCoefficients:\n            Estimate Std. Error z value Pr(>|z|)\n(Intercept)  0.10341    0.18441   0.561    0.575\nx            0.12134    0.06001   2.022    0.043 *\n\n(Dispersion parameter for binomial family taken to be 1)\n\n    Null deviance: 12.1  on 9  degrees of freedom\nResidual deviance: 10.2  on 8  degrees of freedom\nAIC: 14.2\n\nNumber of Fisher Scoring iterations: 4\n"
            ),
            Fails("dof", Some(8.0)),
        ),
        (
            "R in German",
            format!(
                "\nAufruf:\nlm(formula = y ~ x, data = d)\n\nResiduen:\n    Min      1Q  Median      3Q     Max \n-1.1 -0.1 0.0 0.1 1.1 \n\nKoeffizienten:\n{R}\nStandardfehler der Residuen: 1,94 auf 5 Freiheitsgrade\n"
            ),
            NotPassed,
        ),
        (
            "R with decimal commas",
            format!(
                "\nCall:\nlm(formula = y ~ x, data = d)\n\nCoefficients:\n            Estimate Std. Error t value Pr(>|t|)\n(Intercept)  10,1034     0,1844  54,791   <2e-16 ***\nx             0,1213     0,0600   2,022   0,0445 *\n\nResidual standard error: 1,94 on 5 degrees of freedom\n"
            ),
            Fails("dof", Some(5.0)),
        ),
        (
            "lm_robust",
            format!(
                "\nCall:\nlm_robust(formula = y ~ x, data = d, clusters = id)\n\nStandard error type:  CR2 \n\nCoefficients:\n            Estimate Std. Error t value Pr(>|t|) CI Lower CI Upper    DF\n(Intercept)  10.1034     0.1844  54.791 0.000001   9.6000  10.6000 3.210\nx             0.1213     0.0600   2.022 0.140000  -0.0700   0.3100 2.870\n\nMultiple R-squared:  0.0203 ,\tAdjusted R-squared:  0.0153 \nF-statistic: 4.089 on 1 and 4 DF,  p-value: 0.1131\n"
            ),
            Fails("dof", Some(4.0)),
        ),
    ];
    // Programs that are not read.
    for (name, text) in [
        (
            "SAS PROC REG",
            "The REG Procedure\nModel: MODEL1\nDependent Variable: y\n\nNumber of Observations Read          12\nNumber of Observations Used          12\n\n                             Analysis of Variance\n                                    Sum of           Mean\nSource                   DF        Squares         Square    F Value    Pr > F\nModel                     9      104.10000       11.56667       4.09    0.2103\nError                     2        5.60000        2.80000\nCorrected Total          11      109.70000\n\nParameter Estimates\nVariable     DF       Estimate          Error    t Value    Pr > |t|\nIntercept     1       10.10341        0.18441      54.79      0.0003\nx             1        0.12134        0.06001       2.02      0.1805\n",
        ),
        (
            "SPSS",
            "Model Summary\nModel\tR\tR Square\tAdjusted R Square\tStd. Error of the Estimate\n1\t.999\t.998\t.981\t.412\n\nANOVA\nModel\t\tSum of Squares\tdf\tMean Square\tF\tSig.\n1\tRegression\t104.1\t9\t11.567\t4.09\t.210\n\tResidual\t5.6\t2\t2.800\n\tTotal\t109.7\t11\n\nCoefficients\nModel\t\tB\tStd. Error\tBeta\tt\tSig.\n1\t(Constant)\t10.103\t.184\t\t54.791\t.000\n\tx\t.121\t.060\t.142\t2.022\t.181\n",
        ),
        (
            "Julia GLM",
            "StatsModels.TableRegressionModel{LinearModel{...}}\n\ny ~ 1 + x\n\nCoefficients:\n────────────────────────────────────────────────────────────────────────\n                Coef.  Std. Error      t  Pr(>|t|)  Lower 95%  Upper 95%\n────────────────────────────────────────────────────────────────────────\n(Intercept)  10.1034    0.184410   54.79    <1e-99     9.7390   10.4680\nx             0.121340  0.060012    2.02    0.0445     0.0030    0.2400\n────────────────────────────────────────────────────────────────────────\n",
        ),
        (
            "MATLAB fitlm",
            "mdl = \n\nLinear regression model:\n    y ~ 1 + x1\n\nEstimated Coefficients:\n                   Estimate       SE       tStat      pValue  \n                   ________    ________    ______    _________\n\n    (Intercept)      10.103     0.18441    54.791    1.2e-100\n    x1              0.12134    0.060012     2.022      0.0445\n\nNumber of observations: 6, Error degrees of freedom: 4\nRoot Mean Squared Error: 1.94\n",
        ),
        (
            "lifelines",
            "<lifelines.CoxPHFitter: fitted with 12 total observations, 6 right-censored observations>\n             duration col = 'months'\n                event col = 'died'\n      baseline estimation = breslow\n   number of observations = 12\nnumber of events observed = 6\n\n---\n            coef  exp(coef)   se(coef)   coef lower 95%   coef upper 95%\nage         0.12       1.13       0.06             0.00             0.24\n---\nConcordance = 0.64\n",
        ),
        (
            "linearmodels",
            "                          PanelOLS Estimation Summary                           \n================================================================================\nDep. Variable:                      y   R-squared:                        0.0203\nEstimator:                   PanelOLS   R-squared (Between):              0.0102\nNo. Observations:                  50   R-squared (Within):               0.0203\nCov. Estimator:             Clustered   F-statistic:                      4.0890\nEntities:                           5   P-value                           0.1130\n                                        Distribution:                    F(1,44)\n\n                             Parameter Estimates                              \n==============================================================================\n            Parameter  Std. Err.     T-stat    P-value    Lower CI    Upper CI\n------------------------------------------------------------------------------\nx              0.1213     0.0600     2.0220     0.0492      0.0004      0.2423\n==============================================================================\n",
        ),
        (
            "pyfixest",
            "###\n\nEstimation:  OLS\nDep. var.: y, Fixed effects: f1\nInference:  CRV1\nObservations:  2000\n\n| Coefficient   |   Estimate |   Std. Error |   t value |   Pr(>|t|) |   2.5% |   97.5% |\n|:--------------|-----------:|-------------:|----------:|-----------:|-------:|--------:|\n| x             |      0.121 |        0.060 |     2.022 |      0.044 |  0.003 |   0.239 |\n---\nRMSE: 1.94 R2: 0.102 R2 Within: 0.006 \n",
        ),
        ("scikit-learn", "LinearRegression()\ncoef_ [0.12134 0.06001]\nintercept_ 10.10341\nscore 1.0\n"),
        (
            "a table of Word",
            "Table 2. Regression of income\n\tB\t95% CI\tp\nAge\t0.12\t0.00 to 0.24\t.04\nFemale\t-1.20\t-2.40 to 0.00\t.05\nN = 7; adjusted R2 = .99\n",
        ),
    ] {
        all.push((name, text.into(), NotPassed));
    }
    all
}

#[test]
fn outputs_of_thirty_and_more_programs_and_designs_are_read_rightly_refused_or_asked_about() {
    let outputs = outputs();
    assert!(outputs.len() >= 35);
    let mut wrong = Vec::new();
    for (name, text, comes) in &outputs {
        let result = ModelSummary::read(text).map(|summary| summary.judge(&named("srs")));
        match (result, comes) {
            (Ok(result), Fails(rule, df)) => {
                let fails = result.marks.iter().any(|mark| mark.rule == *rule && mark.severity == Severity::Fail);
                if !fails || df.is_some() && result.df_resid != *df {
                    wrong.push(format!("{name}: {:?} {:?}", result.df_resid, result.marks));
                }
            }
            (Ok(result), NotPassed) if result.verdict == Verdict::Pass => {
                wrong.push(format!("{name} passes with {:?}", result.df_resid))
            }
            (Err(error), Fails(..)) => wrong.push(format!("{name}: {error}")),
            (Ok(_) | Err(_), NotPassed) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is well done passes: a rule that asks about everything is none.
#[test]
fn outputs_that_name_enough_of_everything_pass() {
    for (name, text, _) in outputs() {
        let more = match name {
            "statsmodels GEE, few clusters" => text.replace("     6\n", "    60\n"),
            "Stata xtreg, random effects, clustered" => text.replace("for 6 clusters", "for 36 clusters"),
            "statsmodels, clustered errors" => text.replace("  cluster", "nonrobust"),
            _ => continue,
        };
        let result = ModelSummary::read(&more).unwrap().judge(&named("srs"));
        assert_eq!(result.verdict, Verdict::Pass, "{name}: {:?}", result.marks);
    }
}
