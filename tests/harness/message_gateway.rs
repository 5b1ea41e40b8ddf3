//! A gateway on loopback for text messages and WeChat: it keeps what it was sent, and answers as a test says.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;

/// The secret the gateway shares with the server.
pub const GATEWAY_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A request to the gateway.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The Idempotency-Key.
    pub key: String,
    /// How often it came, from 1.
    pub tries: u32,
    pub headers: HashMap<String, String>,
    /// The path and query.
    pub uri: String,
    pub text: String,
    /// The body as JSON; null when it is none.
    pub body: Value,
}

/// How the gateway answers.
#[derive(Clone, Debug)]
pub struct Reaction {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// How long it thinks before.
    pub delay: Duration,
}

impl Reaction {
    /// This status and nothing else.
    pub fn status(status: u16) -> Reaction {
        Reaction { status, headers: Vec::new(), body: String::new(), delay: Duration::ZERO }
    }

    #[must_use]
    pub fn body(self, body: impl ToString) -> Reaction {
        Reaction { body: body.to_string(), ..self }
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Reaction {
        self.headers.push((name, value.to_string()));
        self
    }

    #[must_use]
    pub fn after(self, delay: Duration) -> Reaction {
        Reaction { delay, ..self }
    }
}

type Behaviour = Box<dyn Fn(&Sent) -> Reaction + Send + Sync>;

struct State {
    answer: Behaviour,
    requests: Mutex<Vec<Sent>>,
    tries: Mutex<HashMap<String, u32>>,
    taken: Mutex<(HashSet<String>, Vec<Sent>)>,
}

/// A running gateway; gone when it is dropped.
pub struct MessageGateway {
    port: u16,
    state: Arc<State>,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl MessageGateway {
    /// A gateway that takes everything, and says its own id `g-` and the key.
    pub fn start() -> MessageGateway {
        MessageGateway::answering(|sent| {
            Reaction::status(200).body(serde_json::json!({"id": format!("g-{}", sent.key)}))
        })
    }

    /// A gateway that answers as the test says. What it answers 2xx it has taken.
    pub fn answering(answer: impl Fn(&Sent) -> Reaction + Send + Sync + 'static) -> MessageGateway {
        let state = Arc::new(State {
            answer: Box::new(answer),
            requests: Mutex::default(),
            tries: Mutex::default(),
            taken: Mutex::default(),
        });
        let served = state.clone();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app =
                    move || App::new().app_data(web::Data::from(served.clone())).default_service(web::to(receive));
                let server = HttpServer::new(app).workers(1).bind("127.0.0.1:0").unwrap();
                let port = server.addrs()[0].port();
                let server = server.run();
                tell.send((port, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (port, server) = told.recv().unwrap();
        MessageGateway { port, state, server, thread: Some(thread) }
    }

    /// For `gateways.sms.url`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/messages", self.port)
    }

    /// Every request that came, in order.
    pub fn requests(&self) -> Vec<Sent> {
        self.state.requests.lock().unwrap().clone()
    }

    /// What the gateway took, each key once.
    pub fn taken(&self) -> Vec<Sent> {
        self.state.taken.lock().unwrap().1.clone()
    }
}

impl Drop for MessageGateway {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn receive(request: HttpRequest, bytes: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let headers: HashMap<String, String> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let key = headers.get("idempotency-key").cloned().unwrap_or_default();
    let tries = {
        let mut tries = state.tries.lock().unwrap();
        let tries = tries.entry(key.clone()).or_default();
        *tries += 1;
        *tries
    };
    let body = serde_json::from_str(&text).unwrap_or_default();
    let sent = Sent { key, tries, headers, uri: request.uri().to_string(), text, body };
    let reaction = (state.answer)(&sent);
    state.requests.lock().unwrap().push(sent.clone());
    if (200..300).contains(&reaction.status) {
        let (keys, taken) = &mut *state.taken.lock().unwrap();
        if keys.insert(sent.key.clone()) {
            taken.push(sent);
        }
    }
    if !reaction.delay.is_zero() {
        actix_web::rt::time::sleep(reaction.delay).await;
    }
    let mut response = HttpResponse::build(reaction.status.try_into().unwrap());
    for (name, value) in reaction.headers {
        response.insert_header((name, value));
    }
    response.body(reaction.body)
}
