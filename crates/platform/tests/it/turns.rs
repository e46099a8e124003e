//! Turns at long work.

use std::sync::Arc;
use std::time::Duration;

use platform::PersonId;
use platform::turns::Turns;

fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}

#[tokio::test]
async fn a_person_has_one_turn_and_a_project_two_and_others_wait_for_theirs() {
    let turns = Arc::new(Turns::default());
    let first = turns.take(person(1), "A").await.expect("nobody is at work");
    assert!(turns.take(person(1), "B").await.is_none(), "a second of one person");
    // Whoever waits for a place counts too.
    let waits = {
        let turns = turns.clone();
        tokio::spawn(async move { turns.take(person(2), "A").await })
    };
    tokio::task::yield_now().await;
    assert!(turns.take(person(3), "A").await.is_none(), "a third of one project");
    drop(first);
    let second = tokio::time::timeout(Duration::from_secs(30), waits).await.expect("its turn comes").unwrap();
    drop(second);
    assert!(turns.take(person(1), "A").await.is_some(), "what is over is over");
}

#[tokio::test]
async fn whoever_goes_away_while_waiting_leaves_no_trace() {
    let turns = Arc::new(Turns::default());
    let mut all = Vec::new();
    for n in 1..=64 {
        let took = tokio::time::timeout(Duration::from_millis(20), turns.take(person(n), &n.to_string())).await;
        match took {
            Ok(turn) => all.push(turn.expect("each of another project")),
            Err(_) => {
                // All places are taken: this one has given up.
                drop(all);
                assert!(turns.take(person(n), &n.to_string()).await.is_some());
                return;
            }
        }
    }
    panic!("there is no end to places");
}
