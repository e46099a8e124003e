//! The figures that the journey's table holds, computed here with a plain loop out of the demo's data: what must not be
//! found in any answer before it is released.

use std::collections::BTreeMap;

use super::leaks::Known;
use crate::demo::data::labour_force_survey;

/// Counts, sums and means of pay by region and sex, with their margins.
pub fn pay_by_region_and_sex() -> Known {
    let data = labour_force_survey();
    let mut cells: BTreeMap<(String, String), (f64, f64, f64)> = BTreeMap::new();
    for record in 0..data.records() {
        let (Some(region), Some(sex)) = (data.code("region", record), data.code("sex", record)) else { continue };
        let pay = data.number("pay", record);
        let total = "Total".to_owned();
        for key in
            [(region.clone(), sex.clone()), (region, total.clone()), (total.clone(), sex), (total.clone(), total)]
        {
            let cell = cells.entry(key).or_default();
            cell.0 += 1.0;
            if let Some(pay) = pay {
                cell.1 += 1.0;
                cell.2 += pay;
            }
        }
    }
    let mut known = Known::default();
    for (count, valid, sum) in cells.into_values() {
        known.add(count);
        known.add(valid);
        known.add(sum);
        known.add(sum / valid.max(1.0));
    }
    // The number of records stands in the catalogue.
    known.forget(data.records() as f64);
    known
}
