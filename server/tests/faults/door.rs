//! The doors as a browser asks them, a connection each.

use std::{error::Error, net::SocketAddr, time::Duration};

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

/// After this a browser would ask again too.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Clone, Debug)]
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    token: String,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Door {
    pub(crate) fn new(address: SocketAddr, token: &str) -> Door {
        Door { address, token: token.to_owned() }
    }

    pub(crate) fn cookie(&self) -> String {
        format!("lacakpo={}", self.token)
    }

    /// Asks once.
    pub(crate) async fn ask(&self, name: &str, body: &Value) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        timeout(PATIENCE, self.exchange("POST", &format!("/api/{name}"), body.to_string())).await?
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        timeout(PATIENCE, self.exchange("GET", path, String::new())).await?
    }

    /// Asks the very same until it is answered.
    pub(crate) async fn ask_until_answered(&self, name: &str, body: &Value) -> Answer {
        loop {
            match self.ask(name, body).await {
                Ok(answer) => return answer,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    async fn exchange(&self, method: &str, path: &str, body: String) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let driven = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string())
            .header("origin", format!("http://{}", self.address))
            .header("content-type", "application/json")
            .header("cookie", self.cookie())
            .body(Full::<Bytes>::from(body))?;
        let response = sender.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        driven.abort();
        Ok(Answer { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }
}
