//! A sign of life on the terminal for whatever takes more than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinHandle;

/// How long a step may take before it is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A step that is under way. Dropping it takes the sign away. Nothing is shown where standard error
/// is no terminal.
pub(crate) struct Step {
    bar: ProgressBar,
    appear: JoinHandle<()>,
}

impl Step {
    /// Begins a step, in words that end in "…".
    pub(crate) fn begin(message: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_message(message);
        set_style(&bar, "{spinner} {msg} {elapsed}");
        let shown = bar.clone();
        let appear = tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            shown.set_draw_target(ProgressDrawTarget::stderr());
            shown.enable_steady_tick(Duration::from_millis(120));
        });
        Self { bar, appear }
    }

    /// Tells how much of the step is done, out of how much.
    pub(crate) fn at(&self, done: usize, of: usize) {
        if self.bar.length().is_none() {
            set_style(&self.bar, "{spinner} {msg} [{bar:30}] {pos}/{len} {eta}");
            self.bar.set_length(of as u64);
        }
        self.bar.set_position(done as u64);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.appear.abort();
        self.bar.finish_and_clear();
    }
}

fn set_style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}
