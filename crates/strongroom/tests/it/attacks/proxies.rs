//! "I am where I say I am", said to the proxies that people really run in front of a service. The client's address reaches
//! the proxy by the protocol of a balancer before it, so that it can be any.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

use super::house::{House, service, status};

const BY_HEADER: &str = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]";
const BY_PROTOCOL: &str = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]\nproxy_header = \"proxy-protocol\"";

/// A proxy in front of a service; stopped when dropped.
struct Front {
    child: Child,
    address: SocketAddr,
    _house: House,
    _folder: tempfile::TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// None where the program is not installed, which is said.
async fn front(
    program: &str,
    arguments: &[&str],
    house: House,
    text: impl Fn(SocketAddr, &str) -> String,
) -> Option<Front> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("conf");
    let address = free();
    std::fs::write(&file, text(address, folder.path().to_str().unwrap())).unwrap();
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    // Where Debian puts it, which need not be on the way of everybody.
    let debians = std::path::Path::new("/usr/sbin").join(program);
    let mut command = Command::new(if debians.exists() { debians } else { program.into() });
    command.args(arguments).arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    let Ok(child) = command.spawn() else {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed, so no service was asked through it");
        super::not_run();
        return None;
    };
    let mut front = Front { child, address, _house: house, _folder: folder };
    while TcpStream::connect(address).await.is_err() {
        if let Some(ended) = front.child.try_wait().unwrap() {
            let log = std::fs::read_to_string(front._folder.path().join("log")).unwrap();
            panic!("{program} ended before it answered: {ended} {log}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Some(front)
}

async fn haproxy(config: &str, line: &str) -> Option<Front> {
    let house = service(config);
    let line = line.replace("SERVICE", &house.address.to_string());
    front("haproxy", &["-db", "-f"], house, move |address, _| {
        format!(
            "defaults\n mode http\n timeout connect 5s\n timeout client 20s\n timeout server 20s\n\
             frontend in\n bind {address} accept-proxy\n default_backend out\nbackend out\n {line}\n"
        )
    })
    .await
}

/// With its usual line for the address of the client.
async fn nginx(config: &str, headers: &str) -> Option<Front> {
    let house = service(config);
    let (service, headers) = (house.address, headers.to_owned());
    front("nginx", &["-g", "daemon off;", "-c"], house, move |address, folder| {
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|of| format!("{of}_temp_path {folder}/{of};\n"))
            .concat();
        format!(
            "user root;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
             server {{\nlisten {address} proxy_protocol;\nset_real_ip_from 127.0.0.1;\nreal_ip_header proxy_protocol;\n\
             location / {{\nproxy_pass http://{service};\nproxy_set_header Host $host;\n{headers}\n}}\n}}\n}}\n"
        )
    })
    .await
}

impl Front {
    /// What somebody at this address is told, who sends these lines.
    async fn asked(&self, from: &str, lines: &[&str]) -> Option<u16> {
        let lines: String = lines.iter().map(|l| format!("{l}\r\n")).collect();
        let ask = format!(
            "PROXY TCP4 {from} 127.0.0.1 4000 80\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lines}\r\n"
        );
        status(&mut TcpStream::connect(self.address).await.unwrap(), ask.as_bytes()).await
    }

    /// Somebody on the machine itself is believed, and nobody elsewhere becomes it by anything that they send.
    async fn believes_nobody_elsewhere(&self) {
        assert_eq!(self.asked("127.0.0.1", &[]).await, Some(200), "nothing would show that an attack fails");
        for forged in [
            &[][..],
            &["X-Forwarded-For: 127.0.0.1"],
            &["X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 127.0.0.1"],
            &["X-Forwarded-For: 127.0.0.1, 127.0.0.1"],
            &["X-Forwarded-For: junk"],
            &["x-forwarded-for: ::1"],
            &["Forwarded: for=127.0.0.1"],
            &["X-Real-IP: 127.0.0.1", "Client-IP: 127.0.0.1", "True-Client-IP: 127.0.0.1"],
            &["Connection: close, X-Forwarded-For", "X-Forwarded-For: 127.0.0.1"],
        ] {
            let said = self.asked("203.0.113.7", forged).await;
            assert!(said.is_none_or(|status| status / 100 == 4), "{forged:?}: {said:?}");
        }
    }
}

attacks! {
    async fn behind_haproxy_my_header_says_that_i_am_here() {
        if let Some(front) = haproxy(BY_HEADER, "option forwardfor\n server s SERVICE").await {
            front.believes_nobody_elsewhere().await;
        }
    }

    async fn behind_haproxy_with_its_protocol_my_header_says_that_i_am_here() {
        for version in ["send-proxy", "send-proxy-v2"] {
            if let Some(front) = haproxy(BY_PROTOCOL, &format!("server s SERVICE {version}")).await {
                front.believes_nobody_elsewhere().await;
            }
        }
    }

    async fn behind_nginx_my_header_says_that_i_am_here() {
        let forwarded = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";
        if let Some(front) = nginx(BY_HEADER, forwarded).await {
            front.believes_nobody_elsewhere().await;
        }
    }

    /// Its operator forgot the line: then the proxy itself would be everybody.
    async fn behind_nginx_that_says_nothing_of_me_i_am_nowhere() {
        if let Some(front) = nginx(BY_HEADER, "").await {
            assert_ne!(front.asked("203.0.113.7", &[]).await, Some(200));
            assert_ne!(front.asked("203.0.113.7", &["X-Real-IP: 127.0.0.1"]).await, Some(200));
        }
    }
}
