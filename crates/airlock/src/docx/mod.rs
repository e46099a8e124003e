//! Writes a Word document: a small, clean one. No author, no dates, no comments, no hidden parts; pictures are PNG (OUT-10,
//! OUT-16 to 18). The same content gives the same bytes, so that a hash tells whether anything changed.

mod body;

use std::io::{Cursor, Write};

use foundation::Lang;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::rules::kept::Grid;

/// One block of the document, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    /// Numbered and labelled: "Table 1" and what it is called.
    Caption {
        label: String,
        text: String,
    },
    Table(Grid),
    /// A PNG, `width` and `height` in CSS pixels; `description` is read to those who do not see it.
    Picture {
        png: Vec<u8>,
        width: u32,
        height: u32,
        description: String,
    },
}

/// A document to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub lang: Lang,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// Why a document could not be written: a defect, since all of it happens in memory.
#[derive(Debug, thiserror::Error)]
#[error("writing the document \"{title}\": {reason}")]
pub struct DocxError {
    title: String,
    reason: String,
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const STYLES: &str = include_str!("styles.xml");

impl Document {
    /// The bytes of the `.docx` file.
    pub fn bytes(&self) -> Result<Vec<u8>, DocxError> {
        let failed = |reason: String| DocxError { title: self.title.clone(), reason };
        let document = body::document(self).map_err(|e| failed(e.to_string()))?;
        let styles = STYLES.replace("LANG", language(self.lang));
        let mut pictures = Vec::new();
        for block in &self.blocks {
            if let Block::Picture { png, .. } = block {
                pictures.push(png);
            }
        }
        let mut parts: Vec<(String, Vec<u8>)> = vec![
            ("[Content_Types].xml".into(), TYPES.into()),
            ("_rels/.rels".into(), RELATIONS.into()),
            ("word/document.xml".into(), document),
            ("word/_rels/document.xml.rels".into(), relations(pictures.len()).into_bytes()),
            ("word/styles.xml".into(), styles.into_bytes()),
        ];
        for (number, png) in (1..).zip(pictures) {
            parts.push((format!("word/media/image{number}.png"), png.clone()));
        }
        packed(&parts).map_err(|e| failed(e.to_string()))
    }

    /// All its words, as the citation check reads them (OUT-20).
    pub fn words(&self) -> String {
        let mut text = self.title.clone();
        for block in &self.blocks {
            text.push('\n');
            match block {
                Block::Heading(words) | Block::Paragraph(words) => text.push_str(words),
                Block::Caption { label, text: words } => text.push_str(&format!("{label}: {words}")),
                // What a picture shows stands in a paragraph beside it.
                Block::Table(_) | Block::Picture { .. } => {}
            }
        }
        text
    }
}

fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en-GB",
        Lang::Cy => "cy-GB",
    }
}

/// Picture `n` is relation `rId{n+1}`; the first is the styles.
fn relations(pictures: usize) -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    );
    for number in 1..=pictures {
        text.push_str(&format!(
            r#"<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image{number}.png"/>"#,
            number + 1
        ));
    }
    text.push_str("</Relationships>");
    text
}

fn packed(parts: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of writing: it would say when, and make the same text two files.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
