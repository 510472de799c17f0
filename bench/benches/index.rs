//! Building a snapshot, what it weighs, and publishing one change.

#![expect(clippy::print_stdout, reason = "the weight of a snapshot is a result like the others")]

use std::hint::black_box;
use std::time::Duration;

use atlas_bench::{SIZES, one_change, resident_bytes, snapshot, world};
use atlas_index::Snapshot;
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};

fn build(c: &mut Criterion) {
    let mut group = c.benchmark_group("build");
    for size in SIZES {
        let dataset = world(size);
        group.sample_size(10).measurement_time(Duration::from_secs(if size > 100_000 { 40 } else { 3 }));
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter_batched(|| dataset.clone(), Snapshot::build, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// One changed project, published while readers hold the snapshot before it.
fn publish(c: &mut Criterion) {
    let mut group = c.benchmark_group("publish_one_change");
    for size in SIZES {
        let before = resident_bytes();
        let base = snapshot(size);
        let weight = resident_bytes().saturating_sub(before);
        println!("memory/{size}: {weight} bytes, {} a project", weight / size as u64);
        let changes: Vec<_> = (0..100).map(|number| one_change(&base, number)).collect();
        let mut standing = base.clone();
        let mut number = 0usize;
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter(|| {
                number += 1;
                // As in service: the delta grows until it is folded into a new base.
                let from = if number.is_multiple_of(1_000) { &base } else { &standing };
                let change = std::slice::from_ref(&changes[number % 100]);
                standing = from.apply(black_box(change), number as u64).expect("the change is whole").into();
            });
        });
    }
    group.finish();
}

criterion_group!(benches, build, publish);
criterion_main!(benches);
