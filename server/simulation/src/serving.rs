//! The world's side of the server: requests that wait are served, what was committed becomes known, and a death is
//! noticed.

use app::door::Recorded;
use model::{Event, Timestamp, ids::FactoryId};

use crate::{
    door::{Call, Reply},
    network::Exchange,
    process::Arrived,
    template::{BEGIN, template, url},
    world::World,
};

/// More than any run writes.
const EVENTS: u64 = 100_000;

impl World {
    /// The server's clock.
    pub(crate) fn server_now(&self) -> Timestamp {
        Timestamp(BEGIN.0 + self.millis() as i64 + self.clock_ahead)
    }

    /// What the server's tasks did since the last look.
    pub(crate) fn collect(&mut self) {
        if self.process.as_ref().is_some_and(|process| process.life.is_dead()) {
            self.crash(self.down_for);
        }
        self.carry();
    }

    /// Everything that waits is served together.
    pub(crate) fn serve(&mut self) {
        if self.millis() < self.stalled_until {
            return;
        }
        let exchanges = std::mem::take(&mut self.inbox);
        let Some(process) = self.process.as_ref().filter(|_| !exchanges.is_empty()) else { return };
        let writes = exchanges.iter().any(|exchange| matches!(exchange.arrived.call, Call::Record(..)));
        let crash = self.crash_writing.filter(|_| writes);
        let arrived: Vec<Arrived> = exchanges.iter().map(|exchange| exchange.arrived.clone()).collect();
        let (lived, replies) = process.serve(arrived, crash.map(|(places, _)| places));
        if writes {
            self.crash_writing = None;
            self.read_log_of(exchanges.iter().map(Exchange::factory).collect());
        }
        for (exchange, reply) in exchanges.into_iter().zip(replies) {
            if let Call::Record(id, _) = exchange.arrived.call
                && let Some(Ok(Recorded { events })) = reply.as_ref().map(Reply::read)
            {
                self.book.promised(id, exchange.factory(), events, &self.truth);
            }
            self.send_answer(exchange, reply);
        }
        self.pass_wakes_on();
        if !lived {
            self.crash(crash.map_or(0, |(_, down)| down));
        }
    }

    /// Lets the relay hear what the ledger announced, which must be true by now.
    pub(crate) fn pass_wakes_on(&mut self) {
        let losing = self.millis() < self.wakes_lost_until;
        let Some(process) = &mut self.process else { return };
        for factory in process.pass_wakes_on(losing) {
            if !self.grown.contains(&factory) {
                self.truth.complain("a log was said to have grown before it did".to_owned());
            }
        }
        self.grown.clear();
    }

    /// Reads all logs anew.
    pub(crate) fn read_logs(&mut self) {
        self.truth.lock().logs.clear();
        self.read_log_of(template().factories.iter().map(|factory| factory.id).collect());
        self.grown.clear();
    }

    fn read_log_of(&mut self, mut factories: Vec<FactoryId>) {
        factories.sort();
        factories.dedup();
        for factory in factories {
            let known = self.truth.lock().log(factory).len() as i64;
            let ledger = self.process.as_ref().map(|process| process.ledger.clone());
            let address = url(&self.file);
            let read = self.host.run(self.server_now(), move || async move {
                match ledger {
                    Some(ledger) => ledger.events_after(factory, known, EVENTS).await,
                    None => {
                        let ledger = ledger::Ledger::open(&address).await?;
                        let read = ledger.events_after(factory, known, EVENTS).await;
                        ledger.close().await?;
                        read
                    }
                }
            });
            let entries = match read {
                Ok(entries) => entries,
                Err(error) => return self.truth.complain(format!("the log cannot be read: {error}")),
            };
            if !entries.is_empty() {
                self.grown.push(factory);
            }
            let events: Result<Vec<Event>, _> = entries.iter().map(|entry| serde_json::from_str(&entry.json)).collect();
            match events {
                Ok(events) => self.truth.lock().logs.entry(factory).or_default().extend(events),
                Err(error) => self.truth.complain(format!("an event cannot be read: {error}")),
            }
        }
    }
}
