//! A page that hears the live line: it asserts what every page relies on, and remembers what it heard.

use std::{error::Error, net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use model::{
    Channel,
    frame::{ClientFrame, PROTOCOL, ServerFrame},
    ids::{Epoch, FactoryId},
};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::{door::Door, world::SLUG};

/// Between two tries to connect.
const PAUSE: Duration = Duration::from_millis(5);

type Broken = Box<dyn Error + Send + Sync>;

#[derive(Debug)]
pub(crate) struct Page {
    factory: FactoryId,
    epoch: Epoch,
    /// Head of its snapshot.
    pub(crate) start: i64,
    /// The last event it knows to have.
    pub(crate) cursor: i64,
    /// The places of the events it heard, in that order.
    pub(crate) heard: Vec<i64>,
}

impl Page {
    /// Loads the Tasks page.
    pub(crate) async fn load(door: &Door, factory: FactoryId) -> Page {
        let answer = door.ask("load_tasks", &json!({ "factory": SLUG })).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let epoch = serde_json::from_value(answer.body["epoch"].clone()).unwrap();
        let start = answer.body["seq"].as_i64().unwrap();
        Page { factory, epoch, start, cursor: start, heard: Vec::new() }
    }

    /// Opens its line at `address`, to go on after its cursor.
    pub(crate) async fn connect(&self, address: SocketAddr, door: &Door) -> Result<Line, Broken> {
        let mut request = format!("ws://{address}/{SLUG}/live").into_client_request()?;
        request.headers_mut().insert("origin", format!("http://{address}").parse()?);
        request.headers_mut().insert("cookie", door.cookie().parse()?);
        let stream = TcpStream::connect(address).await?;
        let (mut socket, _) = client_async(request, stream).await?;
        let (epoch, channels) = (self.epoch, vec![Channel::Factory(self.factory)]);
        let hello = ClientFrame::Hello { protocol: PROTOCOL, epoch, seq: self.cursor, channels };
        socket.send(Message::text(serde_json::to_string(&hello)?)).await?;
        Ok(Line(socket))
    }

    /// Hears one frame and follows it.
    pub(crate) async fn hear(&mut self, line: &mut Line) -> Result<ServerFrame, Broken> {
        let frame = line.next().await?;
        if let ServerFrame::Patch { from, to, events } = &frame {
            assert_eq!(*from, self.cursor, "a patch goes on where the page stands");
            for event in events {
                assert!(self.cursor < event.seq && event.seq <= *to, "an event outside its patch");
                self.heard.push(event.seq);
                self.cursor = event.seq;
            }
            self.cursor = *to;
        }
        Ok(frame)
    }

    /// Follows the line at `address` until it has the event at `head`, coming back as often as it breaks.
    pub(crate) async fn follow_to(&mut self, head: i64, address: SocketAddr, door: &Door) {
        while self.cursor < head {
            let Ok(mut line) = self.connect(address, door).await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            while self.cursor < head && self.hear(&mut line).await.is_ok() {}
        }
    }

    /// Heard everything since its snapshot, each once, in order.
    pub(crate) fn has_all_to(&self, head: i64) {
        assert_eq!(self.heard, (self.start + 1..=head).collect::<Vec<i64>>());
    }
}

/// An open line.
#[derive(Debug)]
pub(crate) struct Line(WebSocketStream<TcpStream>);

impl Line {
    pub(crate) async fn next(&mut self) -> Result<ServerFrame, Broken> {
        loop {
            match self.0.next().await.ok_or("the line ended")?? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => return Err("the line was closed".into()),
                _ => {}
            }
        }
    }
}
