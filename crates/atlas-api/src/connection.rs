//! A connection and a timer for hyper, made for many small answers on few connections: an answer
//! served from the cache takes some eight microseconds, kernel included, of which `writev` instead
//! of `send` and the wheel of timers took a tenth (measured by `bench/http.sh`).

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Read, ReadBufCursor, Sleep, Timer, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A TCP connection that sends a lone piece of an answer plainly.
#[derive(Debug)]
pub(crate) struct Wire(TokioIo<TcpStream>);

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(TokioIo::new(stream))
    }

    fn inner(self: Pin<&mut Self>) -> Pin<&mut TokioIo<TcpStream>> {
        Pin::new(&mut self.get_mut().0)
    }
}

impl Read for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        self.inner().poll_read(cx, buffer)
    }
}

impl Write for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.inner().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match pieces {
            [piece] => self.inner().poll_write(cx, piece),
            pieces => self.inner().poll_write_vectored(cx, pieces),
        }
    }
}

/// Tokio's clock for one connection, with deadlines that may be put off at no cost.
///
/// hyper sets a deadline for the head of each request, and drops it when the head has come. The
/// timer underneath stays where it is, for the next deadline; if it fires before that, it is set
/// again.
#[derive(Debug, Clone, Default)]
pub(crate) struct LazyTimer {
    idle: Arc<Mutex<Option<Alarm>>>,
}

type Alarm = Pin<Box<tokio::time::Sleep>>;

impl Timer for LazyTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.take());
        let alarm = idle.unwrap_or_else(|| Box::pin(tokio::time::sleep_until(deadline.into())));
        let mut sleep = LazySleep { alarm: Some(alarm), deadline, timer: self.clone() };
        sleep.reset(deadline);
        Box::pin(sleep)
    }

    fn reset(&self, sleep: &mut Pin<Box<dyn Sleep>>, deadline: Instant) {
        match sleep.as_mut().downcast_mut_pin::<LazySleep>() {
            Some(sleep) => sleep.get_mut().reset(deadline),
            None => *sleep = self.sleep_until(deadline),
        }
    }
}

/// One deadline of a [`LazyTimer`].
struct LazySleep {
    /// Fires at the deadline or earlier; there until this is dropped.
    alarm: Option<Alarm>,
    deadline: Instant,
    timer: LazyTimer,
}

impl LazySleep {
    fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        if let Some(alarm) = self.alarm.as_mut().filter(|alarm| alarm.deadline() > deadline.into()) {
            alarm.as_mut().reset(deadline.into());
        }
    }
}

impl Future for LazySleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline.into();
        let Some(alarm) = &mut self.alarm else { return Poll::Ready(()) };
        loop {
            ready!(alarm.as_mut().poll(cx));
            if alarm.deadline() >= deadline {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(deadline);
        }
    }
}

impl Drop for LazySleep {
    fn drop(&mut self) {
        if let Ok(mut idle) = self.timer.idle.lock() {
            *idle = self.alarm.take();
        }
    }
}

impl Sleep for LazySleep {}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: tokio::time::Instant, seconds: u64) -> Instant {
        (start + Duration::from_secs(seconds)).into()
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_put_off_or_brought_forward_is_kept() {
        for seconds in [5, 10, 15, 60] {
            for is_polled in [false, true] {
                let (start, timer) = (tokio::time::Instant::now(), LazyTimer::default());
                let mut sleep = timer.sleep_until(after(start, 10));
                if is_polled {
                    tokio::time::timeout(Duration::from_secs(1), sleep.as_mut()).await.unwrap_err();
                }
                timer.reset(&mut sleep, after(start, seconds));
                sleep.await;
                assert_eq!(start.elapsed().as_secs(), seconds, "polled before: {is_polled}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_after_a_dropped_one_is_kept() {
        let timer = LazyTimer::default();
        for (first, second) in [(10, 10), (10, 60), (60, 10)] {
            let start = tokio::time::Instant::now();
            let mut dropped = timer.sleep_until(after(start, first));
            tokio::time::timeout(Duration::from_secs(1), dropped.as_mut()).await.unwrap_err();
            drop(dropped);
            timer.sleep_until(after(start, second)).await;
            assert_eq!(start.elapsed().as_secs(), second);
        }
    }
}
