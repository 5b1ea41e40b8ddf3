//! A mail server on loopback that speaks real SMTP, keeps what it took, and misbehaves where a test says so.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What the server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// EHLO: taken, it offers PIPELINING.
    Hello,
    Recipient,
    /// DATA though there is no recipient: taken, it waits for a content that is for nobody.
    Data,
    Content,
}

/// One question to the server.
#[derive(Clone, Debug)]
pub struct Asked {
    pub stage: Stage,
    pub to: String,
    /// How often it was asked this about this recipient, from 1.
    pub tries: u32,
}

/// How the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 250.
    Take,
    /// This line, such as `450 4.7.1 greylisted`.
    Say(&'static str),
    /// Content: it has the mail, and the connection goes before it says so.
    TakeAndDrop,
    /// The connection goes.
    Drop,
    /// Nothing is ever said.
    Silence,
}

/// A mail the server took.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Whom it is from by MAIL FROM: there it would come back to.
    pub from: String,
    pub to: String,
    pub message_id: String,
    /// Headers and body as they came, dots undone.
    pub content: String,
    /// Which connection it came on, from 1.
    pub connection: u32,
}

impl Mail {
    /// A header's value, unfolded; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        header(&self.content, name)
    }
}

type Behaviour = Box<dyn Fn(&Asked) -> Answer + Send + Sync>;

struct State {
    answer: Behaviour,
    taken: Mutex<Vec<Mail>>,
    tries: Mutex<HashMap<(Stage, String), u32>>,
    connections: Mutex<u32>,
}

/// A running mail server; gone when it is dropped.
pub struct MailServer {
    address: SocketAddr,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MailServer {
    /// A server that takes everything.
    pub fn start() -> MailServer {
        MailServer::answering(|_| Answer::Take)
    }

    /// A server that answers as the test says.
    pub fn answering(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> MailServer {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            answer: Box::new(answer),
            taken: Mutex::default(),
            tries: Mutex::default(),
            connections: Mutex::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let served = state.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                tokio::select! {
                    () = accept(TcpListener::from_std(listener).unwrap(), served) => {}
                    _ = stopped => {}
                }
            });
        });
        MailServer { address, state, stop: Some(stop), thread: Some(thread) }
    }

    /// For `smtp.url`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What the server took, in order. A mail taken twice is there twice.
    pub fn taken(&self) -> Vec<Mail> {
        self.state.taken.lock().unwrap().clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> u32 {
        *self.state.connections.lock().unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let state = state.clone();
        let number = {
            let mut connections = state.connections.lock().unwrap();
            *connections += 1;
            *connections
        };
        // A connection that breaks is the other side's affair.
        tokio::spawn(async move { drop(talk(stream, &state, number).await) });
    }
}

/// One connection, from greeting to end.
async fn talk(stream: TcpStream, state: &State, number: u32) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    write.write_all(b"220 loopback ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), String::new());
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.trim_end().to_ascii_uppercase();
        let answer = if verb.starts_with("EHLO") {
            match state.ask(Stage::Hello, "") {
                Answer::Take => Answer::Say("250-loopback\r\n250-PIPELINING\r\n250 8BITMIME"),
                other => other,
            }
        } else if verb.starts_with("MAIL FROM:") {
            from = address(&line);
            Answer::Take
        } else if verb.starts_with("RCPT TO:") {
            let asked = address(&line);
            let answer = state.ask(Stage::Recipient, &asked);
            to = if answer == Answer::Take { asked } else { String::new() };
            answer
        } else if verb == "DATA" && to.is_empty() && state.ask(Stage::Data, "") != Answer::Take {
            Answer::Say("503 5.5.1 no recipient")
        } else if verb == "DATA" {
            write.write_all(b"354 go on\r\n").await?;
            let content = content(&mut lines).await?;
            let answer =
                if to.is_empty() { Answer::Say("554 5.5.1 no recipient") } else { state.ask(Stage::Content, &to) };
            if matches!(answer, Answer::Take | Answer::TakeAndDrop) {
                let message_id = header(&content, "Message-ID");
                let mail =
                    Mail { from: from.clone(), to: std::mem::take(&mut to), message_id, content, connection: number };
                state.taken.lock().unwrap().push(mail);
            }
            answer
        } else if verb == "QUIT" {
            write.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            Answer::Take
        };
        match answer {
            Answer::Take => write.write_all(b"250 2.0.0 ok\r\n").await?,
            Answer::Say(text) => write.write_all(format!("{text}\r\n").as_bytes()).await?,
            Answer::TakeAndDrop | Answer::Drop => return Ok(()),
            Answer::Silence => std::future::pending().await,
        }
    }
}

impl State {
    fn ask(&self, stage: Stage, to: &str) -> Answer {
        let tries = {
            let mut tries = self.tries.lock().unwrap();
            let tries = tries.entry((stage, to.to_owned())).or_default();
            *tries += 1;
            *tries
        };
        (self.answer)(&Asked { stage, to: to.to_owned(), tries })
    }
}

/// Everything up to the line of one dot.
async fn content(lines: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let mut content = String::new();
    loop {
        let start = content.len();
        if lines.read_line(&mut content).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &content[start..] == ".\r\n" {
            content.truncate(start);
            return Ok(content);
        }
        if content[start..].starts_with('.') {
            content.remove(start);
        }
    }
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(to, _)| to).to_owned()
}

fn header(content: &str, name: &str) -> String {
    let head = content.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    let found = head.split("\r\n").find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    found.unwrap_or_default()
}
