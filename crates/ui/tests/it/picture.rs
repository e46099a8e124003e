//! Tables and charts as pictures.

use ui::picture::{
    ChartKind, ChartPicture, Curve, CurvePicture, MAX_COLUMNS, PictureError, ROWS_ON_A_PAGE, Series, ShadedPicture,
    TablePicture, chart_png, curve_png, shaded_png, table_png,
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

#[test]
fn a_box_stands_from_quartile_to_quartile_with_its_median() {
    let five = |values: [[Option<f64>; 2]; 5]| {
        let series = values.map(|values| Series { name: "q".into(), values: values.into() }).into();
        let categories = vec!["North".into(), "South".into()];
        ChartPicture { kind: ChartKind::Box, title: "Income".into(), categories, series, ..ChartPicture::default() }
    };
    let one = [[Some(10.0); 2], [Some(20.0); 2], [Some(25.0); 2], [Some(40.0); 2], [Some(80.0); 2]];
    let blue = |chart: &ChartPicture| {
        let png = chart_png(chart, None).unwrap().png;
        keep("box.png", &png);
        pixels(&png).iter().filter(|pixel| pixel[..3] == [0x56, 0x94, 0xca]).count()
    };
    let both = blue(&five(one));
    assert!(both > 2000, "{both}");
    // A category of which one figure is hidden is not drawn.
    let mut hidden = one;
    hidden[3][1] = None;
    let half = blue(&five(hidden));
    assert!(half * 2 <= both + both / 20 && half > 1000, "{half} of {both}");
    let mut four = five(one);
    four.series.pop();
    assert_eq!(chart_png(&four, None), Err(PictureError::Uneven { expected: 5, found: 4 }));
}

#[test]
fn bars_of_classes_touch_each_other_and_others_do_not() {
    let of = |kind| {
        let categories = vec!["0 to 5".into(), "5 to 10".into(), "10 to 20".into()];
        let series = vec![Series { name: "count".into(), values: vec![Some(30.0); 3] }];
        let picture = chart_png(&ChartPicture { kind, categories, series, ..ChartPicture::default() }, None).unwrap();
        let (width, all) = (picture.width as usize * 2, pixels(&picture.png));
        // Pixels of the bars' colour in a line through their middle.
        let line = &all[(56 + 200) * 2 * width..][..width];
        line.iter().filter(|pixel| pixel[..3] == [0x0f, 0x4c, 0x5c]).count()
    };
    let (touching, apart) = (of(ChartKind::Histogram), of(ChartKind::Bar));
    assert!(touching > apart + 60, "{touching} and {apart}");
}

#[test]
fn a_curve_goes_down_in_steps() {
    let curve = |name: &str, steps: &[(f64, f64)]| Curve { name: name.into(), steps: steps.into() };
    let mut picture = CurvePicture {
        title: "Kaplan-Meier of died by sex".into(),
        x_label: "months".into(),
        y_label: "Part without the event".into(),
        curves: vec![curve("female", &[(6.0, 0.9), (14.0, 0.7)]), curve("male", &[(5.0, 0.8), (18.0, 0.0)])],
    };
    let png = curve_png(&picture, Some("Anwen Pugh")).unwrap();
    keep("curve.png", &png.png);
    assert_eq!(size(&png.png), (png.width * 2, png.height * 2));
    // The first curve lies at 0.7 at its end, and above that place nothing of it is seen.
    let (width, all) = (png.width as usize * 2, pixels(&curve_png(&picture, None).unwrap().png));
    let colour = |value: f64| {
        let y = ((56.0 + 320.0 * (1.0 - value)) * 2.0) as usize;
        all[y * width..][..width].iter().filter(|pixel| pixel[..3] == [0x0f, 0x4c, 0x5c]).count()
    };
    assert!(colour(0.9) > 100 && colour(0.7) < 60, "{} and {}", colour(0.9), colour(0.7));
    picture.curves.clear();
    assert_eq!(curve_png(&picture, None), Err(PictureError::Empty));
}

#[test]
fn pairs_of_classes_are_darker_the_more_there_are_and_crossed_where_hidden() {
    let classes = |count: usize| (0..count).map(|n| format!("{n} to {}", n + 1)).collect::<Vec<_>>();
    let mut picture = ShadedPicture {
        title: "count by age and hours".into(),
        across: classes(3),
        up: classes(2),
        values: vec![vec![Some(0.0), Some(10.0), Some(100.0)], vec![None, Some(50.0), Some(100.0)]],
        ..ShadedPicture::default()
    };
    let png = shaded_png(&picture, None).unwrap();
    keep("shaded.png", &png.png);
    let darkest = pixels(&png.png).iter().filter(|pixel| pixel[..3] == [0x0f, 0x4c, 0x5c]).count();
    assert!((2 * 48 * 48..4 * 52 * 52).contains(&darkest), "{darkest}");
    picture.values[1].pop();
    assert_eq!(shaded_png(&picture, None), Err(PictureError::Uneven { expected: 3, found: 2 }));
    picture.across = classes(41);
    assert_eq!(shaded_png(&picture, None), Err(PictureError::TooManyClasses { classes: 41 }));
}
