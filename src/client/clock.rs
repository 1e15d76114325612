//! The time by which servers count how long a client is silent.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A clock that nobody sets and that goes on while the machine is suspended, where the system has one: servers do
/// not sleep when we do. [`std::time::Instant`] stands still then.
pub(super) fn now() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let time = clock_gettime(CLOCK);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}
