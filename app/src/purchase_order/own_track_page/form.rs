//! The form as the server draws it, and what sending it does.

use leptos::{
    prelude::*,
    server_fn::{ServerFn as _, error::ServerFnUrlError},
};
use leptos_meta::Meta;
use model::{
    Command, Department, Refusal,
    ids::{ItemId, MutationId},
    purchase_order::ItemSnapshot,
    text::NOTE_MAX,
};
use uuid::Uuid;

use super::{Entry, SaveOwnTrack, own_track_path};
use crate::{
    account::use_viewer,
    door::{record, word},
    error::AppError,
    json,
    language::{t, t_with},
    layout::{Loaded, Topbar},
    purchase_order::{
        card::by_line,
        progress_sheet::QUICK_VALUES,
        scanned::Opened,
        server_fns::load_item,
        texts::{NOTE, progress as texts},
    },
    request,
    router::{Query, use_query},
    ui::{
        clock::use_clock,
        field::{Hint, refused_before},
        format::quantity,
    },
};

/// Does what `entry` says, and leads a browser on.
pub(super) async fn save(entry: Entry) -> Result<(), AppError> {
    let path = match attempt(&entry).await {
        Err(error) if !request::is_form_post() => return Err(error),
        Ok(()) => format!("{}#item-{}", entry.next, entry.item),
        // Somebody else's browser now, who need not see what was typed.
        Err(AppError::SignedOut) if request::session_of_request().is_some() => "/".to_owned(),
        Err(AppError::SignedOut) => Query::of([("next", back(entry, None).as_str())]).behind("/login"),
        Err(error) => back(entry, Some(error)),
    };
    leptos_axum::redirect(if request::stays_here(&path) { &path } else { "/" });
    Ok(())
}

async fn attempt(entry: &Entry) -> Result<(), AppError> {
    let Entry { factory, person, item, department, version, mutation, progress, quick, note, .. } = entry;
    // Somebody else may have signed in since, in another tab.
    if request::viewer(factory)?.actor.id != *person {
        return Err(AppError::SignedOut.with_status());
    }
    // What is no number is refused as one out of range is.
    let progress = quick.as_ref().unwrap_or(progress).trim().parse().unwrap_or(-1);
    let note = Some(note.clone()).filter(|note| !note.trim().is_empty());
    let department = word::<Department>(department)?;
    let command = Command::AdvanceTrack { item_id: *item, department, progress, note, version: *version };
    record(factory, *mutation, command).await.map(drop)
}

/// The form again with what was typed, and why.
fn back(entry: Entry, error: Option<AppError>) -> String {
    let Entry { factory, item, progress, quick, note, next, .. } = entry;
    let progress = quick.unwrap_or(progress);
    let typed = Query::of([("progress", progress.as_str()), ("note", &note), ("next", &next)]);
    let form = typed.behind(format!("/{factory}/{}", own_track_path(item)));
    let Some(error) = error else { return form };
    // As the page's action finds it. It only takes whole addresses.
    let address = ServerFnUrlError::new(SaveOwnTrack::PATH, error).to_url(&format!("http://here{form}"));
    address.map(|address| format!("{}?{}", address.path(), address.query().unwrap_or_default())).unwrap_or(form)
}

pub(super) fn page(item: Option<ItemId>) -> AnyView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let item = json::load(
        || (),
        move |()| {
            let slug = slug.clone();
            async move {
                match item {
                    Some(item) => load_item(slug, item).await,
                    None => Err(AppError::from(Refusal::Unknown).with_status()),
                }
            }
        },
    );
    view! { <Loaded resource=item view=|snapshot| view! { <Form snapshot=snapshot /> }.into_any() /> }.into_any()
}

#[component]
fn Form(snapshot: ItemSnapshot) -> impl IntoView {
    let item = snapshot.item;
    let viewer = use_viewer().get_value();
    let Opened::Track(department) = Opened::of(item.is_delivered, item.order.status, viewer.actor.own_department())
    else {
        leptos_axum::redirect(&viewer.path(&format!("items/{}", item.id)));
        return ().into_any();
    };
    let query = use_query().get_untracked();
    let action = ServerAction::<SaveOwnTrack>::new();
    let refused = refused_before(action);
    let track = item.track(department);
    let typed = query.get("progress").unwrap_or_else(|| track.progress.to_string());
    let next = query
        .get("next")
        .filter(|next| request::stays_here(next))
        .or_else(request::came_from)
        .unwrap_or_else(|| viewer.path("tasks"));
    let by = by_line(track, viewer.actor.id, use_clock().now(), true);
    let about = format!(
        "{} · {} · {}",
        item.order.po_number,
        item.order.client.name,
        quantity(item.quantity_total, &item.quantity_unit)
    );
    let quick = QUICK_VALUES
        .into_iter()
        .map(|value| {
            view! {
                <button class="opt" type="submit" name="entry[quick]" value=value.to_string()>
                    {value}
                </button>
            }
        })
        .collect_view();
    // A shared tablet is locked by its app, which is not here.
    let lock = viewer.lock_minutes.map(|minutes| {
        view! { <Meta http_equiv="refresh" content=format!("{};url=/tablet", i64::from(minutes) * 60) /> }
    });
    let hidden = [
        ("entry[factory]", viewer.slug.clone()),
        ("entry[person]", viewer.actor.id.to_string()),
        ("entry[item]", item.id.to_string()),
        ("entry[department]", department.wire().to_owned()),
        ("entry[version]", track.version.to_string()),
        ("entry[mutation]", MutationId(Uuid::now_v7()).0.to_string()),
        ("entry[next]", next.clone()),
    ];
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        {lock}
        <Topbar
            title=format!("{} · {}", department.label(), item.item_name)
            back=Some(("tasks".to_owned(), t(crate::texts::TASKS).to_owned()))
        />
        <main class="page" id="isi" tabindex="-1">
            <form class="panel own-track" method="post" action=SaveOwnTrack::url() data-department=department.wire()>
                {hidden.collect_view()}
                <header>
                    <h1>{format!("{} · {}", department.label(), item.item_name)}</h1>
                    <p>{about}</p>
                </header>
                <div class="field">
                    <label for="progress">{t_with(texts::PROGRESS_IN_PERCENT, &[&department.label()])}</label>
                    <div class="own-track__value">
                        <input
                            class="input"
                            id="progress"
                            name="entry[progress]"
                            type="number"
                            inputmode="numeric"
                            min="0"
                            max="100"
                            required
                            value=typed
                            aria-invalid=move || refused.get().map(|_| "true")
                            aria-describedby="progress-hint progress-by"
                        />
                        // The first button of the form is the one that the keyboard means.
                        <button class="btn btn--primary btn--lg" type="submit">
                            {t(texts::SAVE_TYPED)}
                        </button>
                    </div>
                    <Hint id="progress-hint".to_owned() text=refused />
                    <p class="own-track__by" id="progress-by">
                        {t_with(texts::BEFORE, &[&track.progress])} " · " {by}
                    </p>
                </div>
                <fieldset class="quick">
                    <legend>{t(texts::QUICK_SAVES)}</legend>
                    {quick}
                </fieldset>
                <div class="field">
                    <label for="note">{t(NOTE)}</label>
                    <input
                        class="input"
                        id="note"
                        name="entry[note]"
                        autocomplete="off"
                        // Refused, it comes back by the address, which does not take everything.
                        maxlength=NOTE_MAX.to_string()
                        placeholder=t(texts::PROGRESS_NOTE_EXAMPLE)
                        value=query.get("note")
                    />
                </div>
            </form>
        </main>
    }
    .into_any()
}
