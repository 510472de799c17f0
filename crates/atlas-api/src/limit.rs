//! How often one client may write, fail to show who it is, and, where an operator wants it, read.
//!
//! A client is the address that it comes from and, once it has shown who it is, its key or token. What is
//! held of each is small, and of so many clients at most; whoever is forgotten begins anew. Each replica
//! counts for itself. A request that is answered from the cache costs nothing here while reads are free.

mod client;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use quick_cache::sync::Cache;

use crate::problem::{Problem, ProblemKind};
use crate::settings::Rates;

pub(crate) use client::{current, for_client, of_request};

/// Of how many clients something is held, for each thing that is limited.
const HELD: usize = 65_536;

/// What is counted, each thing by itself.
pub(crate) struct Limits {
    reads: Option<Meter>,
    writes: Option<Meter>,
    callers: Option<Meter>,
    failures: Option<Meter>,
}

impl Limits {
    /// Nothing counted yet.
    pub(crate) fn new(rates: &Rates) -> Self {
        let meter = |rate: Option<NonZeroU32>| rate.map(Meter::new);
        Self {
            reads: meter(rates.reads_per_minute),
            writes: meter(rates.writes_per_minute),
            callers: meter(rates.writes_per_minute),
            failures: meter(rates.failures_per_minute),
        }
    }

    /// Whether reads are counted at all.
    pub(crate) const fn counts_reads(&self) -> bool {
        self.reads.is_some()
    }

    /// Counts a request from an address.
    ///
    /// # Errors
    /// A problem (429) that says after how many seconds to come again.
    pub(crate) fn request(&self, client: IpAddr, is_read: bool) -> Result<(), Problem> {
        let meter = if is_read { &self.reads } else { &self.writes };
        meter.as_ref().map_or(Ok(()), |meter| meter.count(&client::key(client)).map_err(later))
    }

    /// Counts a request of a caller who has shown who it is.
    ///
    /// # Errors
    /// As [`Limits::request`].
    pub(crate) fn caller(&self, principal: &str) -> Result<(), Problem> {
        self.callers.as_ref().map_or(Ok(()), |meter| meter.count(principal).map_err(later))
    }

    /// Whether an address may show credentials: not for a while after too many that were not valid.
    ///
    /// # Errors
    /// As [`Limits::request`].
    pub(crate) fn may_try(&self, client: IpAddr) -> Result<(), Problem> {
        self.failures.as_ref().map_or(Ok(()), |meter| meter.is_open(&client::key(client)).map_err(later))
    }

    /// Counts credentials that were not valid.
    pub(crate) fn failed(&self, client: IpAddr) {
        if let Some(meter) = &self.failures {
            // One too many closes the meter, which shows at the next attempt.
            _ = meter.count(&client::key(client));
        }
    }
}

fn later(wait: Duration) -> Problem {
    Problem::later(ProblemKind::TooManyRequests, wait)
}

/// One thing that is counted, client by client.
struct Meter {
    quota: Quota,
    clock: DefaultClock,
    began: Instant,
    clients: Cache<String, Arc<Counted>>,
}

struct Counted {
    limiter: DefaultDirectRateLimiter,
    /// Until when nothing more is taken, in milliseconds after the meter began.
    closed_until_ms: AtomicU64,
}

impl Meter {
    fn new(per_minute: NonZeroU32) -> Self {
        let (clock, began) = (DefaultClock::default(), Instant::now());
        Self { quota: Quota::per_minute(per_minute), clock, began, clients: Cache::new(HELD) }
    }

    /// Counts one more; how long to wait, where it is one too many.
    fn count(&self, client: &str) -> Result<(), Duration> {
        let counted = self.clients.get(client).unwrap_or_else(|| {
            let limiter = RateLimiter::direct_with_clock(self.quota, self.clock.clone());
            let counted = Arc::new(Counted { limiter, closed_until_ms: AtomicU64::new(0) });
            self.clients.insert(client.to_owned(), Arc::clone(&counted));
            counted
        });
        counted.limiter.check().map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            counted.closed_until_ms.store(self.now_ms() + whole_ms(wait), Ordering::Relaxed);
            wait
        })
    }

    /// How long to wait, where one too many was counted.
    fn is_open(&self, client: &str) -> Result<(), Duration> {
        let Some(counted) = self.clients.get(client) else { return Ok(()) };
        match counted.closed_until_ms.load(Ordering::Relaxed).checked_sub(self.now_ms()) {
            None | Some(0) => Ok(()),
            Some(wait) => Err(Duration::from_millis(wait)),
        }
    }

    fn now_ms(&self) -> u64 {
        whole_ms(self.began.elapsed())
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_is_counted_by_itself_and_one_too_many_waits() {
        let meter = Meter::new(NonZeroU32::new(3).unwrap());
        for _ in 0..3 {
            assert_eq!(meter.count("a"), Ok(()));
        }
        assert_eq!(meter.is_open("a"), Ok(()));
        let wait = meter.count("a").unwrap_err();
        assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(20), "{wait:?}");
        assert!(meter.is_open("a").is_err());
        assert_eq!((meter.count("b"), meter.is_open("b"), meter.is_open("c")), (Ok(()), Ok(()), Ok(())));
    }

    #[test]
    fn so_many_clients_are_held_at_most() {
        let meter = Meter::new(NonZeroU32::MIN);
        for client in 0..HELD + 10_000 {
            _ = meter.count(&client.to_string());
        }
        assert!(meter.clients.len() <= HELD);
    }
}
