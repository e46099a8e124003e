//! What names of columns say: which unit a row is, what is known of a person, what sums up.

/// Names of columns that say which unit a row is, without anything between their letters.
const KEYS: &[&str] = &[
    "id",
    "idno",
    "idnum",
    "idnumber",
    "serial",
    "serialno",
    "serno",
    "caseno",
    "nino",
    "nhsno",
    "nhsnumber",
    "uprn",
    "pnr",
    "ssn",
    "pidp",
    "hidp",
    "entref",
    "enterpriseref",
    "ruref",
    "luref",
    "participant",
    "respondent",
    "subject",
    "record",
    "recordno",
    "identifier",
    "pseudonym",
    "passport",
    "patient",
    "pupil",
    // Of cohorts and of records of health and schools.
    "eid",
    "neid",
    "feid",
    "aln",
    "alf",
    "alfe",
    "alfpe",
    "ralf",
    "epatid",
    "mrn",
    "iid",
    "guid",
    "uuid",
    "pupilmatchingref",
];
/// Whose id it is, in names such as `studyid`.
const UNITS: &[&str] = &[
    "p",
    "h",
    "u",
    "hh",
    "pers",
    "person",
    "personal",
    "house",
    "household",
    "case",
    "study",
    "subj",
    "usubj",
    "subject",
    "pat",
    "patient",
    "client",
    "resp",
    "respondent",
    "part",
    "participant",
    "unique",
    "anon",
    "pseudo",
    "hes",
    "rec",
    "record",
    "emp",
    "employee",
    "employer",
    "firm",
    "business",
    "enterprise",
    "pupil",
    "student",
    "child",
    "mother",
    "member",
    "user",
    "customer",
    "family",
    "obs",
    "indiv",
    "individual",
    "worker",
    "learner",
];
/// What many units share: the id of such a thing is no key of a record.
const GROUPS: &[&str] = &[
    "area",
    "region",
    "la",
    "lad",
    "lsoa",
    "msoa",
    "oa",
    "country",
    "county",
    "ward",
    "group",
    "category",
    "table",
    "figure",
    "variable",
    "model",
    "sector",
    "industry",
    "occupation",
    "cluster",
    "stratum",
    "indicator",
    "topic",
];
/// What is known of one person.
const PERSONAL: &[&str] = &[
    "age",
    "sex",
    "gender",
    "dob",
    "birth",
    "birthdate",
    "yob",
    "postcode",
    "income",
    "salary",
    "wage",
    "earnings",
    "pay",
    "education",
    "educ",
    "qualification",
    "ethnicity",
    "ethnic",
    "marital",
    "occupation",
    "height",
    "weight",
    "bmi",
    "smoker",
    "smoking",
    "diagnosis",
    "religion",
    "employed",
    "surname",
    "forename",
    "firstname",
    "lastname",
    "address",
    "health",
    "disability",
    "children",
    "region",
    "tenure",
    "hours",
    "married",
    "nationality",
];

/// Where something is: how far north and how far east.
pub(super) const NORTH: &[&str] = &["lat", "latitude", "northing", "northings"];
pub(super) const EAST: &[&str] = &["lon", "lng", "long", "longitude", "easting", "eastings"];
/// What a model says of each unit.
pub(super) const FITTED: &[&str] = &[
    "residual",
    "residuals",
    "resid",
    "fitted",
    "yhat",
    "pred",
    "preds",
    "predicted",
    "prediction",
    "predictions",
    "propensity",
    "pscore",
    "leverage",
    "cooksd",
    "dfbeta",
];

/// Names of columns that only a table of results has.
const RESULTS: &[&str] = &[
    "n",
    "count",
    "counts",
    "freq",
    "frequency",
    "percent",
    "per cent",
    "%",
    "mean",
    "median",
    "sd",
    "std",
    "se",
    "std. error",
    "std error",
    "total",
    "estimate",
    "coef",
    "coefficient",
    "p",
    "p-value",
    "p.value",
    "pvalue",
    "odds ratio",
    "ci",
    "share",
    "proportion",
    "statistic",
    "unweighted",
    "t value",
    "lower",
    "upper",
    "r-squared",
    "average",
    "avg",
    "pct",
    "prop",
    "rate",
    "rates",
    "number",
    "persons",
    "sample",
    "weighted",
    "index",
];

/// More of them, where the question is only whether very many rows are results.
const MORE_RESULTS: &[&str] = &[
    "surv",
    "survival",
    "hazard",
    "cumhaz",
    "cumulative",
    "incidence",
    "risk",
    "conf",
    "beta",
    "hr",
    "rr",
    "irr",
    "aor",
    "sum",
    "min",
    "max",
    "q1",
    "q3",
    "p25",
    "p50",
    "p75",
    "iqr",
    "variance",
    "correlation",
    "corr",
    "rho",
    "r2",
    "auc",
    "deaths",
    "events",
    "cases",
    "population",
    "denominator",
    "numerator",
    "value",
    "low",
    "high",
    "lcl",
    "ucl",
    "error",
];

/// Names of columns that count units: how many are behind a row.
const COUNTED: &[&str] = &[
    "n",
    "count",
    "counts",
    "freq",
    "frequency",
    "obs",
    "observations",
    "unweighted",
    "nobs",
    "number",
    "risk",
    "population",
    "denominator",
    "total",
    "persons",
    "sample",
];

/// What a table of results goes along: a time, an age, a place, a group.
const DIMENSIONS: &[&str] = &[
    "year",
    "month",
    "week",
    "quarter",
    "date",
    "day",
    "time",
    "period",
    "wave",
    "cohort",
    "region",
    "area",
    "country",
    "lad",
    "la",
    "msoa",
    "lsoa",
    "ward",
    "county",
    "nuts",
    "group",
    "category",
    "strata",
    "stratum",
    "variable",
    "term",
    "model",
    "outcome",
    "exposure",
    "industry",
    "sic",
    "occupation",
    "soc",
    "sector",
    "sex",
    "gender",
    "age",
    "ageband",
    "agegroup",
    "band",
    "bin",
    "level",
    "quintile",
    "decile",
    "imd",
    "ethnicity",
];

/// Whether a column's name says that it sums up: `n`, `mean_income`, `employment rate`.
pub(super) fn sums_up(name: &str) -> bool {
    RESULTS.contains(&name) || words(name).any(|word| (word.len() > 1 || word == "n") && RESULTS.contains(&word))
}

/// Whether a column of a very long table is a result.
pub(super) fn results(name: &str) -> bool {
    sums_up(name) || words(name).any(|word| MORE_RESULTS.contains(&word))
}

/// Whether a column says how many units are behind a row.
pub(super) fn counts(name: &str) -> bool {
    words(name).any(|word| COUNTED.contains(&word))
}

/// Whether a column is one that results go along.
pub(super) fn dimension(name: &str) -> bool {
    words(name).any(|word| DIMENSIONS.contains(&word))
}

/// Whether a column says something of one person.
pub(super) fn personal(name: &str) -> bool {
    words(name).any(|word| PERSONAL.contains(&word))
}

/// Whether a column names one person, alone or with a little more.
pub(super) fn names_one(name: &str) -> bool {
    const ONE: &[&str] = &["dob", "birth", "birthdate", "postcode", "surname", "forename", "address", "nino", "nhs"];
    words(name).any(|word| ONE.contains(&word))
}

pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a column's name says which unit a row is.
pub(super) fn is_key(name: &str) -> bool {
    if words(name).any(|word| GROUPS.contains(&word)) {
        return false;
    }
    let flat: String = words(name).collect();
    KEYS.contains(&flat.as_str())
        || flat.strip_suffix("id").is_some_and(|unit| UNITS.contains(&unit))
        || words(name).last() == Some("id")
        || words(name).next() == Some("id")
}
