//! `table --chart` and `survival`: a result as a fixed picture.

use disclosure::{Class, SurvivalResult, TableResult};
use ui::picture::{
    ChartKind, ChartPicture, Curve, CurvePicture, Series, ShadedPicture, chart_png, curve_png, shaded_png,
};

use crate::cli::Drawn;

/// Of larger tables nobody could read a chart.
const MOST: usize = 500;

/// A PNG of the figures that are shown; totals and hidden figures are left out.
pub(super) fn of_table(kind: Drawn, table: &TableResult) -> Result<Vec<u8>, String> {
    let shape: Vec<usize> = table.codes.iter().map(Vec::len).collect();
    let (rows, cols) = (shape.first().copied().unwrap_or(0), shape.iter().skip(1).product::<usize>());
    if rows.max(cols) > MOST {
        return Err(format!("{rows} rows and {cols} columns are more than a chart can show; ask for fewer codes"));
    }
    let grid = Grid::of(table);
    let classes = |field: &String| table.request.cut.iter().any(|cut| cut.field == *field);
    let count_of_classes = |what: &str, fields: usize| {
        let counted = table.statistics.first().is_some_and(|column| column == "count");
        if table.dimensions.len() == fields && table.dimensions.iter().all(classes) && counted {
            return Ok(());
        }
        Err(format!("{what} is a --count of {fields} field{} in classes (--cut)", if fields == 1 { "" } else { "s" }))
    };
    let picture = match kind {
        Drawn::Bar => chart_png(&grid.chart(ChartKind::Bar, table), None),
        Drawn::Line => chart_png(&grid.chart(ChartKind::Line, table), None),
        Drawn::Histogram => {
            count_of_classes("a histogram", 1)?;
            chart_png(&grid.chart(ChartKind::Histogram, table), None)
        }
        Drawn::Box => chart_png(&boxes(table)?, None),
        Drawn::Scatter => {
            count_of_classes("a scatter plot", 2)?;
            shaded_png(&grid.shaded(table), None)
        }
    };
    picture.map(|picture| picture.png).map_err(|e| e.to_string())
}

/// The curves of a survival table, one for each group.
pub(super) fn of_survival(made: &SurvivalResult) -> Result<Vec<u8>, String> {
    let mut curves: Vec<Curve> = Vec::new();
    for step in &made.steps {
        let name = step.group.clone().unwrap_or_default();
        let at = curves.iter().position(|curve| curve.name == name).unwrap_or_else(|| {
            curves.push(Curve { name, steps: Vec::new() });
            curves.len() - 1
        });
        curves[at].steps.push((step.to, step.survival));
    }
    let title = match &made.request.by {
        Some(by) => format!("{} of {} by {by}", made.method, made.request.event),
        None => format!("{} of {}", made.method, made.request.event),
    };
    let (x_label, y_label) = (made.request.time.clone(), "Part without the event".into());
    let picture = CurvePicture { title, x_label, y_label, curves };
    curve_png(&picture, None).map(|picture| picture.png).map_err(|e| e.to_string())
}

/// The first statistic by the codes of the first field and of the others together.
struct Grid {
    rows: Vec<String>,
    cols: Vec<String>,
    /// For each column the values of all rows.
    values: Vec<Vec<Option<f64>>>,
}

/// Where a name stands, at the end if it is new.
fn place(names: &mut Vec<String>, name: String) -> usize {
    names.iter().position(|other| *other == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

impl Grid {
    fn of(table: &TableResult) -> Grid {
        let mut grid = Grid { rows: Vec::new(), cols: Vec::new(), values: Vec::new() };
        for cell in table.cells.iter().filter(|cell| !cell.margin) {
            let row = place(&mut grid.rows, cell.keys[0].to_string());
            let col = place(&mut grid.cols, cell.keys[1..].join(", "));
            if col == grid.values.len() {
                grid.values.push(Vec::new());
            }
            grid.values[col].resize(row + 1, None);
            grid.values[col][row] = shown(cell, 0);
        }
        grid.values.iter_mut().for_each(|values| values.resize(grid.rows.len(), None));
        grid
    }

    fn chart(self, kind: ChartKind, table: &TableResult) -> ChartPicture {
        let series = self.cols.into_iter().zip(self.values).map(|(name, values)| Series { name, values }).collect();
        ChartPicture { kind, categories: self.rows, series, ..labels(table) }
    }

    fn shaded(self, table: &TableResult) -> ShadedPicture {
        let ChartPicture { title, x_label, .. } = labels(table);
        let y_label = table.dimensions.get(1).cloned().unwrap_or_default();
        ShadedPicture { title, x_label, y_label, across: self.rows, up: self.cols, values: self.values }
    }
}

/// A figure, unless it is hidden.
fn shown(cell: &disclosure::Cell, statistic: usize) -> Option<f64> {
    let hidden = !cell.status.showing().figures();
    cell.values.get(statistic).copied().flatten().filter(|_| !hidden)
}

fn labels(table: &TableResult) -> ChartPicture {
    let figure = table.statistics.first().cloned().unwrap_or_default();
    ChartPicture {
        title: format!("{figure} by {}", table.dimensions.join(" and ")),
        x_label: table.dimensions.first().cloned().unwrap_or_default(),
        y_label: figure,
        ..ChartPicture::default()
    }
}

/// Five quantiles, in whatever order they were asked for.
fn boxes(table: &TableResult) -> Result<ChartPicture, String> {
    let asked = table.request.statistics();
    let field = asked.first().and_then(|statistic| statistic.field()).unwrap_or_default().to_owned();
    let mut order: Vec<(f64, usize)> = asked
        .iter()
        .enumerate()
        .filter(|(_, statistic)| statistic.class() == Class::Position && statistic.field() == Some(&field))
        .filter_map(|(at, statistic)| Some((statistic.quantile()?, at)))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    if order.len() != 5 || asked.len() != 5 {
        return Err("a box plot is made of five quantiles of one field: --median income --quantile income:0.1,income:0.25,income:0.75,income:0.9; smallest and largest values would be single people's".into());
    }
    let cells: Vec<_> = table.cells.iter().filter(|cell| !cell.margin).collect();
    let series = order.iter().map(|(_, at)| Series {
        name: table.statistics[*at].clone(),
        values: cells.iter().map(|cell| shown(cell, *at)).collect(),
    });
    let by = table.dimensions.join(" and ");
    let names: Vec<&str> = order.iter().map(|(_, at)| table.statistics[*at].as_str()).collect();
    Ok(ChartPicture {
        kind: ChartKind::Box,
        title: format!("{field} by {by}"),
        x_label: by,
        y_label: names.join(", "),
        categories: cells.iter().map(|cell| cell.keys.join(", ")).collect(),
        series: series.collect(),
    })
}
