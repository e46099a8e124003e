//! What a table costs on data that are in memory already, their texts as dictionary codes: processor seconds of the evidence
//! for counts alone, and for counts, sums and means, as JSON. For measuring.
//!
//! ```text
//! cargo run --release -p disclosure --example loaded -- DATA.parquet region,ageband
//! ```

use arrow::array::{RecordBatch, RecordBatchIterator};
use arrow::datatypes::{DataType, Field, Schema};
use disclosure::{Policy, TableRequest, gather};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::error::Error;
use std::fs::File;
use std::sync::Arc;

/// Often enough for a clock of this grain.
const TIMES: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (data, keys) = (words.next().ok_or("name a Parquet file")?, words.next().ok_or("name fields")?);
    let keys: Vec<String> = keys.split(',').map(String::from).collect();
    let schema = ParquetRecordBatchReaderBuilder::try_new(File::open(&data)?)?.schema().clone();
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let coded = |field: &Arc<Field>| match keys.contains(field.name()) {
        true => field.as_ref().clone().with_data_type(dictionary.clone()),
        false => field.as_ref().clone(),
    };
    let schema = Schema::new(schema.fields().iter().map(coded).collect::<Vec<_>>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(File::open(&data)?, options)?;
    let wanted = keys.iter().map(String::as_str).chain(["turnover"]);
    let mask = ProjectionMask::columns(reader.parquet_schema(), wanted);
    let batches: Vec<RecordBatch> =
        reader.with_projection(mask).with_batch_size(65_536).build()?.collect::<Result<_, _>>()?;
    let contributions = Policy::named("srs")?.contributions();
    let seconds = |request: &TableRequest| -> Result<f64, Box<dyn Error>> {
        let before = on_processor()?;
        for _ in 0..TIMES {
            let schema = batches.first().ok_or("no records")?.schema();
            gather(RecordBatchIterator::new(batches.iter().cloned().map(Ok), schema), request, contributions)?;
        }
        Ok((on_processor()? - before) / f64::from(TIMES))
    };
    let mut request = TableRequest { rows: keys, count: true, ..TableRequest::default() };
    let count = seconds(&request)?;
    request.sum = vec!["turnover".into()];
    request.mean = request.sum.clone();
    let sum = seconds(&request)?;
    eprintln!("{} records", batches.iter().map(RecordBatch::num_rows).sum::<usize>());
    println!("{}", serde_json::json!({ "count": count, "sum": sum }));
    Ok(())
}

/// Seconds of all threads of this process so far.
fn on_processor() -> Result<f64, Box<dyn Error>> {
    let mut nanoseconds = 0.0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(task?.path().join("schedstat"))?;
        nanoseconds += text.split_whitespace().next().ok_or("an empty schedstat")?.parse::<f64>()?;
    }
    Ok(nanoseconds / 1e9)
}
