//! The one pass: record batches in, evidence out.

mod drawn;
mod find;

use crate::codes::{Cells, Codes};
use crate::contributors::{Contributors, Room, Who};
use crate::distribution::{Ends, Values};
use crate::error::{Error, nearest};
use crate::evidence::{Evidence, LeftOut, Tally};
use crate::further;
use crate::missing::MissingCodes;
use crate::request::{Protect, TableRequest};
use crate::selection::Selection;
use crate::shortcut::Shortcut;
use crate::statistic::Statistic;
use crate::values::{Ids, Numbers, Place, Reading, described, numbers, numeric};
use crate::waiver::unwaived;
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray,
};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::compute::{cast, filter};
use arrow::datatypes::{DataType, Field, Schema};
use std::sync::Arc;

/// Gathers the evidence for one table from batches of one schema.
pub(crate) struct Scan {
    progress: crate::progress::Progress,
    evidence: Evidence,
    reading: Reading,
    selection: Option<Selection>,
    dimensions: Vec<usize>,
    variables: Vec<usize>,
    unit: Option<(usize, String)>,
    holding: Option<(usize, String)>,
    weight: Option<(usize, String)>,
    waiver: Option<(usize, String)>,
    strata: Option<(usize, String)>,
    cluster: Option<(usize, String)>,
    /// For each dimension that is divided into classes its edges and what the classes are called, those outside last.
    cuts: Vec<Option<(Vec<f64>, Vec<String>, ArrayRef)>>,
    record_key: Option<String>,
    margins: bool,
    missing: Option<MissingCodes>,
    /// Records that others read.
    before: u64,
    codes: Vec<Vec<u32>>,
    cells: Vec<u32>,
    shortcut: Shortcut,
    combination: Vec<u32>,
}

/// Which values of a column are missing: nothing, and what floating numbers have in its place.
pub(crate) fn absent(column: &ArrayRef) -> Result<Option<NullBuffer>, Error> {
    let nulls = column.logical_nulls();
    if !column.data_type().is_floating() {
        return Ok(nulls);
    }
    let values = cast(column, &DataType::Float64).map_err(|e| Error::Batch(e.to_string()))?;
    let values: &Float64Array = values.as_primitive();
    if !values.values().iter().any(|value| value.is_nan()) {
        return Ok(nulls);
    }
    let told: NullBuffer =
        values.iter().map(|value| value.is_some_and(|value| !value.is_nan())).collect::<Vec<bool>>().into();
    Ok(Some(told))
}

/// The place of a field in a schema.
pub(crate) fn column(schema: &Schema, field: &str, role: &'static str) -> Result<usize, Error> {
    let mut found = schema.fields().iter().enumerate().filter(|(_, other)| other.name() == field);
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Ok(index),
        (Some(_), Some(_)) => Err(Error::AmbiguousField { field: field.into() }),
        (None, _) => {
            let fields: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
            Err(Error::UnknownField { field: field.into(), role, nearest: nearest(field, &fields), fields })
        }
    }
}

impl Scan {
    /// Every field of the request is looked up and its type looked at before any record is read.
    pub fn new(request: &TableRequest, schema: &Schema, keep: usize, reading: Reading) -> Result<Scan, Error> {
        request.check()?;
        let keep = keep.max(request.contributions());
        let number = |field: &str, role: &'static str| -> Result<usize, Error> {
            let index = column(schema, field, role)?;
            let kind = schema.field(index).data_type();
            if reading == Reading::Typed && !numeric(kind) {
                return Err(Error::WrongType {
                    field: field.into(),
                    role,
                    found: described(kind),
                    needed: "a field of numbers",
                });
            }
            Ok(index)
        };
        let identifier = |field: &Option<String>, role: &'static str| -> Result<Option<(usize, String)>, Error> {
            field.as_ref().map(|field| Ok((column(schema, field, role)?, field.clone()))).transpose()
        };
        let names = request.dimensions();
        let dimensions =
            names.iter().map(|field| column(schema, field, "rows and columns")).collect::<Result<_, _>>()?;
        request.sum.iter().try_for_each(|field| number(field, "the sum").map(drop))?;
        let variable_names = request.variables();
        let variables = variable_names.iter().map(|field| number(field, "the statistic")).collect::<Result<_, _>>()?;
        let mut cuts = Vec::new();
        let mut hierarchies = Vec::new();
        let mut codes = Vec::new();
        for name in &names {
            let cut = match request.cut.iter().find(|cut| cut.field == *name) {
                Some(cut) => {
                    number(name, "the classes")?;
                    let (edges, labels) = (cut.numbers()?, cut.labels());
                    let outside =
                        [format!("below {}", edges[0]), format!("above {}", edges[edges.len() - 1])].into_iter();
                    let names: StringArray = labels.iter().cloned().chain(outside).map(Some).collect();
                    Some((edges, labels, Arc::new(names) as ArrayRef))
                }
                None => None,
            };
            let hierarchy = request.hierarchies.iter().find(|hierarchy| hierarchy.field == *name).cloned();
            codes.push(match (&cut, &hierarchy) {
                (_, Some(hierarchy)) => {
                    let leaves = hierarchy.leaves();
                    Codes::known(name, &leaves, hierarchy.codes.len() - leaves.len())
                }
                (Some((_, labels, _)), None) => Codes::known(name, labels, 0),
                (None, None) => Codes::new(name),
            });
            cuts.push(cut);
            hierarchies.push(hierarchy);
        }
        let statistics = request.statistics();
        let needed = |is: fn(&Statistic) -> bool| -> Vec<bool> {
            variable_names.iter().map(|v| statistics.iter().any(|s| is(s) && s.field() == Some(v))).collect()
        };
        let weight =
            request.weight.as_ref().map(|field| Ok((number(field, "the weight")?, field.clone()))).transpose()?;
        let unit = identifier(&request.unit, "the unit identifier")?;
        let holding = identifier(&request.holding, "the holding identifier")?;
        let waiver = identifier(&request.waiver, "the waiver")?;
        let (strata, cluster) =
            (identifier(&request.strata, "the strata")?, identifier(&request.cluster, "the clusters")?);
        let selection = Selection::new(request, schema, reading)?;
        let lanes = variable_names.len() * if weight.is_some() { 2 } else { 1 };
        // Whoever protects a table has to know how many records are whose.
        let counted = (request.protect != Protect::None || request.counted) && (unit.is_some() || holding.is_some());
        let contributors = || {
            let lanes = lanes + usize::from(waiver.is_some()) + usize::from(counted);
            let kinds = [&unit, &holding, &strata, &cluster].into_iter().flatten().count().max(1);
            let folder = request.scratch.clone().unwrap_or_else(std::env::temp_dir);
            let bytes = request.unit_memory.unwrap_or(TableRequest::UNIT_MEMORY) / kinds;
            Contributors::new(lanes, Room { folder, bytes, progress: request.progress.clone() })
        };
        let evidence = Evidence {
            dimensions: codes,
            hierarchies,
            positions: statistics.iter().filter(|s| s.needs_values()).cloned().collect(),
            shapes: needed(Statistic::needs_shape).into_iter().map(|n| n.then(Vec::new)).collect(),
            values: needed(Statistic::needs_values).into_iter().map(|n| n.then(Values::default)).collect(),
            ends: needed(Statistic::needs_ends).into_iter().map(|n| n.then(Vec::<Ends>::new)).collect(),
            moments: vec![Vec::new(); variable_names.len()],
            variables: variable_names,
            weighted: weight.is_some(),
            cells: Cells::new(names.len()),
            records: Vec::new(),
            tallies: if unit.is_some() { Vec::new() } else { vec![Tally::new(keep, false); lanes] },
            units: unit.is_some().then(contributors),
            holdings: holding.is_some().then(contributors),
            clusters: cluster.is_some().then(contributors),
            strata: strata.is_some().then(contributors),
            waivers: waiver.is_some(),
            counted,
            left_out: LeftOut { by_field: names.iter().map(|name| (name.clone(), 0)).collect(), ..LeftOut::default() },
            keep,
            value_labels: Default::default(),
        };
        Ok(Scan {
            progress: request.progress.clone(),
            evidence,
            reading,
            selection,
            dimensions,
            variables,
            unit,
            holding,
            weight,
            waiver,
            strata,
            cluster,
            cuts,
            record_key: request.record_key.clone(),
            margins: request.margins,
            missing: MissingCodes::new(&request.missing),
            before: 0,
            codes: vec![Vec::new(); names.len()],
            cells: Vec::new(),
            shortcut: Shortcut::default(),
            combination: Vec::new(),
        })
    }

    /// The places of all fields that are needed, in rising order.
    pub fn needed(&self) -> Vec<usize> {
        let mut needed: Vec<usize> = self.dimensions.iter().chain(&self.variables).copied().collect();
        needed.extend(
            [&self.unit, &self.holding, &self.weight, &self.waiver, &self.strata, &self.cluster]
                .into_iter()
                .flatten()
                .map(|(index, _)| *index),
        );
        needed.extend(self.selection.iter().flat_map(Selection::columns));
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// The scan of the records after so many others, one of several that are made beside each other.
    pub fn part(mut self, before: u64, among: usize) -> Scan {
        self.before = before;
        self.evidence.contributors().for_each(|contributors| contributors.share(among));
        self
    }

    /// The places of the fields whose codes make cells.
    pub fn coded(&self) -> &[usize] {
        &self.dimensions
    }

    /// The places of fields that are calculated or compared with, be it beside another use.
    pub fn numbers(&self) -> Vec<usize> {
        let mut numbers = self.variables.clone();
        numbers.extend(self.weight.iter().map(|(index, _)| *index));
        numbers.extend(self.selection.iter().flat_map(Selection::columns));
        numbers
    }

    /// The same scan for batches that hold only [`Scan::needed`] columns, in that order.
    pub fn narrowed(mut self) -> Scan {
        let needed = self.needed();
        let place = |index: &mut usize| *index = needed.binary_search(index).unwrap_or(*index);
        self.dimensions.iter_mut().chain(&mut self.variables).for_each(place);
        let named = [
            &mut self.unit,
            &mut self.holding,
            &mut self.weight,
            &mut self.waiver,
            &mut self.strata,
            &mut self.cluster,
        ];
        named.into_iter().flatten().for_each(|(index, _)| place(index));
        if let Some(selection) = &mut self.selection {
            selection.renumber(place);
        }
        self
    }

    /// The evidence, if every code has its place in the hierarchy of its field.
    pub fn finish(mut self) -> Result<Evidence, Error> {
        self.take_counted()?;
        for (codes, hierarchy) in self.evidence.dimensions.iter().zip(&self.evidence.hierarchies) {
            if let (Some(stranger), Some(hierarchy)) = (codes.stranger(), hierarchy) {
                let group = hierarchy.codes.iter().any(|(code, _)| code == stranger);
                let problem = if group {
                    format!(
                        "the data has the code \"{stranger}\", which is a group in it; records need the lowest codes"
                    )
                } else {
                    format!("the data has the code \"{stranger}\", which is not in it; add it with its parent")
                };
                return Err(Error::Hierarchy { field: codes.field.clone(), problem });
            }
        }
        for (values, field) in self.evidence.values.iter_mut().zip(&self.evidence.variables) {
            if let Some(values) = values {
                values.settle(field)?;
            }
        }
        for contributors in self.evidence.contributors() {
            contributors.finish()?;
        }
        Ok(self.evidence)
    }

    /// The batch with classes in place of the numbers that are divided into classes.
    fn classed(&self, batch: &RecordBatch, before: u64) -> Result<Option<RecordBatch>, Error> {
        if self.cuts.iter().all(Option::is_none) {
            return Ok(None);
        }
        let place = Place { before, kept: None };
        let mut columns = batch.columns().to_vec();
        let mut fields: Vec<Arc<Field>> = batch.schema().fields().iter().cloned().collect();
        for (at, cut) in self.cuts.iter().enumerate() {
            let Some((edges, labels, names)) = cut else { continue };
            let (index, name) = (self.dimensions[at], &self.evidence.dimensions[at].field);
            let values = numbers(&batch.columns()[index], name, self.reading, &place)?;
            let (first, last) = (edges[0], edges[edges.len() - 1]);
            let class = |value: &f64| -> Option<i32> {
                match *value {
                    value if value.is_nan() => None,
                    value if value < first => Some(labels.len() as i32),
                    value if value > last => Some(labels.len() as i32 + 1),
                    value => Some(edges.partition_point(|edge| *edge <= value).min(labels.len()) as i32 - 1),
                }
            };
            let keys: Int32Array = values.as_slice().iter().map(class).collect();
            let classes = DictionaryArray::try_new(keys, names.clone()).map_err(|e| Error::Batch(e.to_string()))?;
            fields[index] = Arc::new(Field::new(fields[index].name(), classes.data_type().clone(), true));
            columns[index] = Arc::new(classes);
        }
        let schema = Arc::new(Schema::new(fields));
        RecordBatch::try_new(schema, columns).map(Some).map_err(|e| Error::Batch(e.to_string()))
    }

    /// Which records of a batch take part, none if all do; counts the others.
    /// `table` has classes where the batch has the numbers that they are made from.
    fn select(&mut self, batch: &RecordBatch, table: &RecordBatch, before: u64) -> Result<Option<BooleanArray>, Error> {
        let place = Place { before, kept: None };
        let selected = match &self.selection {
            Some(selection) => Some(selection.select(batch, &place)?),
            None => None,
        };
        let mut chosen = selected.as_ref().map(|mask| mask.values().clone());
        if let Some(mask) = &selected {
            self.evidence.left_out.by_where += (batch.num_rows() - mask.true_count()) as u64;
        }
        for (at, index) in self.dimensions.iter().enumerate() {
            let missing = absent(table.column(*index))?.filter(|nulls| nulls.null_count() > 0);
            let Some(present) = missing.as_ref().map(NullBuffer::inner) else {
                continue;
            };
            let was = chosen.as_ref().map_or(batch.num_rows(), |mask| mask.count_set_bits());
            let mask = chosen.as_ref().map_or_else(|| present.clone(), |mask| mask & present);
            self.evidence.left_out.by_field[at].1 += (was - mask.count_set_bits()) as u64;
            chosen = Some(mask);
        }
        if let Some((index, field)) = &self.weight {
            let weights = numbers(batch.column(*index), field, self.reading, &place)?;
            if weights.as_slice().contains(&0.0) {
                let was = chosen.as_ref().map_or(batch.num_rows(), |mask| mask.count_set_bits());
                let some: BooleanBuffer = weights.as_slice().iter().map(|weight| *weight != 0.0).collect();
                let mask = chosen.as_ref().map_or_else(|| some.clone(), |mask| mask & &some);
                self.evidence.left_out.by_weight += (was - mask.count_set_bits()) as u64;
                chosen = Some(mask);
            }
        }
        Ok(chosen.map(|mask| BooleanArray::new(mask, None)))
    }

    /// Takes in one batch.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let before = self.before + self.evidence.left_out.read;
        self.evidence.left_out.read += batch.num_rows() as u64;
        self.progress.read(batch.num_rows())?;
        let present;
        let batch = match &self.missing {
            Some(codes) => {
                present = codes.out_of(batch, &self.needed())?;
                &present
            }
            None => batch,
        };
        let classed = self.classed(batch, before)?;
        let table = classed.as_ref().unwrap_or(batch);
        let chosen = self.select(batch, table, before)?;
        let chosen = chosen.filter(|mask| mask.true_count() < batch.num_rows());
        let place = Place { before, kept: chosen.as_ref().map(|mask| mask.values().clone()) };
        let pick = |index: usize| -> Result<ArrayRef, Error> {
            match &chosen {
                Some(mask) => filter(batch.column(index), mask).map_err(|e| Error::Batch(e.to_string())),
                None => Ok(batch.column(index).clone()),
            }
        };
        if chosen.as_ref().is_some_and(|mask| mask.true_count() == 0) || batch.num_rows() == 0 {
            return Ok(());
        }
        let codes = |index: &usize| match &chosen {
            Some(mask) => filter(table.column(*index), mask).map_err(|e| Error::Batch(e.to_string())),
            None => Ok(table.column(*index).clone()),
        };
        let codes = self.dimensions.iter().map(codes).collect::<Result<Vec<_>, _>>()?;
        if self.find_cells(&codes)? {
            return Ok(());
        }
        let read = |index: usize, field: &str| numbers(&pick(index)?, field, self.reading, &place);
        let mut columns: Vec<Numbers> = Vec::with_capacity(self.variables.len() * 2);
        for (index, field) in self.variables.iter().zip(&self.evidence.variables) {
            columns.push(read(*index, field)?);
        }
        let weights = match &self.weight {
            Some((index, field)) => {
                let weights = read(*index, field)?;
                check_weights(weights.as_slice(), field, &place)?;
                for at in 0..self.variables.len() {
                    let products = columns[at].as_slice().iter().zip(weights.as_slice()).map(|(x, w)| x * w);
                    columns.push(Numbers::Owned(products.collect()));
                }
                Some(weights)
            }
            None => None,
        };
        self.sum(&columns, weights.as_ref());
        let mut lanes: Vec<&[f64]> = columns.iter().map(Numbers::as_slice).collect();
        let waived = match &self.waiver {
            Some((index, field)) => Some(unwaived(&pick(*index)?, field, &place)?),
            None => None,
        };
        lanes.extend(waived.as_deref());
        let ones = self.evidence.counted.then(|| vec![1.0; self.cells.len()]);
        lanes.extend(ones.as_deref());
        let units = match &self.unit {
            Some((index, field)) => Some((Ids::read(&pick(*index)?, field, "the unit identifier")?, field)),
            None => None,
        };
        let holdings = match &self.holding {
            Some((index, field)) => Some(Ids::read(&pick(*index)?, field, "the holding identifier")?),
            None => None,
        };
        if let (Some(secret), Some((ids, _))) = (&self.record_key, &units) {
            for (index, cell) in self.cells.iter().enumerate() {
                if let Some(id) = ids.get(index) {
                    let key = &mut self.evidence.records[*cell as usize].key;
                    *key = key.wrapping_add(further::record_key(secret, id));
                }
            }
        }
        further::gather(&mut self.evidence, &self.cells, &columns, units.as_ref().map(|(ids, _)| ids))?;
        match (&units, &mut self.evidence.units) {
            (Some((ids, field)), Some(units)) => drawn::contribute(units, ids, field, &self.cells, &lanes, &place)?,
            _ => {
                for (tally, lane) in self.evidence.tallies.iter_mut().zip(&lanes) {
                    for (cell, value) in self.cells.iter().zip(*lane) {
                        if !value.is_nan() {
                            tally.add(*cell as usize, *value);
                        }
                    }
                }
            }
        }
        if let (Some(ids), Some(holdings)) = (&holdings, &mut self.evidence.holdings) {
            let who = |index: usize| match (ids.get(index), units.as_ref().and_then(|(units, _)| units.get(index))) {
                (Some(id), _) => Who::named(id),
                (None, Some(unit)) => Who::alone(unit),
                (None, None) => holdings.nobody(before + index as u64),
            };
            let who: Vec<Who> = (0..self.cells.len()).map(who).collect();
            holdings.add(who.into_iter(), &self.cells, &lanes)?;
        }
        let design = |named: &Option<(usize, String)>, role: &'static str| -> Result<Option<Ids>, Error> {
            let Some((index, field)) = named else { return Ok(None) };
            drawn::ids(&pick(*index)?, field, role, &place).map(Some)
        };
        let (strata, clusters) = (design(&self.strata, "the strata")?, design(&self.cluster, "the clusters")?);
        drawn::add(&mut self.evidence, strata.as_ref(), clusters.as_ref(), &self.cells, &lanes)
    }

    /// Counts and sums of the records of a batch.
    fn sum(&mut self, columns: &[Numbers], weights: Option<&Numbers>) {
        let records = &mut self.evidence.records;
        for cell in &self.cells {
            records[*cell as usize].n += 1;
        }
        for (moments, column) in self.evidence.moments.iter_mut().zip(columns) {
            for (cell, value) in self.cells.iter().zip(column.as_slice()) {
                if !value.is_nan() {
                    moments[*cell as usize].add(*value);
                }
            }
        }
        let Some(weights) = weights.map(Numbers::as_slice) else {
            return;
        };
        for (cell, weight) in self.cells.iter().zip(weights) {
            records[*cell as usize].weight += weight;
        }
        for (moments, column) in self.evidence.moments.iter_mut().zip(columns) {
            for ((cell, value), weight) in self.cells.iter().zip(column.as_slice()).zip(weights) {
                if !value.is_nan() {
                    moments[*cell as usize].weighted_sum += value * weight;
                    moments[*cell as usize].weight += weight;
                }
            }
        }
    }
}

fn check_weights(weights: &[f64], field: &str, place: &Place) -> Result<(), Error> {
    match weights.iter().position(|weight| weight.is_nan() || *weight < 0.0) {
        None => Ok(()),
        Some(index) => Err(Error::Weight {
            field: field.into(),
            record: place.record(index),
            problem: if weights[index].is_nan() { "missing" } else { "negative" },
        }),
    }
}
