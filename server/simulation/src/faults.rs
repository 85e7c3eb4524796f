//! The steps of a schedule, done: people act, and things go wrong.

use std::path::PathBuf;

use crate::{
    client::Timer,
    deed::Deed,
    page::Place,
    process::Process,
    schedule::{Step, Way},
    template::{template, url},
    world::{Due, World},
};
use ledger::Ledger;
use model::{
    Department, Role,
    ids::{FactoryId, UserId},
};

/// A copy of the database.
#[derive(Clone, Debug)]
pub(crate) struct Backup {
    file: PathBuf,
}

impl World {
    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Act { tab, deed } => self.set_out(self.tab(tab), deed),
            Step::Go { tab, way, leave_first } => self.go(self.tab(tab), way, leave_first),
            Step::Look { tab } => {
                let tab = self.tab(tab);
                let now = self.uptime();
                self.clients[tab].look(now);
                self.perform(tab);
            }
            Step::Hide { tab } => {
                let tab = self.tab(tab);
                self.clients[tab].hide();
            }
            Step::Reload { tab } => self.reload(self.tab(tab)),
            Step::Pry { tab } => self.pry(self.tab(tab)),
            Step::Partition { tab, millis } => {
                let tab = self.tab(tab);
                self.nets[tab].cut_off();
                self.later(millis, Due::Heal(tab));
            }
            Step::Cut { tab } => self.cut(self.tab(tab)),
            Step::Slow { tab, each, millis } => {
                let tab = self.tab(tab);
                self.nets[tab].slow_down(Some(each));
                self.later(millis, Due::Quicken(tab));
            }
            Step::Lossy { tab, requests, loss } => {
                let tab = self.tab(tab);
                self.nets[tab].losses.extend((0..requests).map(|_| loss));
            }
            Step::Stall { millis } => self.stalled_until = self.millis() + millis,
            Step::Crash { steps, down } => {
                self.down_for = down;
                if let Some(process) = &self.process {
                    process.life.end_after(steps);
                }
            }
            Step::CrashWriting { places, down } => self.crash_writing = Some((places, down)),
            Step::Deploy { down } => self.deploy(down),
            Step::Gateway { on } => self.has_gateway = on,
            Step::Backup => self.back_up(),
            Step::Restore { down } => self.restore(down),
            Step::Unreadable { millis } => {
                if let Some(process) = &self.process {
                    process.life.make_unreadable(millis);
                }
            }
            Step::LostWakes { millis } => self.wakes_lost_until = self.millis() + millis,
            Step::EndSession { tab } => self.end_session(self.tab(tab)),
            Step::Remove { tab, millis } => self.revoke(self.tab(tab), millis, Revoked::Removed),
            Step::Disable { tab, millis } => self.revoke(self.tab(tab), millis, Revoked::Disabled),
            Step::Demote { tab, millis } => self.revoke(self.tab(tab), millis, Revoked::Demoted),
            Step::ServerClock { by } => {
                self.clock_ahead += by;
                self.clock_was_set = true;
                if let Some(process) = &self.process {
                    process.life.set_clock_ahead(self.clock_ahead);
                }
            }
            Step::TabClock { tab, by } => {
                let tab = self.tab(tab);
                self.clients[tab].clock_ahead += by;
            }
        }
    }

    /// Does `deed` where it can be done: fields are changed in a form, all else where items are shown.
    fn set_out(&mut self, tab: usize, deed: Deed) {
        let Some(page) = self.clients[tab].page() else { return };
        if deed.is_formal() == page.is_form() {
            return self.act(tab, deed);
        }
        let items = page.items();
        let item = items.get(deed.item() as usize % items.len().max(1));
        let form = item.map(|item| Place::Form(item.order.id)).filter(|_| deed.is_formal());
        let now = self.uptime();
        self.clients[tab].go_and_do(form.unwrap_or(Place::Tasks), deed, now);
        self.perform(tab);
    }

    fn go(&mut self, tab: usize, way: Way, leave_first: bool) {
        let items = self.clients[tab].page().map(crate::page::Page::items).unwrap_or_default();
        let item = |number: u64| items.get(number as usize % items.len().max(1));
        let place = match way {
            Way::Tasks => Some(Place::Tasks),
            Way::Item(number) => item(number).map(|item| Place::Item(item.id)),
            Way::Order(number) => item(number).map(|item| Place::Order(item.order.id)),
            Way::Form(number) => item(number).map(|item| Place::Form(item.order.id)),
            Way::Orders(status) => Some(Place::Orders(status)),
            Way::Foreign => self.foreign_item(tab).map(Place::Item),
        };
        let now = self.uptime();
        self.clients[tab].go(place.unwrap_or(Place::Tasks), leave_first, now);
        self.perform(tab);
    }

    /// An item of the other factory.
    fn foreign_item(&self, tab: usize) -> Option<model::ids::ItemId> {
        let other = template().factories.iter().find(|factory| factory.id != self.clients[tab].factory.id)?;
        self.truth.lock().log(other.id).iter().find_map(|event| match &event.change {
            model::Change::PurchaseOrderCreated(created) => created.items.first().map(|item| item.id),
            _ => None,
        })
    }

    fn pry(&mut self, tab: usize) {
        use model::{Channel, DocType};
        let Some(item) = self.foreign_item(tab) else { return };
        let others = template().factories.iter().filter(|factory| factory.id != self.clients[tab].factory.id);
        let mut channels: Vec<Channel> = others
            .flat_map(|other| [Channel::Factory(other.id), Channel::List(DocType::PurchaseOrder, other.id)])
            .collect();
        channels.push(Channel::Doc(DocType::Item, item.0));
        let now = self.uptime();
        self.clients[tab].pry(&channels, now);
        self.perform(tab);
    }

    // ---- the server dies and comes back --------------------------------------

    /// `kill -9`, and up again after `down` milliseconds.
    pub(crate) fn crash(&mut self, down: u64) {
        let Some(process) = self.process.take() else { return };
        self.say("server", "dies");
        process.kill();
        for exchange in std::mem::take(&mut self.inbox) {
            self.send_answer(exchange, None);
        }
        self.reset_sockets();
        self.crash_writing = None;
        self.read_logs();
        self.later(down, Due::Start);
    }

    /// The process is told to stop: sockets are closed in order.
    fn deploy(&mut self, down: u64) {
        if let Some(process) = &self.process {
            process.say_goodbye();
            self.down_for = down;
            // Long enough for the close frames, as the real process waits for them.
            self.later(900, Due::Stop(self.lives));
        }
    }

    fn back_up(&mut self) {
        if self.process.is_none() {
            return;
        }
        self.backups += 1;
        let file = self.folder.path().join(format!("backup-{}.sqlite", self.backups));
        let (from, to) = (url(&self.file), file.clone());
        let done = self.host.run(self.server_now(), move || async move { ledger::backup(&from, &to).await });
        match done {
            Ok(_) => self.backup = Some(Backup { file }),
            Err(error) => self.truth.complain(format!("no backup: {error}")),
        }
    }

    /// The database becomes what it was at the backup, with a new epoch.
    fn restore(&mut self, down: u64) {
        let Some(backup) = self.backup.clone() else { return };
        if self.process.is_none() {
            return;
        }
        self.crash(down);
        let address = url(&self.file);
        let done =
            self.host.run(self.server_now(), move || async move { ledger::restore(&address, &backup.file).await });
        if let Err(error) = done {
            self.truth.complain(format!("no restore: {error}"));
        }
        self.read_logs();
        self.book.restored(&self.truth);
        self.look_at_rights();
    }

    // ---- rights -------------------------------------------------------------

    fn end_session(&mut self, tab: usize) {
        let client = &self.clients[tab];
        let (user, factory) = (client.actor.id, client.factory.id);
        let Some(token) = self.cookies.get(&user).cloned() else { return };
        let end = token.clone();
        let ended = self.with_ledger(move |ledger| async move {
            let Some(session) = ledger.session(&end).await? else { return Ok(false) };
            ledger.expire_session(session.id).await.map(|()| true)
        });
        if ended == Some(true) {
            let head = self.truth.lock().log(factory).len() as i64;
            self.truth.lock().ended_sessions.insert(token, head);
        }
    }

    fn revoke(&mut self, tab: usize, millis: u64, how: Revoked) {
        let client = &self.clients[tab];
        let (user, factory) = (client.actor.id, client.factory.id);
        // Another role would let in again who is shut out.
        if self.truth.lock().without_rights.contains_key(&user) {
            return;
        }
        let done: Option<()> = self.with_ledger(move |ledger| async move {
            match how {
                Revoked::Removed => ledger.remove_membership(factory, user).await,
                Revoked::Disabled => ledger.set_user_disabled(user, true).await,
                Revoked::Demoted => {
                    let departments = [Department::Drafting].into_iter().collect();
                    ledger.set_membership(factory, user, Role::Operator, departments).await
                }
            }
        });
        if done.is_none() {
            return;
        }
        self.once_out.insert(user);
        if how != Revoked::Demoted {
            let head = self.truth.lock().log(factory).len() as i64;
            self.truth.lock().without_rights.entry(user).or_insert(head);
        }
        self.later(millis, Due::Grant(user));
    }

    /// The person may again what the person could at first.
    pub(crate) fn grant(&mut self, user: UserId) {
        if self.exiled.contains(&user) {
            return;
        }
        let factories = template().factories.iter();
        let own = factories.flat_map(|factory| factory.people.iter().map(move |actor| (factory.id, actor)));
        let Some((factory, actor)) = own.into_iter().find(|(_, actor)| actor.id == user) else { return };
        let (role, departments) = (actor.role, actor.departments);
        let done = self.with_ledger(move |ledger| async move {
            ledger.set_user_disabled(user, false).await?;
            ledger.set_membership(factory, user, role, departments).await
        });
        match done {
            Some(()) => drop(self.truth.lock().without_rights.remove(&user)),
            None => self.later(500, Due::Grant(user)),
        }
    }

    /// After a restore, who may what is what it was then.
    fn look_at_rights(&mut self) {
        let people: Vec<(FactoryId, UserId)> = template()
            .factories
            .iter()
            .flat_map(|factory| factory.people.iter().map(|actor| (factory.id, actor.id)))
            .collect();
        let address = url(&self.file);
        let standing = self.host.run(self.server_now(), move || async move {
            let ledger = Ledger::open(&address).await?;
            let mut standing = Vec::new();
            for (factory, user) in people {
                standing.push((factory, user, ledger.actor(user, factory).await?.is_some()));
            }
            ledger.close().await?;
            Ok::<_, ledger::LedgerError>(standing)
        });
        let mut facts = self.truth.lock();
        facts.without_rights.clear();
        facts.ended_sessions.clear();
        let mut outside = Vec::new();
        for (factory, user, may) in standing.into_iter().flatten() {
            if !may {
                let head = facts.log(factory).len() as i64;
                facts.without_rights.insert(user, head);
                outside.push(user);
            }
        }
        drop(facts);
        outside.into_iter().for_each(|user| self.later(2_000, Due::Grant(user)));
    }

    /// Does something with the running server's ledger, and passes on what follows; `None` without a server, or when
    /// it could not.
    fn with_ledger<T, F, Fut>(&mut self, work: F) -> Option<T>
    where
        T: Send + 'static,
        F: FnOnce(Ledger) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, ledger::LedgerError>> + 'static,
    {
        let Process { ledger, life, .. } = self.process.as_ref()?;
        let (ledger, now) = (ledger.clone(), life.now());
        let done = self.host.run(now, move || async move {
            let done = work(ledger.clone()).await;
            // The writer answers before it wakes, and both belong to this moment.
            drop(ledger.hold_writer().await);
            done
        });
        if let Err(error) = &done {
            self.truth.complain(format!("rights cannot be changed: {error}"));
        }
        self.pass_wakes_on();
        done.ok()
    }

    // ---- signing in ----------------------------------------------------------

    /// The login page, before the first page.
    pub(crate) fn sign_in(&mut self, tab: usize) -> bool {
        let client = &self.clients[tab];
        let (user, factory) = (client.actor.id, client.factory.id);
        if self.nets[tab].is_cut_off() {
            return false;
        }
        let Some(process) = &self.process else { return false };
        let (ledger, now) = (process.ledger.clone(), process.life.now());
        let token = self.host.run(now, move || async move {
            ledger.actor(user, factory).await.ok().flatten()?;
            ledger.log_in_unasked(user).await.ok()
        });
        if let Some(token) = &token {
            self.cookies.insert(user, token.as_str().to_owned());
        }
        token.is_some()
    }

    /// The dialog in the middle of work.
    pub(crate) fn type_password(&mut self, tab: usize) {
        if self.sign_in(tab) {
            let now = self.uptime();
            self.clients[tab].signed_in(now);
            self.perform(tab);
        } else {
            self.later(2_000, Due::Timer(tab, self.lives_of_tabs[tab], Timer::SignIn));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Revoked {
    Removed,
    Disabled,
    Demoted,
}
