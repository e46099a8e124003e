//! The independent audit of a suppressed table: from what is shown alone it works out the interval in which each sensitive
//! figure must lie, for somebody outside and for every single contributor. It knows nothing of how cells were chosen.

use super::quantity::Quantity;
use super::relations::{Relation, root, twins};
use super::solve::extreme;
use super::suppress::targets;
use crate::hashing::FastMap;
use crate::result::TableResult;
use serde::Serialize;

/// What an attacker finds about one sensitive figure. For inside use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditLine {
    /// Its codes.
    pub cell: Vec<String>,
    #[serde(skip)]
    pub at: usize,
    /// `count` or the field whose sum it is.
    pub quantity: String,
    /// Who finds it: `outsider`, or the contributor who finds most.
    pub attacker: String,
    pub truth: f64,
    pub lower: f64,
    /// None where it has no end.
    pub upper: Option<f64>,
    /// The interval must reach to this value.
    pub needed: f64,
    pub holds: bool,
}

/// The hidden cells that hang together in one quantity, and what is known of their sum.
struct Component {
    cells: Vec<u32>,
    /// Terms by place in `cells`; changes of hidden cells sum to nothing, as all else is shown.
    equations: Vec<(Vec<(usize, f64)>, f64)>,
}

/// One line for each sensitive figure and kind of attacker. With `together` all contributors are taken for one.
pub(crate) fn audit(
    table: &TableResult,
    relations: &[Relation],
    quantities: &[Quantity],
    hidden: &[bool],
    together: bool,
) -> Vec<AuditLine> {
    let components = components(relations, hidden);
    let mut place: FastMap<u32, (usize, usize)> = FastMap::default();
    for (number, component) in components.iter().enumerate() {
        place.extend(component.cells.iter().enumerate().map(|(at, cell)| (*cell, (number, at))));
    }
    let empty: Vec<bool> = table.cells.iter().map(|cell| cell.n == 0).collect();
    let twins = twins(relations, &empty);
    let mut lines = Vec::new();
    for target in targets(quantities) {
        let quantity = &quantities[target.quantity];
        let truth = quantity.value[target.cell as usize];
        let needed = truth + target.by;
        let mut line = |attacker: String, lower: f64, upper: Option<f64>| {
            let near = 1e-6 * target.by.abs();
            let holds =
                if target.by > 0.0 { upper.is_none_or(|upper| upper >= needed - near) } else { lower <= needed + near };
            lines.push(AuditLine {
                cell: table.cells[target.cell as usize].keys.clone(),
                at: target.cell as usize,
                quantity: quantity.name.clone(),
                attacker,
                truth,
                lower,
                upper,
                needed,
                holds,
            });
            holds
        };
        // A sensitive figure that is shown, or that an attacker's equations cannot be solved for, is not protected.
        let Some((number, at)) = place.get(&target.cell).copied() else {
            line("outsider".into(), truth, Some(truth));
            continue;
        };
        let component = &components[number];
        // Changes in units of what is needed, so that the solver's tolerances fit.
        let unit = target.by.abs();
        let bounds = |knows: &dyn Fn(usize) -> bool| -> Vec<(f64, f64)> {
            component
                .cells
                .iter()
                .map(|cell| {
                    let cell = *cell as usize;
                    // Who stands alone behind the target is nobody whom it has to be kept from.
                    let target = target.cell as usize;
                    let person = twins[cell] == twins[target] && quantity.alone[target];
                    let own = cell != target && !person && knows(cell);
                    let fall = if own { quantity.room_for_largest(cell) } else { quantity.room(cell) };
                    let rise = if own && quantity.alone[cell] { 0.0 } else { f64::INFINITY };
                    (-fall / unit, rise)
                })
                .collect()
        };
        let interval = |knows: &dyn Fn(usize) -> bool| -> (f64, Option<f64>) {
            let bounds = bounds(knows);
            let end = |greatest| extreme(&bounds, &component.equations, at, greatest);
            // An attacker whose equations the solver cannot solve is taken for one who knows the truth.
            let lower = end(false).map_or(truth, |change| change.map_or(f64::NEG_INFINITY, |c| truth + c * unit));
            let upper = end(true).map_or(Some(truth), |change| change.map(|c| truth + c * unit));
            (lower, upper)
        };
        let (lower, upper) = interval(&|_| false);
        if !line("outsider".into(), lower, upper) {
            continue;
        }
        let (lower, upper) = interval(&|_| true);
        let reaches = |lower: f64, upper: Option<f64>| {
            let near = 1e-6 * unit;
            if target.by > 0.0 { upper.is_none_or(|upper| upper >= needed - near) } else { lower <= needed + near }
        };
        if reaches(lower, upper) || together {
            line("all largest contributors together".into(), lower, upper);
            continue;
        }
        // One by one: the one who finds most.
        let mut worst: Option<(u32, f64, Option<f64>)> = None;
        for other in component.cells.iter().copied().filter(|cell| *cell != target.cell) {
            let (lower, upper) = interval(&|cell| cell == other as usize);
            let more = match (&worst, target.by > 0.0) {
                (None, _) => true,
                (Some((_, _, least)), true) => upper.unwrap_or(f64::INFINITY) < least.unwrap_or(f64::INFINITY),
                (Some((_, greatest, _)), false) => lower > *greatest,
            };
            if more {
                worst = Some((other, lower, upper));
            }
        }
        if let Some((other, lower, upper)) = worst {
            line(format!("the largest contributor of {}", table.cells[other as usize].keys.join(" / ")), lower, upper);
        }
    }
    lines
}

fn components(relations: &[Relation], hidden: &[bool]) -> Vec<Component> {
    let mut parent: Vec<u32> = (0..hidden.len() as u32).collect();
    let unknown = |relation: &Relation| -> Vec<(u32, f64)> {
        relation.signed().filter(|(cell, _)| hidden[*cell as usize]).collect()
    };
    for relation in relations {
        let cells = unknown(relation);
        for pair in cells.windows(2) {
            let (a, b) = (root(&mut parent, pair[0].0), root(&mut parent, pair[1].0));
            parent[a as usize] = b;
        }
    }
    let mut number: FastMap<u32, usize> = FastMap::default();
    let mut components: Vec<Component> = Vec::new();
    let mut place = vec![0usize; hidden.len()];
    for cell in (0..hidden.len() as u32).filter(|cell| hidden[*cell as usize]) {
        let root = root(&mut parent, cell);
        let at = *number.entry(root).or_insert_with(|| {
            components.push(Component { cells: Vec::new(), equations: Vec::new() });
            components.len() - 1
        });
        place[cell as usize] = components[at].cells.len();
        components[at].cells.push(cell);
    }
    for relation in relations {
        let cells = unknown(relation);
        if let Some((first, _)) = cells.first() {
            let at = number[&root(&mut parent, *first)];
            let terms = cells.iter().map(|(cell, sign)| (place[*cell as usize], *sign)).collect();
            components[at].equations.push((terms, 0.0));
        }
    }
    components
}
