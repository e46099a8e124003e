//! A business survey: 8,000 enterprises in groups, over two years, with the long tail that makes disclosure control hard.

use super::chance::Chance;
use super::{Column, Field, Microdata, REGIONS, Role, hundredths};

const ENTERPRISES: usize = 8_000;
const YEARS: [i32; 2] = [2023, 2024];

const SECTIONS: &[(&str, &str)] = &[
    ("B", "Mining and quarrying"),
    ("C", "Manufacturing"),
    ("D", "Electricity, gas, steam and air conditioning"),
    ("E", "Water supply and waste"),
    ("F", "Construction"),
    ("G", "Wholesale and retail trade"),
    ("H", "Transport and storage"),
    ("I", "Accommodation and food"),
    ("J", "Information and communication"),
    ("M", "Professional, scientific and technical activities"),
    ("N", "Administrative and support services"),
    ("R", "Arts, entertainment and recreation"),
];
/// Divisions with the place of their section.
const DIVISIONS: &[(&str, &str)] = &[
    ("06", "Extraction of crude petroleum and natural gas"),
    ("08", "Other mining and quarrying"),
    ("10", "Food products"),
    ("20", "Chemicals"),
    ("21", "Pharmaceuticals"),
    ("25", "Fabricated metal products"),
    ("28", "Machinery and equipment"),
    ("29", "Motor vehicles"),
    ("35", "Electricity and gas supply"),
    ("36", "Water collection, treatment and supply"),
    ("38", "Waste collection, treatment and disposal"),
    ("41", "Construction of buildings"),
    ("43", "Specialised construction"),
    ("45", "Trade and repair of motor vehicles"),
    ("46", "Wholesale trade"),
    ("47", "Retail trade"),
    ("49", "Land transport"),
    ("52", "Warehousing"),
    ("55", "Accommodation"),
    ("56", "Food and beverage services"),
    ("61", "Telecommunications"),
    ("62", "Computer programming and consultancy"),
    ("69", "Legal and accounting"),
    ("71", "Architecture and engineering"),
    ("72", "Scientific research and development"),
    ("78", "Employment activities"),
    ("81", "Services to buildings"),
    ("93", "Sports and recreation"),
];
const SECTION_OF: [usize; 28] = [0, 0, 1, 1, 1, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10, 11];
/// How common each division is.
const COMMON: [f64; 28] = [
    0.3, 1.0, 6.0, 2.5, 0.8, 8.0, 4.0, 1.6, 0.8, 0.4, 1.4, 8.0, 12.0, 6.0, 12.0, 18.0, 9.0, 3.0, 5.0, 13.0, 1.2, 12.0,
    9.0, 8.0, 1.5, 5.0, 6.0, 4.0,
];
/// Turnover a head in thousands of pounds.
const A_HEAD: [f64; 28] = [
    900.0, 180.0, 260.0, 380.0, 420.0, 130.0, 190.0, 420.0, 1400.0, 260.0, 210.0, 230.0, 120.0, 420.0, 520.0, 190.0,
    120.0, 150.0, 70.0, 48.0, 320.0, 140.0, 105.0, 110.0, 95.0, 60.0, 45.0, 70.0,
];
/// How likely and how strongly an enterprise of the division spends on research.
const RESEARCH: [f64; 28] = [
    0.2, 0.05, 0.15, 0.5, 0.8, 0.18, 0.35, 0.5, 0.12, 0.1, 0.06, 0.03, 0.02, 0.02, 0.05, 0.02, 0.02, 0.02, 0.0, 0.005,
    0.3, 0.3, 0.02, 0.16, 0.85, 0.01, 0.01, 0.01,
];
const SIZES: &[(&str, &str)] = &[
    ("0-9", "0 to 9 people"),
    ("10-49", "10 to 49 people"),
    ("50-249", "50 to 249 people"),
    ("250+", "250 people or more"),
];
/// One enterprise in how many of its size is asked.
const WEIGHTS: [f64; 4] = [180.0, 24.0, 4.0, 1.0];
const OWNERSHIP: &[(&str, &str)] = &[("1", "United Kingdom"), ("2", "Foreign")];
const FIRMS: [f64; 12] = [2.6, 9.8, 7.0, 6.4, 7.6, 10.0, 19.0, 15.6, 9.0, 3.9, 6.6, 2.5];

/// Where one enterprise makes nearly all the turnover, whatever else is there: division and region.
const DOMINATED: [(usize, usize); 5] = [(0, 10), (7, 0), (8, 9), (4, 5), (20, 11)];

struct Enterprise {
    id: i64,
    group: i64,
    region: usize,
    division: usize,
    employment: f64,
    a_head: f64,
    foreign: bool,
    researches: bool,
}

#[derive(Default)]
struct Columns {
    enterprise: Vec<i64>,
    group: Vec<i64>,
    year: Vec<i32>,
    region: Vec<i32>,
    section: Vec<i32>,
    division: Vec<i32>,
    size: Vec<i32>,
    ownership: Vec<i32>,
    employment: Vec<Option<f64>>,
    turnover: Vec<Option<f64>>,
    gva: Vec<Option<f64>>,
    research: Vec<Option<f64>>,
    weight: Vec<Option<f64>>,
}

/// 8,000 enterprises in about 5,500 groups, most of them in both years: a record for an enterprise and year, enterprises as
/// units and groups as holdings. Money in thousands of pounds.
pub fn business_survey() -> Microdata {
    let mut chance = Chance::seeded(0xb051_4e55);
    let mut columns = Columns::default();
    let mut groups = 0;
    let mut enterprises: Vec<Enterprise> = Vec::with_capacity(ENTERPRISES);
    while enterprises.len() < ENTERPRISES {
        groups += 1;
        let members =
            1 + chance.among(&[80.0, 8.5, 4.5, 3.0, 2.0]) + if chance.happens(0.012) { chance.below(14) } else { 0 };
        let foreign = chance.happens(if members > 1 { 0.3 } else { 0.04 });
        let home = chance.among(&FIRMS);
        for _ in 0..members.min(ENTERPRISES - enterprises.len()) {
            let id = enterprises.len() as i64 + 1;
            let division = chance.among(&COMMON);
            // Pareto with exponent 1.1: the mean exists, the variance does not, and a few are very large.
            let employment = (2.2 * (1.0 - chance.unit()).powf(-1.0 / 1.1)).min(60_000.0);
            let region = if chance.happens(0.6) { home } else { chance.among(&FIRMS) };
            let a_head = A_HEAD[division] * (chance.normal() * 0.7).exp();
            let researches = chance.happens((RESEARCH[division] * (1.0 + employment.ln() / 6.0)).min(0.95));
            enterprises.push(Enterprise {
                id,
                group: groups,
                region,
                division,
                employment,
                a_head,
                foreign,
                researches,
            });
        }
    }
    for (nth, (division, region)) in DOMINATED.into_iter().enumerate() {
        // Taken from the start of the list, which is as random as any other part of it.
        let giant = &mut enterprises[nth * 97];
        (giant.division, giant.region, giant.employment) = (division, region, 4_200.0 + nth as f64 * 610.0);
        (giant.a_head, giant.researches) = (A_HEAD[division] * 3.0, true);
    }
    // Some were not yet there in the first year, some had gone by the second.
    let absent: Vec<Option<i32>> =
        enterprises.iter().map(|_| chance.happens(0.07).then(|| YEARS[chance.below(YEARS.len())])).collect();
    for year in YEARS {
        for (enterprise, absent) in enterprises.iter().zip(&absent) {
            if *absent != Some(year) {
                columns.add(&mut chance, enterprise, year);
            }
        }
    }
    columns.fields()
}

impl Columns {
    fn add(&mut self, chance: &mut Chance, e: &Enterprise, year: i32) {
        let growth = if year == YEARS[0] { 1.0 } else { 1.03 + chance.normal() * 0.12 };
        let employment = (e.employment * growth).round().max(1.0);
        let turnover = hundredths(employment * e.a_head * (chance.normal() * 0.15).exp());
        let share = 0.34 + chance.normal() * 0.17;
        let gva = hundredths(turnover * share);
        let research = if e.researches {
            hundredths(turnover * 0.004 * (1.0 + RESEARCH[e.division] * 9.0) * (chance.normal() * 0.9).exp())
        } else {
            0.0
        };
        let size = [10.0, 50.0, 250.0].iter().filter(|from| employment >= **from).count();
        self.enterprise.push(e.id);
        self.group.push(e.group);
        self.year.push(year);
        self.region.push(e.region as i32);
        self.section.push(SECTION_OF[e.division] as i32);
        self.division.push(e.division as i32);
        self.size.push(size as i32);
        self.ownership.push(i32::from(e.foreign));
        self.employment.push(Some(employment));
        self.turnover.push(Some(turnover));
        self.gva.push((!chance.happens(0.015)).then_some(gva));
        self.research.push(Some(research));
        self.weight.push(Some(WEIGHTS[size]));
    }

    fn fields(self) -> Microdata {
        use Column::{Codes, Ids, Numbers, Whole};
        use Role::{Classification, Holding, Unit, Value, Weight};
        let field = |name, en, cy, role, codes, missing, column| Field { name, en, cy, role, codes, missing, column };
        let fields = vec![
            field("enterprise_id", "Enterprise identifier", "Dynodwr y fenter", Unit, &[], "", Ids(self.enterprise)),
            field(
                "group_id",
                "Enterprise group identifier",
                "Dynodwr y grŵp mentrau",
                Holding,
                &[],
                "",
                Ids(self.group),
            ),
            field("year", "Reference year", "Blwyddyn gyfeirio", Classification, &[], "", Whole(self.year)),
            field(
                "region",
                "Region or country of the main site",
                "Rhanbarth neu wlad y prif safle",
                Classification,
                REGIONS,
                "",
                Codes(self.region),
            ),
            field(
                "section",
                "Industry, SIC 2007 section",
                "Diwydiant, adran SIC 2007",
                Classification,
                SECTIONS,
                "",
                Codes(self.section),
            ),
            field(
                "division",
                "Industry, SIC 2007 division",
                "Diwydiant, is-adran SIC 2007",
                Classification,
                DIVISIONS,
                "",
                Codes(self.division),
            ),
            field(
                "size",
                "Size band by employment",
                "Band maint yn ôl cyflogaeth",
                Classification,
                SIZES,
                "",
                Codes(self.size),
            ),
            field(
                "ownership",
                "Country of ultimate ownership",
                "Gwlad y berchnogaeth derfynol",
                Classification,
                OWNERSHIP,
                "",
                Codes(self.ownership),
            ),
            field("employment", "People employed", "Pobl a gyflogir", Value, &[], "", Numbers(self.employment)),
            field(
                "turnover",
                "Turnover, thousand pounds",
                "Trosiant, mil o bunnoedd",
                Value,
                &[],
                "",
                Numbers(self.turnover),
            ),
            field(
                "gva",
                "Approximate gross value added, thousand pounds",
                "Gwerth ychwanegol gros bras, mil o bunnoedd",
                Value,
                &[],
                "null",
                Numbers(self.gva),
            ),
            field(
                "rnd",
                "Expenditure on research and development, thousand pounds",
                "Gwariant ar ymchwil a datblygu, mil o bunnoedd",
                Value,
                &[],
                "",
                Numbers(self.research),
            ),
            field("weight", "Design weight", "Pwysiad dylunio", Weight, &[], "", Numbers(self.weight)),
        ];
        Microdata { years: "2023 and 2024", fields }
    }
}
