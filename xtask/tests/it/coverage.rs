//! Which test proves which rule.

use xtask::coverage::{Ran, Rule, covered, ids, ran, rules, told};
use xtask::root;

fn rule(id: &str, waits_for: &str) -> Rule {
    Rule { id: id.into(), profile: "both".into(), sentence: "It holds.".into(), waits_for: waits_for.into() }
}

fn passed(name: &str) -> Ran {
    Ran { name: name.into(), passed: true }
}

fn failed(name: &str) -> Ran {
    Ran { name: name.into(), passed: false }
}

#[test]
fn ids_stand_at_the_end_of_a_name_however_it_is_written() {
    assert_eq!(ids("decide::nobody_enters_acc_01_lvl_05"), ["ACC-01", "LVL-05"]);
    assert_eq!(ids("journey::it_goes_out_out_03::sqlite"), ["OUT-03"]);
    assert_eq!(ids("The questions can be printed (PUB-13, APP-02)"), ["APP-02", "PUB-13"]);
    assert_eq!(ids("test_tables.Tables.test_a_small_cell_is_withheld_sdc_02"), ["SDC-02"]);
    assert_eq!(ids("out_03_stands_at_the_beginning"), Vec::<String>::new());
    assert_eq!(ids("a_key_of_sha_256"), Vec::<String>::new());
    assert_eq!(ids("crates/forms/src/lib.rs - Form (line 12)"), Vec::<String>::new());
}

#[test]
fn results_are_read_from_each_kind_of_program() {
    assert_eq!(ran("test a::b_acc_01 ... ok\n"), Some(passed("a::b_acc_01")));
    assert_eq!(ran("test a::b ... FAILED"), Some(failed("a::b")));
    assert_eq!(ran("    ok 2 - a person enters (ACC-01)"), Some(passed("a person enters (ACC-01)")));
    assert_eq!(ran("not ok 2 - a person enters (ACC-01)"), Some(failed("a person enters (ACC-01)")));
    assert_eq!(
        ran("    12 ms  Elin asks to be accredited (ACC-02)"),
        Some(passed("Elin asks to be accredited (ACC-02)"))
    );
    assert_eq!(ran("    12 ms  FAILED Elin asks: no"), Some(failed("Elin asks: no")));
}

#[test]
fn what_did_not_run_is_no_result() {
    for line in [
        "test a_acc_01 ... ignored",
        "test a_acc_01 ... ignored, needs a printer",
        "ok 3 - a person enters (ACC-01) # SKIP no browser",
        "test result: ok. 2 passed; 0 failed",
        "# Subtest: a person enters (ACC-01)",
        "a test that took 12 ms  or so",
    ] {
        assert_eq!(ran(line), None, "{line}");
    }
}

#[test]
fn a_rule_is_covered_by_what_passed_and_by_nothing_that_failed() {
    let rules = [rule("ACC-01", ""), rule("ACC-02", "a form"), rule("ACC-03", "")];
    let tests = [passed("a_acc_01"), passed("b_acc_02"), passed("c_acc_03"), failed("d_acc_03")];
    let (all, unknown) = covered(&rules, &tests);
    assert_eq!(unknown, Vec::<String>::new());
    let told = told(&all);
    assert!(told.contains("ACC       2 of   3, 1 of them in part\n"), "{told}");
    assert!(told.contains("in part; waits for a form"), "{told}");
    assert!(told.contains("FAILED d_acc_03"), "{told}");
}

#[test]
fn a_rule_without_a_test_says_none() {
    let (all, _) = covered(&[rule("ACC-01", "")], &[]);
    assert!(told(&all).contains("It holds.\n           none\n"));
}

#[test]
fn an_id_that_the_list_does_not_know_is_told_with_its_test() {
    let (_, unknown) = covered(&[rule("ACC-01", "")], &[passed("a_acc_01_acc_99"), passed("b_xyz_07")]);
    assert_eq!(
        unknown,
        [
            "ACC-99, of the test a_acc_01_acc_99, is no rule of docs/rules.csv",
            "XYZ-07, of the test b_xyz_07, is no rule of docs/rules.csv"
        ]
    );
}

#[test]
fn a_list_that_is_wrong_says_where() {
    let head = "id,profile,sentence,waits_for\n";
    let why = |lines: &str| rules(&format!("{head}{lines}")).unwrap_err();
    assert_eq!(why("ACC-1,srs,It holds.,\n"), "line 2: \"ACC-1\" is no id of a rule; write it like ACC-01");
    assert!(why("ACC-01,moon,It holds.,\n").starts_with("line 2: ACC-01 needs a profile"));
    assert_eq!(why("ACC-01,srs,It holds.,\nACC-01,srs,Again.,\n"), "line 3: ACC-01 is there twice; keep one");
    assert!(why("ACC-01,srs\n").starts_with("line 2: "));
}

/// The names of the tests in a file of Rust: what `#[test]`, `#[tokio::test]` or `both!` makes one.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<', ' ']).next())
}

#[test]
fn the_list_of_rules_can_be_read_and_knows_every_id_at_the_end_of_a_tests_name() {
    let list = rules(&std::fs::read_to_string(root().join("docs/rules.csv")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let mut found = 0;
    for file in xtask::structure::files(&root()).unwrap() {
        let tests = file.iter().any(|part| part == "tests") && !file.starts_with("xtask");
        if !tests || file.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(root().join(&file)).unwrap();
        for name in names(&text) {
            for id in ids(name) {
                found += 1;
                if list.iter().all(|rule| rule.id != id) {
                    wrong.push(format!("{}: {name}: {id}", file.display()));
                }
            }
        }
    }
    assert!(found > 50, "{found}");
    assert!(wrong.is_empty(), "docs/rules.csv does not know:\n{}", wrong.join("\n"));
}

#[test]
fn a_test_says_its_rules_by_its_name_and_not_beside_it() {
    let mut wrong = Vec::new();
    for file in xtask::structure::files(&root()).unwrap() {
        let tests = file.iter().any(|part| part == "tests") && !file.starts_with("xtask");
        if !tests || file.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(root().join(&file)).unwrap();
        for (line, text) in text.lines().enumerate() {
            let comment = text.trim().strip_prefix("// ").or_else(|| text.split_once("{ // ").map(|(_, c)| c));
            let first = comment.and_then(|c| c.split([',', ':', ' ']).next()).unwrap_or_default();
            if !first.is_empty() && ids(first) == [first] {
                wrong.push(format!("{}:{}: {}", file.display(), line + 1, text.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "write the id at the end of the test's name:\n{}", wrong.join("\n"));
}

#[test]
fn what_a_stage_prints_is_kept_and_a_stage_that_is_run_again_replaces_its_own() {
    // What is watched is shown too: a name with an id would be read as a result of ours.
    let folder = std::env::temp_dir().join(format!("strongroom-kept-{}", std::process::id()));
    let file = folder.join("walk.txt");
    let print = |text: &str| {
        xtask::run::keep(&file).unwrap();
        xtask::run::watched(std::process::Command::new("printf").arg(text)).unwrap();
        std::fs::read_to_string(&file).unwrap()
    };
    print("test old ... ok\n");
    let kept = print("running 2 tests\ntest new ... ok\ntest other ... ignored\n     3 ms  A step\n");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(kept, "test new ... ok\n3 ms  A step\n");
}
