//! Survival tables: life tables by intervals, Kaplan-Meier curves in joined steps (domain.md 2.7, hazard and survival tables).

use crate::support::*;
use disclosure::{Error, Policy, Rule, SurvivalRequest, SurvivalResult, Verdict, survival};
use proptest::prelude::*;

fn asked() -> SurvivalRequest {
    SurvivalRequest { time: "t".into(), event: "e".into(), ..SurvivalRequest::default() }
}

fn made(text: &str, request: &SurvivalRequest, policy: &Policy) -> Result<SurvivalResult, Error> {
    survival(&csv(text), request, std::slice::from_ref(policy))
}

/// Records as (time, event).
fn records(of: impl IntoIterator<Item = (f64, u8)>) -> String {
    let mut text = String::from("t,e\n");
    of.into_iter().for_each(|(time, event)| text += &format!("{time},{event}\n"));
    text
}

fn several(of: &[(f64, u8, usize)]) -> String {
    records(of.iter().flat_map(|(time, event, times)| vec![(*time, *event); *times]))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_kaplan_meier_curve_has_its_values_and_greenwoods_errors() {
    // At risk 20, 16, 9: 0.8, 0.8 x 12/16, 0.6 x 6/9.
    let text = several(&[(1.0, 1, 4), (2.0, 1, 4), (2.0, 0, 3), (5.0, 1, 3), (9.0, 0, 6)]);
    let made = made(&text, &asked(), &small("")).unwrap();
    let survival: Vec<f64> = made.steps.iter().map(|step| step.survival).collect();
    assert!(survival.iter().zip([0.8, 0.6, 0.4]).all(|(a, b)| close(*a, b)) && survival.len() == 3, "{survival:?}");
    let greenwood = 0.4 * (4.0f64 / (20.0 * 16.0) + 4.0 / (16.0 * 12.0) + 3.0 / (9.0 * 6.0)).sqrt();
    assert!(close(made.steps[2].std_error.unwrap(), greenwood));
    assert_eq!(made.steps.iter().map(|step| step.entering).collect::<Vec<_>>(), [20, 16, 9]);
    assert_eq!(made.method, "Kaplan-Meier");
    // Times of people stand in it, so somebody looks.
    assert_eq!(made.verdict, Verdict::Ask);
}

#[test]
fn steps_are_joined_until_enough_have_the_event_and_enough_or_none_are_withdrawn() {
    let text = several(&[(1.0, 1, 2), (2.0, 1, 2), (3.0, 0, 1), (4.0, 1, 3), (5.0, 0, 2), (6.0, 1, 3), (8.0, 0, 4)]);
    let made = made(&text, &asked(), &small("")).unwrap();
    let steps: Vec<_> = made.steps.iter().map(|s| (s.from, s.to, s.entering, s.events, s.withdrawn)).collect();
    assert_eq!(steps, [(0.0, 2.0, 17, 4, 0), (2.0, 5.0, 13, 3, 3), (5.0, 6.0, 7, 3, 0)]);
    // The joined step has the very value of the whole curve there: 13/17 x 9/12 x 4/7.
    assert!(close(made.steps[1].survival, 13.0 / 17.0 * 9.0 / 12.0), "{}", made.steps[1].survival);
}

#[test]
fn what_remains_after_the_last_step_is_nobody_or_enough() {
    let text = several(&[(1.0, 1, 5), (2.0, 1, 5), (3.0, 0, 2)]);
    let made = made(&text, &asked(), &small("")).unwrap();
    assert_eq!(made.steps.iter().map(|step| (step.to, step.entering)).collect::<Vec<_>>(), [(1.0, 12)]);
}

#[test]
fn a_life_table_takes_half_an_interval_from_those_withdrawn_in_it() {
    let mut request = asked();
    request.edges = ["0", "5", "10", "20"].map(String::from).to_vec();
    let text = several(&[(1.0, 1, 10), (4.0, 0, 20), (6.0, 1, 10), (8.5, 0, 10), (20.0, 1, 5), (25.0, 0, 45)]);
    let made = made(&text, &request, &small("")).unwrap();
    let at: Vec<f64> = made.steps.iter().map(|step| step.survival).collect();
    let first = 1.0 - 10.0 / 90.0;
    let second = first * (1.0 - 10.0 / 65.0);
    let third = second * (1.0 - 5.0 / 50.0);
    assert!(at.iter().zip([first, second, third]).all(|(a, b)| close(*a, b)), "{at:?}");
    assert_eq!((made.method, made.verdict), ("life table", Verdict::Pass));
    assert_eq!(made.csv().lines().next().unwrap(), "from,to,entering,events,withdrawn,survival,std_error");
}

#[test]
fn intervals_with_few_events_or_few_withdrawn_fail_and_leave_no_file() {
    let mut request = asked();
    request.edges = ["0", "5", "10"].map(String::from).to_vec();
    let text = several(&[(1.0, 1, 2), (2.0, 0, 1), (6.0, 0, 10)]);
    let made = made(&text, &request, &small("")).unwrap();
    let marks = |at: usize| made.steps[at].marks.iter().map(|m| (m.rule, &*m.words)).collect::<Vec<_>>();
    assert_eq!(
        marks(0),
        [
            (Rule::Threshold, "2 have the event in this step; at least 3 are needed"),
            (Rule::Threshold, "1 are withdrawn in this step; at least 3 are needed")
        ]
    );
    assert_eq!(made.verdict, Verdict::Fail);
    let folder = tempfile::tempdir().unwrap();
    for name in ["survival.csv", "table.csv"] {
        std::fs::write(folder.path().join(name), "of an earlier run").unwrap();
    }
    made.write(folder.path()).unwrap();
    assert!(!folder.path().join("survival.csv").exists() && !folder.path().join("table.csv").exists());
    assert!(folder.path().join("record.json").exists());
    assert!(made.text().ends_with("leave out --edges to have steps joined\n"), "{}", made.text());
}

#[test]
fn an_interval_without_events_is_said_of_everyone_who_enters() {
    let mut request = asked();
    request.edges = ["0", "5", "10"].map(String::from).to_vec();
    let text = several(&[(1.0, 0, 5), (6.0, 1, 10), (7.0, 0, 10)]);
    let strict = policy("name = 'strict'\nsource = 'test'\n[count]\nthreshold = 3\nzero = 'fail'\n");
    let made = made(&text, &request, &strict).unwrap();
    assert_eq!(made.steps[0].marks[0].rule, Rule::Zero);
}

#[test]
fn groups_have_tables_of_their_own() {
    let mut text = String::from("t,e,g\n");
    for (group, time) in [("b", 2.0), ("a", 4.0)] {
        (0..6).for_each(|n| text += &format!("{time},{},{group}\n", u8::from(n < 3)));
    }
    let request = SurvivalRequest { by: Some("g".into()), ..asked() };
    let made = made(&text, &request, &small("")).unwrap();
    let steps: Vec<_> =
        made.steps.iter().map(|step| (step.group.as_deref().unwrap(), step.to, step.survival)).collect();
    assert_eq!(steps, [("a", 4.0, 0.5), ("b", 2.0, 0.5)]);
}

#[test]
fn wrong_input_is_said_in_a_sentence() {
    let says = |text: &str, request: &SurvivalRequest| made(text, request, &small("")).unwrap_err().to_string();
    assert_eq!(
        says("t,e\n1,maybe\n", &asked()),
        "making a survival table: \"e\" holds \"maybe\"; write 1 for the event and 0 where it did not happen"
    );
    assert_eq!(says("t,e\n-1,1\n", &asked()), "making a survival table: \"t\" holds -1; times begin at 0");
    assert_eq!(
        says("t,e\n1,1\n2,0\n", &asked()),
        "making a survival table: no step is made by 3 events; nothing can be shown"
    );
    assert_eq!(
        says("t,e\n,1\n", &asked()),
        "making a survival table: no record has a time (\"t\") and an event (\"e\")"
    );
    let unit = SurvivalRequest { unit: Some("id".into()), ..asked() };
    assert_eq!(
        says("t,e,id\n1,1,7\n2,0,7\n", &unit),
        "making a survival table: 2 records are about 1 units (id); keep one record of each, with the time until its event or its end"
    );
    let late = SurvivalRequest { edges: vec!["5".into(), "9".into()], ..asked() };
    assert!(says("t,e\n1,1\n2,0\n", &late).contains("a time lies before the first edge, 5"));
}

/// The plain formula, record by record.
fn plain(times: &[(u8, bool)], until: f64) -> f64 {
    let mut distinct: Vec<u8> = times.iter().map(|(time, _)| *time).collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.into_iter().filter(|at| f64::from(*at) <= until).fold(1.0, |survival, at| {
        let at_risk = times.iter().filter(|(time, _)| *time >= at).count() as f64;
        let events = times.iter().filter(|(time, event)| *time == at && *event).count() as f64;
        survival * (1.0 - events / at_risk)
    })
}

proptest! {
    #[test]
    fn joined_steps_lie_on_the_whole_curve_and_tell_of_enough(times in prop::collection::vec((0u8..12, any::<bool>()), 1..80)) {
        let text = records(times.iter().map(|(time, event)| (f64::from(*time), u8::from(*event))));
        let Ok(made) = made(&text, &asked(), &small("")) else { return Ok(()) };
        let mut left = times.len() as u64;
        for step in &made.steps {
            prop_assert!((step.survival - plain(&times, step.to)).abs() < 1e-9);
            prop_assert_eq!(step.entering, left);
            left -= step.events + step.withdrawn;
            for count in [step.entering, step.events] {
                prop_assert!(count >= 3);
            }
            for count in [step.withdrawn, left] {
                prop_assert!(count == 0 || count >= 3);
            }
        }
    }
}
