//! Every finding of a container is made somewhere in these tests.

use std::collections::BTreeSet;

use crate::samples::all;

/// Made by other tests, or found in the collection alone.
const ELSEWHERE: &[&str] = &[
    "embedded_object",
    "chart_workbook",
    "alt_chunk",
    "external_rel",
    "field_include",
    "vba_macro",
    "empty",
    "too_large",
    "file_name",
    "blocked_type",
    "field_text",
    "alternative_text",
    "unused_picture",
    "unused_strings",
    "formula_text",
    "cell_value",
    "unseen_names",
    "reference_manager",
    "web_extension",
    "covered_picture",
    "transparent_pixels",
    "code_in_data",
    "extremes",
    "malware",
    "malware_unchecked",
];

#[test]
fn every_id_of_a_container_has_a_made_file() {
    let made: BTreeSet<&str> = all().iter().map(|(id, ..)| *id).collect();
    let reading =
        inspector::ids::ALL.iter().position(|about| about.id == "unnumbered").expect("what is judged by reading");
    let missing: Vec<&str> = inspector::ids::ALL[..reading]
        .iter()
        .map(|about| about.word)
        .filter(|id| !made.contains(id) && !ELSEWHERE.contains(id))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
