//! Filters, pages, facets and coordination, parsed and answered, at three sizes.

use std::hint::black_box;

use atlas_bench::{SIZES, snapshot};
use atlas_index::Snapshot;
use atlas_model::RecordKind;
use atlas_query::coordination::{find_actors, parse_actors};
use atlas_query::{Caller, parse, search, summarise};
use criterion::{Criterion, criterion_group, criterion_main};

/// What people ask for, as they write it in a URL.
const LISTS: [(&str, &str); 10] = [
    ("first_page", "limit=100"),
    ("theme", "theme=water"),
    ("territory", "territory=S042"),
    ("theme_territory_status", "theme=water,health&territory=S042&status=active"),
    ("small_box", "bbox=-115,8,-114,9"),
    ("large_box_theme", "bbox=-20,-30,40,50&theme=water"),
    ("near", "near=-114.5,8.5&radius=50km&sort=distance"),
    ("words", "q=reseau eau"),
    ("period_sorted", "period=2010/2015&theme=water&sort=-start"),
    ("facets", "theme=water&facets=theme,status,country"),
];

fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn lists(c: &mut Criterion, size: usize, snapshot: &Snapshot) {
    for (name, query) in LISTS {
        let pairs = pairs(query);
        let asked = parse(RecordKind::Project, &pairs, &Caller::default(), snapshot);
        let found = search(snapshot, RecordKind::Project, &asked.expect("the query is right"));
        // In the smallest world not every question has an answer.
        assert!(found.matched > 0 || size < 10_000, "{name} finds nothing among {size}");
        c.bench_function(&format!("{name}/{size}"), |b| {
            b.iter(|| {
                let query = parse(RecordKind::Project, black_box(&pairs), &Caller::default(), snapshot);
                search(snapshot, RecordKind::Project, &query.expect("the query is right"))
            });
        });
    }
}

fn questions(c: &mut Criterion, size: usize, snapshot: &Snapshot) {
    for (name, query) in [
        ("actors_in_country", "from=S000&in=S042"),
        ("actors_in_region", "from=S000&in=S042-R00"),
        ("actors_reverse", "from=S042&in=S000-R01"),
    ] {
        let pairs = pairs(query);
        c.bench_function(&format!("{name}/{size}"), |b| {
            b.iter(|| {
                let question = parse_actors(black_box(&pairs), &Caller::default(), snapshot);
                find_actors(snapshot, &question.expect("the question is right"))
            });
        });
    }
    c.bench_function(&format!("summary/{size}"), |b| {
        b.iter(|| summarise(snapshot, black_box(&atlas_query::Expr::All)));
    });
    c.bench_function(&format!("name/{size}"), |b| {
        b.iter(|| snapshot.names().find(black_box("lau"), &[RecordKind::Territory], 10));
    });
}

fn queries(c: &mut Criterion) {
    for size in SIZES {
        let snapshot = snapshot(size);
        lists(c, size, &snapshot);
        questions(c, size, &snapshot);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = queries
}
criterion_main!(benches);
