//! The handbook's pages on disclosure control. Their examples are made by the engine, so they cannot say what it does not do.

use crate::support::*;
use disclosure::{ModelSummary, Policy, TableResult};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// Enterprises of two regions and three sizes, as CSV: made up, the same at every run.
fn enterprises() -> String {
    let mut text = String::from("region,size,turnover,id\n");
    let mut id = 0;
    for (region, size, n, least) in [
        ("North", "small", 24, 10),
        ("North", "medium", 15, 60),
        ("North", "large", 4, 400),
        ("South", "small", 31, 12),
        ("South", "medium", 18, 55),
        ("South", "large", 12, 380),
    ] {
        for at in 0..n {
            id += 1;
            let turnover = if (region, size, at) == ("South", "large", 0) { 90_000 } else { least + at % 7 };
            let _ = writeln!(text, "{region},{size},{turnover},{id}");
        }
    }
    text
}

fn made(more: serde_json::Value, policy: &Policy) -> TableResult {
    let mut asked = json!({"rows": ["region"], "cols": ["size"], "margins": true, "unit": "id"});
    for (key, value) in more.as_object().unwrap() {
        asked[key] = value.clone();
    }
    table(&enterprises(), asked, policy).unwrap()
}

fn shown(command: &str, result: &TableResult) -> String {
    let remarks: String =
        result.remarks().iter().fold(String::new(), |text, remark| text + &format!("note: {remark}\n"));
    format!("```\n$ strongroom table enterprises.csv {command}\n{remarks}{}```\n", result.text())
}

fn golden(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, page).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, page, "run with UPDATE_GOLDEN=1 and look at the difference");
}

#[test]
fn the_researchers_page_is_current() {
    let srs = Policy::named("srs").unwrap();
    let base = "--rows region --cols size --count --sum turnover --unit id --margins --policy srs";
    let plain = made(json!({"count": true, "sum": ["turnover"]}), &srs);
    let hidden = made(json!({"count": true, "sum": ["turnover"], "protect": "suppress"}), &srs);
    let spread =
        made(json!({"cols": [], "more": [{"median": "turnover"}, {"max": "turnover"}, {"std": "turnover"}]}), &srs);
    let model = json!({"method": "ols", "observations": 104, "terms": [
        {"name": "const", "kind": "constant"}, {"name": "turnover", "kind": "continuous"},
        {"name": "region South, size large", "kind": "interaction", "units": 4},
    ]});
    let judged = ModelSummary::read(&model.to_string()).unwrap().judge(&[srs]);
    let mut page = String::from(
        "# Is my table safe?\n\nFor researchers. The examples are made by the program from invented enterprises; a test keeps them current.\n\n\
        A table is safe if nobody who reads it learns something about a single person or enterprise. The program makes your table\n\
        and says for each cell what stands against releasing it, and why. It advises; two people decide.\n\n\
        ## A table that fails\n\n",
    );
    page += &shown(base, &plain);
    page += "\nRead it from the bottom: the verdict, what would mend the cells, then one line for each objection. Four large enterprises\n\
        in the North are too few. In the South one enterprise makes nearly all of the turnover: its competitors would read its\n\
        turnover from the sum. Rounding would hide neither.\n\n\
        ## What to do, best first\n\n\
        1. Merge categories: medium and large together, or regions. You keep every figure.\n\
        2. Leave out the margin, or the statistic, that you do not need.\n\
        3. Let the program hide cells: `--protect suppress`.\n\n";
    page += &shown(&format!("{base} --protect suppress"), &hidden);
    page += "\n`primary` cells are unsafe; `secondary` ones are hidden so that nobody subtracts the shown cells from a total. Every\n\
        figure of a hidden cell is hidden. Do not ask for the same table again with other categories: the difference of two tables\n\
        can be one enterprise.\n\n\
        ## Other statistics\n\n";
    page += &shown(
        "--rows region --median turnover --max turnover --std turnover --unit id --margins --policy srs",
        &spread,
    );
    page += "\nA largest value is somebody's. Ask for a quantile, or under a policy with `[extreme]` for the mean of the largest few.\n\n\
        ## Charts and survival\n\n`--chart bar`, `line`, `histogram` (classes of `--cut`), `box` (five quantiles) or `scatter` (classes of two fields) with\n\
        `--out` draws the table as a fixed picture, `chart.png`, and writes the unweighted counts beside it, `counts.csv`: ask for both\n\
        together. `strongroom survival data.csv --time months --event died` makes a Kaplan-Meier curve whose steps enough people make;\n\
        with `--edges 0,12,24,60` a life table.\n\n\
        ## Models\n\nA model's coefficients are mostly safe. What is looked at: how many degrees of freedom are left (of groups, clusters and\n\
        designs too: the least counts), whether a category, interaction or slope stands for a few units, and whether residuals are\n\
        listed. Print the whole summary with its call, one in each file: a line that is not understood is asked about.\n\n";
    let _ = write!(page, "```\n$ strongroom model summary.json --policy srs\n{}```\n", judged.text());
    page += "\n## Tables made with other software\n\nGive the unweighted counts behind each figure in a table of the same shape:\n\n\
        ```\nstrongroom check means.csv --counts counts.csv --policy srs\n```\n\n\
        Name all tables of one request at once (`check one.csv two.csv --counts n1.csv --counts n2.csv`): what is hidden in one and\n\
        shown in the other, and differences of a few people, are found only then. Totals are found from the counts, whatever they are\n\
        called, and everything that is shown is looked at together. An empty cell or a sign such as `[c]`, `*`, `..`, `<10` is a hidden\n\
        figure; any number is a figure, whatever stands beside it (`3 (10.7%)`, `£9800`, `15.0†`). Counts are whole numbers. What is\n\
        neither is named with its place, and nothing is judged until it is put right.\n\n\
        A table may also stand in your document, and its counts in another of its tables (`check report.docx#2 --counts report.docx#3`\n\
        judges the second by the third).\n";
    golden("is-my-table-safe.md", &page);
}

#[test]
fn the_checkers_page_is_current() {
    let mut page = String::from(
        "# Rules of disclosure control\n\nFor output checkers. Each rule with its formula, its key in a policy and where it comes from; the table of policies and\n\
        the examples are made by the program, and a test keeps them current.\n\n\
        x1 ≥ x2 ≥ … are the absolute values of what units (or holdings) contribute, X their sum, n the units with a value.\n\n\
        | rule | a cell fails when | key | from |\n|---|---|---|---|\n\
        | threshold | n < threshold; where holdings are named, fewer of them than `count.holdings`, and without that key it asks where one holding stands behind all | `count.threshold`, `count.holdings` | SDAP handbook; every service |\n\
        | zero | nobody is in it, and it was not declared as impossible | `count.zero` | SDAP handbook, class disclosure |\n\
        | full | it holds at least the share of its row or column, or all values are equal | `count.full`, `count.full_share` | ESSnet guidelines, group disclosure |\n\
        | dominance | x1 + … + xn > k · X | `[[dominance]] n, k, equality` | SDC handbook, (n,k) rule |\n\
        | p-percent | X − x1 − x2 < p · x1 | `[p] percent, equality` | SDC handbook, p% rule |\n\
        | pq | X − x1 − x2 < (p/q) · x1 | `[pq] p, q` | SDC handbook, prior-posterior rule |\n\
        | dof | n − 1 (a variance and its kin) or residual degrees of freedom (a model) < dof | `[model] dof` | ESSnet guidelines |\n\
        | extreme | a smallest or largest value that fewer than threshold units share; with `of = k` the mean of k, which fails when both ends overlap or the k are dominated | `[extreme] of` | Bundesbank RDSC (sdcLog) |\n\
        | quantile | fewer than so many records below it, above it or between two of them, and fewer share its value | `[quantile] contributors` | ESSnet guidelines; ABS DataLab |\n\
        | mode | asks when fewer than `shared` records have it; fails as `threshold` below `units` and as `full` when all share it | `[mode] units, shared` | SDAP handbook |\n\
        | negative | a value is negative and the policy refuses such cells; dominance then looks at absolute values | `values.negative` | ABS DataLab |\n\n\
        **Waivers.** Where a policy says `values.waivers = true` and units may have agreed that their values are told (`--waiver`),\n\
        threshold, dominance, p% and pq protect the others: x1 is the largest contributor without a waiver, and the rest of the\n\
        formula speaks of the largest others, whoever they are. A cell all of whose units have given one passes these four. From:\n\
        SDC handbook, waivers.\n\n\
        ## What each class of statistic has to pass\n\n\
        | class | statistics | rules |\n|---|---|---|\n\
        | frequencies | count, percent | threshold, zero, full |\n\
        | linear aggregations | sum, mean | threshold, full, dominance, p-percent, pq, negative |\n\
        | calculated ratios | ratio | the same, for both fields |\n\
        | non-linear concentration | herfindahl, share | the same |\n\
        | position | median, quantile | threshold, full, quantile |\n\
        | endpoints | min, max | threshold, full, extreme |\n\
        | mode | mode | mode, full |\n\
        | shape | var, std, skewness, kurtosis | dof, full |\n\
        | Gini coefficient | gini | threshold |\n\
        | hazard and survival tables | `strongroom survival` | threshold and zero, on those who enter, have the event, are withdrawn and remain in each step; full |\n\
        | correlation coefficients | `strongroom model` | dof, saturated, threshold, dummies, terms, row-level, unread |\n\n\
        ## Policies that ship\n\nOpen their files for which numbers no source confirms: these are marked \"to be confirmed by the operator\".\n\n\
        | policy | threshold | zero | full | dominance | p% | dof | rounding | numbers to be confirmed |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for name in Policy::names() {
        let (policy, text) = (Policy::named(name).unwrap(), Policy::preset_text(name).unwrap());
        let action = |action: disclosure::Action| format!("{action:?}").to_lowercase();
        let dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
        let dominance: Vec<String> =
            policy.dominance.iter().map(|rule| format!("({}, {} %)", rule.n, (rule.k * 100.0).round())).collect();
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} |",
            policy.count.threshold,
            action(policy.count.zero),
            action(policy.count.full),
            dash((!dominance.is_empty()).then(|| dominance.join(", "))),
            dash(policy.p.as_ref().map(|p| format!("{} %", (p.fraction() * 100.0).round()))),
            dash(policy.model.as_ref().map(|model| model.dof.to_string())),
            dash(policy.rounding.as_ref().map(|rounding| rounding.base.to_string())),
            text.lines().filter(|line| line.contains("# ") && line.contains("to be confirmed by the operator")).count(),
        );
    }
    page += "\n## Suppression, and how it is audited\n\n\
        A linear program finds for each unsafe figure the cheapest other table with the same shown figures in which this figure\n\
        lies far enough from the truth; the cells that differ are hidden. Far enough is, for a count, past the threshold; for a sum\n\
        the least value that would pass the rule that failed (p%: X + p · x1 − (X − x1 − x2)). The audit then works out, from what is\n\
        shown alone, the interval of every sensitive figure: for somebody outside, and for the largest contributor of every other\n\
        hidden cell, who knows their own part. Where units contribute to several cells, all contributors are taken together; what does\n\
        not hold against all at once is tried against each of them, followed through all its cells. Of a hidden count a reader knows\n\
        that it is at least 1 wherever an empty cell would have been shown.\n\
        `record.json` holds each interval, the cost, a proven lower bound of it and the gap between both.\n\n";
    let rules = small("[p]\npercent = 10\n");
    let hidden = made(json!({"count": true, "sum": ["turnover"], "protect": "suppress"}), &rules);
    let protection = hidden.protection.as_ref().unwrap();
    page += "| cell | figure | who | truth | lower | upper | needed | holds |\n|---|---|---|---|---|---|---|---|\n";
    for line in &protection.audit {
        let number = |value: f64| format!("{:.1}", value + 0.0);
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            line.cell.join(" / "),
            line.quantity,
            line.attacker,
            number(line.truth),
            number(line.lower.max(-1e12)),
            line.upper.map_or("no end".into(), number),
            number(line.needed),
            if line.holds { "yes" } else { "no" }
        );
    }
    page += "\nHidden cells of this example: ";
    page += &hidden
        .cells
        .iter()
        .filter(|cell| cell.status != disclosure::Status::Released)
        .map(|cell| format!("{} ({})", cell.keys.join(" / "), cell.status.name()))
        .collect::<Vec<_>>()
        .join(", ");
    page += ".\n\n## Rounding and noise\n\n\
        `--protect round` rounds counts to `rounding.base`, each on its own, or with `rounding.controlled = true` so that totals stay\n\
        sums. It mends a threshold only if the base is no smaller, and never dominance or a full cell. `--protect perturb` gives counts noise that\n\
        hangs on who is in the cell (`[perturb] key, most, variance, none_below`): the same cell has the same value in every table. With\n\
        `[perturb.values] top, deviation, most, sensitive` sums and means have noise too, a share of each of the largest contributions,\n\
        and in an unsafe cell never less than `sensitive` of the largest; where the noise of the others could undo that the cell stays\n\
        unsafe. Noise never mends a full cell.\n";
    golden("disclosure-rules.md", &page);
}
