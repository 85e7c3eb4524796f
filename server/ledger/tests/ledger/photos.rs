//! Photos: in with their event or not at all, once, and for their factory only.

use ledger::{Ledger, LedgerError, PhotoSize, Recorded, Stop};
use model::{
    Change, Command, Department, Refusal,
    ids::{FactoryId, IssueId, MutationId, PhotoId, UserId},
    purchase_order::{Issue, Item, OrderStatus, PHOTOS_MAX},
};
use uuid::Uuid;

use crate::world::{World, deliver, new_mutation, picture, refusal_of, report, url};

/// An item with an open issue.
async fn issue(world: &World) -> (Item, IssueId) {
    let (_, mut items) = world.order("PO-1", 1).await;
    let issue = IssueId(world.done(world.admin, report(&items[0], "Retak")).await.events[0].id);
    (items.remove(0), issue)
}

async fn add(
    world: &World,
    user: UserId,
    mutation: MutationId,
    issue: IssueId,
    content: &str,
) -> Result<Recorded, LedgerError> {
    world.ledger.add_issue_photo(user, world.factory, None, mutation, issue, picture(content)).await
}

async fn seen(world: &World, item: &Item) -> Issue {
    world.ledger.item_snapshot(world.factory, item.id).await.unwrap().item.issues.remove(0)
}

async fn content(ledger: &Ledger, factory: FactoryId, id: MutationId, size: PhotoSize) -> Option<String> {
    let content = ledger.photo(factory, PhotoId(id.0), size).await.unwrap();
    content.map(|content| String::from_utf8(content).unwrap())
}

#[tokio::test]
async fn a_photo_is_on_its_issue_wherever_that_is_shown() {
    let world = World::new().await;
    let (item, issue) = issue(&world).await;
    let (first, second) = (new_mutation(), new_mutation());
    add(&world, world.admin, first, issue, "depan").await.unwrap();
    let recorded = add(&world, world.operator(Department::Qc), second, issue, "belakang").await.unwrap();
    let Change::IssuePhotoAdded(changed) = &recorded.events[0].change else { panic!("{recorded:?}") };
    let shown = seen(&world, &item).await;
    assert_eq!(changed.issue, shown, "the event says all that a page reads");
    assert_eq!(shown.version, 3);
    let ids: Vec<Uuid> = shown.photos.iter().map(|photo| photo.id.0).collect();
    assert_eq!(ids, [first.0, second.0], "in the order they were added");
    let photo = &shown.photos[1];
    assert_eq!((photo.width, photo.height, photo.bytes), (1600, 1200, "jpeg of belakang".len() as u32));
    assert_eq!(photo.by.id, world.operator(Department::Qc));
    let tasks = world.ledger.tasks_snapshot(world.factory).await.unwrap();
    assert_eq!(tasks.items[0].issues, std::slice::from_ref(&shown));
    let order = world.ledger.order_snapshot(world.factory, item.order.id).await.unwrap();
    assert_eq!(order.items[0].issues, std::slice::from_ref(&shown));
    // Solved, and with the order cancelled and taken up again, it is still there.
    world.done(world.admin, Command::ResolveIssue { issue_id: issue }).await;
    assert_eq!(seen(&world, &item).await.photos, shown.photos);
    let open = IssueId(world.done(world.admin, report(&item, "Aus")).await.events[0].id);
    let third = new_mutation();
    add(&world, world.admin, third, open, "aus").await.unwrap();
    for (version, status) in [(1, OrderStatus::Cancelled), (2, OrderStatus::Active)] {
        let command = Command::SetPurchaseOrderStatus { id: item.order.id, version, status };
        let recorded = world.done(world.admin, command).await;
        let Change::PurchaseOrderStatusChanged(changed) = &recorded.events[0].change else { panic!("{recorded:?}") };
        if status == OrderStatus::Active {
            assert_eq!(changed.items[0].issues[0].photos[0].id.0, third.0);
        }
    }
}

#[tokio::test]
async fn its_content_is_given_to_its_own_factory_alone() {
    let world = World::new().await;
    let (_, issue) = issue(&world).await;
    let id = new_mutation();
    add(&world, world.admin, id, issue, "depan").await.unwrap();
    let get = async |factory, id, size| content(&world.ledger, factory, id, size).await;
    assert_eq!(get(world.factory, id, PhotoSize::Full).await.as_deref(), Some("jpeg of depan"));
    assert_eq!(get(world.factory, id, PhotoSize::Thumbnail).await.as_deref(), Some("thumbnail of depan"));
    for size in [PhotoSize::Full, PhotoSize::Thumbnail] {
        assert_eq!(get(world.other_factory, id, size).await, None);
        assert_eq!(get(world.factory, new_mutation(), size).await, None);
    }
}

#[tokio::test]
async fn nobody_adds_to_a_foreign_or_unknown_issue() {
    let world = World::new().await;
    let (_, issue) = issue(&world).await;
    let before = world.dump().await;
    for (user, factory, issue) in [
        (world.other_admin, world.other_factory, issue),
        (world.other_admin, world.factory, issue),
        (world.stranger, world.factory, issue),
        (world.admin, world.other_factory, issue),
        (world.admin, world.factory, IssueId(Uuid::now_v7())),
    ] {
        let result = world.ledger.add_issue_photo(user, factory, None, new_mutation(), issue, picture("x")).await;
        assert_eq!(refusal_of(result), Refusal::Unknown);
    }
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn the_same_photo_again_is_one_photo() {
    let mut world = World::new().await;
    let (item, issue) = issue(&world).await;
    let mutation = new_mutation();
    let first = add(&world, world.admin, mutation, issue, "depan").await.unwrap();
    let after = world.dump().await;
    world.reopen().await;
    // What was made of the same file may differ after an update of the server: it is the file that counts.
    let again = ledger::Picture::new(b"depan", (800, 600), b"another jpeg".to_vec(), Vec::new());
    let again = world.ledger.add_issue_photo(world.admin, world.factory, None, mutation, issue, again).await.unwrap();
    assert_eq!(again, first);
    let other = add(&world, world.admin, mutation, issue, "another file").await;
    assert_eq!(refusal_of(other), Refusal::MutationReused);
    let stolen = add(&world, world.manager, mutation, issue, "depan").await;
    assert_eq!(refusal_of(stolen), Refusal::MutationReused);
    assert_eq!(world.dump().await, after);
    assert_eq!(seen(&world, &item).await.photos.len(), 1);
}

#[tokio::test]
async fn the_ninth_photo_is_refused_and_of_ten_at_once_eight_stay() {
    let world = World::new().await;
    let (item, issue) = issue(&world).await;
    let mut all = tokio::task::JoinSet::new();
    for place in 0..PHOTOS_MAX + 2 {
        let (ledger, user, factory) = (world.ledger.clone(), world.admin, world.factory);
        let picture = picture(&place.to_string());
        all.spawn(async move { ledger.add_issue_photo(user, factory, None, new_mutation(), issue, picture).await });
    }
    let results = all.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), PHOTOS_MAX);
    assert_eq!((seen(&world, &item).await.photos.len(), world.count("photos").await), (PHOTOS_MAX, PHOTOS_MAX));
    let before = world.dump().await;
    let ninth = add(&world, world.admin, new_mutation(), issue, "x").await;
    assert_eq!(refusal_of(ninth), Refusal::TooManyPhotos { max: 8 });
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn a_command_without_its_picture_and_a_closed_order_are_refused() {
    let world = World::new().await;
    let (item, issue) = issue(&world).await;
    let bare = Command::AddIssuePhoto { issue_id: issue, sha256: [0; 32] };
    assert_eq!(world.refused(world.admin, bare).await, Refusal::NotAPhoto);
    world.done(world.admin, deliver(&item, 10)).await;
    let before = world.dump().await;
    let late = add(&world, world.admin, new_mutation(), issue, "x").await;
    assert_eq!(refusal_of(late), Refusal::OrderNotActive { status: OrderStatus::Completed });
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn an_error_between_any_two_steps_leaves_all_or_nothing_of_it() {
    let mut stopped = 0;
    for places in 0..100 {
        let mut world = World::new().await;
        let (item, issue) = issue(&world).await;
        let (before, mutation) = (world.dump().await, new_mutation());
        world.ledger.stop_after(places, Stop::Error);
        let result = add(&world, world.admin, mutation, issue, "depan").await;
        if world.ledger.was_not_stopped() {
            result.unwrap();
            break;
        }
        stopped += 1;
        assert!(matches!(result, Err(LedgerError::Failpoint)), "at {places}: {result:?}");
        world.reopen().await;
        let there = content(&world.ledger, world.factory, mutation, PhotoSize::Full).await.is_some();
        assert_eq!(
            seen(&world, &item).await.photos.len(),
            usize::from(there),
            "at {places}: told and there, or neither"
        );
        assert!(there || world.dump().await == before, "at {places}: half of it stayed");
        add(&world, world.admin, mutation, issue, "depan").await.unwrap();
        assert_eq!((seen(&world, &item).await.photos.len(), world.count("photos").await), (1, 1), "at {places}");
        assert_eq!(content(&world.ledger, world.factory, mutation, PhotoSize::Full).await.unwrap(), "jpeg of depan");
    }
    assert!((8..100).contains(&stopped), "a photo has {stopped} places");
}

/// A backup holds the pictures too: one file is everything.
#[tokio::test]
async fn a_backup_holds_what_they_show() {
    let world = World::new().await;
    let (_, issue) = issue(&world).await;
    let mutation = new_mutation();
    add(&world, world.admin, mutation, issue, "depan").await.unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    let copy = dir.path().join("copy.sqlite");
    ledger::backup(&world.url(), &copy).await.unwrap();
    let copied = Ledger::open(&url(&copy)).await.unwrap();
    assert_eq!(content(&copied, world.factory, mutation, PhotoSize::Full).await.as_deref(), Some("jpeg of depan"));
}
