//! The seal's own words: what bubblewrap is told, and which limits a machine holds.

use std::path::Path;

use desk::seal::doctor::examine;
use desk::seal::{Bind, Driver, Limits, Sandbox, filter};

const FIRST: &str = "\
tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
";
const SECOND: &str = "cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0\n";
const BESIDE: &str = "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";

fn driver(mounts: &str, controls: &str) -> Result<Driver, String> {
    Driver::of(mounts, "3:memory:/\n0::/service\n", |_| controls.to_owned())
}

#[test]
fn limits_are_held_by_either_version_of_cgroups_or_both() {
    let second = driver(SECOND, "cpuset cpu io memory hugetlb pids\n").expect("it holds all three");
    assert_eq!(second, Driver::Second { root: "/sys/fs/cgroup/service".into() });
    let Driver::First { memory, pids, cpu, second } = driver(FIRST, "").expect("it holds all three") else {
        panic!("that is the first version");
    };
    assert_eq!((memory.as_path(), second), (Path::new("/sys/fs/cgroup/memory"), None));
    assert_eq!(
        (pids.as_path(), cpu.as_path()),
        (Path::new("/sys/fs/cgroup/pids"), Path::new("/sys/fs/cgroup/cpu,cpuacct"))
    );
    let both = driver(&format!("{FIRST}{BESIDE}"), "hugetlb\n").expect("it holds all three");
    assert!(matches!(both, Driver::First { second: Some(root), .. } if root == Path::new("/sys/fs/cgroup/unified")));
}

#[test]
fn a_machine_that_cannot_hold_a_limit_says_which() {
    for (mounts, missing) in [
        ("", "memory"),
        (SECOND, "memory"),
        (FIRST.lines().next().unwrap_or_default(), "memory"),
        ("cgroup /m cgroup rw,memory 0 0\n", "processes"),
        ("cgroup /m cgroup rw,memory,pids 0 0\n", "the processor"),
    ] {
        let why = driver(mounts, "hugetlb io").expect_err("something is missing");
        assert!(why.ends_with(missing), "{why}");
    }
}

#[test]
fn a_limit_that_the_kernel_does_not_take_makes_no_group() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    // Plain folders take any words, but not where one of them is missing.
    let driver = Driver::First { memory: at("m"), pids: at("p"), cpu: "/proc/nowhere".into(), second: None };
    assert!(driver.make("test", Limits::WORKSPACE).is_err());
}

#[test]
fn a_sandbox_has_no_network_no_rights_and_no_folder_that_was_not_named() {
    let sandbox = Sandbox {
        etc: "/e".into(),
        filter: "/f".into(),
        binds: vec![Bind::read("/host/data", "/data/d"), Bind::write("/host/project", "/project")],
        program: vec!["/bin/true".into()],
        ..Sandbox::default()
    };
    let words: Vec<String> = sandbox.words().iter().map(|word| word.to_string_lossy().into_owned()).collect();
    for word in ["--unshare-all", "--clearenv", "--die-with-parent", "--new-session", "--remount-ro"] {
        assert!(words.iter().any(|other| other == word), "{word} is said");
    }
    assert!(
        words.windows(2).any(|two| two == ["--cap-drop", "ALL"])
            && words.windows(2).any(|two| two == ["--seccomp", "9"])
    );
    assert!(!words.iter().any(|word| word.starts_with("--share")));
    let written: Vec<_> =
        words.windows(3).filter(|three| three[0] == "--bind").map(|three| three[1].as_str()).collect();
    assert_eq!(written, ["/host/project"]);
    let read = words.windows(3).filter(|three| three[0].starts_with("--ro-bind")).map(|three| three[1].as_str());
    let read: Vec<_> = read.filter(|from| !from.starts_with("/e/") && !from.starts_with("/etc/")).collect();
    assert_eq!(read, ["/usr", "/host/data"]);
}

#[test]
fn the_filter_fits_into_the_kernel_and_begins_with_the_processor() {
    let program = filter::program().expect("a filter is made");
    assert!(program.len() % 8 == 0 && program.len() / 8 <= 4096, "{} instructions", program.len() / 8);
}

#[test]
fn the_doctor_says_of_everything_that_is_missing_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = examine(folder.path());
    assert!(found.len() >= 8);
    for finding in found.iter().filter(|finding| !finding.is_there) {
        assert!(finding.said.len() > 10, "{finding:?}");
    }
}
