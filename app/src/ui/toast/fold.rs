//! News of one moment, folded: many of one kind become one with a count. Pure.

use super::{SHOWN_MAX, Toast, texts};
use crate::language::t_with;

/// One piece of news, with where it stands in the log and what kind of event it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Place in the log; the same event may be told by reply and by socket.
    pub seq: i64,
    /// The event's name.
    pub event: &'static str,
    /// What is said when it comes alone.
    pub toast: Toast,
}

/// A toast, and for how many pieces of news it stands.
pub(super) type Counted = (Toast, usize);

/// What is shown of `news` that came together. A few are shown as they are. Of more, each kind is one: its newest, with
/// how many others there were; the kind whose newest came last stands last.
pub(super) fn fold(news: Vec<News>) -> Vec<Counted> {
    if news.len() <= SHOWN_MAX {
        return news.into_iter().map(|news| (news.toast, 1)).collect();
    }
    let mut kinds: Vec<(News, usize)> = Vec::new();
    for news in news {
        let known = kinds.iter().position(|(known, _)| known.event == news.event);
        let before = known.map_or(0, |place| kinds.remove(place).1);
        kinds.push((news, before + 1));
    }
    kinds.into_iter().map(|(news, count)| (counted(news.toast, count), count)).collect()
}

fn counted(mut toast: Toast, count: usize) -> Toast {
    if count > 1 {
        let others = t_with(texts::AND_OTHERS, &[&(count - 1)]);
        toast.description =
            if toast.description.is_empty() { others } else { format!("{} · {others}", toast.description) };
    }
    toast
}

#[cfg(test)]
mod tests {
    use super::{super::ToastKind, *};

    fn news(seq: i64, event: &'static str) -> News {
        let kind = ToastKind::Info;
        News {
            seq,
            event,
            toast: Toast { title: format!("{event} {seq}"), description: "Prod".into(), millis: 3_000, kind },
        }
    }

    fn said(news: Vec<News>) -> Vec<(String, usize)> {
        fold(news)
            .into_iter()
            .map(|(toast, count)| (format!("{}: {}", toast.title, toast.description), count))
            .collect()
    }

    #[test]
    fn ten_of_one_kind_are_one_with_a_count() {
        let burst = (1..=10).map(|seq| news(seq, "track-updated")).collect();
        assert_eq!(said(burst), [("track-updated 10: Prod · dan 9 lainnya".to_owned(), 10)]);
    }

    #[test]
    fn a_few_are_shown_as_they_are() {
        let few = (1..=3).map(|seq| news(seq, "issue-created")).collect();
        let expected = (1..=3).map(|seq| (format!("issue-created {seq}: Prod"), 1)).collect::<Vec<_>>();
        assert_eq!(said(few), expected);
    }

    #[test]
    fn each_kind_is_folded_by_itself_and_the_newest_stands_last() {
        let mut burst: Vec<News> = (1..=6).map(|seq| news(seq, "track-updated")).collect();
        burst.insert(2, news(20, "po-created"));
        burst.push(news(7, "issue-created"));
        burst.push(news(8, "issue-created"));
        let expected = [
            ("po-created 20: Prod".to_owned(), 1),
            ("track-updated 6: Prod · dan 5 lainnya".to_owned(), 6),
            ("issue-created 8: Prod · dan 1 lainnya".to_owned(), 2),
        ];
        assert_eq!(said(burst), expected);
    }

    #[test]
    fn a_toast_without_a_second_line_gets_one() {
        let mut burst: Vec<News> = (1..=4).map(|seq| news(seq, "po-urgent-changed")).collect();
        burst.iter_mut().for_each(|news| news.toast.description.clear());
        assert_eq!(said(burst), [("po-urgent-changed 4: dan 3 lainnya".to_owned(), 4)]);
    }
}
