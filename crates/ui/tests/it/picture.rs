//! Tables and charts as pictures.

use ui::picture::{
    ChartKind, ChartPicture, MAX_COLUMNS, PictureError, ROWS_ON_A_PAGE, Series, TablePicture, chart_png, table_png,
};

fn table(rows: usize) -> TablePicture {
    TablePicture {
        caption: "Employees by region and sex".into(),
        head: ["Region", "Sex", "Persons", "Median pay"].map(String::from).into(),
        rows: (0..rows)
            .map(|n| vec![format!("Region {n}"), "Female <&>".into(), format!("{}", n * 37), format!("{}.50", n + 400)])
            .collect(),
        keys: 2,
        notes: vec!["Synthetic data. Counts below 10 are not shown.".into()],
    }
}

fn chart(kind: ChartKind) -> ChartPicture {
    ChartPicture {
        kind,
        title: "Turnover by industry".into(),
        x_label: "Industry".into(),
        y_label: "Turnover, £ million".into(),
        categories: ["Manufacturing", "Construction", "Retail and wholesale", "Transport"].map(String::from).into(),
        series: vec![
            Series { name: "2024".into(), values: vec![Some(1200.0), Some(340.5), None, Some(-80.0)] },
            Series { name: "2025".into(), values: vec![Some(1310.0), Some(310.0), Some(890.0), Some(45.0)] },
        ],
    }
}

/// Width and height in the header of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n", "not a PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// The pixels as red, green, blue, alpha.
fn pixels(png: &[u8]) -> Vec<[u8; 4]> {
    let pixmap = resvg::tiny_skia::Pixmap::decode_png(png).unwrap();
    pixmap.pixels().iter().map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect()
}

fn keep(name: &str, png: &[u8]) {
    // Kept in the target folder, so that people can look at what the tests saw.
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(name), png).unwrap();
}

#[test]
fn a_table_becomes_a_sharp_png_and_the_same_one_each_time() {
    let first = table_png(&table(8), 1, Some("Anwen Pugh, 21 November 2026 10:14")).unwrap();
    keep("table.png", &first.png);
    assert_eq!(size(&first.png), (first.width * 2, first.height * 2));
    let second = table_png(&table(8), 1, Some("Anwen Pugh, 21 November 2026 10:14")).unwrap();
    assert!(first == second, "two drawings of one table differ");
}

#[test]
fn the_watermark_reaches_every_part_of_the_picture_and_names_the_person() {
    let plain = pixels(&table_png(&table(20), 1, None).unwrap().png);
    let picture = table_png(&table(20), 1, Some("Anwen Pugh, 21 November 2026")).unwrap();
    let marked = pixels(&picture.png);
    let (width, height) = (picture.width as usize * 2, picture.height as usize * 2);
    // Any cut of 500 by 250 CSS pixels has some of it.
    let (columns, rows) = (width / 1000 + 1, height / 500 + 1);
    for row in 0..rows {
        for column in 0..columns {
            let changed = (row * height / rows..(row + 1) * height / rows)
                .flat_map(|y| (column * width / columns..(column + 1) * width / columns).map(move |x| y * width + x))
                .filter(|&at| plain[at] != marked[at])
                .count();
            assert!(changed > 500, "part {row},{column} has only {changed} marked pixels");
        }
    }
    let other = pixels(&table_png(&table(20), 1, Some("Bob Ellis, 21 November 2026")).unwrap().png);
    assert!(marked != other, "the watermark does not depend on the person");
}

#[test]
fn the_words_of_a_table_are_drawn_with_the_embedded_font() {
    let mut blank = table(3);
    for cell in blank.rows.iter_mut().flatten() {
        *cell = " ".repeat(cell.chars().count());
    }
    let dark = |table: &TablePicture| {
        pixels(&table_png(table, 1, None).unwrap().png).iter().filter(|pixel| pixel[0] < 100).count()
    };
    let (with, without) = (dark(&table(3)), dark(&blank));
    assert!(with > without + 1000, "{with} dark pixels with words, {without} without");
}

#[test]
fn a_long_table_has_pages_of_the_same_width() {
    let long = table(ROWS_ON_A_PAGE * 2 + 1);
    assert_eq!(long.pages(), 3);
    let [first, last] = [1, 3].map(|page| table_png(&long, page, None).unwrap());
    assert_eq!(first.width, last.width);
    assert!(last.height < first.height);
    assert_eq!(table_png(&long, 4, None), Err(PictureError::NoSuchPage { page: 4, pages: 3 }));
    assert_eq!(table_png(&long, 0, None), Err(PictureError::NoSuchPage { page: 0, pages: 3 }));
}

#[test]
fn what_cannot_be_drawn_is_refused_with_what_to_do() {
    assert_eq!(table_png(&TablePicture::default(), 1, None), Err(PictureError::Empty));
    let wide = TablePicture { head: vec![String::new(); MAX_COLUMNS + 1], ..TablePicture::default() };
    assert_eq!(table_png(&wide, 1, None), Err(PictureError::TooManyColumns { columns: MAX_COLUMNS + 1 }));
    let mut uneven = table(2);
    uneven.rows[1].pop();
    let why = table_png(&uneven, 1, None).unwrap_err();
    assert_eq!(why.to_string(), "drawing a picture: 3 values where there should be 4; fill gaps with empty ones");
    assert_eq!(chart_png(&ChartPicture::default(), None), Err(PictureError::Empty));
}

#[test]
fn odd_text_does_not_stop_the_drawing() {
    let mut odd = table(1);
    odd.rows[0][0] = "\u{0}\u{b}]]><svg>&amp;\u{ffff} ŵŷ €£ \u{202e}".into();
    odd.rows[0][1] = "x".repeat(3000);
    table_png(&odd, 1, Some("<Anwen & \"Bob\">\u{1}")).unwrap();
}

#[test]
fn bars_and_lines_are_drawn_with_gaps_negatives_and_turned_names() {
    for (kind, name) in [(ChartKind::Bar, "bar.png"), (ChartKind::Line, "line.png")] {
        let picture = chart_png(&chart(kind), Some("Anwen Pugh, 21 November 2026 10:14")).unwrap();
        keep(name, &picture.png);
        assert_eq!(size(&picture.png), (picture.width * 2, picture.height * 2));
        let again = chart_png(&chart(kind), Some("Anwen Pugh, 21 November 2026 10:14")).unwrap();
        assert!(picture == again);
        let brand = pixels(&chart_png(&chart(kind), None).unwrap().png)
            .iter()
            .filter(|pixel| pixel[..3] == [0x0f, 0x4c, 0x5c])
            .count();
        assert!(brand > 500, "{name} has {brand} pixels of its first series");
    }
    let mut crowded = chart(ChartKind::Line);
    crowded.categories = (0..40).map(|n| format!("A long name of category {n}")).collect();
    crowded.series =
        vec![Series { name: "one".into(), values: (0..40).map(|n| Some(f64::from(n) / 1000.0)).collect() }];
    keep("crowded.png", &chart_png(&crowded, None).unwrap().png);
}

#[test]
fn values_that_are_no_numbers_leave_gaps() {
    let mut odd = chart(ChartKind::Bar);
    odd.series[0].values = vec![Some(f64::NAN), Some(f64::INFINITY), Some(0.0), None];
    odd.series[1].values = vec![None; 4];
    chart_png(&odd, None).unwrap();
}
