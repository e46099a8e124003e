//! XML that is no page and no drawing: records, and documents and workbooks that are one file.

use super::look_through;
use crate::ids::Id;
use crate::xml::{Seen, walk_text};
use crate::{Findings, records};

/// Records as XML, and documents that are one XML file.
pub(super) fn xml(text: &str, place: &str, findings: &mut Findings) {
    let mut visible = String::new();
    let mut rows = records::Xml::default();
    let (mut elements, mut flat, mut open_document, mut sheet) = (0u64, false, false, false);
    walk_text(text, true, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            elements += 1;
            rows.element(&element);
            open_document |=
                element.name == "document" && element.above.last().is_empty() && element.attr("mimetype").is_some();
            flat |= matches!(element.name, "wordDocument" | "package") && element.above.last().is_empty();
            sheet |= element.name == "Workbook" && element.above.last().is_empty();
            if sheet {
                spreadsheet(&element, place, findings);
            }
            if element.name == "annotation" && element.inside("body")
                || element.name == "Comment" && element.inside("Cell")
            {
                findings.add(Id::Comments, place, element.name);
            }
            if element.name == "binData" || element.name == "binary-data" {
                findings.add(Id::EmbeddedObject, place, element.name);
            }
        }
        Seen::Text(text, above) if sheet && above.last() == "Visible" => {
            if text.trim() != "SheetVisible" {
                findings.add(Id::HiddenSheet, place, text.trim());
            }
        }
        Seen::Text(text, above) => {
            if !text.trim().is_empty() {
                // A cell of the element around it, and of the one around that.
                for around in above.iter().skip(1).take(2) {
                    rows.text(text, above.last(), around);
                }
                if text.len() > 200 {
                    records::everywhere(text, &[',', '\t', ';', '|'], place, findings);
                }
            }
            visible.push_str(if sheet { text.trim() } else { text });
            if !sheet {
                visible.push('\n');
            }
        }
        Seen::End("Cell", _) if sheet => visible.push('\t'),
        Seen::End("Row", _) if sheet => visible.push('\n'),
        Seen::End(..) => {}
    });
    if open_document {
        crate::odf::flat(text.as_bytes(), place, findings);
    }
    if flat {
        findings.not_inspected(place, "Office XML");
    }
    look_through(&visible, place, findings);
    // Elements by the thousand with little in each are records.
    if sheet {
        records::everywhere(&visible, &['\t'], place, findings);
    } else if !flat && !open_document {
        rows.judge(place, findings);
    }
    if !sheet && elements > findings.policy().table_rows.saturating_mul(20) {
        findings.add(Id::MicrodataCsv, place, format!("{elements} XML"));
    }
    findings.says(place, &visible);
}

/// A workbook that is one XML file, as many programs write tables: what it hides.
fn spreadsheet(element: &crate::xml::Element, place: &str, findings: &mut Findings) {
    let hidden = element.on("Hidden");
    match element.name {
        "Row" if hidden => findings.add(Id::HiddenRows, place, ""),
        "Column" if hidden => findings.add(Id::HiddenCols, place, ""),
        "NamedRange" if hidden => findings.add(Id::HiddenName, place, element.attr("Name").unwrap_or_default()),
        "PivotTable" | "PivotCache" => findings.add(Id::PivotCache, place, element.name),
        "QueryTable" => findings.add(Id::DataConnection, place, element.name),
        "SupBook" => findings.add(Id::ExternalLink, place, element.name),
        _ => {}
    }
}
