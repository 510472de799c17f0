//! The places of a synthetic world: countries, regions, departments, municipalities.

use atlas_model::{Code, Dataset, Id, PartialDate, Position, Territory, TerritoryLevel, Text};

use crate::text::place_name;
use crate::{COUNTRIES, Random, id, provenance};

/// The municipalities of each country.
pub(crate) struct Places {
    pub(crate) by_country: Vec<Vec<Id>>,
}

/// Adds territories in proportion to the number of projects, up to about 100,000.
pub(crate) fn fill(dataset: &mut Dataset, projects: usize, random: &mut Random) -> Places {
    let mut by_country = Vec::with_capacity(COUNTRIES);
    for number in 0..COUNTRIES {
        let country = format!("S{number:03}");
        let share = if number == 0 { projects * 2 / 5 } else { projects * 4 / 5 / (COUNTRIES - 1) };
        let municipalities = share.clamp(3, if number == 0 { 36_000 } else { 500 });
        by_country.push(country_of(dataset, &country, number, municipalities, random));
    }
    Places { by_country }
}

#[expect(clippy::cast_precision_loss, reason = "a country's number is small")]
fn country_of(
    dataset: &mut Dataset,
    country: &str,
    number: usize,
    municipalities: usize,
    random: &mut Random,
) -> Vec<Id> {
    let country_id = id(country);
    let centre = (number as f64 * 137.508 % 350.0 - 175.0, (number as f64 * 61.803 % 120.0) - 55.0);
    let mut add =
        |id: Id, parent: Option<&Id>, level, around: (f64, f64), spread: f64, random: &mut Random| {
            let (lon, lat) = (around.0 + spread * random.centred(), around.1 + spread * random.centred());
            let wrapped = (lon + 540.0).rem_euclid(360.0) - 180.0;
            dataset.territories.push(territory(id, parent, &country_id, level, (wrapped, lat), random));
            (lon, lat)
        };
    add(country_id.clone(), None, TerritoryLevel::Country, centre, 0.0, random);
    let regions = (municipalities / 60).clamp(2, 20);
    let departments = (municipalities / 12).clamp(regions, 100);
    let mut region_at = Vec::new();
    for region in 0..regions {
        let region_id = id(&format!("{country}-R{region:02}"));
        let at = add(region_id.clone(), Some(&country_id), TerritoryLevel::Region, centre, 4.0, random);
        region_at.push((region_id, at));
    }
    let mut department_at = Vec::new();
    for department in 0..departments {
        let (region, around) = region_at[department % regions].clone();
        let department_id = id(&format!("{country}-D{department:03}"));
        let at = add(department_id.clone(), Some(&region), TerritoryLevel::Department, around, 1.0, random);
        department_at.push((department_id, at));
    }
    (0..municipalities)
        .map(|municipality| {
            let (department, around) = &department_at[random.skewed(departments)];
            let municipality_id = id(&format!("{country}-M{municipality:05}"));
            add(
                municipality_id.clone(),
                Some(department),
                TerritoryLevel::Municipality,
                *around,
                0.4,
                random,
            );
            municipality_id
        })
        .collect()
}

fn territory(
    id: Id,
    parent: Option<&Id>,
    country: &Id,
    level: TerritoryLevel,
    at: (f64, f64),
    random: &mut Random,
) -> Territory {
    let name = place_name(random);
    Territory {
        codes: vec![Code::new("synthetic", id.as_str())],
        level,
        kind: level.as_str().to_owned(),
        country: country.clone(),
        name: Text { fr: Some(name.clone()), en: Some(name), zh: None },
        pinyin: None,
        aliases: Vec::new(),
        parent: parent.cloned(),
        part_of: Vec::new(),
        valid_from: PartialDate::from_year(1900).ok(),
        valid_to: None,
        successors: Vec::new(),
        seat: None,
        point: Position::new(at.0, at.1.clamp(-90.0, 90.0)).ok(),
        boundary: None,
        population: u32::try_from(500 + random.skewed(1_000_000)).ok(),
        provenance: provenance(),
        id,
    }
}
