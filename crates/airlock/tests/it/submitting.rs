//! What must be there before anybody looks at a request.

use std::collections::BTreeSet;

use airlock::rules::minimum::{RuleMark, blocked, of_tables, of_type};
use airlock::rules::queue::wait;
use airlock::rules::release::{NoFetch, Open, disposition, expiry, fetch};
use airlock::rules::submit::{Chosen, NoSubmission, Submission, submit};
use airlock::rules::{Code, Severity, State};
use foundation::{Moment, parse_date};

use crate::common::*;

fn a_file(name: &str) -> Chosen {
    Chosen { name: name.into(), bytes: 4_000, in_sdc_folder: true, hash: "a1".into() }
}

pub fn a_submission(kind: &str, file: &str) -> Submission {
    let said = |t: &str| t.to_owned();
    Submission {
        by: ANWEN,
        form_ready: true,
        kind: kind.into(),
        purpose: "A paper on work".into(),
        learned: false,
        statement: true,
        method: [said("The survey"), said("Adults"), said("Cross tabulation")],
        files: vec![a_file(file)],
        items: vec![an_item()],
        before: BTreeSet::new(),
        reply: String::new(),
    }
}

fn refused(profile: &str, s: &Submission) -> Vec<NoSubmission> {
    reasons(submit(&a_request().done(), s, &rules(profile)))
}

#[test]
fn the_secure_lab_releases_a_written_paper_of_one_of_nine_types_out_07() {
    let secure_lab = rules("secure-lab");
    assert_eq!(secure_lab.types.len(), 9);
    for kind in &secure_lab.types {
        let request = a_request().done();
        let step = submit(&request, &a_submission(&kind.id, "paper.docx"), &secure_lab).unwrap();
        assert_eq!((step.from(), step.to()), (State::Draft, State::Submitted), "{}", kind.id);
        assert_eq!(request.round_after(step), 1);
    }
    assert_eq!(refused("secure-lab", &a_submission("table", "paper.docx")), [NoSubmission::TypeUnknown]);
}

#[test]
fn the_secure_lab_refuses_the_bare_table_and_the_srs_takes_it_out_05() {
    let name = "table.csv".to_owned();
    assert_eq!(refused("secure-lab", &a_submission("journal-paper", "table.csv")), [NoSubmission::BareTable { name }]);
    assert!(submit(&a_request().done(), &a_submission("table", "TABLE.CSV"), &rules("srs")).is_ok());
}

#[test]
fn from_machine_learning_a_table_may_leave_and_a_model_file_may_not_ml_01() {
    let learned = |file: &str| Submission { learned: true, ..a_submission("table", file) };
    assert!(submit(&a_request().done(), &learned("table.csv"), &rules("srs")).is_ok());
    for file in ["forest.pkl", "net.ONNX", "net.safetensors"] {
        assert_eq!(refused("srs", &learned(file)), [NoSubmission::ModelFile { name: file.into() }]);
        let never = a_submission("table", file);
        assert_eq!(refused("srs", &never), [NoSubmission::ModelFile { name: file.into() }]);
    }
}

#[test]
fn what_no_class_lists_is_refused_and_so_is_a_data_file() {
    let csv = "csv, xlsx".to_owned();
    assert_eq!(
        refused("srs", &a_submission("table", "notes.xyz")),
        [NoSubmission::FileUnknown { name: "notes.xyz".into(), allowed: csv.clone() }]
    );
    assert_eq!(
        refused("srs", &a_submission("table", "README")),
        [NoSubmission::FileUnknown { name: "README".into(), allowed: csv.clone() }]
    );
    assert_eq!(
        refused("srs", &a_submission("table", "paper.docx")),
        [NoSubmission::WrongClass { name: "paper.docx".into(), allowed: csv }]
    );
    assert_eq!(refused("srs", &a_submission("table", "lfs.dta")), [NoSubmission::DataFile { name: "lfs.dta".into() }]);
}

#[test]
fn an_entry_without_counts_cannot_be_submitted_out_11() {
    let mut s = a_submission("paper", "paper.docx");
    s.items[0].counts = " ".into();
    assert_eq!(refused("srs", &s), [NoSubmission::ItemWithoutCounts { label: "Table 1".into() }]);
    // The service keeps the counts of a table that it made.
    s.items[0].table = Some(airlock::TableId(uuid::Uuid::from_u128(9)));
    assert!(submit(&a_request().done(), &s, &rules("srs")).is_ok());
}

#[test]
fn every_item_is_labelled_explained_and_classified_out_12_out_14_sdc_02() {
    let mut s = a_submission("paper", "paper.docx");
    s.items[0].label = String::new();
    s.items[0].description = "Employment".into();
    s.items[0].statistic = None;
    let label = String::new();
    assert_eq!(
        refused("srs", &s),
        [
            NoSubmission::ItemUnlabelled { number: 1 },
            NoSubmission::ItemUndescribed { label: label.clone(), words: 5 },
            NoSubmission::ItemUnclassified { label }
        ]
    );
    let mut twice = a_submission("paper", "paper.docx");
    twice.items.push(an_item());
    assert_eq!(refused("srs", &twice), [NoSubmission::ItemLabelTwice { label: "Table 1".into() }]);
    let none = Submission { items: Vec::new(), ..a_submission("paper", "paper.docx") };
    assert_eq!(refused("srs", &none), [NoSubmission::NoItem]);
}

#[test]
fn a_request_without_the_statement_is_refused_where_the_profile_asks_for_it_sdc_08() {
    let s = |kind| Submission { statement: false, ..a_submission(kind, "paper.docx") };
    assert_eq!(refused("srs", &s("paper")), [NoSubmission::StatementMissing]);
    assert!(submit(&a_request().done(), &s("journal-paper"), &rules("secure-lab")).is_ok());
}

#[test]
fn a_written_output_says_source_sample_and_method_and_every_output_its_purpose_out_05_out_09() {
    let blank = [String::new(), String::new(), String::new()];
    let s = Submission { method: blank.clone(), purpose: String::new(), ..a_submission("paper", "paper.docx") };
    assert_eq!(
        refused("srs", &s),
        [
            NoSubmission::PurposeMissing,
            NoSubmission::SourceMissing,
            NoSubmission::SampleMissing,
            NoSubmission::MethodMissing
        ]
    );
    let bare = Submission { method: blank, ..a_submission("table", "table.csv") };
    assert!(submit(&a_request().done(), &bare, &rules("srs")).is_ok());
}

#[test]
fn a_file_that_left_the_sdc_folder_that_is_empty_or_too_large_is_not_frozen_out_01() {
    let mut s = a_submission("table", "table.csv");
    s.files[0].in_sdc_folder = false;
    s.files[0].bytes = 0;
    s.files.push(Chosen { bytes: 60 << 20, ..a_file("large.csv") });
    assert_eq!(
        refused("srs", &s),
        [
            NoSubmission::NotInSdcFolder { name: "table.csv".into() },
            NoSubmission::FileEmpty { name: "table.csv".into() },
            NoSubmission::FileTooLarge { name: "large.csv".into(), megabytes: 50 }
        ]
    );
    s.files.clear();
    assert_eq!(refused("srs", &s), [NoSubmission::NoFile]);
    s.files = vec![a_file("table.csv"); 11];
    assert_eq!(refused("srs", &s), [NoSubmission::TooManyFiles { most: 10 }]);
}

#[test]
fn a_returned_request_begins_a_new_round_with_a_corrected_file_or_an_answer() {
    let returned = a_request().at(State::Returned, 1).done();
    let mut s = a_submission("table", "table.csv");
    s.before = ["a1".to_owned()].into();
    assert_eq!(reasons(submit(&returned, &s, &rules("srs"))), [NoSubmission::NothingChanged]);
    s.reply = "The zero is structural.".into();
    let step = submit(&returned, &s, &rules("srs")).unwrap();
    assert_eq!((step.from(), step.to()), (State::Returned, State::Submitted));
    assert_eq!(returned.round_after(step), 2);
    s.reply.clear();
    s.files[0].hash = "b2".into();
    assert!(submit(&returned, &s, &rules("srs")).is_ok());
}

#[test]
fn only_the_requester_submits_and_only_what_is_open() {
    let with_checkers = a_request().with_checkers().done();
    let s = Submission { by: BOB, ..a_submission("paper", "paper.docx") };
    let state = State::FirstCheck;
    assert_eq!(
        reasons(submit(&with_checkers, &s, &rules("srs"))),
        [NoSubmission::NotRequester, NoSubmission::NotNow { state }]
    );
}

#[test]
fn a_renamed_file_is_blocked_by_its_content() {
    let srs = rules("srs");
    let document = srs.class("document").unwrap();
    assert!(of_type(document, "docx").is_empty());
    assert!(blocked(&of_type(document, "stata")));
    assert!(blocked(&of_type(document, "unknown")));
}

#[test]
fn a_failed_rule_of_thumb_is_advice_that_a_checker_must_answer_sdc_05_sdc_06() {
    let mark = RuleMark { rule: "threshold".into(), severity: Severity::Blocks, cells: 2 };
    let found = of_tables(&[("Table 1".into(), vec![mark])]);
    assert_eq!((&found[0].code, found[0].severity), (&Code::Rule("threshold".into()), Severity::Ask));
    assert_eq!(found[0].code.to_string(), "sdc-threshold");
    assert!(!blocked(&found));
}

#[test]
fn working_days_are_counted_without_the_researchers_time_and_the_holidays() {
    let day = |t: &str| parse_date(t).unwrap();
    let holidays = rules("srs").holidays;
    // Monday 21 December 2026; Christmas Day and its substitute do not count.
    let w = wait(day("2026-12-21"), 0, 5, day("2026-12-21"), &holidays);
    assert_eq!((w.due, w.left, w.late), (day("2026-12-30"), 5, 0));
    let w = wait(day("2026-12-21"), 3, 5, day("2026-12-24"), &holidays);
    assert_eq!((w.due, w.left, w.late), (day("2026-12-23"), 0, 1));
}

#[test]
fn a_link_expires_and_a_withdrawn_release_is_not_fetched_out_04() {
    let made = Moment(0);
    let open = Open { recipients: [ANWEN].into(), expires: expiry(made, 14), withdrawn: false };
    assert!(fetch(&open, made.plus(14 * Moment::DAY - 1)).is_ok());
    assert_eq!(reasons(fetch(&open, made.plus(14 * Moment::DAY))), [NoFetch::Expired]);
    let back = Open { withdrawn: true, ..open };
    assert_eq!(reasons(fetch(&back, made)), [NoFetch::Withdrawn]);
}

#[test]
fn a_name_of_a_file_ends_no_header_and_names_no_folder() {
    for (name, plain, encoded) in [
        ("a paper.docx", "a paper.docx", "a%20paper.docx"),
        ("ŵy\".csv", "_y_.csv", "%C5%B5y%22.csv"),
        ("../x;y\\z.txt", ".._x_y_z.txt", "..%2Fx%3By%5Cz.txt"),
        ("a\r\nSet-Cookie: b", "a__Set-Cookie_ b", "a%0D%0ASet-Cookie%3A%20b"),
    ] {
        let said = disposition(name);
        assert_eq!(said, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"), "{name:?}");
    }
}
