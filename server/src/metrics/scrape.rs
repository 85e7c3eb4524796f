//! What is not counted here but known elsewhere: looked at when somebody asks.

use std::{fmt, sync::atomic::AtomicU64};

use ledger::Counts;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric},
    metrics::{
        counter::ConstCounter,
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};

use crate::state::AppState;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFactory {
    factory: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: &'static str,
}

/// The numbers of this moment. What cannot be read now is left out, and the others still tell of it.
pub(super) async fn look(state: &AppState) -> Registry {
    let mut registry = Registry::with_prefix("lacakpo");
    let heads = Family::<OfFactory, Gauge>::default();
    for factory in state.ledger.factories().await.unwrap_or_default() {
        if let Ok(head) = state.ledger.head(factory).await {
            heads.get_or_create(&OfFactory { factory: factory.to_string() }).set(head.seq);
        }
    }
    registry.register("log_head", "Last place of a factory's log, as this process reads it", heads);
    registry.register_collector(Box::new(Looked {
        counts: state.ledger.counts(),
        events: state.hub.published(),
        sockets: state.hub.listeners(),
        uptime: state.guard.metrics.0.since.elapsed().as_secs_f64(),
        bytes: state.ledger.bytes().await.ok(),
    }));
    registry
}

#[derive(Debug)]
struct Looked {
    counts: Counts,
    events: u64,
    sockets: usize,
    /// Seconds.
    uptime: f64,
    /// Of the database; `None` when its file cannot be looked at.
    bytes: Option<u64>,
}

impl Collector for Looked {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Counts { accepted, repeated, refused, failed, login_failures, passwords_checked } = self.counts;
        let mutations = Family::<Ended, prometheus_client::metrics::counter::Counter<u64, AtomicU64>>::default();
        for (outcome, count) in
            [("accepted", accepted), ("repeated", repeated), ("refused", refused), ("failed", failed)]
        {
            mutations.get_or_create(&Ended { outcome }).inc_by(count);
        }
        let told = encoder.encode_descriptor("mutations", "Changes asked for", None, mutations.metric_type())?;
        mutations.encode(told)?;
        for (name, help, count) in [
            ("login_failures", "Sign-ins with what is not right", login_failures),
            ("passwords_checked", "Passwords held against a hash", passwords_checked),
            ("events_published", "Events handed to the open lines", self.events),
        ] {
            let counter = ConstCounter::new(count);
            counter.encode(encoder.encode_descriptor(name, help, None, counter.metric_type())?)?;
        }
        let open = ConstGauge::new(i64::try_from(self.sockets).unwrap_or(i64::MAX));
        open.encode(encoder.encode_descriptor("open_sockets", "Open live lines", None, open.metric_type())?)?;
        let uptime = ConstGauge::new(self.uptime);
        let told = "Age of this process";
        uptime.encode(encoder.encode_descriptor("uptime", told, Some(&Unit::Seconds), uptime.metric_type())?)?;
        if let Some(bytes) = self.bytes {
            let size = ConstGauge::new(i64::try_from(bytes).unwrap_or(i64::MAX));
            let told = "Size of the database's files";
            size.encode(encoder.encode_descriptor("database", told, Some(&Unit::Bytes), size.metric_type())?)?;
        }
        Ok(())
    }
}
