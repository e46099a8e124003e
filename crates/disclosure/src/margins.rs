//! From the combinations that occur to the cells of a table: every combination of codes, and totals over fields.

use crate::MOST_CELLS;
use crate::codes::Codes;
use crate::contributors::Contributors;
use crate::distribution::{Ends, Entry, Shape, Sorted};
use crate::error::Error;
use crate::evidence::{CellEvidence, Design, Evidence, Moments, Records, Shares, VariableEvidence};
use crate::hierarchy::{Level, Tree};
use crate::rows::Places;
use crate::standing::{Counted, Margin, NOWHERE, Standing};
use crate::statistic::Statistic;
use crate::words::Words;

const MOST_FIELDS: usize = 16;

/// Refuses tables that nobody could read.
pub(crate) fn limit(dimensions: &[Codes], margins: bool) -> Result<(), Error> {
    let extra = u64::from(margins);
    let product = dimensions
        .iter()
        .try_fold(1u64, |product, codes| product.checked_mul((codes.labels.len() + codes.groups) as u64 + extra));
    let too_many = |cells: String| {
        let fields: Vec<String> =
            dimensions.iter().map(|codes| format!("{} ({} codes)", codes.field, codes.labels.len())).collect();
        Err(Error::TooManyCells { fields: fields.join(" x "), cells, most: MOST_CELLS })
    };
    match product {
        _ if dimensions.len() > MOST_FIELDS => too_many(format!("a table of {} dimensions, more", dimensions.len())),
        Some(cells) if cells <= MOST_CELLS => Ok(()),
        // Reading stops here, so there may be more codes.
        Some(cells) => too_many(format!("at least {cells}")),
        None => too_many("far too many".into()),
    }
}

impl Evidence {
    /// Every cell of the table, empty ones too, in the order of codes with groups and totals last; with margins the totals
    /// over each field and combination of fields.
    pub fn cells(&self, totals: bool) -> Result<Vec<CellEvidence>, Error> {
        let trees = self.trees();
        let ranks = self.ranks();
        let levels: Vec<Vec<Level>> = trees.iter().map(|tree| tree.levels(totals)).collect();
        let mut combinations = Vec::new();
        let mut chosen = vec![0usize; levels.len()];
        // Every combination of levels, as an odometer turns.
        loop {
            combinations.push(chosen.iter().zip(&levels).map(|(at, levels)| &levels[*at]).collect::<Vec<&Level>>());
            let Some(d) = (0..chosen.len()).rev().find(|d| chosen[*d] + 1 < levels[*d].len()) else { break };
            chosen[d] += 1;
            chosen[d + 1..].fill(0);
        }
        let margins: Vec<Margin> = combinations.iter().map(|levels| self.margin(levels, &ranks)).collect();
        let mut all = Vec::with_capacity(margins.iter().map(|margin| margin.size).sum());
        self.fill(&combinations, &margins, &mut all)?;
        // The cells of one combination stand in their order.
        if combinations.len() > 1 {
            let places = Places::new(&trees, totals);
            all.sort_by_cached_key(|cell| places.of(&cell.codes));
        }
        Ok(all)
    }

    /// The cells of these margins, one margin after the other; each has so many as its levels combine to.
    pub(crate) fn fill(
        &self,
        combinations: &[Vec<&Level>],
        margins: &[Margin],
        all: &mut Vec<CellEvidence>,
    ) -> Result<(), Error> {
        let units = self.standing(self.units.as_ref(), margins)?;
        let of = |contributors: &Option<Contributors>| match contributors {
            Some(contributors) => self.standing(Some(contributors), margins).map(Some),
            None => Ok(None),
        };
        let (holdings, clusters, strata) = (of(&self.holdings)?, of(&self.clusters)?, of(&self.strata)?);
        for (at, levels) in combinations.iter().enumerate() {
            let by_unit = self.of_margin(&units, margins, at);
            let here =
                |standing: &Option<Standing>| standing.as_ref().map(|standing| self.of_margin(standing, margins, at));
            let of = [here(&holdings), here(&clusters), here(&strata)];
            self.project(levels, &margins[at], (by_unit, units.by_record), of, all);
        }
        Ok(())
    }

    /// Where each code of the data stands among the lowest codes of its field.
    pub(crate) fn ranks(&self) -> Vec<Vec<u32>> {
        self.dimensions.iter().map(|codes| inverse(&codes.order())).collect()
    }

    fn margin(&self, levels: &[&Level], ranks: &[Vec<u32>]) -> Margin {
        // Codes that lie above this level have no place in it.
        let place = |cell: usize| {
            self.cells.tuple(cell).iter().enumerate().try_fold(0, |index, (d, code)| {
                let place = levels[d].at[ranks[d][*code as usize] as usize]?;
                Some(index * levels[d].nodes.len() as u32 + place)
            })
        };
        Margin {
            size: levels.iter().map(|level| level.nodes.len()).product(),
            to: (0..self.cells.len()).map(|cell| place(cell).unwrap_or(NOWHERE)).collect(),
        }
    }

    /// The codes of each field with their groups, as [`CellEvidence::codes`] numbers them.
    pub(crate) fn trees(&self) -> Vec<Tree> {
        self.dimensions
            .iter()
            .zip(&self.hierarchies)
            .map(|(codes, hierarchy)| {
                let flat =
                    || Tree::flat(codes.order().iter().map(|code| codes.labels[*code as usize].clone()).collect());
                // A hierarchy was looked at when the request was checked.
                hierarchy.as_ref().and_then(|hierarchy| hierarchy.tree().ok()).unwrap_or_else(flat)
            })
            .collect()
    }

    /// The codes of each field, groups after the lowest codes, in the order in which [`CellEvidence::codes`] numbers them.
    pub fn labels(&self) -> Vec<Vec<String>> {
        self.trees().into_iter().map(|tree| tree.labels).collect()
    }

    /// The cells of one combination of levels.
    fn project(
        &self,
        levels: &[&Level],
        margin: &Margin,
        (by_unit, by_record): (Counted, bool),
        [by_holding, by_cluster, by_stratum]: [Option<Counted>; 3],
        all: &mut Vec<CellEvidence>,
    ) {
        let sizes: Vec<usize> = levels.iter().map(|level| level.nodes.len()).collect();
        let names: Vec<Words> = self.variables.iter().map(|field| field.as_str().into()).collect();
        let (size, to) = (margin.size, &margin.to);
        let mut records = vec![Records::default(); size];
        let mut moments = vec![vec![Moments::NONE; size]; self.variables.len()];
        let mut shapes: Vec<Option<Vec<Shape>>> =
            self.shapes.iter().map(|needed| needed.as_ref().map(|_| vec![Shape::default(); size])).collect();
        let mut ends: Vec<Option<Vec<Ends>>> =
            self.ends.iter().map(|needed| needed.as_ref().map(|_| vec![Ends::default(); size])).collect();
        for (cell, to) in to.iter().enumerate().filter(|(_, to)| **to != NOWHERE) {
            let to = &(*to as usize);
            records[*to].n += self.records[cell].n;
            records[*to].weight += self.records[cell].weight;
            records[*to].key = records[*to].key.wrapping_add(self.records[cell].key);
            for (out, from) in moments.iter_mut().zip(&self.moments) {
                out[*to].merge(&from[cell]);
            }
            for (out, from) in shapes.iter_mut().flatten().zip(self.shapes.iter().flatten()) {
                out[*to].merge(&from[cell]);
            }
            for (out, from) in ends.iter_mut().flatten().zip(self.ends.iter().flatten()) {
                out[*to].merge(&from[cell]);
            }
        }
        let values: Vec<Vec<Entry>> =
            self.values.iter().map(|values| values.as_ref().map(|v| v.project(to)).unwrap_or_default()).collect();
        let mut read = vec![0usize; values.len()];
        for index in 0..size {
            let mut rest = index;
            let mut codes = vec![None; sizes.len()];
            for d in (0..sizes.len()).rev() {
                codes[d] = levels[d].nodes[rest % sizes[d]];
                rest /= sizes[d];
            }
            let of = |lane: usize| -> (Shares, Option<Box<Shares>>) {
                let by_holding = by_holding.as_ref().map(|by| Box::new(by.tallies[lane].shares(index)));
                (by_unit.tallies[lane].shares(index), by_holding)
            };
            let variables = self.variables.iter().enumerate().map(|(at, field)| {
                let m = &moments[at][index];
                let from = read[at];
                read[at] += values[at][from..].iter().take_while(|entry| entry.cell as usize == index).count();
                let sorted = Sorted(&values[at][from..read[at]]);
                let asked = |is: fn(&Statistic) -> bool| {
                    self.positions.iter().any(|asked| is(asked) && asked.field() == Some(field.as_str()))
                };
                let (by_unit, by_holding) = of(at);
                let with_value = |by: &Option<Counted>| by.as_ref().map(|by| by.tallies[at].shares(index).contributors);
                let design = Design { clusters: with_value(&by_cluster), strata: with_value(&by_stratum) };
                let weighted = self.weighted.then(|| of(at + self.variables.len()));
                let (weighted_by_unit, weighted_by_holding) =
                    weighted.map_or((None, None), |(unit, holding)| (Some(Box::new(unit)), holding));
                VariableEvidence {
                    field: names[at].clone(),
                    valid_n: m.valid,
                    sum: m.sum,
                    sum_of_squares: m.squares,
                    negatives: m.negatives,
                    range: (m.valid > 0).then_some((m.least, m.greatest)),
                    weighted: self.weighted.then_some((m.weighted_sum, m.weight)),
                    design: (design != Design::default()).then(|| Box::new(design)),
                    by_unit,
                    by_holding,
                    weighted_by_unit,
                    weighted_by_holding,
                    shape: shapes[at].as_ref().map(|shapes| Box::new(shapes[index])),
                    ends: ends[at].as_ref().map(|ends| Box::new(ends[index].evidence())),
                    positions: self
                        .positions
                        .iter()
                        .filter(|asked| asked.field() == Some(field.as_str()))
                        .filter_map(|asked| sorted.position((asked.quantile()? * 1000.0).round() as u16))
                        .collect(),
                    mode: asked(|s| matches!(s, Statistic::Mode(_))).then(|| sorted.mode()).flatten(),
                    gini: asked(|s| matches!(s, Statistic::Gini(_))).then(|| sorted.gini()).flatten(),
                }
            });
            all.push(CellEvidence {
                n: records[index].n,
                weight: if self.weighted { records[index].weight } else { records[index].n as f64 },
                key: records[index].key,
                units: if by_record { records[index].n } else { by_unit.units[index] },
                holdings: by_holding.as_ref().map(|by| by.units[index]),
                unwaived: by_unit.unwaived.as_ref().map(|unwaived| unwaived[index]),
                most: by_unit.most_of(index).max(by_holding.as_ref().map_or(0, |by| by.most_of(index))),
                variables: variables.collect(),
                codes,
            });
        }
    }
}

fn inverse(order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    for (rank, code) in order.iter().enumerate() {
        ranks[*code as usize] = rank as u32;
    }
    ranks
}
