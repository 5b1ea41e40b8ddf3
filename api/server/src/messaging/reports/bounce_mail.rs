//! A mail that came back: a report of delivery (RFC 3464), a complaint (RFC 5965), or a bounce in plain words. It is read for
//! whom it is about and why; nothing is believed that does not name a delivery of ours, for anybody can write such a mail.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use regulars_domain::messaging::deliveries::{EnhancedCode, ReportKind, delivery_named_in, delivery_of};
use regulars_domain::messaging::messages::Channel;

use super::service::Report;
use crate::platform::clock;

/// What a mail that came back says of one recipient.
struct Said {
    kind: ReportKind,
    address: Option<String>,
    status: Option<EnhancedCode>,
    said: String,
}

/// What a mail reports of a delivery of ours. None: it is no report, such as an absence note, or it names no delivery.
/// `recipient` is the address it came to, which names the delivery when mails leave with one sender for each.
pub fn read(mail: &[u8], recipient: Option<&str>) -> Option<Report> {
    let message = MessageParser::default().parse(mail)?;
    let said = said(&message)?;
    let delivery_id = recipient
        .and_then(delivery_named_in)
        .or_else(|| original_id(&message))
        .or_else(|| ["Delivered-To", "X-Original-To", "To"].into_iter().find_map(|name| named_in(&message, name)))
        // The whole mail, where it is quoted rather than attached.
        .or_else(|| texts(&message).find_map(delivery_named_in))?;
    Some(Report {
        kind: said.kind,
        delivery_id: Some(delivery_id),
        channel: Channel::Email,
        address: said.address,
        status: said.status,
        said: said.said,
        at: clock::now(),
    })
}

fn said(message: &Message<'_>) -> Option<Said> {
    if let Some(part) = part_of(message, "message", "feedback-report") {
        return complaint(part);
    }
    if let Some(part) =
        part_of(message, "message", "delivery-status").or_else(|| part_of(message, "message", "global-delivery-status"))
    {
        return status(part);
    }
    in_words(message)
}

fn part_of<'a>(message: &'a Message<'_>, kind: &str, subtype: &str) -> Option<&'a MessagePart<'a>> {
    message.parts.iter().find(|part| part.is_content_type(kind, subtype))
}

/// The machine's part of a complaint; a mail program that only asks to be left alone is one too.
fn complaint(part: &MessagePart<'_>) -> Option<Said> {
    let fields = Fields::of(part.contents()).pop()?;
    let kind = fields.get("Feedback-Type").unwrap_or_default().to_ascii_lowercase();
    // `not-spam`, `auth-failure` and others are none.
    if !matches!(kind.as_str(), "abuse" | "fraud" | "opt-out" | "opt-out-list" | "other") {
        return None;
    }
    let agent = fields.get("User-Agent").unwrap_or_default();
    Some(Said {
        kind: ReportKind::Complained,
        address: fields.get("Original-Rcpt-To").and_then(address),
        status: None,
        said: format!("{kind} {agent}").trim().to_owned(),
    })
}

/// The machine's part of a delivery report: fields of the message, then of each recipient. The first that failed counts, for
/// each mail of ours has one recipient.
fn status(part: &MessagePart<'_>) -> Option<Said> {
    let groups = Fields::of(part.contents());
    let of_recipients = || groups.iter().filter(|fields| fields.get("Action").is_some());
    let action = |fields: &Fields| fields.get("Action").unwrap_or_default().to_ascii_lowercase();
    let failed = of_recipients().find(|fields| action(fields) == "failed").map(|fields| (ReportKind::Bounced, fields));
    let arrived =
        || of_recipients().find(|fields| action(fields) == "delivered").map(|fields| (ReportKind::Delivered, fields));
    // `delayed`: it is tried again. `relayed`, `expanded`: nobody knows.
    let (kind, fields) = failed.or_else(arrived)?;
    // Where it came to in the end: that is another address than ours when it was forwarded.
    let recipient = fields.get("Final-Recipient").or_else(|| fields.get("Original-Recipient"));
    Some(Said {
        kind,
        address: recipient.and_then(typed).and_then(address),
        status: fields.get("Status").and_then(|status| status.split_whitespace().next()?.parse().ok()),
        said: fields.get("Diagnostic-Code").and_then(typed).unwrap_or_default().to_owned(),
    })
}

/// A bounce without a part for machines, as old servers write it: from the mail system itself, with the answer of the
/// receiving server somewhere in it. An absence note has none.
fn in_words(message: &Message<'_>) -> Option<Said> {
    let from = message.from().and_then(|from| from.first()?.address()).unwrap_or_default().to_ascii_lowercase();
    if !["mailer-daemon@", "postmaster@"].iter().any(|system| from.starts_with(system)) {
        return None;
    }
    let answer = texts(message).flat_map(str::lines).map(str::trim).find_map(answer_in)?;
    let recipient = message.header_raw("X-Failed-Recipients").and_then(|value| value.split(',').next());
    Some(Said {
        kind: ReportKind::Bounced,
        address: recipient.and_then(address),
        status: None,
        said: answer.to_owned(),
    })
}

/// What follows in a line from where a refusal for good begins, such as `550 5.1.1 …`.
fn answer_in(line: &str) -> Option<&str> {
    let is_refusal = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_digit());
        let basic =
            bare.get(..3).filter(|code| code.starts_with('5') && code.bytes().all(|byte| byte.is_ascii_digit()));
        (basic.is_some() && (bare.len() == 3 || bare.as_bytes().get(3) == Some(&b'-')))
            || bare.parse::<EnhancedCode>().is_ok_and(|code| code.class == 5)
    };
    let mut rest = line;
    loop {
        let word = rest.split_whitespace().next()?;
        let place = rest.find(word)?;
        if is_refusal(word) {
            return rest.get(place..);
        }
        rest = rest.get(place + word.len()..)?;
    }
}

/// The `Message-ID` of the mail that came back, which is attached whole or by its headers.
fn original_id(message: &Message<'_>) -> Option<String> {
    message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(original) => original.message_id().and_then(delivery_of),
        _ if part.is_content_type("text", "rfc822-headers") || part.is_content_type("message", "global-headers") => {
            Fields::of(part.contents()).iter().find_map(|fields| fields.get("Message-ID").and_then(delivery_of))
        }
        _ => None,
    })
}

fn named_in(message: &Message<'_>, header: &'static str) -> Option<String> {
    message.header_raw(header).and_then(delivery_named_in)
}

/// Every text of a mail, also of what is attached.
fn texts<'a>(message: &'a Message<'_>) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    Box::new(message.parts.iter().flat_map(|part| -> Box<dyn Iterator<Item = &'a str> + 'a> {
        match &part.body {
            PartType::Text(text) | PartType::Html(text) => Box::new(std::iter::once(text.as_ref())),
            PartType::Message(inner) => texts(inner),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                Box::new(std::str::from_utf8(bytes).ok().into_iter())
            }
            PartType::Multipart(_) => Box::new(std::iter::empty()),
        }
    }))
}

/// Behind the kind of an address or of a code, such as `rfc822; wang@example.com`.
fn typed(value: &str) -> Option<&str> {
    value.split_once(';').map(|(_, value)| value.trim())
}

fn address(text: &str) -> Option<String> {
    Channel::Email.address(text.trim().trim_matches(['<', '>']), "").ok()
}

/// Fields as they stand in a header, unfolded.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// The groups of a part; empty lines are between them.
    fn of(content: &[u8]) -> Vec<Fields> {
        let text = String::from_utf8_lossy(content).replace("\r\n", "\n");
        let groups = text.split("\n\n").map(|group| {
            let mut fields: Vec<(String, String)> = Vec::new();
            for line in group.lines() {
                match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
                    (true, Some((_, value)), _) => {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                    (false, _, Some((name, value))) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
                    _ => {}
                }
            }
            Fields(fields)
        });
        groups.filter(|fields| !fields.0.is_empty()).collect()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use regulars_domain::ids;
    use regulars_domain::messaging::deliveries::{Consequence, consequence};

    use super::*;

    macro_rules! mail {
        ($name:literal) => {
            include_str!(concat!("../../../../../tests/data/mail/", $name, ".eml"))
        };
    }

    #[test]
    fn each_mail_system_says_it_in_its_own_way() {
        let id = ids::make(ids::DELIVERY);
        for (name, mail, follows, address, status) in [
            ("postfix", mail!("postfix"), Consequence::Dead, "wang@example.com", "5.1.1"),
            ("exim", mail!("exim"), Consequence::Dead, "wang@example.com", "5.0.0"),
            ("exchange", mail!("exchange"), Consequence::Dead, "wang@contoso.example", "5.1.10"),
            ("gmail", mail!("gmail"), Consequence::Dead, "wang@gmail.example", "5.1.1"),
            ("qq", mail!("qq"), Consequence::Dead, "", ""),
            ("full", mail!("full"), Consequence::Failed, "wang@example.com", "5.2.2"),
            ("forwarded", mail!("forwarded"), Consequence::Dead, "archive@elsewhere.example", "5.1.1"),
            ("delivered", mail!("delivered"), Consequence::Arrived, "wang@example.com", "2.1.5"),
            ("no-headers", mail!("no-headers"), Consequence::Dead, "", ""),
            ("complaint", mail!("complaint"), Consequence::Unwanted, "wang@example.com", ""),
        ] {
            for lines in ["\n", "\r\n"] {
                let mail = mail.replace("{{id}}", &id).replace('\n', lines);
                let report = read(mail.as_bytes(), None).unwrap_or_else(|| panic!("{name} is not understood"));
                assert_eq!(report.delivery_id.as_ref(), Some(&id), "{name}");
                assert_eq!(consequence(report.kind, report.status, &report.said), follows, "{name}: {report:?}");
                assert_eq!(report.address.as_deref().unwrap_or_default(), address, "{name}");
                assert_eq!(report.status.map(|status| status.to_string()).unwrap_or_default(), status, "{name}");
            }
        }
    }

    #[test]
    fn the_words_of_the_server_are_kept() {
        let said = |mail: &str| {
            read(mail.replace("{{id}}", &ids::make(ids::DELIVERY)).as_bytes(), None).map(|report| report.said).unwrap()
        };
        let postfix = said(mail!("postfix"));
        assert!(postfix.ends_with("Recipient address rejected: User unknown in virtual mailbox table"), "{postfix}");
        assert!(said(mail!("qq")).starts_with("550 Mailbox not found."), "in GB 18030 and base64");
        assert_eq!(said(mail!("no-headers")), "550 5.1.1 <wang@example.com>: user unknown");
    }

    #[test]
    fn what_is_no_report_is_left_alone() {
        let id = ids::make(ids::DELIVERY);
        let spam = mail!("complaint").replace("Feedback-Type: abuse", "Feedback-Type: not-spam");
        let empty = "From: MAILER-DAEMON@a.example\n\n";
        for mail in [mail!("absence"), mail!("delayed"), &spam, empty, "", "\u{0}", "a: b"] {
            assert!(read(mail.replace("{{id}}", &id).as_bytes(), None).is_none(), "{mail}");
        }
        for name in [mail!("postfix"), mail!("no-headers")] {
            let foreign = name.replace("{{id}}", "20261127.1");
            assert!(read(foreign.as_bytes(), None).is_none(), "a mail of somebody else came back");
            let told = read(foreign.as_bytes(), Some(&format!("bounces+{id}@shop.example"))).unwrap();
            assert_eq!(told.delivery_id.as_ref(), Some(&id), "the address it came to names the delivery");
        }
    }
}
