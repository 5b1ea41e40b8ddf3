//! What `make bench` compares sending with: a client that speaks SMTP and does nothing else.
//! `mails ADDRESS CONNECTIONS MAILS` sends that many mails of about 600 bytes and prints how many it were in a second.
use std::io::{Error, Result};
use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One connection that sends `count` mails.
async fn send(address: String, connection: usize, count: usize) -> Result<()> {
    let stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    lines.next_line().await?;
    write.write_all(b"EHLO bench\r\n").await?;
    while lines.next_line().await?.is_some_and(|line| line.starts_with("250-")) {}
    for number in 0..count {
        let content = format!(
            "Message-ID: <{connection}-{number}@bench.example>\r\nFrom: hello@bench.example\r\n\
             To: customer{number}@mail.example\r\nSubject: Bench\r\n\r\n{}\r\n.\r\n",
            "0123456789 ".repeat(40)
        );
        let from = "MAIL FROM:<hello@bench.example>\r\n".to_owned();
        let to = format!("RCPT TO:<customer{number}@mail.example>\r\n");
        for command in [from, to, "DATA\r\n".to_owned(), content] {
            write.write_all(command.as_bytes()).await?;
            let answer = lines.next_line().await?.unwrap_or_default();
            if !answer.starts_with(['2', '3']) {
                return Err(Error::other(format!("{command} was answered {answer}")));
            }
        }
    }
    write.write_all(b"QUIT\r\n").await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, connections, mails] = arguments.as_slice() else {
        return Err(Error::other("usage: mails ADDRESS CONNECTIONS MAILS"));
    };
    let number = |text: &str| text.parse::<usize>().map_err(Error::other);
    let (connections, mails) = (number(connections)?, number(mails)?);
    let started = Instant::now();
    let senders =
        (0..connections).map(|connection| tokio::spawn(send(address.clone(), connection, mails / connections)));
    for sender in senders.collect::<Vec<_>>() {
        sender.await.map_err(Error::other)??;
    }
    println!("{:.0}", (mails / connections * connections) as f64 / started.elapsed().as_secs_f64());
    Ok(())
}
