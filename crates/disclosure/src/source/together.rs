//! A Parquet file is read once for as many tables as are asked for together.

use super::{BATCH, Source, plain, plain_text};
use crate::error::Error;
use crate::evidence::Evidence;
use crate::parallel;
use crate::request::TableRequest;
use crate::scan::Scan;
use crate::values::Reading;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::Arc;

/// The evidence of each table, or why there is none.
pub(super) fn gather(
    source: &Source,
    metadata: &ArrowReaderMetadata,
    requests: &[TableRequest],
    contributions: usize,
) -> Result<Vec<Result<Evidence, Error>>, Error> {
    let failed = |reason: String| Error::Read { path: source.path.clone(), reason };
    let scan = |request: &TableRequest| Scan::new(request, &source.schema, contributions, Reading::Typed);
    let scans: Vec<Result<Scan, Error>> = requests.iter().map(scan).collect();
    let needed: BTreeSet<usize> = scans.iter().flatten().flat_map(Scan::needed).collect();
    let coded: BTreeSet<usize> = scans.iter().flatten().flat_map(Scan::coded).copied().collect();
    // Where the fields of each table stand among those that are read for all.
    let places: Vec<Vec<usize>> = scans
        .iter()
        .map(|scan| {
            let own = scan.as_ref().map(Scan::needed).unwrap_or_default();
            own.iter().map(|index| needed.range(..index).count()).collect()
        })
        .collect();
    // Fields of texts that make cells are asked for as dictionaries, so that a text is looked at once in each row group and
    // not once in each record.
    let fields: Vec<Field> = source
        .schema
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| {
            if plain_text(field.data_type()) && coded.contains(&index) {
                let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                field.as_ref().clone().with_data_type(dictionary)
            } else {
                field.as_ref().clone()
            }
        })
        .collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)
        .map_err(|e| failed(format!("its fields cannot be read: {e}")))?;
    let mask = ProjectionMask::roots(metadata.parquet_schema(), needed.iter().copied());
    // Row groups are read on all cores; a dictionary holds within one only. Evidence is put together in their order.
    let mut before = 0u64;
    let starts: Vec<u64> = metadata
        .metadata()
        .row_groups()
        .iter()
        .map(|group| {
            before += u64::try_from(group.num_rows()).unwrap_or(0);
            before - u64::try_from(group.num_rows()).unwrap_or(0)
        })
        .collect();
    let mut all: Vec<Result<Evidence, Error>> =
        scans.into_iter().map(|scan| scan.and_then(|scan| scan.narrowed().finish())).collect();
    let works: Vec<bool> = all.iter().map(Result::is_ok).collect();
    let read = |group: usize| -> Result<Vec<Option<Result<Evidence, Error>>>, Error> {
        let part = |request: &TableRequest| -> Result<Scan, Error> {
            Ok(scan(request)?.narrowed().part(starts[group], 4 * parallel::threads()))
        };
        let mut scans: Vec<Option<Result<Scan, Error>>> =
            requests.iter().zip(&works).map(|(request, works)| works.then(|| part(request))).collect();
        // Opened anew: threads that share a file would share its place too.
        let file = File::open(&source.path).map_err(|e| failed(e.to_string()))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let batches = builder
            .with_projection(mask.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BATCH)
            .build()
            .map_err(|e| failed(e.to_string()))?;
        for batch in batches {
            let batch = batch.map_err(|e| failed(format!("row group {}: {}", group + 1, plain(&e))))?;
            let mut any = false;
            for (of, places) in scans.iter_mut().zip(&places) {
                let Some(Ok(scan)) = of else { continue };
                let own = batch.project(places).map_err(|e| Error::Batch(e.to_string()))?;
                match scan.add(&own) {
                    Ok(()) => any = true,
                    Err(error) => *of = Some(Err(error)),
                }
            }
            if !any {
                break;
            }
        }
        Ok(scans.into_iter().map(|scan| scan.map(|scan| scan.and_then(Scan::finish))).collect())
    };
    let take = |parts: Vec<Option<Result<Evidence, Error>>>| {
        for (whole, part) in all.iter_mut().zip(parts) {
            let merged = match (whole.as_mut(), part) {
                (Ok(whole), Some(Ok(part))) => whole.merge(&part),
                (Ok(_), Some(Err(error))) => Err(error),
                _ => Ok(()),
            };
            if let Err(error) = merged {
                *whole = Err(error);
            }
        }
        // Nobody needs the rest.
        if all.iter().all(Result::is_err) { Err(Error::Stopped) } else { Ok(()) }
    };
    let outcome = if works.contains(&true) { parallel::in_order(starts.len(), read, take) } else { Ok(()) };
    if all.iter().any(Result::is_ok) {
        outcome?;
    }
    Ok(all)
}
