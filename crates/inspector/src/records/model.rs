//! Fitted models that were printed as text, and tables that show single records at their ends.

use crate::ids::Id;
use crate::{Findings, Severity};

/// Coefficients that are a model and no table.
const COEFFICIENTS: usize = 1_000;
/// Lines of a tree that are more than an example.
const BRANCHES: usize = 6;
/// The same, below a head that says what it is.
const NAMED: usize = 3;

/// Lines of a stem and its leaves: each digit is a unit.
const LEAVES: usize = 4;
/// Branches of a program on the numbers of its input that are a fitted tree.
const CODE: usize = 20;

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let (mut branches, mut named, mut how) = (0usize, 0usize, "");
    let (mut smallest, mut largest, mut extremes) = (false, false, "");
    let (mut stem, mut leaves, mut branching) = (false, 0usize, 0usize);
    let mut nodes = Nodes::default();
    for line in text.lines() {
        let said = line.trim();
        if let Some(way) = branch(said).or_else(|| nodes.line(said)) {
            branches += 1;
            how = way;
        }
        named += usize::from(coefficient(said));
        // Stata's `summarize, detail`, SAS's `proc univariate`, SPSS's `examine`, `describe` of Hmisc.
        let words = |word: &str| said.split_whitespace().any(|w| w.eq_ignore_ascii_case(word));
        smallest |= words("Percentiles") && words("Smallest");
        largest |= said.starts_with("Largest") || words("Largest") && words("Std.");
        let ends = [
            ("Extreme Observations", "univariate"),
            ("Extreme Values", "examine"),
            ("$out", "boxplot.stats"),
            ("lowest :", "describe"),
            ("Lowest :", "describe"),
            ("Min. 1st Qu.", "summary"),
        ];
        if let Some((_, program)) = ends.iter().find(|(start, _)| said.starts_with(start)) {
            extremes = program;
        }
        if said.starts_with("Range:") && said.contains("Units:") {
            extremes = "codebook";
        } else if said.starts_with('>') && said.contains("boxplot.stats(") && said.contains("$out") {
            extremes = "boxplot.stats";
        } else if said.starts_with("The decimal point is") || said.starts_with("Stem-and-leaf plot") {
            (stem, leaves) = (true, 0);
        }
        leaves += usize::from(stem && is_leaf(said));
        branching += usize::from(is_branch_of_code(said));
    }
    if stem && leaves >= LEAVES {
        extremes = "stem";
    }
    if branching >= CODE {
        findings.add_as(Id::MlModel, Severity::Ask, place, format!("{branching} × if"));
    }
    if smallest && largest {
        extremes = "summarize, detail";
    }
    if !extremes.is_empty() {
        findings.add(Id::Extremes, place, extremes);
    }
    // A head that names the tree leaves no doubt.
    if branches >= BRANCHES || branches >= NAMED && !matches!(nodes.below, "" | "nnet") {
        findings.add_as(Id::MlModel, Severity::Ask, place, format!("{branches} × {how}"));
    } else if named >= COEFFICIENTS {
        findings.add_as(Id::MlModel, Severity::Ask, place, format!("{named} × coef"));
    }
}

/// A stem with its leaves: `3 | 0123`.
fn is_leaf(said: &str) -> bool {
    said.split_once('|').is_some_and(|(stem, leaves)| {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'*' | b'.'));
        !stem.trim().is_empty() && digits(stem) && digits(leaves)
    })
}

/// A branch on one number of an input, at a place that was fitted: `if (input[3] <= 35.5) {`.
fn is_branch_of_code(said: &str) -> bool {
    let Some(rest) = said.strip_prefix("if").or_else(|| said.strip_prefix("} else if")) else { return false };
    let Some((left, right)) = rest.split_once("<=").or_else(|| rest.split_once('>')).or_else(|| rest.split_once('<'))
    else {
        return false;
    };
    let number = right.trim_start_matches(['=', ' ', '(']).trim_end_matches(|c: char| !c.is_ascii_digit());
    left.trim_end().ends_with(']') && number.contains('.') && number.parse::<f64>().is_ok()
}

/// A line of a decision tree, and the program that prints it so.
fn branch(said: &str) -> Option<&'static str> {
    let compares =
        |text: &str| text.contains('<') || text.contains('>') || text.contains(" = ") || text.contains(" in ");
    // Cubist: `Rule 3: [12 cases, mean 4.5, …]`.
    if said.starts_with("Rule ") && said.contains(" cases, mean ") {
        return Some("Cubist");
    }
    let bars = said.trim_start_matches(['|', ' ']);
    // scikit-learn, and Weka or J48 with bars alone.
    if let Some(rest) = bars.strip_prefix("--- ") {
        return (compares(rest) || rest.starts_with("class:") || rest.starts_with("value:")).then_some("export_text");
    }
    if said.starts_with('|') && compares(bars) && !bars.contains('|') && !bars.is_empty() {
        return Some("tree");
    }
    // XGBoost: `0:[f0<0.5] yes=1,no=2,missing=1`, `3:leaf=0.1`.
    if let Some((node, rest)) = said.split_once(':')
        && !node.is_empty()
        && node.bytes().all(|b| b.is_ascii_digit())
        && (rest.starts_with('[') && rest.contains("yes=") || rest.starts_with("leaf="))
    {
        return Some("xgb.dump");
    }
    // rpart, tree and party: `2) age< 30.5 120 14.2 0.3 *`.
    if let Some((node, rest)) = said.split_once([')', ']'])
        && !node.trim_start_matches('[').is_empty()
        && node.trim_start_matches('[').bytes().all(|b| b.is_ascii_digit())
        && (rest.contains('<') || rest.contains('>') || rest.contains("=") || rest.trim_start().starts_with("root"))
        && rest.split_whitespace().filter(|word| word.trim_end_matches('*').parse::<f64>().is_ok()).count() >= 2
    {
        return Some("rpart");
    }
    // C5.0: `age <= 30: yes (120/4)`.
    (compares(said) && said.ends_with(')') && said.contains(": ") && said.contains('(')).then(|| {
        let inside = said.rsplit_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
        let counts = !inside.is_empty() && inside.split('/').all(|n| n.trim().parse::<f64>().is_ok());
        (counts && !said.contains('\t')).then_some("C5.0")
    })?
}

/// Trees that one line alone does not tell: below a head that names them.
#[derive(Default)]
struct Nodes {
    below: &'static str,
}

impl Nodes {
    fn line(&mut self, said: &str) -> Option<&'static str> {
        const HEADS: &[(&str, &str)] = &[
            ("Conditional inference tree", "ctree"),
            ("Decision tree:", "C5.0"),
            ("J48 ", "J48"),
            ("REPTree", "REPTree"),
            ("Model formula:", "partykit"),
            ("Fitted party:", "partykit"),
            ("left daughter right daughter", "getTree"),
            ("SplitVar SplitCodePred", "pretty.gbm.tree"),
            ("nodeID leftChild rightChild", "treeInfo"),
            ("digraph Tree", "export_graphviz"),
            ("Cubist", "Cubist"),
            ("node), split", "rpart"),
        ];
        if let Some((_, way)) = HEADS.iter().find(|(head, _)| said.starts_with(head)) {
            self.below = way;
            return None;
        }
        // Weights of a network: `b->h1 i1->h1`, and their numbers below.
        if said.split_whitespace().filter(|word| word.contains("->")).count() >= 2 {
            self.below = "nnet";
            return Some("nnet");
        }
        let compares = said.contains(['<', '>']) || said.contains(" = ");
        let numbers = said.split_whitespace().filter(|word| word.parse::<f64>().is_ok()).count();
        let tells = match self.below {
            "" => false,
            "getTree" | "pretty.gbm.tree" | "treeInfo" | "nnet" => numbers >= 4,
            _ => compares || said.contains("weights ="),
        };
        tells.then_some(self.below)
    }
}

/// A name with one number, as coefficients are printed.
fn coefficient(said: &str) -> bool {
    let mut words = said.split_whitespace();
    let (Some(name), Some(value), None) = (words.next(), words.next(), words.next()) else { return false };
    name.contains(|c: char| c.is_alphabetic()) && value.contains('.') && value.parse::<f64>().is_ok()
}
