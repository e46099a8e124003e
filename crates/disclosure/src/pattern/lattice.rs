//! Where the cells of a table lie. What is added to one lowest code of a field and taken from another changes no sum over that
//! field but those that hold only one of them; so along every field at once it changes no sum at all, if the totals between
//! the codes change with them.

use super::Layout;

/// A total that the table does not have: it may change freely.
pub(crate) const FREE: u32 = u32::MAX;
/// A lowest cell that the table does not have: nothing can be in it.
pub(crate) const GONE: u32 = u32::MAX - 1;
/// Tables with more places than this are not laid out.
const MOST: usize = 1 << 24;

/// The codes of a field, the total last.
struct Field {
    /// For each lowest code the codes that it is part of, itself first, the total last; nothing for others.
    paths: Vec<Vec<u32>>,
    /// For each code the lowest codes that are part of it.
    under: Vec<Vec<u32>>,
    stride: usize,
}

pub(crate) struct Lattice {
    fields: Vec<Field>,
    /// The cell at each place.
    cells: Vec<u32>,
    /// For each cell its codes.
    codes: Vec<u32>,
}

/// A code that changes with another one of its field: how far its place lies from that one's, and whether it changes the
/// same way.
pub(crate) type Step = (isize, bool);

impl Lattice {
    pub fn new(layout: &Layout) -> Option<Lattice> {
        let mut fields = Vec::with_capacity(layout.parents.len());
        let mut places = 1usize;
        for parents in &layout.parents {
            fields.push(Field::new(parents, places));
            places = places.checked_mul(parents.len() + 1).filter(|places| *places <= MOST)?;
        }
        let mut lattice = Lattice { fields, cells: Vec::new(), codes: Vec::new() };
        lattice.cells = (0..places).map(|place| if lattice.is_lowest(place) { GONE } else { FREE }).collect();
        for (cell, codes) in layout.codes.iter().enumerate() {
            let mut place = 0;
            for (code, field) in codes.iter().zip(&lattice.fields) {
                let code = code.unwrap_or(field.total());
                place += code as usize * field.stride;
                lattice.codes.push(code);
            }
            lattice.cells[place] = cell as u32;
        }
        Some(lattice)
    }

    fn is_lowest(&self, place: usize) -> bool {
        self.fields.iter().all(|field| !field.paths[place / field.stride % field.paths.len()].is_empty())
    }

    pub fn fields(&self) -> usize {
        self.fields.len()
    }

    /// The place of a cell.
    pub fn place(&self, cell: u32) -> usize {
        let codes = &self.codes[cell as usize * self.fields.len()..];
        self.fields.iter().zip(codes).map(|(field, code)| *code as usize * field.stride).sum()
    }

    pub fn cell(&self, place: usize) -> u32 {
        self.cells[place]
    }

    /// Every way to change the code of a cell along one field: what else has to change with it.
    pub fn exchanges(&self, cell: u32, field: usize, mut each: impl FnMut(&[Step])) {
        let of = &self.fields[field];
        let code = self.codes[cell as usize * self.fields.len() + field];
        let total = of.total();
        let mut steps: Vec<Step> = Vec::new();
        let step = |other: u32, same: bool| ((other as isize - code as isize) * of.stride as isize, same);
        for from in &of.under[code as usize] {
            let path = &of.paths[*from as usize];
            let others = (0..total).filter(|to| !of.paths[*to as usize].is_empty());
            for to in others.filter(|to| !of.paths[*to as usize].contains(&code)) {
                let other = &of.paths[to as usize];
                let shared = path.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
                steps.clear();
                let own = path[..path.len() - shared].iter().filter(|node| **node != code);
                steps.extend(own.map(|node| step(*node, true)));
                steps.extend(other[..other.len() - shared].iter().map(|node| step(*node, false)));
                each(&steps);
            }
            // Or all that it is part of changes.
            steps.clear();
            steps.extend(path.iter().filter(|node| **node != code).map(|node| step(*node, true)));
            each(&steps);
        }
    }
}

impl Field {
    fn new(parents: &[Option<u32>], stride: usize) -> Field {
        let total = parents.len();
        let mut lowest = vec![true; total];
        parents.iter().flatten().for_each(|parent| lowest[*parent as usize] = false);
        let mut field = Field { paths: vec![Vec::new(); total + 1], under: vec![Vec::new(); total + 1], stride };
        for leaf in (0..total).filter(|code| lowest[*code]) {
            let mut path = vec![leaf as u32];
            while let Some(parent) = parents[path[path.len() - 1] as usize] {
                path.push(parent);
            }
            path.push(total as u32);
            path.iter().for_each(|node| field.under[*node as usize].push(leaf as u32));
            field.paths[leaf] = path;
        }
        field
    }

    fn total(&self) -> u32 {
        self.paths.len() as u32 - 1
    }
}
