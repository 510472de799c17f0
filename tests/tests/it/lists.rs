//! Lists hold what a naive scan of the files finds.

use std::f64::consts::PI;

use atlas_tests::harness::{Server, encode};

use crate::world::{Ids, Row, World, parts, world};

/// Asks a list for everything that matches, and compares with the rows that hold. At least one must,
/// and not all, or else the question says nothing.
async fn check(list: &str, query: &str, holds: impl Fn(&Row) -> bool) {
    let server = Server::fixture().await;
    let answer = server.get(&format!("/v1/{list}?limit=1000&{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let expected = world().which(list, holds);
    let got = answer.ids();
    assert_eq!(got.iter().cloned().collect::<Ids>(), expected, "{list}?{query}");
    assert_eq!(answer.json()["matched"], got.len(), "{list}?{query}");
    assert!(!got.is_empty() && got.len() < world().all(list).count(), "{list}?{query}: {}", got.len());
    assert!(got.is_sorted(), "{list}?{query}");
}

/// Whether a project acts within some territories.
fn acts_in(row: &Row, area: &Ids) -> bool {
    parts(&row["territories"]).any(|id| area.contains(id))
}

/// The first day that a year, a month or a day may mean; as text, dates sort as they follow.
fn first_day(date: &str) -> String {
    format!("{date}{}", &"0000-01-01"[date.len()..])
}

/// The last day that it may mean, or a later one.
fn last_day(date: &str) -> String {
    format!("{date}{}", &"0000-12-31"[date.len()..])
}

/// Whether a record may have lasted on a day between two. What is not known excludes nothing.
fn may_have_lasted(row: &Row, from: &str, to: &str) -> bool {
    let (start, end) = (&row["start"], &row["end"]);
    (start.is_empty() || *first_day(start) <= *to) && (end.is_empty() || *last_day(end) >= *from)
}

/// The point of a territory, longitude first.
fn point(territory: &str) -> (f64, f64) {
    let (lon, lat) = world().row("territories", territory)["point"].split_once(',').unwrap();
    (lon.parse().unwrap(), lat.parse().unwrap())
}

/// Where a project is drawn: at its own point, else at its first territory.
fn drawn_at(row: &Row) -> (f64, f64) {
    assert!(row["point"].is_empty());
    point(parts(&row["territories"]).next().unwrap())
}

/// The great-circle distance in kilometres, by the haversine formula on a sphere of 6,371 km.
fn distance_km((lon, lat): (f64, f64), (other_lon, other_lat): (f64, f64)) -> f64 {
    let radians = |degrees: f64| degrees * PI / 180.0;
    let half = |from: f64, to: f64| (radians(to - from) / 2.0).sin().powi(2);
    let part = half(lat, other_lat) + radians(lat).cos() * radians(other_lat).cos() * half(lon, other_lon);
    2.0 * 6371.0 * part.sqrt().asin()
}

#[tokio::test]
async fn projects_in_a_territory_are_those_that_act_in_it_or_within_it() {
    let jilin = world().lineage("CN-220000");
    check("projects", "territory=CN-220000", |row| acts_in(row, &jilin)).await;
    check("projects", "territory=gbt2260:220000", |row| acts_in(row, &jilin)).await;
    check("projects", "territory=!CN-220000", |row| !acts_in(row, &jilin)).await;
    let either: Ids = world().lineage("FR-REG-52").union(&world().lineage("FR-REG-53")).cloned().collect();
    check("projects", "territory=FR-REG-52,FR-REG-53", |row| acts_in(row, &either)).await;
    let (here, there) = (world().lineage("FR-REG-52"), world().lineage("CN-370000"));
    check("projects", "territory=FR-REG-52&territory=CN-370000", |row| {
        acts_in(row, &here) && acts_in(row, &there)
    })
    .await;
}

#[tokio::test]
async fn partnerships_in_a_territory_are_those_of_its_actors_and_its_predecessors() {
    let among =
        |row: &Row, area: &Ids| parts(&row["actors"]).any(|actor| area.contains(world().place(actor)));
    let whole = world().lineage("FR-REG-44");
    check("partnerships", "territory=FR-REG-44", |row| among(row, &whole)).await;
    let within = world().within("FR-REG-75");
    check("partnerships", "territory=FR-REG-75&lineage=false", |row| among(row, &within)).await;
}

#[tokio::test]
async fn a_theme_stands_for_its_sub_themes() {
    let about = |row: &Row, themes: &Ids| {
        parts(&row["theme"]).chain(parts(&row["themes"])).any(|theme| themes.contains(theme))
    };
    let health = world().subjects("sante");
    assert!(health.len() > 1);
    check("projects", "theme=sante", |row| about(row, &health)).await;
    check("needs", "theme=gouvernance-formation", |row| {
        world().subjects("gouvernance-formation").contains(&row["theme"])
    })
    .await;
    let parents = |row: &Row| parts(&row["themes"]).any(|theme| health.contains(theme));
    check("partnerships", "theme=sante", parents).await;
}

#[tokio::test]
async fn words_of_a_vocabulary_select_exactly() {
    check("projects", "status=active,presumed_active", |row| row["status"].ends_with("active")).await;
    check("projects", "status=!ended", |row| row["status"] != "ended").await;
    check("partnerships", "provenance=minutes&confidence=high", |row| {
        row["provenance"] == "minutes" && row["confidence"] == "high"
    })
    .await;
    check("actors", "kind=hospital,university", |row| {
        row["kind"] == "hospital" || row["kind"] == "university"
    })
    .await;
    check("resources", "kind=office", |row| row["kind"] == "office").await;
    check("themes", "flat=true&agreed=true", |row| row["agreed"] == "true").await;
}

#[tokio::test]
async fn territories_are_selected_by_level_country_and_existence() {
    check("territories", "level=region&country=CN", |row| row["level"] == "region" && row["country"] == "CN")
        .await;
    check("territories", "current=false", |row| !row["valid_to"].is_empty()).await;
    check("territories", "territory=CN-220000&lineage=false", |row| {
        world().within("CN-220000").contains(&row["id"])
    })
    .await;
}

#[tokio::test]
async fn an_actor_or_a_partnership_selects_what_it_takes_part_in() {
    check("projects", "actor=fr-charente-maritime", |row| {
        World::participants(row).contains("fr-charente-maritime")
    })
    .await;
    check("partnerships", "actor=cn-prov-shandong,cn-wuhan", |row| {
        parts(&row["actors"]).any(|actor| ["cn-prov-shandong", "cn-wuhan"].contains(&actor))
    })
    .await;
    check("projects", "partnership=champagne-ardenne--prov-sichuan", |row| {
        parts(&row["partnerships"]).any(|id| id == "champagne-ardenne--prov-sichuan")
    })
    .await;
    check("projects", "actor_kind=hospital", |row| {
        World::participants(row).iter().any(|actor| world().row("actors", actor)["kind"] == "hospital")
    })
    .await;
}

#[tokio::test]
async fn periods_select_what_may_have_lasted_and_starts_what_is_known_to_begin() {
    check("projects", "period=2008/2010", |row| may_have_lasted(row, "2008-01-01", "2010-12-31")).await;
    check("projects", "period=2005-06", |row| may_have_lasted(row, "2005-06-01", "2005-06-30")).await;
    check("partnerships", "period=../1995", |row| may_have_lasted(row, "0000", "1995-12-31")).await;
    let began = |row: &Row| !row["start"].is_empty() && *first_day(&row["start"]) >= *"2010-01-01";
    check("projects", "start=2010/..", began).await;
    let ended = |row: &Row| !row["end"].is_empty() && *last_day(&row["end"]) <= *"2012-12-31";
    check("projects", "end=../2012", ended).await;
}

#[tokio::test]
async fn boxes_and_circles_select_by_where_records_are_drawn() {
    check("projects", "bbox=115,30,123,41", |row| {
        let (lon, lat) = drawn_at(row);
        (115.0..=123.0).contains(&lon) && (30.0..=41.0).contains(&lat)
    })
    .await;
    // Across the antimeridian: from Fiji to Samoa.
    check("territories", "bbox=175,-25,-170,-10&level=country", |row| {
        let (lon, lat) = point(&row["id"]);
        row["level"] == "country" && !(-170.0..175.0).contains(&lon) && (-25.0..=-10.0).contains(&lat)
    })
    .await;
    let wuhan = (114.3, 30.6);
    check("projects", "near=114.3,30.6&radius=150km", |row| distance_km(drawn_at(row), wuhan) <= 150.0).await;
}

#[tokio::test]
async fn words_find_whatever_begins_a_word_whatever_the_case_and_the_accents() {
    let has = |row: &Row, beginning: &str| {
        let text = format!("{} {}", row["title_fr"], row["description_fr"]).to_lowercase();
        let plain: String = text
            .chars()
            .map(|letter| match letter {
                'é' | 'è' | 'ê' | 'ë' => 'e',
                'à' | 'â' => 'a',
                'î' | 'ï' => 'i',
                'ô' => 'o',
                'û' | 'ù' | 'ü' => 'u',
                'ç' => 'c',
                other => other,
            })
            .collect();
        plain.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.starts_with(beginning))
    };
    check("projects", "q=WUHAN", |row| has(row, "wuhan")).await;
    check("projects", &format!("q={}", encode("ÉCOLE")), |row| has(row, "ecole")).await;
    check("projects", "q=semaine+wuhan", |row| has(row, "semaine") && has(row, "wuhan")).await;
    let chinese = |row: &Row| row["name_zh"].contains('林');
    check("territories", &format!("q={}&level=region", encode("林")), |row| {
        row["level"] == "region" && chinese(row)
    })
    .await;
}

#[tokio::test]
async fn an_order_is_kept_and_what_has_no_value_comes_last() {
    let server = Server::fixture().await;
    for (sort, descending) in [("start", false), ("-start", true)] {
        let mut expected: Vec<(String, String)> =
            world().all("projects").map(|row| (row["start"].clone(), row["id"].clone())).collect();
        expected.sort_by(|(start, id), (other_start, other_id)| {
            let order = first_day_or_none(start).cmp(&first_day_or_none(other_start));
            let order = if descending { order.reverse() } else { order };
            start.is_empty().cmp(&other_start.is_empty()).then(order).then(id.cmp(other_id))
        });
        let expected: Vec<String> = expected.into_iter().map(|(_, id)| id).collect();
        assert_eq!(
            server.get(&format!("/v1/projects?limit=1000&sort={sort}")).await.ids(),
            expected,
            "{sort}"
        );
    }
    let near = server.get("/v1/projects?limit=1000&near=114.3,30.6&radius=20000km&sort=distance").await;
    let far: Vec<f64> = near
        .ids()
        .iter()
        .map(|id| distance_km(drawn_at(world().row("projects", id)), (114.3, 30.6)))
        .collect();
    assert!(far.len() == 150 && far.is_sorted_by(|one, next| *one <= next + 0.001), "{far:?}");
}

fn first_day_or_none(date: &str) -> Option<String> {
    (!date.is_empty()).then(|| first_day(date))
}

#[tokio::test]
async fn facets_count_what_stays_if_the_value_is_added() {
    let server = Server::fixture().await;
    let query = "territory=CN-420000";
    let whole =
        server.get(&format!("/v1/projects?{query}&facets=status,theme,territory:region")).await.json();
    for facet in ["status", "theme", "territory:region"] {
        let counts = whole["facets"][facet].as_array().unwrap();
        assert!(!counts.is_empty(), "{facet}");
        let name = facet.split(':').next().unwrap();
        for counted in counts {
            let value = counted["value"].as_str().unwrap();
            let path = format!("/v1/projects?{query}&{name}={value}&limit=1");
            assert_eq!(server.get(&path).await.json()["matched"], counted["count"], "{path}");
        }
    }
}

/// Of what each record has exactly one.
#[tokio::test]
async fn what_every_record_has_one_of_adds_up_to_all_of_them() {
    let server = Server::fixture().await;
    for (list, facets) in [
        ("projects", "status,provenance,confidence"),
        ("projects", "status,provenance,confidence&territory=CN-420000&theme=!sante"),
        ("partnerships", "kind,status,provenance,confidence"),
        ("territories", "level,provenance,confidence"),
        ("actors", "kind,provenance,confidence"),
        ("resources", "kind,status"),
        ("events", "kind"),
        ("needs", "provenance"),
    ] {
        let path = format!("/v1/{list}?limit=1&facets={facets}");
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let body = answer.json();
        for (facet, counted) in body["facets"].as_object().unwrap() {
            let counts = counted.as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap());
            assert_eq!(counts.sum::<u64>(), body["matched"].as_u64().unwrap(), "{path} {facet}");
        }
    }
}

#[tokio::test]
async fn an_item_is_what_its_list_holds() {
    let server = Server::fixture().await;
    for list in atlas_tests::harness::LISTS {
        let flat = if list == "themes" { "&flat=true" } else { "" };
        // Every record, but of the thousands of territories one in forty.
        let step = if list == "territories" { 40 } else { 1 };
        for lang in ["fr", "all"] {
            let page = server.get(&format!("/v1/{list}?limit=1000&lang={lang}{flat}")).await.json();
            for item in page["items"].as_array().unwrap().iter().step_by(step) {
                let path = format!("/v1/{list}/{}?lang={lang}", encode(item["id"].as_str().unwrap()));
                assert_eq!(server.get(&path).await.json(), *item, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_feature_is_what_its_map_holds_and_a_row_what_its_sheet_holds() {
    let server = Server::fixture().await;
    for list in atlas_tests::harness::LISTS {
        let step = if list == "territories" { 400 } else { 5 };
        let mut sheet = csv::Reader::from_reader(&server.get(&format!("/v1/{list}?f=csv")).await.bytes[..])
            .into_records()
            .map(Result::unwrap)
            .collect::<Vec<_>>();
        for row in sheet.drain(..).step_by(step) {
            let path = format!("/v1/{list}/{}?f=csv", encode(&row[0]));
            let alone = server.get(&path).await.bytes;
            let alone: Vec<_> =
                csv::Reader::from_reader(&alone[..]).into_records().map(Result::unwrap).collect();
            assert_eq!(alone.len(), 1, "{path}");
            assert!(alone[0].iter().eq(row.iter()), "{path}: {:?}, {row:?}", alone[0]);
        }
        if ["sources", "themes", "campaigns"].contains(&list) {
            continue;
        }
        let map = server.get(&format!("/v1/{list}?f=geojson&limit=1000")).await.json();
        for mut feature in map["features"].as_array().unwrap().iter().step_by(step).cloned() {
            let path = format!("/v1/{list}/{}?f=geojson", encode(feature["id"].as_str().unwrap()));
            let mut alone = server.get(&path).await.json();
            // What a document says of itself, a feature in a collection does not repeat.
            for own in ["links", "attribution"] {
                alone.as_object_mut().unwrap().remove(own);
                feature.as_object_mut().unwrap().remove(own);
            }
            assert_eq!(alone, feature, "{path}");
        }
    }
}

#[tokio::test]
async fn a_search_finds_a_territory_by_any_of_its_codes() {
    let server = Server::fixture().await;
    for (query, id) in
        [("17", "FR-DEP-17"), ("CN-JL", "CN-220000"), ("220000", "CN-220000"), ("fr-reg-44", "FR-REG-44")]
    {
        let found = server.get(&format!("/v1/territories?q={query}")).await.ids();
        assert!(found.iter().any(|found| found == id), "{query}: {found:?}");
    }
}
