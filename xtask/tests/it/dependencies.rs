use xtask::deps::{Package, REGISTRY, Rules, check};
use xtask::spdx::satisfiable;

fn holds(expression: &str) -> bool {
    let allowed = |licence: &str, exception: Option<&str>| {
        ["MIT", "Apache-2.0", "ISC"].contains(&licence) && exception.is_none_or(|e| e == "LLVM-exception")
    };
    satisfiable(expression, &allowed).expect("the expression can be read")
}

#[test]
fn a_licence_that_can_be_chosen_is_enough_and_one_that_must_be_kept_counts() {
    for yes in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "MIT / GPL-3.0",
        "(MIT OR GPL-3.0) AND Apache-2.0",
        "MIT AND ISC",
        "Apache-2.0 WITH LLVM-exception",
        "GPL-3.0 OR MIT AND ISC",
        "((MIT))",
        "ISC AND (Apache-2.0 OR ISC) AND (GPL-2.0 OR MIT)",
    ] {
        assert!(holds(yes), "{yes}");
    }
    for no in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "GPL-3.0 OR LGPL-2.1",
        "(MIT OR ISC) AND GPL-3.0",
        "MIT WITH Other-exception",
        "GPL-3.0 OR MIT AND GPL-2.0",
        "GPL-3.0 AND MIT OR LGPL-2.1",
        "mit",
    ] {
        assert!(!holds(no), "{no}");
    }
}

#[test]
fn an_expression_that_cannot_be_read_is_an_error_and_not_a_yes() {
    for broken in ["", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT WITH", "OR", "()"] {
        assert!(satisfiable(broken, &|_, _| true).is_err(), "{broken}");
    }
}

fn rules() -> Rules {
    toml::from_str(
        "max_packages = 3\nplatform = \"p\"\nlicences = [\"MIT\"]\nexceptions = []\n\
         [named]\n\"MPL-2.0\" = [\"passkeys\"]\n[banned]\nopenssl-sys = \"TLS is rustls\"\n",
    )
    .expect("the rules are well formed")
}

fn package(name: &str, licence: &str) -> Package {
    Package { name: name.into(), version: "1.0.0".into(), licence: Some(licence.into()), source: Some(REGISTRY.into()) }
}

/// What is wrong with these packages beside one that the rules name.
fn wrong(packages: &[Package]) -> Vec<String> {
    let mut all = vec![package("passkeys", "MPL-2.0")];
    all.extend_from_slice(packages);
    check(&rules(), &all, &all)
}

#[test]
fn dependencies_as_they_should_be_pass() {
    let ours = Package { licence: None, source: None, ..package("people", "") };
    assert_eq!(wrong(&[package("a", "MIT"), ours]), Vec::<String>::new());
}

#[test]
fn each_rule_of_dependencies_fails_when_it_is_broken() {
    let from_git = Package { source: Some("git+https://example.org/a".into()), ..package("a", "MIT") };
    let unlicensed = Package { licence: None, ..package("a", "") };
    for (packages, word) in [
        (vec![package("a", "GPL-3.0")], "GPL-3.0"),
        (vec![package("a", "MPL-2.0")], "MPL-2.0"),
        (vec![package("a", "MIT OR")], "it ends"),
        (vec![unlicensed], "no licence"),
        (vec![from_git], "git+https"),
        (vec![package("openssl-sys", "MIT")], "TLS is rustls"),
        (vec![package("a", "MIT"), package("b", "MIT"), package("c", "MIT")], "4 packages"),
    ] {
        let said = wrong(&packages);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(word), "{word}: {said:?}");
    }
    let unused = check(&rules(), &[package("a", "MIT")], &[]);
    assert!(unused.len() == 1 && unused[0].contains("passkeys"), "{unused:?}");
}

#[test]
fn a_ban_counts_for_what_is_compiled() {
    let all = [package("passkeys", "MPL-2.0"), package("openssl-sys", "MIT")];
    assert_eq!(check(&rules(), &all, &all[..1]), Vec::<String>::new());
    assert_eq!(check(&rules(), &all, &all).len(), 1);
}
