//! The form as the server draws it, and what sending it does.

use std::num::{IntErrorKind, ParseIntError};

use leptos::{prelude::*, server_fn::ServerFn as _};
use model::{Command, Department, Field, Refusal, ids::ItemId, purchase_order::ItemSnapshot};

use super::{Entry, SaveOwnTrack, own_track_path};
use crate::{
    account::use_viewer,
    door::word,
    error::AppError,
    language::{t, t_with},
    purchase_order::{
        card::by_line,
        plain_form::{FormFrame, NoteField, Said, form_page, no_form},
        progress_sheet::QUICK_VALUES,
        scanned::Opened,
        texts::progress as texts,
    },
    router::use_query,
    ui::{
        clock::use_clock,
        field::{Hint, refused_before},
    },
};

/// Does what `entry` says, and leads a browser on.
pub(super) async fn save(entry: Entry) -> Result<(), AppError> {
    let Entry { sender, department, version, progress, quick, note } = entry;
    let progress = quick.as_ref().unwrap_or(&progress);
    let command = word::<Department>(&department).and_then(|department| {
        Ok(Command::AdvanceTrack {
            item_id: sender.item,
            department,
            progress: percent(progress.trim())?,
            note: Some(note.clone()).filter(|note| !note.trim().is_empty()),
            version,
        })
    });
    let said = Said {
        sender: &sender,
        form: own_track_path(sender.item),
        typed: vec![("department", &department), ("progress", progress), ("note", &note)],
        anchor: format!("item-{}", sender.item),
        is_counted: false,
    };
    said.save::<SaveOwnTrack>(command).await
}

/// What a number input sends; whether it can be a progress is the rule's to say.
fn percent(typed: &str) -> Result<i64, Refusal> {
    typed.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::Empty => Refusal::EmptyField { field: Field::Progress },
        IntErrorKind::PosOverflow => Refusal::TooLarge,
        _ => Refusal::NotANumber { given: typed.chars().take(40).collect() },
    })
}

pub(super) fn page(item: Option<ItemId>) -> AnyView {
    form_page(item, |snapshot| view! { <Form snapshot=snapshot /> }.into_any())
}

#[component]
fn Form(snapshot: ItemSnapshot) -> impl IntoView {
    let item = snapshot.item;
    let actor = use_viewer().with_value(|viewer| viewer.actor.clone());
    let refused = refused_before(ServerAction::<SaveOwnTrack>::new());
    let was_refused = refused.get_untracked().is_some();
    let query = use_query().get_untracked();
    let opened = Opened::of(item.is_delivered, item.order.status, actor.own_department());
    // There was one when it was sent: what became of it is to be read, beside what was typed.
    let was_sent = query.get("department").filter(|_| was_refused).and_then(|department| department.parse().ok());
    let department = match (was_sent, opened) {
        (Some(department), _) | (None, Opened::Track(department)) => department,
        _ => return no_form(item.id),
    };
    let track = item.track(department);
    let typed = query.get("progress").unwrap_or_else(|| track.progress.to_string());
    let by = by_line(track, actor.id, use_clock(), true);
    let quick = QUICK_VALUES
        .into_iter()
        .map(|value| {
            view! {
                <button class="opt" type="submit" formnovalidate name="entry[quick]" value=value.to_string()>
                    {value}
                </button>
            }
        })
        .collect_view();
    let before = t_with(texts::BEFORE, &[&track.progress]);
    view! {
        <FormFrame
            item=item.clone()
            title=format!("{} · {}", department.label(), item.item_name)
            action=SaveOwnTrack::url()
            also=vec![("entry[department]", department.wire().to_owned()), ("entry[version]", track.version.to_string())]
            department=department
            back=("tasks".to_owned(), t(crate::texts::TASKS).to_owned())
        >
            <div class="field">
                <label for="progress">{t_with(texts::PROGRESS_IN_PERCENT, &[&department.label()])}</label>
                <div class="plain-form__value">
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
                        autofocus=was_refused
                        aria-invalid=move || refused.get().map(|_| "true")
                        aria-describedby="progress-hint progress-by"
                    />
                    // The first button of the form is the one that the keyboard means.
                    <button class="btn btn--primary btn--lg" type="submit">
                        {t(texts::SAVE_TYPED)}
                    </button>
                </div>
                <Hint id="progress-hint".to_owned() text=refused />
                <p class="plain-form__by" id="progress-by">
                    {before}
                    " · "
                    {by}
                </p>
            </div>
            <fieldset class="quick">
                <legend>{t(texts::QUICK_SAVES)}</legend>
                {quick}
            </fieldset>
            <NoteField example=t(texts::PROGRESS_NOTE_EXAMPLE) />
        </FormFrame>
    }
    .into_any()
}
