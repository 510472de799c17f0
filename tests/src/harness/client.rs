//! A client that asks services over the network.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Method;

use super::answer::Answer;

/// How long an answer may take. Nothing that is tested takes nearly so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client; a clone shares its connections.
#[derive(Debug, Clone)]
pub struct Client(reqwest::Client);

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A client that follows no redirection and heeds no proxy.
    ///
    /// # Panics
    /// If it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self(builder.timeout(PATIENCE).build().expect("a client can be made"))
    }

    /// What a service answers to a method, asked with these headers.
    ///
    /// # Errors
    /// Where there is no whole answer.
    ///
    /// # Panics
    /// If the method is no word.
    pub async fn ask(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Answer, reqwest::Error> {
        self.send(address, method, path, headers, Vec::new()).await
    }

    /// What a service answers to a method, asked with these headers and this body.
    ///
    /// # Errors
    /// Where there is no whole answer.
    ///
    /// # Panics
    /// If the method is no word.
    pub async fn send(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).expect("a method is a word");
        let mut request = self.0.request(method, format!("http://{address}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, bytes: response.bytes().await?.to_vec() })
    }
}
