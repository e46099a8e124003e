//! Areas by where they stand, so that a point asks only those that may hold it: a page may have a hundred thousand.

/// Fields across and down.
const FIELDS: usize = 64;
/// Fields of a small area; larger ones are asked by every point.
const SMALL: usize = 16;
/// Large areas that every point asks.
const MOST_LARGE: usize = 3000;

/// Left, top, right, bottom.
pub(crate) type Area = [f64; 4];

pub(crate) struct Grid {
    around: Area,
    fields: Vec<Vec<usize>>,
    large: Vec<usize>,
}

impl Grid {
    /// The areas by their position in the list, and whether all of them are held: of very many large ones the largest are.
    pub(crate) fn new(areas: &[Area]) -> (Grid, bool) {
        let around = areas.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, area| {
            [all[0].min(area[0]), all[1].min(area[1]), all[2].max(area[2]), all[3].max(area[3])]
        });
        let mut grid = Grid { around, fields: vec![Vec::new(); FIELDS * FIELDS], large: Vec::new() };
        for (at, area) in areas.iter().enumerate() {
            let ((left, top), (right, bottom)) = (grid.field(area[0], area[1]), grid.field(area[2], area[3]));
            if (right + 1 - left) * (bottom + 1 - top) > SMALL {
                grid.large.push(at);
                continue;
            }
            for down in top..=bottom {
                grid.fields[down * FIELDS + left..=down * FIELDS + right].iter_mut().for_each(|field| field.push(at));
            }
        }
        let whole = grid.large.len() <= MOST_LARGE;
        if !whole {
            let size = |at: &usize| (areas[*at][2] - areas[*at][0]) * (areas[*at][3] - areas[*at][1]);
            grid.large.sort_by(|a, b| size(b).total_cmp(&size(a)));
            grid.large.truncate(MOST_LARGE);
        }
        (grid, whole)
    }

    fn field(&self, x: f64, y: f64) -> (usize, usize) {
        let one = |value: f64, from: f64, to: f64| {
            let part = if to > from { (value - from) / (to - from) * FIELDS as f64 } else { 0.0 };
            (part.max(0.0) as usize).min(FIELDS - 1)
        };
        (one(x, self.around[0], self.around[2]), one(y, self.around[1], self.around[3]))
    }

    /// Areas that may hold the point.
    pub(crate) fn near(&self, (x, y): (f64, f64)) -> impl Iterator<Item = usize> + '_ {
        let (across, down) = self.field(x, y);
        self.large.iter().chain(&self.fields[down * FIELDS + across]).copied()
    }
}
