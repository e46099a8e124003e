//! Every finding there is: its usual severity, the rule it comes from, why it matters and how it is mended.
//!
//! The texts stand in `locales/`: `finding-ID`, `why-WHY`, `mend-MEND` (and `mend-MEND-PROGRAM` where a program has a way of its own).
//! The words of container findings are fixed, so that reports of different tools can be compared.

use serde::{Deserialize, Serialize};

use crate::Severity::{self, Ask, Blocks, Note};

/// What is known of one kind of finding.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub id: Id,
    /// Its word, the same in every report.
    pub word: &'static str,
    /// Unless a policy or the purpose says otherwise.
    pub severity: Severity,
    /// The rule of the service behind it (OUT-08 to OUT-21, ML-02, ML-03, ML-05, EXT-07).
    pub rule: &'static str,
    pub why: &'static str,
    pub mend: &'static str,
}

/// A word that no finding has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no finding \"{0}\"")]
pub struct UnknownId(String);

macro_rules! findings {
    ($($name:ident = $word:literal, $severity:ident, $rule:literal, $why:literal, $mend:literal;)*) => {
        /// One kind of finding, in the order in which a checker reads them where they weigh the same.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Id { $($name),* }

        /// All of them, by subject.
        pub const ALL: &[About] = &[$(About {
            id: Id::$name, word: $word, severity: $severity, rule: $rule, why: $why, mend: $mend,
        }),*];
    };
}

findings! {
    // Text that is there and not seen
    HiddenText = "hidden_text", Blocks, "OUT-18", "hidden", "inspect";
    WhiteText = "white_text", Blocks, "OUT-17", "hidden", "readable";
    TinyText = "tiny_text", Blocks, "OUT-17", "hidden", "readable";
    TrackedInsertion = "tracked_insertion", Blocks, "OUT-18", "history", "changes";
    TrackedDeletion = "tracked_deletion", Blocks, "OUT-18", "history", "changes";
    TrackedFormat = "tracked_format", Blocks, "OUT-18", "history", "changes";
    Comments = "comments", Blocks, "OUT-18", "hidden", "comments";
    Notes = "notes", Blocks, "OUT-18", "hidden", "inspect";
    FieldText = "field_text", Ask, "OUT-18", "hidden", "fields";
    AlternativeText = "alternative_text", Ask, "OUT-18", "hidden", "alternative";
    UnusedPicture = "unused_picture", Ask, "OUT-16", "hidden", "again";
    UnusedStrings = "unused_strings", Ask, "OUT-15", "records", "values";
    FormulaText = "formula_text", Ask, "OUT-15", "records", "values";
    CellValue = "cell_value", Ask, "OUT-15", "records", "stored";
    ReferenceManager = "reference_manager", Note, "OUT-18", "beside", "fields";
    WebExtension = "web_extension", Ask, "OUT-16", "beside", "pane";
    Ink = "ink", Ask, "OUT-18", "hidden", "inspect";
    // Things inside a document
    EmbeddedObject = "embedded_object", Blocks, "OUT-16", "embedded", "picture";
    ForeignPart = "foreign_part", Blocks, "OUT-16", "embedded", "again";
    LiveChart = "live_chart", Blocks, "OUT-10", "chart", "picture";
    ChartWorkbook = "chart_workbook", Blocks, "OUT-10", "chart", "picture";
    AltChunk = "alt_chunk", Blocks, "OUT-16", "embedded", "again";
    HiddenSheet = "hidden_sheet", Blocks, "OUT-17", "hidden", "cells";
    HiddenRows = "hidden_rows", Blocks, "OUT-17", "hidden", "cells";
    HiddenCols = "hidden_cols", Blocks, "OUT-17", "hidden", "cells";
    HiddenName = "hidden_name", Blocks, "OUT-17", "hidden", "cells";
    HiddenSlide = "hidden_slide", Blocks, "OUT-17", "hidden", "slides";
    OffSlide = "off_slide", Blocks, "OUT-17", "hidden", "slides";
    PivotCache = "pivot_cache", Blocks, "OUT-15", "records", "values";
    CustomView = "custom_view", Ask, "OUT-17", "hidden", "cells";
    SharedRevisions = "shared_revisions", Blocks, "OUT-18", "history", "changes";
    ExternalLink = "external_link", Blocks, "OUT-16", "records", "links";
    ExternalRel = "external_rel", Blocks, "OUT-16", "fetches", "links";
    DataConnection = "data_connection", Blocks, "OUT-15", "records", "values";
    DdeField = "dde_field", Blocks, "OUT-16", "fetches", "fields";
    FieldInclude = "field_include", Blocks, "OUT-16", "fetches", "fields";
    MailMerge = "mail_merge", Blocks, "OUT-16", "records", "fields";
    DocVars = "doc_vars", Blocks, "OUT-18", "hidden", "again";
    CroppedImage = "cropped_image", Blocks, "OUT-17", "hidden", "crop";
    VbaMacro = "vba_macro", Blocks, "OUT-16", "runs", "macros";
    XlmMacro = "xlm_macro", Blocks, "OUT-16", "runs", "macros";
    Macro = "macro", Blocks, "OUT-16", "runs", "macros";
    Encrypted = "encrypted", Blocks, "OUT-17", "unread", "unprotect";
    // PDF
    Attachment = "attachment", Blocks, "OUT-16", "embedded", "pdf";
    Portfolio = "portfolio", Blocks, "OUT-16", "embedded", "pdf";
    FileAttachmentAnnot = "file_attachment_annot", Blocks, "OUT-16", "embedded", "pdf";
    Javascript = "javascript", Blocks, "OUT-16", "runs", "pdf";
    LaunchAction = "launch_action", Blocks, "OUT-16", "fetches", "pdf";
    Annotations = "annotations", Ask, "OUT-18", "hidden", "pdf";
    HiddenAnnot = "hidden_annot", Blocks, "OUT-17", "hidden", "pdf";
    FormFields = "form_fields", Ask, "OUT-17", "hidden", "pdf";
    Xfa = "xfa", Blocks, "OUT-17", "hidden", "pdf";
    OcgHiddenLayer = "ocg_hidden_layer", Blocks, "OUT-17", "hidden", "pdf";
    OcgLayers = "ocg_layers", Note, "OUT-17", "hidden", "pdf";
    InvisibleTextTr3 = "invisible_text_Tr3", Blocks, "OUT-17", "hidden", "pdf";
    CoveredText = "covered_text", Blocks, "OUT-17", "hidden", "pdf";
    OffPage = "off_page", Blocks, "OUT-17", "hidden", "pdf";
    CoveredPicture = "covered_picture", Ask, "OUT-17", "hidden", "pixels";
    IncrementalUpdate = "incremental_update", Blocks, "OUT-18", "history", "pdf";
    UnseenNames = "unseen_names", Ask, "OUT-18", "hidden", "outline";
    PieceInfo = "piece_info", Ask, "OUT-16", "embedded", "pdf";
    InfoMeta = "info_meta", Note, "OUT-18", "names", "meta";
    // Pictures, sound
    Exif = "exif", Note, "OUT-17", "beside", "bitmap";
    ExifGps = "exif_gps", Blocks, "OUT-17", "beside", "bitmap";
    ExifThumbnail = "exif_thumbnail", Blocks, "OUT-17", "beside", "bitmap";
    PngText = "png_text", Ask, "OUT-17", "beside", "bitmap";
    JpegComment = "jpeg_comment", Note, "OUT-17", "beside", "bitmap";
    Xmp = "xmp", Note, "OUT-17", "beside", "bitmap";
    Iptc = "iptc", Note, "OUT-17", "beside", "bitmap";
    TrailingData = "trailing_data", Blocks, "OUT-17", "beside", "again";
    TransparentPixels = "transparent_pixels", Ask, "OUT-17", "hidden", "pixels";
    AvMedia = "av_media", Blocks, "OUT-16", "embedded", "again";
    // Web pages, drawings, notebooks, text
    SvgScript = "svg_script", Blocks, "OUT-10", "runs", "bitmap";
    SvgHidden = "svg_hidden", Blocks, "OUT-17", "hidden", "bitmap";
    SvgEmbeddedSource = "svg_embedded_source", Blocks, "OUT-10", "chart", "bitmap";
    SvgMetadata = "svg_metadata", Note, "OUT-17", "beside", "bitmap";
    HtmlScript = "html_script", Blocks, "OUT-16", "runs", "page";
    HtmlInlineData = "html_inline_data", Blocks, "OUT-10", "chart", "page";
    HtmlBase64 = "html_base64", Blocks, "OUT-16", "embedded", "page";
    HtmlHidden = "html_hidden", Ask, "OUT-17", "hidden", "page";
    HtmlComment = "html_comment", Note, "OUT-18", "hidden", "page";
    NbOutputs = "nb_outputs", Ask, "OUT-08", "records", "notebook";
    NbWidgets = "nb_widgets", Blocks, "OUT-08", "records", "notebook";
    NbAttachment = "nb_attachment", Blocks, "OUT-16", "embedded", "notebook";
    ServerPath = "server_path", Ask, "OUT-08", "names", "paths";
    // Data, models, archives
    DataFile = "data_file", Blocks, "OUT-15", "data", "results";
    MicrodataCsv = "microdata_csv", Blocks, "OUT-15", "data", "results";
    CodeInData = "code_in_data", Blocks, "EXT-07", "runs", "data";
    Malware = "malware", Blocks, "EXT-07", "runs", "malware";
    MalwareUnchecked = "malware_unchecked", Ask, "EXT-07", "unread", "scanner";
    Extremes = "extremes", Ask, "SDC-01", "disclosure", "extremes";
    MlModel = "ml_model", Blocks, "ML-02", "model", "results";
    Pickle = "pickle", Blocks, "ML-02", "model", "results";
    Archive = "archive", Ask, "OUT-16", "embedded", "unpack";
    NestedArchive = "nested_archive", Blocks, "OUT-16", "embedded", "unpack";
    Bomb = "bomb", Blocks, "OUT-16", "unread", "again";
    ExtensionMismatch = "extension_mismatch", Blocks, "OUT-15", "type", "rename";
    // Properties
    AuthorMeta = "author_meta", Note, "OUT-18", "names", "meta";
    CustomProps = "custom_props", Note, "OUT-18", "names", "meta";
    CustomXml = "custom_xml", Note, "OUT-16", "beside", "meta";
    Thumbnail = "thumbnail", Note, "OUT-17", "beside", "meta";
    PrinterSettings = "printer_settings", Note, "OUT-18", "names", "meta";
    Glossary = "glossary", Note, "OUT-16", "beside", "meta";
    HeaderFooter = "header_footer", Note, "OUT-17", "beside", "meta";
    Xlsb = "xlsb", Note, "OUT-17", "beside", "again";
    // The file as a whole
    Unreadable = "unreadable", Blocks, "OUT-17", "unread", "again";
    Empty = "empty", Blocks, "OUT-06", "unread", "again";
    TooLarge = "too_large", Blocks, "OUT-25", "unread", "smaller";
    FileName = "file_name", Blocks, "OUT-06", "type", "rename";
    BlockedType = "blocked_type", Blocks, "OUT-06", "type", "results";
    // What is judged by reading: asked for a stated purpose only, and never blocking by itself
    Unnumbered = "unnumbered", Ask, "OUT-12", "reader", "caption";
    LabelMissing = "label_missing", Ask, "OUT-12", "reader", "caption";
    Unexplained = "unexplained", Ask, "OUT-14", "reader", "explain";
    CountsMissing = "counts_missing", Ask, "OUT-11", "disclosure", "counts";
    PercentWithoutCounts = "percent_without_counts", Ask, "OUT-11", "disclosure", "counts";
    SmallCell = "small_cell", Ask, "SDC-01", "disclosure", "small";
    RawVariableName = "raw_variable_name", Ask, "OUT-13", "reader", "labels";
    CitationMissing = "citation_missing", Ask, "OUT-20", "reader", "citation";
    SectionMissing = "section_missing", Ask, "OUT-09", "reader", "sections";
    Identifier = "identifier", Ask, "SDC-01", "disclosure", "identifier";
    // Syntax
    Base64Text = "base64_text", Ask, "OUT-08", "data", "syntax";
    LongArray = "long_array", Ask, "ML-05", "model", "syntax";
    SingleRecord = "single_record", Ask, "OUT-08", "disclosure", "syntax";
    PastedResults = "pasted_results", Ask, "OUT-08", "disclosure", "syntax";
    Secret = "secret", Ask, "OUT-08", "names", "paths";
}

impl Id {
    pub fn about(self) -> &'static About {
        &ALL[self as usize]
    }

    pub fn as_str(self) -> &'static str {
        self.about().word
    }

    /// Whether the evidence of such a finding may quote the file.
    pub fn quotes(self) -> bool {
        !PLAIN.contains(&self)
    }

    /// The key of its sentence in `locales/`.
    pub(crate) fn key(self) -> String {
        self.as_str().replace('_', "-").to_lowercase()
    }

    /// Judged by reading: asked once a document, however often it is found.
    pub(crate) fn by_reading(self) -> bool {
        (Id::Unnumbered..=Id::SectionMissing).contains(&self) && !matches!(self, Id::LabelMissing | Id::SectionMissing)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::str::FromStr for Id {
    type Err = UnknownId;
    fn from_str(word: &str) -> Result<Id, UnknownId> {
        ALL.iter().find(|about| about.word == word).map(|about| about.id).ok_or_else(|| UnknownId(word.to_owned()))
    }
}

impl TryFrom<String> for Id {
    type Error = UnknownId;
    fn try_from(word: String) -> Result<Id, UnknownId> {
        word.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.as_str().to_owned()
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, word: &str) -> bool {
        self.as_str() == word
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

/// Findings whose evidence never repeats what the file says: names that the service knows already, places, kinds and
/// amounts. All others may quote it.
const PLAIN: &[Id] = &[
    Id::LabelMissing,
    Id::Unexplained,
    Id::CountsMissing,
    Id::SmallCell,
    Id::RawVariableName,
    Id::CitationMissing,
    Id::Identifier,
    Id::Base64Text,
    Id::LongArray,
    Id::ExtensionMismatch,
    Id::BlockedType,
    Id::TooLarge,
    Id::TrailingData,
    Id::Bomb,
];

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
