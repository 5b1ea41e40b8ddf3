//! Where `make bench` sends: a mail server and a gateway for messages on loopback that take everything. They are the
//! tests' own, compiled in alone: the rest of the harness would bring the whole product with it.
#[expect(dead_code, reason = "tests ask more of it")]
#[path = "../harness/mail_server.rs"]
mod mail_server;
#[expect(dead_code, reason = "tests ask more of it")]
#[path = "../harness/message_gateway.rs"]
mod message_gateway;

use mail_server::MailServer;
use message_gateway::MessageGateway;

fn main() {
    let (mails, gateway) = (MailServer::start(), MessageGateway::start());
    println!("mails {}", mails.url());
    println!("messages {}", gateway.url());
    std::thread::park();
}
