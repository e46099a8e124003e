//! A labour force survey of 100,000 people in private households, in three yearly samples.

use super::chance::Chance;
use super::{Column, Field, Microdata, PEOPLE, REGIONS, Role, hundredths};

const PERSONS: usize = 100_000;
const YEARS: [i32; 3] = [2022, 2023, 2024];
/// People of 16 and over in private households, whom a year's sample stands for.
const POPULATION: f64 = 54_500_000.0;

const SEX: &[(&str, &str)] = &[("1", "Male"), ("2", "Female")];
const AGEBANDS: &[(&str, &str)] = &[
    ("16-17", "16 to 17"),
    ("18-24", "18 to 24"),
    ("25-34", "25 to 34"),
    ("35-44", "35 to 44"),
    ("45-54", "45 to 54"),
    ("55-64", "55 to 64"),
    ("65-74", "65 to 74"),
    ("75+", "75 and over"),
];
const STATUS: &[(&str, &str)] =
    &[("1", "Employee"), ("2", "Self-employed"), ("3", "Unemployed"), ("4", "Economically inactive")];
const OCCUPATIONS: &[(&str, &str)] = &[
    ("1", "Managers, directors and senior officials"),
    ("2", "Professional occupations"),
    ("3", "Associate professional occupations"),
    ("4", "Administrative and secretarial occupations"),
    ("5", "Skilled trades occupations"),
    ("6", "Caring, leisure and other service occupations"),
    ("7", "Sales and customer service occupations"),
    ("8", "Process, plant and machine operatives"),
    ("9", "Elementary occupations"),
    ("-9", "Does not apply"),
];
const INDUSTRIES: &[(&str, &str)] = &[
    ("A", "Agriculture, forestry and fishing"),
    ("C", "Manufacturing"),
    ("DE", "Energy and water"),
    ("F", "Construction"),
    ("G", "Wholesale and retail trade"),
    ("H", "Transport and storage"),
    ("I", "Accommodation and food"),
    ("J", "Information and communication"),
    ("KL", "Finance, insurance and real estate"),
    ("MN", "Professional and administrative services"),
    ("O", "Public administration and defence"),
    ("P", "Education"),
    ("Q", "Health and social work"),
    ("RU", "Other services"),
    ("-9", "Does not apply"),
];
const QUALIFICATIONS: &[(&str, &str)] = &[
    ("1", "Degree or equivalent"),
    ("2", "Higher education below degree"),
    ("3", "A level or equivalent"),
    ("4", "GCSE grades A* to C or equivalent"),
    ("5", "Other qualification"),
    ("6", "No qualification"),
    ("-8", "No answer"),
];
const ETHNICITIES: &[(&str, &str)] = &[
    ("1", "White"),
    ("2", "Mixed or multiple ethnic groups"),
    ("3", "Asian or Asian British"),
    ("4", "Black, African, Caribbean or Black British"),
    ("5", "Other ethnic group"),
];

/// Median weekly pay in pounds of a full-time employee of each occupation.
const PAY: [f64; 9] = [1010.0, 920.0, 720.0, 540.0, 620.0, 470.0, 450.0, 580.0, 440.0];
/// How pay compares with the country's, region by region.
const PAY_LEVEL: [f64; 12] = [0.91, 0.96, 0.94, 0.94, 0.96, 1.01, 1.24, 1.06, 0.97, 0.92, 1.0, 0.92];
/// Shares of occupations for degree holders, for the middle and for those with little schooling; men, then women.
const WORK: [[f64; 9]; 6] = [
    [15.0, 42.0, 19.0, 5.0, 5.0, 2.0, 4.0, 3.0, 5.0],
    [10.0, 13.0, 15.0, 6.0, 22.0, 3.0, 8.0, 11.0, 12.0],
    [7.0, 3.0, 5.0, 3.0, 24.0, 4.0, 8.0, 20.0, 26.0],
    [11.0, 46.0, 16.0, 12.0, 1.0, 7.0, 4.0, 0.5, 2.5],
    [8.0, 11.0, 13.0, 23.0, 2.0, 20.0, 13.0, 1.0, 9.0],
    [5.0, 3.0, 5.0, 13.0, 3.0, 25.0, 16.0, 5.0, 25.0],
];
/// Shares of industries for each occupation.
const PLACES: [[f64; 14]; 9] = [
    [2.0, 12.0, 2.0, 9.0, 17.0, 5.0, 9.0, 7.0, 8.0, 13.0, 4.0, 2.0, 5.0, 5.0],
    [0.2, 8.0, 2.0, 4.0, 2.0, 1.0, 0.3, 14.0, 5.0, 16.0, 6.0, 18.0, 21.0, 2.5],
    [0.3, 9.0, 2.0, 4.0, 9.0, 4.0, 1.0, 10.0, 13.0, 17.0, 13.0, 4.0, 7.0, 6.7],
    [0.5, 7.0, 2.0, 5.0, 9.0, 5.0, 2.0, 3.0, 12.0, 16.0, 14.0, 10.0, 12.0, 2.5],
    [6.0, 25.0, 4.0, 32.0, 10.0, 3.0, 10.0, 2.0, 0.5, 4.0, 1.0, 1.0, 0.5, 1.0],
    [0.2, 0.5, 0.1, 0.2, 1.0, 3.0, 2.0, 0.2, 1.0, 2.0, 3.0, 22.0, 52.0, 12.8],
    [0.2, 3.0, 1.0, 1.0, 66.0, 2.0, 4.0, 5.0, 5.0, 8.0, 1.0, 0.5, 1.0, 2.3],
    [1.0, 34.0, 5.0, 11.0, 8.0, 31.0, 0.5, 0.5, 0.3, 5.0, 1.5, 0.5, 1.0, 0.7],
    [3.0, 10.0, 3.0, 6.0, 18.0, 11.0, 25.0, 0.6, 0.8, 11.0, 2.0, 3.0, 3.0, 3.6],
];

/// What the people of one household share.
struct Household {
    id: i64,
    year: i32,
    region: usize,
    ethnicity: usize,
}

/// The columns while they grow.
#[derive(Default)]
struct Columns {
    person: Vec<i64>,
    household: Vec<i64>,
    year: Vec<i32>,
    region: Vec<i32>,
    sex: Vec<i32>,
    age: Vec<i32>,
    ageband: Vec<i32>,
    ethnicity: Vec<i32>,
    qualification: Vec<i32>,
    status: Vec<i32>,
    occupation: Vec<i32>,
    industry: Vec<i32>,
    hours: Vec<Option<f64>>,
    pay: Vec<Option<f64>>,
    weight: Vec<Option<f64>>,
}

/// 100,000 people, each in one of three years: a record a person, households as holdings.
pub fn labour_force_survey() -> Microdata {
    let mut chance = Chance::seeded(0x1abf_5e77);
    let mut columns = Columns::default();
    let mut households = 0;
    while columns.person.len() < PERSONS {
        households += 1;
        let place = columns.person.len() * YEARS.len() / PERSONS;
        let region = chance.among(&PEOPLE);
        let white = if region == 6 {
            0.55
        } else if region >= 9 {
            0.96
        } else {
            0.88
        };
        let ethnicity = if chance.happens(white) { 0 } else { 1 + chance.among(&[2.0, 9.0, 4.0, 2.0]) };
        let home = Household { id: households, year: YEARS[place], region, ethnicity };
        let size = 1 + chance.among(&[31.0, 46.0, 14.0, 7.0, 1.6, 0.4]);
        let first = 16 + chance.among(&[1.0, 8.0, 16.0, 17.0, 17.0, 16.0, 14.0, 11.0]) * 9 + chance.below(9);
        let sex = chance.below(2);
        for member in 0..size.min(PERSONS - columns.person.len()) {
            let (age, sex) = match member {
                0 => (first, sex),
                1 if chance.happens(0.8) => (shifted(first, chance.normal() * 4.0), usize::from(sex == 0)),
                _ => (shifted(16, chance.normal().abs() * 6.5), chance.below(2)),
            };
            columns.add(&mut chance, &home, age.min(94), sex);
        }
    }
    columns.fields()
}

fn shifted(age: usize, by: f64) -> usize {
    (age as f64 + by).clamp(16.0, 94.0) as usize
}

fn band(age: usize) -> usize {
    [18, 25, 35, 45, 55, 65, 75].iter().filter(|from| age >= **from).count()
}

impl Columns {
    fn add(&mut self, chance: &mut Chance, home: &Household, age: usize, sex: usize) {
        let qualification = qualification(chance, age, home.region);
        let status = status(chance, age, sex, qualification);
        let works = status < 2;
        let schooling = match qualification {
            0 | 1 => 0,
            2 | 3 => 1,
            _ => 2,
        };
        let occupation = if works { chance.among(&WORK[schooling + 3 * sex]) } else { 9 };
        let industry = if works { chance.among(&PLACES[occupation]) } else { 14 };
        let part_time = works
            && chance.happens(if sex == 1 {
                0.37
            } else if age < 22 || age > 64 {
                0.4
            } else {
                0.11
            });
        let hours = works.then(|| {
            let usual = if part_time { 19.0 + chance.normal() * 5.5 } else { 38.5 + chance.normal() * 5.0 };
            (usual.clamp(2.0, 84.0) * 2.0).round() / 2.0
        });
        let pay = hours.filter(|_| status == 0 && !chance.happens(0.04)).map(|hours| {
            let experience = 1.0 - ((age as f64 - 46.0) / 46.0).powi(2) * 0.75;
            let gap = if sex == 1 { 0.92 } else { 1.0 };
            let time = f64::from(home.year - 2022) * 0.055 + 1.0;
            let median = PAY[occupation] * PAY_LEVEL[home.region] * experience * gap * time;
            hundredths((median * hours / 38.0 * (chance.normal() * 0.34).exp()).max(40.0))
        });
        // Those who are seldom at home are seldom interviewed: the young and Londoners count for more.
        let hard = (if age < 30 { 1.25 } else { 0.95 }) * (if home.region == 6 { 1.2 } else { 0.98 });
        let weight = POPULATION * YEARS.len() as f64 / PERSONS as f64 * hard * (chance.normal() * 0.18).exp();
        self.person.push(self.person.len() as i64 + 1);
        self.household.push(home.id);
        self.year.push(home.year);
        self.region.push(home.region as i32);
        self.sex.push(sex as i32);
        self.age.push(age as i32);
        self.ageband.push(band(age) as i32);
        self.ethnicity.push(home.ethnicity as i32);
        self.qualification.push(qualification as i32);
        self.status.push(status as i32);
        self.occupation.push(occupation as i32);
        self.industry.push(industry as i32);
        self.hours.push(hours);
        self.pay.push(pay);
        self.weight.push(Some(hundredths(weight)));
    }

    fn fields(self) -> Microdata {
        use Column::{Codes, Ids, Numbers, Whole};
        use Role::{Classification, Holding, Unit, Value, Weight};
        let field = |name, en, cy, role, codes, missing, column| Field { name, en, cy, role, codes, missing, column };
        let fields = vec![
            field("person_id", "Person identifier", "Dynodwr y person", Unit, &[], "", Ids(self.person)),
            field("household_id", "Household identifier", "Dynodwr y cartref", Holding, &[], "", Ids(self.household)),
            field("year", "Survey year", "Blwyddyn yr arolwg", Classification, &[], "", Whole(self.year)),
            field(
                "region",
                "Region or country of residence",
                "Rhanbarth neu wlad breswyl",
                Classification,
                REGIONS,
                "",
                Codes(self.region),
            ),
            field("sex", "Sex", "Rhyw", Classification, SEX, "", Codes(self.sex)),
            field("age", "Age in years", "Oedran mewn blynyddoedd", Classification, &[], "", Whole(self.age)),
            field("ageband", "Age band", "Band oedran", Classification, AGEBANDS, "", Codes(self.ageband)),
            field("ethnicity", "Ethnic group", "Grŵp ethnig", Classification, ETHNICITIES, "", Codes(self.ethnicity)),
            field(
                "qualification",
                "Highest qualification",
                "Cymhwyster uchaf",
                Classification,
                QUALIFICATIONS,
                "-8",
                Codes(self.qualification),
            ),
            field(
                "status",
                "Economic activity",
                "Gweithgarwch economaidd",
                Classification,
                STATUS,
                "",
                Codes(self.status),
            ),
            field(
                "occupation",
                "Occupation, SOC 2020 major group",
                "Galwedigaeth, prif grŵp SOC 2020",
                Classification,
                OCCUPATIONS,
                "-9",
                Codes(self.occupation),
            ),
            field(
                "industry",
                "Industry, SIC 2007 section",
                "Diwydiant, adran SIC 2007",
                Classification,
                INDUSTRIES,
                "-9",
                Codes(self.industry),
            ),
            field(
                "hours",
                "Usual weekly hours in the main job",
                "Oriau wythnosol arferol yn y brif swydd",
                Value,
                &[],
                "null",
                Numbers(self.hours),
            ),
            field(
                "pay",
                "Gross weekly pay of employees, pounds",
                "Cyflog wythnosol gros cyflogeion, punnoedd",
                Value,
                &[],
                "null",
                Numbers(self.pay),
            ),
            field("weight", "Person weight", "Pwysiad person", Weight, &[], "", Numbers(self.weight)),
        ];
        Microdata { years: "2022 to 2024", fields }
    }
}

fn qualification(chance: &mut Chance, age: usize, region: usize) -> usize {
    if chance.happens(0.012) {
        return 6;
    }
    match age {
        ..=17 => 3 + chance.among(&[70.0, 8.0, 22.0]),
        18..=21 => 2 + chance.among(&[66.0, 24.0, 4.0, 6.0]),
        _ => {
            let degree = (48.0 - (age as f64 - 22.0) * 0.45) * if region == 6 { 1.35 } else { 1.0 };
            chance.among(&[degree.max(8.0), 9.0, 21.0, 20.0, 7.0, (age as f64 * 0.22).max(4.0)])
        }
    }
}

fn status(chance: &mut Chance, age: usize, sex: usize, qualification: usize) -> usize {
    let working: f64 = match age {
        ..=17 => 0.24,
        18..=24 => 0.62,
        25..=54 => 0.84,
        55..=64 => 0.66,
        65..=74 => 0.17,
        _ => 0.02,
    };
    let schooled: f64 = if qualification >= 4 { 0.82 } else { 1.03 };
    let working = (working * schooled * if sex == 1 { 0.94 } else { 1.0 }).min(0.97);
    if chance.happens(working) {
        let own = if sex == 1 { 0.09 } else { 0.16 } * if age > 50 { 1.4 } else { 1.0 };
        return usize::from(chance.happens(own));
    }
    let looks = if age < 25 {
        0.2
    } else if age < 65 {
        0.13
    } else {
        0.01
    };
    if chance.happens(looks) { 2 } else { 3 }
}
