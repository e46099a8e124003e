//! `word/document.xml`: the text itself.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Block, Document};
use crate::rules::kept::Grid;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WP: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PIC: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// English Metric Units of a CSS pixel.
const EMU: u64 = 9_525;
/// The width between the margins of an A4 page in pixels; a wider picture is shown smaller.
const PAGE: u32 = 600;

type Out = Writer<Vec<u8>>;

pub(super) fn document(document: &Document) -> io::Result<Vec<u8>> {
    let mut out = Writer::new(Vec::new());
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    let spaces = [("xmlns:w", W), ("xmlns:r", R), ("xmlns:wp", WP), ("xmlns:a", A), ("xmlns:pic", PIC)];
    out.create_element("w:document").with_attributes(spaces).write_inner_content(|out| {
        out.create_element("w:body").write_inner_content(|out| {
            paragraph(out, "Title", &document.title)?;
            let mut pictures = 0;
            for block in &document.blocks {
                match block {
                    Block::Heading(text) => paragraph(out, "Heading1", text)?,
                    Block::Paragraph(text) => {
                        for lines in text.split("\n\n").filter(|l| !l.trim().is_empty()) {
                            paragraph(out, "Normal", lines)?;
                        }
                    }
                    Block::Caption { label, text } => paragraph(out, "Caption", &format!("{label}: {text}"))?,
                    Block::Table(grid) => table(out, grid)?,
                    Block::Picture { width, height, description, .. } => {
                        pictures += 1;
                        picture(out, pictures, (*width, *height), description)?;
                    }
                }
            }
            section(out)
        })?;
        Ok(())
    })?;
    Ok(out.into_inner())
}

/// Characters that XML cannot hold are left out.
fn clean(text: &str) -> String {
    let held = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if c == '\t' || c == '\r' { ' ' } else { c }).filter(held).collect()
}

fn value(out: &mut Out, element: &str, value: &str) -> io::Result<()> {
    out.create_element(element).with_attribute(("w:val", value)).write_empty().map(drop)
}

/// A run; single line breaks are kept.
fn run(out: &mut Out, text: &str, bold: bool) -> io::Result<()> {
    out.create_element("w:r")
        .write_inner_content(|out| {
            if bold {
                out.create_element("w:rPr")
                    .write_inner_content(|out| out.create_element("w:b").write_empty().map(drop))?;
            }
            for (number, line) in text.trim().split('\n').enumerate() {
                if number > 0 {
                    out.create_element("w:br").write_empty()?;
                }
                out.create_element("w:t")
                    .with_attribute(("xml:space", "preserve"))
                    .write_text_content(BytesText::new(&clean(line)))?;
            }
            Ok(())
        })
        .map(drop)
}

fn paragraph(out: &mut Out, style: &str, text: &str) -> io::Result<()> {
    out.create_element("w:p")
        .write_inner_content(|out| {
            out.create_element("w:pPr").write_inner_content(|out| value(out, "w:pStyle", style))?;
            run(out, text, false)
        })
        .map(drop)
}

fn table(out: &mut Out, grid: &Grid) -> io::Result<()> {
    out.create_element("w:tbl")
        .write_inner_content(|out| {
            out.create_element("w:tblPr").write_inner_content(|out| {
                value(out, "w:tblStyle", "TableGrid")?;
                out.create_element("w:tblW").with_attributes([("w:w", "5000"), ("w:type", "pct")]).write_empty()?;
                Ok(())
            })?;
            let width = (9_000 / grid.head.len().max(1)).to_string();
            out.create_element("w:tblGrid").write_inner_content(|out| {
                for _ in &grid.head {
                    out.create_element("w:gridCol").with_attribute(("w:w", width.as_str())).write_empty()?;
                }
                Ok(())
            })?;
            row(out, &grid.head, grid.keys, true)?;
            grid.rows.iter().try_for_each(|cells| row(out, cells, grid.keys, false))
        })
        .map(drop)?;
    // Word wants a paragraph after a table.
    out.create_element("w:p").write_empty().map(drop)
}

fn row(out: &mut Out, cells: &[String], keys: usize, head: bool) -> io::Result<()> {
    out.create_element("w:tr")
        .write_inner_content(|out| {
            out.create_element("w:trPr").write_inner_content(|out| {
                out.create_element("w:cantSplit").write_empty()?;
                if head {
                    // Read out with every row, and repeated on every page.
                    out.create_element("w:tblHeader").write_empty()?;
                }
                Ok(())
            })?;
            for (at, text) in cells.iter().enumerate() {
                out.create_element("w:tc").write_inner_content(|out| {
                    out.create_element("w:p").write_inner_content(|out| {
                        out.create_element("w:pPr").write_inner_content(|out| {
                            out.create_element("w:spacing").with_attribute(("w:after", "40")).write_empty()?;
                            if at >= keys {
                                value(out, "w:jc", "right")?;
                            }
                            Ok(())
                        })?;
                        run(out, text, head)
                    })?;
                    Ok(())
                })?;
            }
            Ok(())
        })
        .map(drop)
}

fn picture(out: &mut Out, number: usize, (width, height): (u32, u32), description: &str) -> io::Result<()> {
    let scale = f64::from(PAGE.min(width)) / f64::from(width.max(1));
    let emu = |length: u32| ((f64::from(length) * scale).round() as u64 * EMU).to_string();
    let (cx, cy) = (emu(width), emu(height));
    let (id, name) = (number.to_string(), format!("Picture {number}"));
    let relation = format!("rId{}", number + 1);
    let description = clean(description);
    let size = |out: &mut Out, element: &str| {
        let attributes = [("cx", cx.as_str()), ("cy", cy.as_str())];
        out.create_element(element).with_attributes(attributes).write_empty().map(drop)
    };
    let names = [("id", id.as_str()), ("name", name.as_str()), ("descr", description.as_str())];
    let graphic = |out: &mut Out| {
        out.create_element("pic:pic")
            .write_inner_content(|out| {
                out.create_element("pic:nvPicPr").write_inner_content(|out| {
                    out.create_element("pic:cNvPr").with_attributes(names).write_empty()?;
                    out.create_element("pic:cNvPicPr").write_empty().map(drop)
                })?;
                out.create_element("pic:blipFill").write_inner_content(|out| {
                    out.create_element("a:blip").with_attribute(("r:embed", relation.as_str())).write_empty()?;
                    out.create_element("a:stretch")
                        .write_inner_content(|out| out.create_element("a:fillRect").write_empty().map(drop))
                        .map(drop)
                })?;
                out.create_element("pic:spPr").write_inner_content(|out| {
                    out.create_element("a:xfrm").write_inner_content(|out| {
                        out.create_element("a:off").with_attributes([("x", "0"), ("y", "0")]).write_empty()?;
                        size(out, "a:ext")
                    })?;
                    out.create_element("a:prstGeom")
                        .with_attribute(("prst", "rect"))
                        .write_inner_content(|out| out.create_element("a:avLst").write_empty().map(drop))
                        .map(drop)
                })?;
                Ok(())
            })
            .map(drop)
    };
    out.create_element("w:p")
        .write_inner_content(|out| {
            out.create_element("w:r").write_inner_content(|out| {
                out.create_element("w:drawing").write_inner_content(|out| {
                    let distances = ["distT", "distB", "distL", "distR"].map(|d| (d, "0"));
                    out.create_element("wp:inline").with_attributes(distances).write_inner_content(|out| {
                        size(out, "wp:extent")?;
                        out.create_element("wp:docPr").with_attributes(names).write_empty()?;
                        out.create_element("a:graphic").write_inner_content(|out| {
                            out.create_element("a:graphicData")
                                .with_attribute(("uri", PIC))
                                .write_inner_content(graphic)
                                .map(drop)
                        })?;
                        Ok(())
                    })?;
                    Ok(())
                })?;
                Ok(())
            })?;
            Ok(())
        })
        .map(drop)
}

/// A4, with margins of an inch.
fn section(out: &mut Out) -> io::Result<()> {
    out.create_element("w:sectPr")
        .write_inner_content(|out| {
            out.create_element("w:pgSz").with_attributes([("w:w", "11906"), ("w:h", "16838")]).write_empty()?;
            let margins = ["w:top", "w:right", "w:bottom", "w:left", "w:header", "w:footer"].map(|m| (m, "1440"));
            out.create_element("w:pgMar").with_attributes(margins).write_empty().map(drop)
        })
        .map(drop)
}
