//! Turns at long work.

use std::sync::Arc;
use std::time::Duration;

use platform::PersonId;
use platform::turns::{Busy, Turn, Turns};

fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}

/// Whether it is this one's turn, when everybody who could has moved.
async fn has_come(turn: &mut Turn) -> bool {
    tokio::time::timeout(Duration::ZERO, turn.comes()).await.is_ok()
}

#[tokio::test]
async fn a_person_has_one_turn_and_a_project_two_and_others_wait_for_theirs() {
    let turns = Arc::new(Turns::of(1));
    let mut first = turns.ask(person(1), "A").unwrap();
    assert!(has_come(&mut first).await, "nobody is at work");
    assert_eq!(turns.ask(person(1), "B").err(), Some(Busy::Person), "a second of one person");
    // Whoever waits for a place counts too.
    let mut second = turns.ask(person(2), "A").unwrap();
    assert_eq!(turns.ask(person(3), "A").err(), Some(Busy::Project), "a third of one project");
    assert!(!has_come(&mut second).await);
    let waits = tokio::spawn(async move {
        second.comes().await;
        second
    });
    tokio::task::yield_now().await;
    drop(first);
    drop(waits.await.unwrap());
    assert!(turns.ask(person(1), "A").is_ok(), "what is over is over");
}

#[tokio::test]
async fn whoever_waits_is_told_their_place_and_moves_up_when_somebody_before_them_goes() {
    let turns = Arc::new(Turns::of(1));
    let mut all: Vec<Turn> = (1..=5).map(|n| turns.ask(person(n), &n.to_string()).unwrap()).collect();
    let numbers: Vec<u64> = all.iter().map(Turn::number).collect();
    let places = || numbers.iter().map(|n| turns.place(*n)).collect::<Vec<_>>();
    assert_eq!(places(), [1, 2, 3, 4, 5]);
    assert!(!has_come(&mut all[3]).await, "nobody goes before those who have waited longer");
    assert!(has_come(&mut all[0]).await);
    assert_eq!(places(), [0, 1, 2, 3, 4]);
    // The third gives up.
    drop(all.remove(2));
    assert_eq!(places(), [0, 1, 0, 2, 3]);
    assert!(!has_come(&mut all[1]).await);
    drop(all.remove(0));
    assert!(!has_come(&mut all[1]).await);
    assert!(has_come(&mut all[0]).await);
    assert_eq!(places(), [0, 0, 0, 1, 2]);
}

#[tokio::test]
async fn whoever_goes_away_while_waiting_leaves_no_trace() {
    let turns = Arc::new(Turns::of(2));
    let mut at_work: Vec<Turn> = (1..=2).map(|n| turns.ask(person(n), &n.to_string()).unwrap()).collect();
    for turn in &mut at_work {
        assert!(has_come(turn).await);
    }
    for _ in 0..3 {
        let mut third = turns.ask(person(3), "3").unwrap();
        assert!(!has_come(&mut third).await);
    }
    drop(at_work);
    let mut third = turns.ask(person(3), "3").unwrap();
    assert!(has_come(&mut third).await);
    assert!(turns.place(third.number()) == 0 && turns.ask(person(1), "3").is_ok());
}
