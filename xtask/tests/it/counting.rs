use xtask::counts::{Counts, Seen};

fn seen(text: &str) -> Counts {
    let mut counts = Counts::default();
    text.lines().for_each(|line| counts.see(line));
    counts
}

#[test]
fn results_of_cargo_test_are_added_up() {
    let text = "running 3 tests\ntest a ... ok\n\
        test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
        test result: FAILED. 4 passed; 3 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.01s\n";
    assert_eq!(seen(text), Counts { passed: 6, failed: 3, skipped: 1 });
}

#[test]
fn results_of_the_walk_and_of_node_are_counted() {
    assert_eq!(seen("ok sign in 12 ms\n41 passed, 2 failed\n"), Counts { passed: 41, failed: 2, skipped: 0 });
    assert_eq!(
        seen("# tests 9\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 2\n"),
        Counts { passed: 5, failed: 2, skipped: 2 }
    );
}

#[test]
fn what_only_looks_like_a_result_is_not_counted() {
    let text =
        "a test that 3 passed, 4 failed before\ntest result: unknown\n# pass me the salt\nmany passed, few failed\n";
    assert_eq!(seen(text), Counts::default());
}

#[test]
fn a_program_that_broke_off_or_ran_nothing_is_a_failure() {
    let none = Counts::default();
    let some = Counts { passed: 3, failed: 0, skipped: 0 };
    let bad = Counts { passed: 3, failed: 2, skipped: 0 };
    assert_eq!(some.honest(true), some);
    assert_eq!(some.honest(false).failed, 1);
    assert_eq!(none.honest(true).failed, 1);
    assert_eq!(none.honest(false).failed, 1);
    assert_eq!(bad.honest(false), bad);
    // A machine that cannot run any of them says so.
    let cannot = Counts { passed: 0, failed: 0, skipped: 2 };
    assert_eq!(cannot.honest(true), cannot);
    assert_eq!(cannot.honest(false).failed, 1);
}

#[test]
fn what_passing_tests_print_is_no_result_but_why_they_were_skipped_is_told() {
    let text = "test a ... ok\n\nsuccesses:\n\n---- a stdout ----\n9 passed, 9 failed\nSKIPPED: no server: nothing\n\n\
        successes:\n    a\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n3 passed, 0 failed\n";
    let mut seen = Seen::default();
    let shown: Vec<&str> = text.lines().filter(|line| seen.see(line)).collect();
    assert_eq!(seen.counts, Counts { passed: 4, failed: 0, skipped: 0 });
    assert_eq!(seen.skipped.iter().collect::<Vec<_>>(), ["no server: nothing"]);
    assert!(shown.contains(&"SKIPPED: no server: nothing") && !shown.contains(&"9 passed, 9 failed"), "{shown:?}");
    // What a failing test says is shown as ever.
    let mut seen = Seen::default();
    assert!(
        ["successes:", "failures:", "---- b stdout ----", "why"].map(|line| seen.see(line)).ends_with(&[true, true])
    );
}
