//! Figures about the process for Prometheus, at `/metrics`.

use std::time::Duration;

use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounter, IntGaugeVec, Opts, Registry, TextEncoder};

/// The figures of one process since its start.
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    /// Answers of 500 and above.
    pub failures: IntCounter,
    /// Jobs by state, as of the last look.
    pub jobs: IntGaugeVec,
}

impl Metrics {
    /// Figures at zero, in a registry of their own.
    pub fn new() -> Result<Metrics, prometheus::Error> {
        let registry = Registry::new();
        let buckets = vec![0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let requests = HistogramVec::new(
            HistogramOpts::new("regulars_request_seconds", "Time to answer, by route").buckets(buckets),
            &["method", "route", "status"],
        )?;
        let failures = IntCounter::new("regulars_failures_total", "Answers of 500 and above")?;
        let jobs = IntGaugeVec::new(Opts::new("regulars_jobs", "Jobs by state"), &["state"])?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(failures.clone()))?;
        registry.register(Box::new(jobs.clone()))?;
        Ok(Metrics { registry, requests, failures, jobs })
    }

    /// Counts one answered request. `route` is the template, never the path: its values are few.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let mut digits = [0u8; 3];
        let status = status_text(status, &mut digits);
        self.requests.with_label_values(&[method, route, status]).observe(took.as_secs_f64());
    }

    /// The text that Prometheus reads.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        let mut bytes = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn status_text(status: u16, digits: &mut [u8; 3]) -> &str {
    for (place, digit) in [100, 10, 1].into_iter().zip(digits.iter_mut()) {
        *digit = b'0' + u8::try_from(status / place % 10).unwrap_or(0);
    }
    std::str::from_utf8(digits).unwrap_or("000")
}
