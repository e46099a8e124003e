//! Microdata files: Parquet, read by row group with its dictionaries; Arrow IPC, read by batch; CSV, read as text; files of
//! the statistics programs ([`crate::formats`]).

mod together;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::formats::{Failed, Statistical, Wanted};
use crate::request::TableRequest;
use crate::scan::Scan;
use crate::values::Reading;
use arrow::array::RecordBatchReader;
use arrow::csv::ReaderBuilder;
use arrow::csv::reader::Format;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Records that are read at a time: their columns fit into a core's second-level cache.
const BATCH: usize = 16 * 1024;

/// A file of microdata, opened, with its fields.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    file: File,
    kind: Kind,
    schema: SchemaRef,
}

#[derive(Debug)]
enum Kind {
    Parquet(ArrowReaderMetadata),
    /// Whether it is a file with an index at its end (Feather), not a stream.
    Arrow(bool),
    Csv(Format),
    Statistical(Statistical),
}

impl Source {
    /// Opens a file by what is in it (Parquet, Arrow, SPSS, Stata) or its name (.csv, .tsv, .txt, .dta, .sas7bdat).
    pub fn open(path: &Path) -> Result<Source, Error> {
        let failed = |e: &dyn std::fmt::Display| Error::Read { path: path.into(), reason: e.to_string() };
        let mut file = File::open(path).map_err(|e| failed(&e))?;
        if file.metadata().map_err(|e| failed(&e))?.is_dir() {
            return Err(failed(&"this is a folder; name a file"));
        }
        let mut start = [0u8; 6];
        let length = read_start(&mut file, &mut start).map_err(|e| failed(&e))?;
        file.rewind().map_err(|e| failed(&e))?;
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        if start[..length].starts_with(b"PAR1") || extension == "parquet" {
            let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(|e| failed(&format!("no whole Parquet file: {e}; make or copy it again")))?;
            let schema = metadata.schema().clone();
            return Ok(Source { path: path.into(), file, kind: Kind::Parquet(metadata), schema });
        }
        let indexed = &start[..length] == b"ARROW1";
        if indexed || matches!(extension.as_str(), "arrow" | "arrows" | "feather" | "ipc") {
            let whole = |e: ArrowError| failed(&format!("no whole Arrow file: {}; make or copy it again", plain(&e)));
            let opened = file.try_clone().map_err(|e| failed(&e))?;
            let schema = match indexed {
                true => FileReader::try_new(opened, None).map_err(whole)?.schema(),
                false => StreamReader::try_new_buffered(opened, None).map_err(whole)?.schema(),
            };
            file.rewind().map_err(|e| failed(&e))?;
            return Ok(Source { path: path.into(), file, kind: Kind::Arrow(indexed), schema });
        }
        if let Some(statistical) =
            Statistical::open(path, &start[..length], &extension).map_err(|reason| failed(&reason))?
        {
            let schema = Arc::new(statistical.schema());
            return Ok(Source { path: path.into(), file, kind: Kind::Statistical(statistical), schema });
        }
        let delimiter = match extension.as_str() {
            "csv" | "txt" => b',',
            "tsv" => b'\t',
            _ => return Err(Error::Format { path: path.into() }),
        };
        let format = Format::default().with_header(true).with_delimiter(delimiter);
        let (header, _) = format.infer_schema(&file, Some(0)).map_err(|e| failed(&plain(&e)))?;
        file.rewind().map_err(|e| failed(&e))?;
        let fields: Vec<Field> = header
            .fields()
            .iter()
            .map(|field| Field::new(field.name().trim_start_matches('\u{feff}'), DataType::Utf8, true))
            .collect();
        if fields.is_empty() {
            return Err(failed(&"the file is empty; its first line has to name the fields"));
        }
        Ok(Source { path: path.into(), file, kind: Kind::Csv(format), schema: Arc::new(Schema::new(fields)) })
    }

    /// The names of its fields.
    pub fn fields(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// One pass over the file. Memory does not grow with its records, but for those units that are distinct.
    pub fn gather(self, request: &TableRequest, contributions: usize) -> Result<Evidence, Error> {
        match &self.kind {
            // One request has one answer.
            Kind::Parquet(metadata) => {
                together::gather(&self, metadata, std::slice::from_ref(request), contributions)?.remove(0)
            }
            Kind::Arrow(indexed) => self.gather_arrow(*indexed, request, contributions),
            Kind::Csv(format) => self.gather_csv(format, request, contributions),
            Kind::Statistical(file) => self.gather_statistical(file, request, contributions),
        }
    }

    /// The evidence for several tables, or why there is none, each in its place: of a Parquet file in one pass.
    pub fn gather_together(
        self,
        requests: &[TableRequest],
        contributions: usize,
    ) -> Result<Vec<Result<Evidence, Error>>, Error> {
        match &self.kind {
            Kind::Parquet(metadata) => together::gather(&self, metadata, requests, contributions),
            _ => Ok(requests.iter().map(|r| Source::open(&self.path)?.gather(r, contributions)).collect()),
        }
    }

    fn gather_arrow(&self, indexed: bool, request: &TableRequest, contributions: usize) -> Result<Evidence, Error> {
        let failed = |e: ArrowError| Error::Read { path: self.path.clone(), reason: plain(&e) };
        let scan = Scan::new(request, &self.schema, contributions, Reading::Typed)?;
        let needed = Some(scan.needed());
        let mut scan = scan.narrowed();
        let file = self.file.try_clone().map_err(|e| failed(e.into()))?;
        let batches: Box<dyn RecordBatchReader> = match indexed {
            true => Box::new(FileReader::try_new_buffered(file, needed).map_err(failed)?),
            false => Box::new(StreamReader::try_new_buffered(file, needed).map_err(failed)?),
        };
        for (at, batch) in batches.enumerate() {
            let batch = batch.map_err(|e| Error::Read {
                path: self.path.clone(),
                reason: format!("batch {}: {}; make or copy it again", at + 1, plain(&e)),
            })?;
            scan.add(&batch)?;
        }
        scan.finish()
    }

    fn gather_statistical(
        &self,
        file: &Statistical,
        request: &TableRequest,
        contributions: usize,
    ) -> Result<Evidence, Error> {
        let scan = Scan::new(request, &self.schema, contributions, Reading::Typed)?;
        let wanted: Vec<Wanted> =
            scan.needed().into_iter().map(|index| Wanted { index, code: !scan.numbers().contains(&index) }).collect();
        let mut scan = scan.narrowed();
        match file.read(&self.path, &wanted, &mut |batch| scan.add(&batch)) {
            Ok(()) => {
                let mut evidence = scan.finish()?;
                if request.labels {
                    let failed = |reason: String| Error::Read { path: self.path.clone(), reason };
                    let fields: Vec<&str> = evidence.dimensions.iter().map(|codes| codes.field.as_str()).collect();
                    evidence.value_labels = file.labels(&self.path, &fields).map_err(failed)?;
                }
                Ok(evidence)
            }
            Err(Failed::Taking(error)) => Err(error),
            Err(Failed::File(reason)) => Err(Error::Read { path: self.path.clone(), reason }),
        }
    }

    fn gather_csv(&self, format: &Format, request: &TableRequest, contributions: usize) -> Result<Evidence, Error> {
        let scan = Scan::new(request, &self.schema, contributions, Reading::Text)?;
        let needed = scan.needed();
        let mut scan = scan.narrowed();
        let failed = |e: &ArrowError| Error::Read { path: self.path.clone(), reason: plain(e) };
        let batches = ReaderBuilder::new(self.schema.clone())
            .with_format(format.clone())
            .with_batch_size(BATCH)
            .with_projection(needed)
            .build(&self.file)
            .map_err(|e| failed(&e))?;
        for batch in batches {
            scan.add(&batch.map_err(|e| failed(&e))?)?;
        }
        scan.finish()
    }
}

/// Whether a column holds texts, be it as a dictionary.
fn plain_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => plain_text(value),
        _ => false,
    }
}

/// The first bytes of a file, fewer if it is shorter.
fn read_start(file: &mut File, start: &mut [u8; 6]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < start.len() {
        match file.read(&mut start[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

/// A reader's message without its class.
fn plain(error: &ArrowError) -> String {
    match error {
        ArrowError::CsvError(text) | ArrowError::ParquetError(text) => text.clone(),
        other => other.to_string(),
    }
}
