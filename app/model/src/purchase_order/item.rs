//! One line of a purchase order with all that a card shows, and the rules that change it.

use serde::{Deserialize, Serialize};

use super::{
    Delivery, IssueChanged, ItemDelivered, ItemUpdated, Photo, Priority, PurchaseOrder, TrackUpdated, Version,
    change::ItemPatch,
    is_newer,
    issue::{Issue, IssueStatus},
    track::{PROGRESS_MAX, Track},
};
use crate::{
    actor::{Actor, Department},
    event::Change,
    ids::{DeliveryId, IssueId, ItemId},
    permission::Permission,
    quantity::Quantity,
    refusal::{Field, Refusal},
    text,
    time::{Date, Timestamp},
};

/// What the shop floor makes: the card of the Tasks page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Row id.
    pub id: ItemId,
    /// Row version (of the item's own fields; order, tracks and issues have theirs).
    pub version: Version,
    /// The order it belongs to.
    pub order: PurchaseOrder,
    /// What is made.
    pub item_name: String,
    /// Material, size, treatment.
    pub specification: Option<String>,
    /// How many are ordered.
    pub quantity_total: Quantity,
    /// Unit of both quantities.
    pub quantity_unit: String,
    /// How many left the factory.
    pub quantity_delivered: Quantity,
    /// All of them left.
    pub is_delivered: bool,
    /// When the last of them left.
    pub delivered_at: Option<Timestamp>,
    /// One per department, in flow order.
    pub tracks: [Track; 5],
    /// Open issues, and those seen being resolved (so that a late "created" cannot reopen one).
    pub issues: Vec<Issue>,
}

impl Item {
    /// The track of `department`.
    #[must_use]
    pub fn track(&self, department: Department) -> &Track {
        &self.tracks[department.index()]
    }

    /// The open issues.
    pub fn open_issues(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(|issue| issue.status == IssueStatus::Open)
    }

    /// The department that holds the item: the first that has not finished; delivery once all have.
    #[must_use]
    pub fn holder(&self) -> Department {
        Department::ALL
            .into_iter()
            .find(|department| self.track(*department).progress < PROGRESS_MAX)
            .unwrap_or(Department::Delivery)
    }

    /// Past its deadline and not delivered.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        !self.is_delivered && self.order.delivery_deadline.is_some_and(|deadline| deadline < today)
    }

    /// Ordered and not yet delivered.
    #[must_use]
    pub fn quantity_remaining(&self) -> Quantity {
        self.quantity_total.checked_sub(self.quantity_delivered).unwrap_or_default()
    }

    /// The track of `department` moved to `to` percent.
    ///
    /// # Errors
    /// [`Refusal::OrderNotActive`] and those of [`Track::advance`].
    pub fn advance_track(
        &self,
        department: Department,
        to: i64,
        note: Option<&str>,
        seen: Version,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let before = self.track(department);
        let track = before.advance(to, note, seen, actor, now)?;
        self.order.require_active()?;
        Ok(Change::TrackUpdated(TrackUpdated {
            po_id: self.order.id,
            po_number: self.order.po_number.clone(),
            item_id: self.id,
            item_name: self.item_name.clone(),
            old_progress: before.progress,
            track,
        }))
    }

    /// A problem reported on this item. Anyone of the factory may.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`] and those of [`Issue::report`].
    pub fn report_issue(
        &self,
        id: IssueId,
        title: &str,
        description: Option<&str>,
        priority: Priority,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        actor.require(Permission::ReportIssue)?;
        let issue = Issue::report(id, title, description, priority, actor, now)?;
        self.order.require_active()?;
        Ok(Change::IssueCreated(self.issue_changed(issue)))
    }

    /// `issue` of this item, resolved.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] and those of [`Issue::resolve`].
    pub fn resolve_issue(&self, issue: &Issue, actor: &Actor, now: Timestamp) -> Result<Change, Refusal> {
        actor.require(Permission::ResolveIssue)?;
        Ok(Change::IssueResolved(self.issue_changed(issue.resolve(actor, now)?)))
    }

    /// `photo` added to `issue` of this item. Anyone of the factory may.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`] and those of [`Issue::add_photo`].
    pub fn add_issue_photo(&self, issue: &Issue, photo: Photo, actor: &Actor) -> Result<Change, Refusal> {
        actor.require(Permission::AddPhoto)?;
        self.order.require_active()?;
        Ok(Change::IssuePhotoAdded(self.issue_changed(issue.add_photo(photo)?)))
    }

    fn issue_changed(&self, issue: Issue) -> IssueChanged {
        IssueChanged {
            po_id: self.order.id,
            po_number: self.order.po_number.clone(),
            item_id: self.id,
            item_name: self.item_name.clone(),
            issue,
        }
    }

    /// `quantity` more of this item left the factory.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`], [`Refusal::AlreadyDelivered`],
    /// [`Refusal::QuantityNotPositive`], [`Refusal::OverDelivery`], [`Refusal::TooLong`] note.
    pub fn deliver(
        &self,
        id: DeliveryId,
        quantity: Quantity,
        note: Option<&str>,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        actor.require(Permission::RecordDelivery)?;
        let quantity = quantity.positive()?;
        let note = text::optional(note, Field::Note, text::NOTE_MAX)?;
        if self.is_delivered {
            return Err(Refusal::AlreadyDelivered);
        }
        self.order.require_active()?;
        let remaining = self.quantity_remaining();
        if quantity > remaining {
            return Err(Refusal::OverDelivery { remaining, unit: self.quantity_unit.clone() });
        }
        let quantity_delivered = self.quantity_delivered.checked_add(quantity).ok_or(Refusal::TooLarge)?;
        let is_delivered = quantity_delivered == self.quantity_total;
        Ok(Change::ItemDelivered(ItemDelivered {
            po_id: self.order.id,
            po_number: self.order.po_number.clone(),
            item_id: self.id,
            item_name: self.item_name.clone(),
            version: self.version + 1,
            quantity_delivered,
            is_delivered,
            delivered_at: is_delivered.then_some(now),
            quantity_unit: self.quantity_unit.clone(),
            delivery: Delivery { id, quantity, note, by: actor.to_ref(), at: now },
        }))
    }

    /// Changed fields of the item itself. `seen` is the version the person looked at. Whether it is delivered follows
    /// from the quantities; what `patch` says about that is not listened to.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`], [`Refusal::BelowDelivered`], [`Refusal::Stale`]; for a
    /// bad text or quantity those of [`ItemDraft::check`](super::ItemDraft::check).
    pub fn edit(&self, patch: ItemPatch, seen: Version, actor: &Actor, now: Timestamp) -> Result<Change, Refusal> {
        actor.require_manage_orders()?;
        self.order.require_active()?;
        if seen != self.version {
            return Err(Refusal::Stale);
        }
        let mut patch = patch.checked()?.without_unchanged(self);
        if let Some(total) = patch.quantity_total {
            if total < self.quantity_delivered {
                let (delivered, unit) = (self.quantity_delivered, self.quantity_unit.clone());
                return Err(Refusal::BelowDelivered { delivered, unit });
            }
            // A smaller total can make what left already all of it, and a larger one the reverse.
            let is_delivered = total == self.quantity_delivered;
            if is_delivered != self.is_delivered {
                patch.is_delivered = Some(is_delivered);
                patch.delivered_at = Some(is_delivered.then_some(now));
            }
        }
        Ok(Change::ItemUpdated(ItemUpdated {
            po_id: self.order.id,
            po_number: self.order.po_number.clone(),
            item_id: self.id,
            item_name: self.item_name.clone(),
            version: self.version + 1,
            before: patch.before(self),
            quantity_unit: patch.quantity_unit.clone().unwrap_or_else(|| self.quantity_unit.clone()),
            patch,
        }))
    }

    /// Lays `change` over this item if it is about it and newer than what is here; says whether it was.
    ///
    /// This is the version guard: an older or equal version changes nothing, so any event may come twice, late, or
    /// by two ways.
    pub fn apply(&mut self, change: &Change) -> bool {
        if self.order.apply(change) {
            return true;
        }
        match change {
            Change::TrackUpdated(updated) if updated.item_id == self.id => {
                let track = &mut self.tracks[updated.track.department.index()];
                let newer = is_newer(updated.track.version, track.version);
                if newer {
                    *track = updated.track.clone();
                }
                newer
            }
            Change::IssueCreated(changed) | Change::IssueResolved(changed) | Change::IssuePhotoAdded(changed)
                if changed.item_id == self.id =>
            {
                match self.issues.iter_mut().find(|issue| issue.id == changed.issue.id) {
                    Some(issue) if is_newer(changed.issue.version, issue.version) => *issue = changed.issue.clone(),
                    Some(_) => return false,
                    None => self.issues.push(changed.issue.clone()),
                }
                true
            }
            Change::ItemDelivered(delivered)
                if delivered.item_id == self.id && is_newer(delivered.version, self.version) =>
            {
                self.version = delivered.version;
                self.quantity_delivered = delivered.quantity_delivered;
                self.is_delivered = delivered.is_delivered;
                self.delivered_at = delivered.delivered_at;
                true
            }
            Change::ItemUpdated(updated) if updated.item_id == self.id && is_newer(updated.version, self.version) => {
                self.version = updated.version;
                updated.patch.apply(self);
                true
            }
            _ => false,
        }
    }
}
