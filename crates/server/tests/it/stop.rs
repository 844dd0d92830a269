//! The end of a server: in time, whatever its clients do.

use std::time::{Duration, Instant};

use server::config::Settings;
use server::open;
use server::worker::Workers;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::app::application;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stops_while_responses_are_open() {
    let folder = tempfile::tempdir().unwrap();
    let app = application(folder.path());
    let flags = vec![("server", "port", 0.into()), ("server", "host", "127.0.0.1".into())];
    let listening = open::listen(&Settings::load(None, flags).unwrap()).await.unwrap();
    let address = listening.url.strip_prefix("http://").unwrap().to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(open::serve(app, listening, 1, async move { stopped.await.unwrap() }));

    let upload = "POST /api/v1/documents?key=half.txt HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf";
    let _half = request(&address, upload).await;
    let mut events = request(&address, "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let mut answer = [0; 12];
    events.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");

    stop.send(()).unwrap();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(2), events.read_to_end(&mut rest)).await;
    ended.expect("the event stream ends at once").unwrap();
    let served = tokio::time::timeout(Duration::from_secs(20), serving).await;
    served
        .expect("the upload that never ends does not hold it")
        .unwrap()
        .unwrap();
}

#[test]
fn parked_workers_stop_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let workers = Workers::start(&application(folder.path()), 2);
    // Until they are parked; nobody sends, the channel is a clock.
    let (_sender, clock) = std::sync::mpsc::channel::<()>();
    let _ = clock.recv_timeout(Duration::from_millis(300));
    let began = Instant::now();
    workers.stop();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

/// Sends the bytes on a connection of their own, which stays open.
async fn request(address: &str, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream
}
