//! Where in the log the events lie that somebody asks for.
//!
//! Each question has one index to answer it, also in a log of millions ([`Lead`]). Where that index has the events in the
//! order of the log, as many are read as are shown. Where it has not, it has few: a few orders', or some days', and those
//! days' without looking at the rows. The database is not left to guess, because it has no statistics: what must not
//! choose the index stands behind a function or a sign.

use model::{
    DocType,
    activity::{ActivityFilter, Object},
    ids::FactoryId,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, Func, LikeExpr, Order, Query, SelectStatement, SimpleExpr, UnionType},
};

use super::Hidden;
use crate::{
    entities::{event, item, purchase_order as order},
    error::LedgerError,
};

/// With more orders or items than this, most of the newest events are among them, and the log is read in its order.
const FEW: u64 = 200;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Which index answers a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// The log itself.
    Log,
    /// A person's deeds, in the order of the log.
    Person,
    /// Events by name, each name in the order of the log.
    Names,
    /// Some days, with everything that a person or a name is known by.
    Days,
    /// A few orders and items.
    Subjects,
    /// What one thing went through, in the order of the log.
    Object,
}

/// A question to the log.
pub(super) struct Places {
    lead: Lead,
    /// What all of them have in common.
    all: Condition,
    /// With [`Lead::Names`]: each has one of them.
    names: &'static [&'static str],
}

impl Places {
    /// Those of `filter`; `None` where its words name nothing.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        factory: FactoryId,
        filter: &ActivityFilter,
        utc_offset_minutes: i32,
    ) -> Result<Option<Places>, LedgerError> {
        let mut places = Places::everything(factory);
        let words = filter.words();
        let subjects = if words.is_empty() { None } else { Some(Subjects::of(db, factory, &words).await?) };
        places.lead = match &subjects {
            Some(Subjects::None) => return Ok(None),
            _ if filter.object.is_some() => Lead::Object,
            Some(Subjects::Few { .. }) => Lead::Subjects,
            _ if filter.from.is_some() || filter.to.is_some() => Lead::Days,
            _ if filter.person.is_some() => Lead::Person,
            _ if filter.kind.is_some() => Lead::Names,
            _ => Lead::Log,
        };
        if let Some(subjects) = subjects {
            places.all = places.all.add(subjects.condition(places.lead));
        }
        if let Some(object) = filter.object {
            places.all = places.all.add(is_of(object));
        }
        if let Some(person) = filter.person {
            let actor = places.column(event::Column::ActorId, Lead::Person);
            places.all = places.all.add(actor.eq(person.0));
        }
        match filter.kind {
            Some(kind) if places.lead == Lead::Names => places.names = kind.names(),
            Some(kind) => places.all = places.all.add(aside(event::Column::Kind).is_in(kind.names().iter().copied())),
            None => {}
        }
        let midnight = |day: model::Date| {
            let local = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
            local.saturating_sub(i64::from(utc_offset_minutes) * 60_000)
        };
        let ts = |places: &Places| places.column(event::Column::Ts, Lead::Days);
        if let Some(from) = filter.from {
            places.all = places.all.clone().add(ts(&places).gte(midnight(from)));
        }
        if let Some(to) = filter.to {
            places.all = places.all.clone().add(ts(&places).lt(midnight(to).saturating_add(DAY_MILLIS)));
        }
        Ok(Some(places))
    }

    /// All of them.
    pub(super) fn everything(factory: FactoryId) -> Places {
        let all = Condition::all().add(event::Column::FactoryId.eq(factory.0));
        Places { lead: Lead::Log, all, names: &[] }
    }

    /// Only from this moment on.
    pub(super) fn since_moment(mut self, millis: i64) -> Places {
        self.lead = Lead::Days;
        self.all = self.all.add(event::Column::Ts.gte(millis));
        self
    }

    /// Only after this place.
    pub(super) fn after(mut self, seq: i64) -> Places {
        let after = self.seq().gt(seq);
        self.all = self.all.add(after);
        self
    }

    /// Only before this place.
    pub(super) fn before(mut self, seq: Option<i64>) -> Places {
        if let Some(seq) = seq {
            let before = self.seq().lt(seq);
            self.all = self.all.add(before);
        }
        self
    }

    /// Without what is hidden.
    pub(super) fn hiding(mut self, hidden: Hidden) -> Places {
        for beginning in hidden {
            self.all = self.all.add(aside(event::Column::Kind).not_like(format!("{beginning}%")));
        }
        self
    }

    /// The newest `limit` of them.
    pub(super) fn newest(self, limit: u64) -> SelectStatement {
        let one =
            |all: Condition| Query::select().column(event::Column::Seq).from(event::Entity).cond_where(all).to_owned();
        let mut names = self.names.iter().map(|name| event::Column::Kind.eq(*name));
        let mut places = match names.next() {
            // One look-up for each name, merged as they are read.
            Some(first) => one(self.all.clone().add(first)),
            None => one(self.all.clone()),
        };
        for name in names {
            places.union(UnionType::All, one(self.all.clone().add(name)));
        }
        places.order_by_expr(self.seq(), Order::Desc).limit(limit).to_owned()
    }

    /// A column that the index of `lead` is for.
    fn column(&self, column: event::Column, lead: Lead) -> SimpleExpr {
        if self.lead == lead { Expr::col(column) } else { aside(column) }
    }

    /// The place, by which an index is taken only where it has the events in the order of the log.
    fn seq(&self) -> SimpleExpr {
        match self.lead {
            Lead::Log | Lead::Person | Lead::Names | Lead::Object => Expr::col(event::Column::Seq),
            Lead::Days | Lead::Subjects => Expr::cust("+seq"),
        }
    }
}

/// A column behind a function, so that no index is taken for it.
fn aside(column: event::Column) -> SimpleExpr {
    Func::coalesce([Expr::col(column), Expr::col(column)]).into()
}

/// What is about `object`, as [`Object::is_of`] says; in the words of the one index that has it.
fn is_of(object: Object) -> Condition {
    let Object { doc, id } = object;
    match doc {
        DocType::PurchaseOrder => Condition::all().add(event::Column::PoId.eq(id)),
        DocType::Item => Condition::all()
            .add(Expr::col(event::Column::PoId).eq(Expr::SubQuery(None, Box::new(orders_of(&[id]).into()))))
            .add(event::Column::ItemId.eq(id)),
        DocType::Client | DocType::Member | DocType::Device | DocType::Factory => Condition::all()
            .add(event::Column::PoId.is_null())
            .add(event::Column::SubjectId.eq(id))
            .add(aside(event::Column::Kind).like(format!("{}-%", doc.wire()))),
    }
}

/// What the words of a search name: orders whose number, and items whose name and order's number, hold every one.
enum Subjects {
    None,
    Few {
        orders: Vec<Uuid>,
        items: Vec<Uuid>,
    },
    /// So many that they are looked up anew for each event.
    Many {
        orders: Box<SelectStatement>,
        items: Box<SelectStatement>,
    },
}

impl Subjects {
    async fn of(db: &impl ConnectionTrait, factory: FactoryId, words: &[String]) -> Result<Subjects, LedgerError> {
        let (all_orders, all_items) = (orders_about(factory, words), items_about(factory, words));
        let (orders, items) = (few(db, &all_orders).await?, few(db, &all_items).await?);
        Ok(match (orders, items) {
            (Some(orders), Some(items)) if orders.is_empty() && items.is_empty() => Subjects::None,
            (Some(orders), Some(items)) => Subjects::Few { orders, items },
            _ => Subjects::Many { orders: Box::new(all_orders), items: Box::new(all_items) },
        })
    }

    fn condition(self, lead: Lead) -> Condition {
        let column = |column| if lead == Lead::Subjects { Expr::col(column) } else { aside(column) };
        match self {
            Subjects::None => Condition::any(),
            Subjects::Few { orders, items } => Condition::any()
                .add_option((!orders.is_empty()).then(|| column(event::Column::PoId).is_in(orders)))
                .add_option((!items.is_empty()).then(|| {
                    let theirs = (lead == Lead::Subjects).then(|| event::Column::PoId.in_subquery(orders_of(&items)));
                    Condition::all().add_option(theirs).add(aside(event::Column::ItemId).is_in(items))
                })),
            Subjects::Many { orders, items } => Condition::any()
                .add(aside(event::Column::PoId).in_subquery(*orders))
                .add(aside(event::Column::ItemId).in_subquery(*items)),
        }
    }
}

/// The orders of `items`: the index by order has the events of their items, too.
fn orders_of(items: &[Uuid]) -> SelectStatement {
    let items = item::Column::Id.is_in(items.iter().copied());
    Query::select().column(item::Column::PoId).from(item::Entity).cond_where(items).to_owned()
}

/// The ids, unless there are more than a few.
async fn few(db: &impl ConnectionTrait, ids: &SelectStatement) -> Result<Option<Vec<Uuid>>, LedgerError> {
    let rows = db.query_all(ids.clone().limit(FEW + 1)).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    Ok((ids.len() as u64 <= FEW).then_some(ids))
}

/// Whether `text` holds `word`, whatever the word is made of.
fn holds(text: SimpleExpr, word: &str) -> SimpleExpr {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    text.like(LikeExpr::new(pattern).escape('\\'))
}

fn number() -> SimpleExpr {
    Expr::col((order::Entity, order::Column::PoNumberKey))
}

fn number_holds_all(words: &[String]) -> Condition {
    words.iter().fold(Condition::all(), |all, word| all.add(holds(number(), word)))
}

fn orders_about(factory: FactoryId, words: &[String]) -> SelectStatement {
    order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::FactoryId.eq(factory.0))
        .filter(number_holds_all(words))
        .into_query()
}

/// Without those whose order's number alone says it: that order's events are found with it.
fn items_about(factory: FactoryId, words: &[String]) -> SelectStatement {
    let name = || SimpleExpr::from(Func::lower(Expr::col((item::Entity, item::Column::ItemName))));
    let mut items = Query::select()
        .column((item::Entity, item::Column::Id))
        .from(item::Entity)
        .join(
            JoinType::InnerJoin,
            order::Entity,
            Expr::col((order::Entity, order::Column::Id)).equals((item::Entity, item::Column::PoId)),
        )
        .and_where(Expr::col((item::Entity, item::Column::FactoryId)).eq(factory.0))
        .cond_where(number_holds_all(words).not())
        .to_owned();
    for word in words {
        items.cond_where(Condition::any().add(holds(name(), word)).add(holds(number(), word)));
    }
    items
}
