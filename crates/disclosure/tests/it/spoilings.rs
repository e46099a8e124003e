//! A thousand ways to spoil a good table: none passes with a figure that nobody read.

use crate::support::*;
use disclosure::{Grid, Policy, Verdict, check};

/// The same numbers at every run (Steele, Lea and Flood's SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ word >> 31) % end as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const AROUND: &[&str] = &[
    "", " ", "*", "**", "†", "¹", "£", "€", "%", " %", "(", ")", "[", "]", "−", "-", "+", "~", "<", ">", "=", "n=",
    "[c] ", " [r]", "\u{a0}", "\u{200b}", "'", "’", ".", ",", ";", ":", "a", "x", " (10.7%)", " (4.4)", " ± 1", "p<",
    "#", "|", "/28", " of 28", "\u{202f}",
];

/// A figure of three people in some disguise.
fn disguised(random: &mut Random) -> String {
    let number = random.pick(&["3", "3.0", "3,0", "03", "3 ", "3.1", "0.3", "30", "3e1", "1,250", "1.250", "1 250"]);
    format!("{}{}{number}{}{}", random.pick(AROUND), random.pick(AROUND), random.pick(AROUND), random.pick(AROUND))
}

#[test]
fn a_figure_of_few_never_passes_in_any_disguise() {
    let srs = [Policy::named("srs").unwrap()];
    let mut random = Random(18);
    for spoiling in 0..700 {
        let cell = disguised(&mut random);
        // Nothing but a sign for a hidden figure and its bound is no figure.
        let bounded = cell.contains('<') && !cell.contains("p<");
        let table = format!("g,a,b\nx,40,\"{cell}\"\ny,50,60\n");
        let counts = "g,a,b\nx,40,3\ny,50,60\n";
        let read = Grid::read(&csv(&table)).and_then(|table| check(&[table], &[Grid::read(&csv(counts))?], &srs));
        if let Ok(result) = read {
            assert!(result.verdict != Verdict::Pass || bounded, "{spoiling}: \"{cell}\" passes");
        }
    }
}

#[test]
fn a_spoilt_table_is_read_or_refused_and_never_passes_unread() {
    let srs = [Policy::named("srs").unwrap()];
    let mut random = Random(81);
    for spoiling in 0..300 {
        let mut lines: Vec<Vec<String>> = ["g,a,b,Total", "x,40,3,43", "y,50,60,110", "Total,90,63,153"]
            .iter()
            .map(|line| line.split(',').map(Into::into).collect())
            .collect();
        let mut counts = lines.clone();
        for _ in 0..1 + random.below(2) {
            let (row, column) = (random.below(lines.len()), random.below(4));
            match random.below(9) {
                0 => {
                    let label = lines[random.below(4)][0].clone();
                    lines[row].get_mut(column).into_iter().for_each(|cell| cell.clone_from(&label));
                }
                1 => lines.insert(row, vec!["Source: own".into(), String::new(), String::new(), String::new()]),
                2 => drop(lines[row].pop()),
                3 => lines[row].push("7".into()),
                4 => lines.swap(1 + row % 3, 1 + random.below(3)),
                5 => {
                    let at = column.min(lines[row].len());
                    lines[row].insert(at, String::new());
                }
                6 => counts[row % 4][column] = random.pick(&["", "[c]", "1.250", "-3", "x", "12.5", "n"]).into(),
                7 => lines[row][0] = random.pick(&["", "x", "y", " x ", "X"]).into(),
                _ => lines.push(lines[row].clone()),
            }
            lines.truncate(7);
        }
        let text = |lines: &[Vec<String>]| lines.iter().map(|line| line.join(",") + "\n").collect::<String>();
        let read = Grid::read(&csv(&text(&lines)))
            .and_then(|table| check(&[table], &[Grid::read(&csv(&text(&counts)))?], &srs));
        // The three people are shown as long as their figure is there.
        let shown = lines.iter().skip(1).any(|line| line.iter().any(|cell| cell == "3"));
        if let Ok(result) = read {
            assert!(
                result.verdict != Verdict::Pass || !shown,
                "{spoiling}:\n{}\ncounts:\n{}",
                text(&lines),
                text(&counts)
            );
        }
    }
}
