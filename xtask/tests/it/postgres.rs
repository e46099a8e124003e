use std::net::TcpStream;
use std::path::PathBuf;

use xtask::postgres::{Server, programs};

#[test]
fn a_server_starts_answers_and_leaves_nothing_behind() {
    let bin = programs().expect("PostgreSQL is installed (cargo xtask setup)");
    let server = Server::start().expect("it starts");
    let url = server.url();
    let said = std::process::Command::new(bin.join("psql"))
        .args([&url, "-Atc", "select 6 * 7"])
        .output()
        .expect("psql starts");
    assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "42", "{}", String::from_utf8_lossy(&said.stderr));
    let address = url.rsplit('@').next().and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
    assert!(TcpStream::connect(&address).is_ok());
    drop(server);
    assert!(TcpStream::connect(&address).is_err(), "the server is gone");
    let left: Vec<PathBuf> = std::fs::read_dir(std::env::temp_dir())
        .expect("the temporary folder can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(&format!("strongroom-postgres-{}", std::process::id())))
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}
