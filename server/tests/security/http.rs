//! Requests as anybody can send them: nothing is added that the test does not say.

use std::{net::SocketAddr, time::Duration};

use http::{HeaderMap, Method, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use model::ids::UserId;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

const PATIENCE: Duration = Duration::from_secs(20);

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Bytes,
}

impl Asked {
    pub(crate) fn get(path: &str) -> Asked {
        Asked { method: Method::GET, path: path.to_owned(), headers: Vec::new(), body: Bytes::new() }
    }

    /// A call of a door as the page makes it: of its own origin, in JSON.
    pub(crate) fn door(address: SocketAddr, name: &str, body: &Value) -> Asked {
        let asked =
            Asked { method: Method::POST, body: body.to_string().into(), ..Asked::get(&format!("/api/{name}")) };
        asked.with("origin", &format!("http://{address}")).with("content-type", "application/json")
    }

    /// A call of the door that takes photos: `asked` in its address, `file` as its body.
    pub(crate) fn photo(address: SocketAddr, asked: &Value, file: impl Into<Bytes>) -> Asked {
        let pairs = asked.as_object().unwrap().iter();
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
        let path = format!("{}?{}", server::photo::DOOR, pairs.join("&"));
        let asked = Asked { method: Method::POST, body: file.into(), ..Asked::get(&path) };
        asked.with("origin", &format!("http://{address}")).with("content-type", server::photo::BODY_TYPE)
    }

    /// A call of a door of the shop floor that takes plain forms: `entry` as one sends it.
    pub(crate) fn plain_form(address: SocketAddr, name: &str, person: UserId, entry: &Value) -> Asked {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let said = entry.as_object().unwrap().iter().map(|(name, value)| format!("entry[{name}]={}", text(value)));
        let body = said.chain([format!("entry[person]={person}")]).collect::<Vec<String>>().join("&");
        let asked = Asked { method: Method::POST, body: body.into(), ..Asked::get(&format!("/api/{name}")) };
        asked.with("origin", &format!("http://{address}")).with("content-type", "application/x-www-form-urlencoded")
    }

    /// With this header, instead of one of that name.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Asked {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Asked {
        self.headers.retain(|(held, _)| held != name);
        self
    }

    /// As whoever has this token.
    pub(crate) fn by(self, token: &str) -> Asked {
        self.with("cookie", &format!("lacakpo={token}"))
    }

    pub(crate) async fn send(self, address: SocketAddr) -> Answer {
        let work = async {
            let stream = TcpStream::connect(address).await.unwrap();
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            let mut request = Request::builder().method(self.method).uri(self.path);
            if self.headers.iter().all(|(name, _)| name != "host") {
                request = request.header("host", address.to_string());
            }
            for (name, value) in &self.headers {
                request = request.header(name, value);
            }
            let answer = sender.send_request(request.body(Full::new(self.body)).unwrap()).await.unwrap();
            let (parts, body) = answer.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, text, bytes }
        };
        timeout(PATIENCE, work).await.expect("an answer in time")
    }
}

impl Answer {
    /// What came back from where no HTTP was spoken.
    pub(crate) fn of_text(text: &str) -> Answer {
        Answer {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            text: text.to_owned(),
            bytes: text.to_owned().into(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
