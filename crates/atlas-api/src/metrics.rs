//! What the service counts about itself, in the form that Prometheus reads.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabel {
    kind: String,
}

/// Every counter and gauge of the service.
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<RequestLabels, Counter>,
    latency: Family<RouteLabel, Histogram, fn() -> Histogram>,
    /// Requests answered from the body cache.
    pub(crate) cache_hits: Counter,
    /// Requests for which an answer had to be made.
    pub(crate) cache_misses: Counter,
    /// Revisions that others wrote and that were put on the snapshot.
    pub(crate) revisions_applied: Counter,
    /// How often everything was read again instead.
    pub(crate) reloads: Counter,
    cache_bytes: Gauge,
    revision: Gauge,
    store_revision: Gauge,
    revision_lag: Gauge,
    store_reachable: Gauge,
    records: Family<KindLabel, Gauge>,
}

/// What is only looked up when somebody asks for the metrics.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Memory taken by kept answers, in bytes.
    pub(crate) cache_bytes: u64,
    /// The revision that answers.
    pub(crate) revision: u64,
    /// The last revision known to be in the store.
    pub(crate) store_revision: u64,
    /// Whether the store answered when it was last asked.
    pub(crate) store_reachable: bool,
}

/// The counters of one route, looked up once.
#[derive(Debug, Clone)]
pub(crate) struct RouteMeter {
    ok: Counter,
    unchanged: Counter,
    latency: Histogram,
}

impl RouteMeter {
    /// Counts a 200 or a 304.
    pub(crate) fn count(&self, is_unchanged: bool, elapsed: Duration) {
        if is_unchanged { &self.unchanged } else { &self.ok }.inc();
        self.latency.observe(elapsed.as_secs_f64());
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Registers every metric, all at zero, the process started now.
    pub(crate) fn new() -> Self {
        let metrics = Self {
            registry: Mutex::new(Registry::with_prefix("atlas")),
            requests: Family::default(),
            latency: Family::new_with_constructor(latencies as fn() -> Histogram),
            cache_hits: Counter::default(),
            cache_misses: Counter::default(),
            revisions_applied: Counter::default(),
            reloads: Counter::default(),
            cache_bytes: Gauge::default(),
            revision: Gauge::default(),
            store_revision: Gauge::default(),
            revision_lag: Gauge::default(),
            store_reachable: Gauge::default(),
            records: Family::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&self) {
        let Ok(mut registry) = self.registry.lock() else { return };
        registry.register("http_requests", "Requests by route and status", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the first byte of a request to its answer, by route",
            Unit::Seconds,
            self.latency.clone(),
        );
        registry.register("body_cache_hits", "Answers from the body cache", self.cache_hits.clone());
        registry.register("body_cache_misses", "Answers that had to be made", self.cache_misses.clone());
        registry.register_with_unit(
            "body_cache_size",
            "Memory taken by kept answers",
            Unit::Bytes,
            self.cache_bytes.clone(),
        );
        registry.register("snapshot_revision", "The revision that is served", self.revision.clone());
        registry.register(
            "store_revision",
            "The last revision known to be in the store",
            self.store_revision.clone(),
        );
        registry.register(
            "revision_lag",
            "How many revisions of the store are not served yet",
            self.revision_lag.clone(),
        );
        registry.register(
            "store_reachable",
            "1 where the store answered when it was last asked, else 0",
            self.store_reachable.clone(),
        );
        registry.register(
            "revisions_applied",
            "Revisions that others wrote and that were put on what is served",
            self.revisions_applied.clone(),
        );
        registry.register(
            "reloads",
            "How often everything was read again instead of what was missed",
            self.reloads.clone(),
        );
        registry.register("records", "Records served, by kind", self.records.clone());
        let started = Gauge::<f64, std::sync::atomic::AtomicU64>::default();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        started.set(now.as_secs_f64());
        registry.register_with_unit(
            "process_start_time",
            "When the process started, since the epoch",
            Unit::Seconds,
            started,
        );
    }

    /// The counters of a route, to keep beside what it answers.
    pub(crate) fn meter(&self, route: &str) -> RouteMeter {
        let labels = |status| RequestLabels { route: route.to_owned(), status };
        RouteMeter {
            ok: self.requests.get_or_create_owned(&labels(200)),
            unchanged: self.requests.get_or_create_owned(&labels(304)),
            latency: self.latency.get_or_create_owned(&RouteLabel { route: route.to_owned() }),
        }
    }

    /// Counts a request that was not answered by a kept representation.
    pub(crate) fn count(&self, route: &str, status: u16, elapsed: Duration) {
        self.requests.get_or_create(&RequestLabels { route: route.to_owned(), status }).inc();
        let label = RouteLabel { route: route.to_owned() };
        self.latency.get_or_create(&label).observe(elapsed.as_secs_f64());
    }

    /// Everything in the OpenMetrics text format, with the gauges as they are now.
    ///
    /// # Errors
    /// When a metric cannot be written, which for a text in memory does not happen.
    pub(crate) fn encode(
        &self,
        standing: Standing,
        records: impl IntoIterator<Item = (&'static str, usize)>,
    ) -> Result<String, fmt::Error> {
        let Standing { cache_bytes, revision, store_revision, store_reachable } = standing;
        for (gauge, value) in [
            (&self.cache_bytes, cache_bytes),
            (&self.revision, revision),
            (&self.store_revision, store_revision),
            (&self.revision_lag, store_revision.saturating_sub(revision)),
            (&self.store_reachable, u64::from(store_reachable)),
        ] {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        }
        for (kind, count) in records {
            let label = KindLabel { kind: kind.to_owned() };
            self.records.get_or_create(&label).set(i64::try_from(count).unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        let registry = self.registry.lock().map_err(|_| fmt::Error)?;
        prometheus_client::encoding::text::encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// From 50 µs, a kept answer, to 10 s, the limit.
fn latencies() -> Histogram {
    Histogram::new([
        0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
        2.5, 5.0, 10.0,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::new();
        metrics.count("/v1/projects", 400, Duration::from_millis(3));
        metrics.meter("/v1/projects").count(true, Duration::from_micros(20));
        metrics.revisions_applied.inc_by(3);
        let standing = Standing { cache_bytes: 5, revision: 7, store_revision: 9, store_reachable: true };
        let text = metrics.encode(standing, [("project", 150)]).unwrap();
        for line in [
            "atlas_http_requests_total{route=\"/v1/projects\",status=\"400\"} 1",
            "atlas_http_requests_total{route=\"/v1/projects\",status=\"304\"} 1",
            "atlas_http_request_duration_seconds_count{route=\"/v1/projects\"} 2",
            "atlas_body_cache_size_bytes 5",
            "atlas_snapshot_revision 7",
            "atlas_store_revision 9",
            "atlas_revision_lag 2",
            "atlas_store_reachable 1",
            "atlas_revisions_applied_total 3",
            "atlas_reloads_total 0",
            "atlas_records{kind=\"project\"} 150",
            "# EOF",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
