//! A reader: asks one replica after another, and expects an answer from each that lives.

use std::ops::AddAssign;
use std::sync::Arc;
use std::time::Duration;

use atlas_synth::Random;
use atlas_tests::harness::{Answer, Client};

use super::{Field, Place, REPLICAS, SEED, lock};

const PATHS: [&str; 6] = [
    "/v1/needs?limit=20",
    "/v1/projects?f=geojson&limit=50",
    "/v1/projects?theme=sante&lang=zh",
    "/v1/summary",
    "/v1/coordination/actors?in=CN-370000&from=FR",
    "/health/ready",
];

/// What a reader was given.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) answered: usize,
    /// Needs read by their revision, on whichever replica, soon after they were written.
    pub(super) own_writes: usize,
    /// Revisions that had not come in time, which a replica may say.
    pub(super) not_reached: usize,
    /// Requests that met a replica's death.
    pub(super) broken: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.answered += other.answered;
        self.own_writes += other.own_writes;
        self.not_reached += other.not_reached;
        self.broken += other.broken;
    }
}

/// Reads until it is over.
pub(super) async fn read(field: Arc<Field>, number: usize) -> Counts {
    let mut random = Random::new(SEED + 1_000 + number as u64);
    let (client, mut counts) = (Client::new(), Counts::default());
    // The last revision that each replica has answered from, in which of its lives.
    let mut seen = [(0, 0); REPLICAS];
    while !field.is_over() {
        tokio::time::sleep(Duration::from_millis(40 + random.below(120) as u64)).await;
        let one = random.below(REPLICAS);
        let Some(place) = field.place(one) else { continue };
        let newest = lock(&field.written).last().cloned();
        let asked = match newest {
            Some((revision, need)) if random.below(3) == 0 => (Some(revision), format!("/v1/needs/{need}")),
            _ => (None, random.pick(&PATHS).to_string()),
        };
        let Some(answer) = ask(&field, &client, (one, place), &asked, &mut counts).await else { continue };
        let revision: u64 = answer.header("atlas-revision").parse().unwrap();
        let (life, last) = seen[one];
        assert!(life != place.life || revision >= last, "replica {one} went back from {last} to {revision}");
        seen[one] = (place.life, revision);
    }
    counts
}

/// Asks a replica, and judges the answer; none where the replica was killed meanwhile.
async fn ask(
    field: &Field,
    client: &Client,
    (one, place): (usize, Place),
    (needed, path): &(Option<u64>, String),
    counts: &mut Counts,
) -> Option<Answer> {
    let wish = needed.map(|revision| revision.to_string());
    let headers: Vec<(&str, &str)> = wish.iter().map(|wish| ("atlas-min-revision", wish.as_str())).collect();
    let answer = match client.ask(place.address, "GET", path, &headers).await {
        Ok(answer) => answer,
        Err(error) => {
            assert!(
                field.place(one) != Some(place),
                "replica {one} lives and does not answer {path}: {error:?}"
            );
            counts.broken += 1;
            return None;
        }
    };
    counts.answered += 1;
    match (answer.status, needed) {
        (200, None) => {}
        (200, Some(needed)) => {
            let revision: u64 = answer.header("atlas-revision").parse().unwrap();
            assert!(revision >= *needed, "{path}: {revision} is before {needed}");
            counts.own_writes += 1;
        }
        (503, Some(_)) => {
            assert_eq!(answer.header("retry-after"), "1");
            assert_eq!(answer.json()["type"], "/docs/problems#revision-not-reached");
            counts.not_reached += 1;
        }
        (status, _) => panic!("replica {one}: {status} for {path} at {needed:?}: {}", answer.text()),
    }
    Some(answer)
}
