use imapclient::types::SequenceSet;

use super::*;

/// A folder of so many messages, with the UIDs 1, 2, 3, …
fn folder(exists: u32) -> Folder {
    let mut folder = Folder {
        exists,
        ..Folder::default()
    };
    folder.know(Some((1..=exists).collect()), None);
    folder
}

fn vanished(folder: &mut Folder, uids: &str) -> Vec<(Option<u32>, u64)> {
    let event = Event::Vanished {
        earlier: false,
        uids: SequenceSet::parse(uids).expect("a set"),
    };
    let news = folder.take(event, Timestamp::UNIX_EPOCH);
    news.iter().map(|news| (news.uid, news.count)).collect()
}

#[test]
fn what_vanishes_is_told_one_by_one_and_many_at_once_in_one_line() {
    let mut small = folder(5);
    assert_eq!(vanished(&mut small, "2,4"), [(Some(2), 1), (Some(4), 1)]);
    assert!(small.knows_uids() && small.exists == 3);
    let mut large = folder(5_000);
    assert_eq!(vanished(&mut large, "1:3000"), [(None, 3_000)]);
    assert_eq!((large.exists, large.knows_uids()), (2_000, false));
}

#[test]
fn a_set_of_all_numbers_there_can_be_is_not_counted_out() {
    let mut folder = Folder::default();
    folder.take(Event::Exists(u32::MAX), Timestamp::UNIX_EPOCH);
    let all = [(None, u64::from(u32::MAX))];
    assert_eq!(vanished(&mut folder, "1:4294967295"), all);
    assert_eq!(folder.exists, 0);
    // Where nothing was, nothing went.
    assert!(vanished(&mut folder, "1:4294967295").is_empty());
}

#[test]
fn what_came_before_another_vanished_is_still_to_be_told() {
    let mut folder = folder(3);
    folder.take(Event::Exists(4), Timestamp::UNIX_EPOCH);
    vanished(&mut folder, "2");
    assert_eq!(folder.arrivals(), Some((3, 3)));
}

#[test]
fn a_hundred_that_vanish_are_told_one_by_one_and_one_more_is_told_with_its_ranges() {
    let mut few = folder(200);
    assert_eq!(vanished(&mut few, "1:100").len(), 100);
    let mut more = folder(200);
    let event = Event::Vanished {
        earlier: false,
        uids: SequenceSet::parse("1:60,70:79,81:89,91:199").expect("a set"),
    };
    let news = more.take(event, Timestamp::UNIX_EPOCH);
    let told: Vec<_> = news.iter().map(|news| news.text.as_deref()).collect();
    let text = "188 removed: UID 1:60,70:79,81:89,91:199";
    assert_eq!(told, [Some(text)]);
    // Those that are left are known all the same.
    assert_eq!((more.exists, more.last_uid()), (12, Some(200)));
}

#[test]
fn what_came_and_vanished_before_it_was_told_is_no_news() {
    let mut folder = folder(3);
    folder.take(Event::Exists(4), Timestamp::UNIX_EPOCH);
    assert!(vanished(&mut folder, "4").is_empty());
    assert_eq!((folder.exists, folder.arrivals()), (3, None));
}

#[test]
fn what_went_while_the_link_was_lost_is_told_and_what_came_is_still_to_be_told() {
    let before = folder(5);
    let mut now = folder(4);
    now.know(Some([2, 3, 5, 9].into_iter().collect()), None);
    let gone = now.follow(&before, Timestamp::UNIX_EPOCH);
    let gone: Vec<_> = gone.iter().map(|news| news.uid).collect();
    assert_eq!(gone, [Some(1), Some(4)]);
    assert_eq!(now.arrivals(), Some((4, 4)));
}
