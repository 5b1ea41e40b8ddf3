//! Where `make bench` sends: a mail server and a gateway for messages on loopback that take everything.
use regulars_tests::{MailServer, MessageGateway};

fn main() {
    let (mails, gateway) = (MailServer::start(), MessageGateway::start());
    println!("mails {}", mails.url());
    println!("messages {}", gateway.url());
    std::thread::park();
}
