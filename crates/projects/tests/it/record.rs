//! What the record says was done.

use foundation::Texts;
use projects::Did;

#[test]
fn everything_that_is_done_has_its_sentence_in_the_history() {
    let texts = Texts::load(&[projects::locale()]).unwrap();
    let missing: Vec<_> = Did::WORDS.iter().filter(|(word, _)| !texts.has(&format!("history-{word}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_word_of_the_record_is_never_taken_away() {
    let project = [
        "application-begun",
        "application-saved",
        "application-confirmed",
        "application-submitted",
        "application-resubmitted",
        "application-assessed",
        "application-queried",
        "application-query-answered",
        "application-withdrawn",
        "project-set-up",
    ];
    let dataset = ["dataset-mapped", "dataset-unmapped", "dataset-cleared"];
    let person = ["member-added", "member-ended"];
    for (words, kind) in [(&project[..], "project"), (&dataset[..], "dataset"), (&person[..], "person")] {
        for word in words {
            assert!(Did::WORDS.contains(&(*word, kind)), "{word} of a {kind}");
        }
    }
}
