//! Every finding there is: its usual severity, the rule it comes from, why it matters and how it is mended.
//!
//! The texts stand in `locales/`: `finding-ID`, `why-WHY`, `mend-MEND` (and `mend-MEND-PROGRAM` where a program has a way of its own).
//! The ids of container findings are fixed, so that reports of different tools can be compared.

use crate::Severity::{self, Ask, Blocks, Note};

/// One kind of finding.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub id: &'static str,
    /// Unless a policy or the purpose says otherwise.
    pub severity: Severity,
    /// The rule of the service behind it (OUT-08 to OUT-21, ML-02, ML-03, ML-05, EXT-07).
    pub rule: &'static str,
    pub why: &'static str,
    pub mend: &'static str,
}

const fn id(id: &'static str, severity: Severity, rule: &'static str, why: &'static str, mend: &'static str) -> About {
    About { id, severity, rule, why, mend }
}

/// All of them, by subject.
pub const ALL: &[About] = &[
    // Text that is there and not seen
    id("hidden_text", Blocks, "OUT-18", "hidden", "inspect"),
    id("white_text", Blocks, "OUT-17", "hidden", "readable"),
    id("tiny_text", Blocks, "OUT-17", "hidden", "readable"),
    id("tracked_insertion", Blocks, "OUT-18", "history", "changes"),
    id("tracked_deletion", Blocks, "OUT-18", "history", "changes"),
    id("tracked_format", Blocks, "OUT-18", "history", "changes"),
    id("comments", Blocks, "OUT-18", "hidden", "comments"),
    id("notes", Blocks, "OUT-18", "hidden", "inspect"),
    id("ink", Ask, "OUT-18", "hidden", "inspect"),
    // Things inside a document
    id("embedded_object", Blocks, "OUT-16", "embedded", "picture"),
    id("foreign_part", Blocks, "OUT-16", "embedded", "again"),
    id("live_chart", Blocks, "OUT-10", "chart", "picture"),
    id("chart_workbook", Blocks, "OUT-10", "chart", "picture"),
    id("alt_chunk", Blocks, "OUT-16", "embedded", "again"),
    id("hidden_sheet", Blocks, "OUT-17", "hidden", "cells"),
    id("hidden_rows", Blocks, "OUT-17", "hidden", "cells"),
    id("hidden_cols", Blocks, "OUT-17", "hidden", "cells"),
    id("hidden_name", Blocks, "OUT-17", "hidden", "cells"),
    id("hidden_slide", Blocks, "OUT-17", "hidden", "slides"),
    id("off_slide", Blocks, "OUT-17", "hidden", "slides"),
    id("pivot_cache", Blocks, "OUT-15", "records", "values"),
    id("custom_view", Ask, "OUT-17", "hidden", "cells"),
    id("shared_revisions", Blocks, "OUT-18", "history", "changes"),
    id("external_link", Blocks, "OUT-16", "records", "links"),
    id("external_rel", Blocks, "OUT-16", "fetches", "links"),
    id("data_connection", Blocks, "OUT-15", "records", "values"),
    id("dde_field", Blocks, "OUT-16", "fetches", "fields"),
    id("field_include", Blocks, "OUT-16", "fetches", "fields"),
    id("mail_merge", Blocks, "OUT-16", "records", "fields"),
    id("doc_vars", Blocks, "OUT-18", "hidden", "again"),
    id("cropped_image", Blocks, "OUT-17", "hidden", "crop"),
    id("vba_macro", Blocks, "OUT-16", "runs", "macros"),
    id("xlm_macro", Blocks, "OUT-16", "runs", "macros"),
    id("macro", Blocks, "OUT-16", "runs", "macros"),
    id("encrypted", Blocks, "OUT-17", "unread", "unprotect"),
    // PDF
    id("attachment", Blocks, "OUT-16", "embedded", "pdf"),
    id("portfolio", Blocks, "OUT-16", "embedded", "pdf"),
    id("file_attachment_annot", Blocks, "OUT-16", "embedded", "pdf"),
    id("javascript", Blocks, "OUT-16", "runs", "pdf"),
    id("launch_action", Blocks, "OUT-16", "fetches", "pdf"),
    id("annotations", Ask, "OUT-18", "hidden", "pdf"),
    id("hidden_annot", Blocks, "OUT-17", "hidden", "pdf"),
    id("form_fields", Ask, "OUT-17", "hidden", "pdf"),
    id("xfa", Blocks, "OUT-17", "hidden", "pdf"),
    id("ocg_hidden_layer", Blocks, "OUT-17", "hidden", "pdf"),
    id("ocg_layers", Note, "OUT-17", "hidden", "pdf"),
    id("invisible_text_Tr3", Blocks, "OUT-17", "hidden", "pdf"),
    id("covered_text", Blocks, "OUT-17", "hidden", "pdf"),
    id("off_page", Blocks, "OUT-17", "hidden", "pdf"),
    id("incremental_update", Blocks, "OUT-18", "history", "pdf"),
    id("piece_info", Ask, "OUT-16", "embedded", "pdf"),
    id("info_meta", Note, "OUT-18", "names", "meta"),
    // Pictures, sound
    id("exif", Note, "OUT-17", "beside", "bitmap"),
    id("exif_gps", Blocks, "OUT-17", "beside", "bitmap"),
    id("exif_thumbnail", Blocks, "OUT-17", "beside", "bitmap"),
    id("png_text", Ask, "OUT-17", "beside", "bitmap"),
    id("jpeg_comment", Note, "OUT-17", "beside", "bitmap"),
    id("xmp", Note, "OUT-17", "beside", "bitmap"),
    id("iptc", Note, "OUT-17", "beside", "bitmap"),
    id("trailing_data", Blocks, "OUT-17", "beside", "again"),
    id("av_media", Blocks, "OUT-16", "embedded", "again"),
    // Web pages, drawings, notebooks, text
    id("svg_script", Blocks, "OUT-10", "runs", "bitmap"),
    id("svg_hidden", Blocks, "OUT-17", "hidden", "bitmap"),
    id("svg_embedded_source", Blocks, "OUT-10", "chart", "bitmap"),
    id("svg_metadata", Note, "OUT-17", "beside", "bitmap"),
    id("html_script", Blocks, "OUT-16", "runs", "page"),
    id("html_inline_data", Blocks, "OUT-10", "chart", "page"),
    id("html_base64", Blocks, "OUT-16", "embedded", "page"),
    id("html_hidden", Ask, "OUT-17", "hidden", "page"),
    id("html_comment", Note, "OUT-18", "hidden", "page"),
    id("nb_outputs", Ask, "OUT-08", "records", "notebook"),
    id("nb_widgets", Blocks, "OUT-08", "records", "notebook"),
    id("nb_attachment", Blocks, "OUT-16", "embedded", "notebook"),
    id("server_path", Ask, "OUT-08", "names", "paths"),
    // Data, models, archives
    id("data_file", Blocks, "OUT-15", "data", "results"),
    id("microdata_csv", Blocks, "OUT-15", "data", "results"),
    id("ml_model", Blocks, "ML-02", "model", "results"),
    id("pickle", Blocks, "ML-02", "model", "results"),
    id("archive", Ask, "OUT-16", "embedded", "unpack"),
    id("nested_archive", Blocks, "OUT-16", "embedded", "unpack"),
    id("bomb", Blocks, "OUT-16", "unread", "again"),
    id("extension_mismatch", Blocks, "OUT-15", "type", "rename"),
    // Properties
    id("author_meta", Note, "OUT-18", "names", "meta"),
    id("custom_props", Note, "OUT-18", "names", "meta"),
    id("custom_xml", Note, "OUT-16", "beside", "meta"),
    id("thumbnail", Note, "OUT-17", "beside", "meta"),
    id("printer_settings", Note, "OUT-18", "names", "meta"),
    id("glossary", Note, "OUT-16", "beside", "meta"),
    id("header_footer", Note, "OUT-17", "beside", "meta"),
    id("xlsb", Note, "OUT-17", "beside", "again"),
    // The file as a whole
    id("unreadable", Blocks, "OUT-17", "unread", "again"),
    id("empty", Blocks, "OUT-06", "unread", "again"),
    id("too_large", Blocks, "OUT-25", "unread", "smaller"),
    id("file_name", Blocks, "OUT-06", "type", "rename"),
    id("blocked_type", Blocks, "OUT-06", "type", "results"),
    // What is judged by reading: asked for a stated purpose only, and never blocking by itself
    id("unnumbered", Ask, "OUT-12", "reader", "caption"),
    id("label_missing", Ask, "OUT-12", "reader", "caption"),
    id("unexplained", Ask, "OUT-14", "reader", "explain"),
    id("counts_missing", Ask, "OUT-11", "disclosure", "counts"),
    id("percent_without_counts", Ask, "OUT-11", "disclosure", "counts"),
    id("small_cell", Ask, "SDC-01", "disclosure", "small"),
    id("raw_variable_name", Ask, "OUT-13", "reader", "labels"),
    id("citation_missing", Ask, "OUT-20", "reader", "citation"),
    id("section_missing", Ask, "OUT-09", "reader", "sections"),
    id("identifier", Ask, "SDC-01", "disclosure", "identifier"),
    // Syntax
    id("base64_text", Ask, "OUT-08", "data", "syntax"),
    id("long_array", Ask, "ML-05", "model", "syntax"),
    id("single_record", Ask, "OUT-08", "disclosure", "syntax"),
    id("pasted_results", Ask, "OUT-08", "disclosure", "syntax"),
    id("secret", Ask, "OUT-08", "names", "paths"),
];

/// What is known of an id.
pub fn about(id: &str) -> Option<&'static About> {
    ALL.iter().find(|about| about.id == id)
}

/// Findings whose evidence never repeats what the file says: names that the service knows already, places, kinds and
/// amounts. All others may quote it.
const PLAIN: &[&str] = &[
    "label_missing",
    "unexplained",
    "counts_missing",
    "small_cell",
    "raw_variable_name",
    "citation_missing",
    "identifier",
    "base64_text",
    "long_array",
    "extension_mismatch",
    "blocked_type",
    "too_large",
    "trailing_data",
    "bomb",
];

/// Whether the evidence of such a finding may quote the file.
pub fn quotes(id: &str) -> bool {
    !PLAIN.contains(&id)
}

/// Programs that have a way of their own to mend things, as the texts name them.
pub const PROGRAMS: &[&str] = &["word", "excel", "powerpoint", "r", "stata", "latex"];

/// The program that most likely made a file of this type and extension; empty where several could have.
pub fn program(kind: &str, extension: &str) -> &'static str {
    match (kind, extension) {
        ("docx" | "docm" | "dotx" | "dotm" | "doc" | "odt" | "rtf", _) => "word",
        ("xlsx" | "xlsm" | "xlsb" | "xltx" | "xls" | "ods", _) => "excel",
        ("pptx" | "pptm" | "ppsx" | "ppt" | "odp", _) => "powerpoint",
        (_, "r" | "rmd" | "qmd" | "rds" | "rdata" | "rda") => "r",
        (_, "do" | "ado" | "smcl" | "dta" | "gph") => "stata",
        (_, "tex" | "bib") => "latex",
        _ => "",
    }
}
