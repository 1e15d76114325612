//! What a process costs: time on the clock, on the processor, and the most memory it had.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wait4::Wait4;

/// Between the first looks at the memory of a process. The most it ever had only grows, and whoever looks takes time of
/// what is measured, so the pauses grow too.
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// The longest of them: what a program comes to need within its last such pause is not seen.
const PAUSE: Duration = Duration::from_millis(10);

/// What one run cost.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    wall: f64,
    cpu: f64,
    peak_kib: f64,
}

impl Cost {
    /// The heads of what [`Cost::beside`] writes.
    pub(crate) const HEADS: &str = "   wall ms  x floor    CPU ms  peak MiB";

    /// The figures in columns, the time also as a multiple of the floor's.
    pub(crate) fn beside(&self, floor: &Cost) -> String {
        format!(
            "{:10.1} {:8.2} {:9.1} {:9.1}",
            self.wall * 1e3,
            self.wall / floor.wall,
            self.cpu * 1e3,
            self.peak_kib / 1024.0
        )
    }
}

/// The median of each figure.
pub(crate) fn median(costs: &[Cost]) -> Cost {
    let middle = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
        peak_kib: middle(|cost| cost.peak_kib),
    }
}

/// Runs a command some times over, its output into a pipe that is read, or into a file; gives the cost of one.
pub(crate) fn measure(command: &mut Command, file: Option<&Path>, repeat: u32) -> io::Result<Cost> {
    let mut total = Cost::default();
    for _ in 0..repeat {
        let cost = once(command, file)?;
        total.wall += cost.wall;
        total.cpu += cost.cpu;
        total.peak_kib = total.peak_kib.max(cost.peak_kib);
    }
    total.wall /= f64::from(repeat);
    total.cpu /= f64::from(repeat);
    Ok(total)
}

fn once(command: &mut Command, file: Option<&Path>) -> io::Result<Cost> {
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    match file {
        Some(file) => command.stdout(File::create(file)?),
        None => command.stdout(Stdio::piped()),
    };
    let start = Instant::now();
    let mut child = command.spawn()?;
    let peak = Peak::watch(child.id());
    let reader = child
        .stdout
        .take()
        .map(|stdout| thread::spawn(move || read_away(stdout)));
    let told = said(&mut child)?;
    let ended = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if let Some(reader) = reader {
        let _ = reader.join();
    }
    if !ended.status.success() {
        return Err(io::Error::other(format!("{command:?} failed: {told}")));
    }
    Ok(Cost {
        wall,
        cpu: (ended.rusage.utime + ended.rusage.stime).as_secs_f64(),
        peak_kib: peak.end() as f64,
    })
}

/// Reads what a pipe holds at once, as the floor reads its socket: a reader of small pieces takes the server's time.
fn read_away(mut stdout: impl Read) -> io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    while stdout.read(&mut buffer)? > 0 {}
    Ok(())
}

/// All it says on stderr, to its end.
fn said(child: &mut Child) -> io::Result<String> {
    let mut told = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut told)?;
    }
    Ok(told)
}

/// Looks at the memory of a process while it runs: what the system keeps for afterwards counts what its parent had.
struct Peak {
    kib: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    watcher: thread::JoinHandle<()>,
}

impl Peak {
    fn watch(id: u32) -> Self {
        let (kib, over) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (seen, ended) = (kib.clone(), over.clone());
        let watcher = thread::spawn(move || {
            let mut pause = FIRST_PAUSE;
            while !ended.load(Ordering::Relaxed) {
                seen.fetch_max(peak_kib(id), Ordering::Relaxed);
                thread::sleep(pause);
                pause = (pause * 5 / 4).min(PAUSE);
            }
        });
        Peak { kib, over, watcher }
    }

    fn end(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.watcher.join();
        self.kib.load(Ordering::Relaxed)
    }
}

fn peak_kib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB"))
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or(0)
}
