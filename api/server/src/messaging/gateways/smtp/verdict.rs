//! What a mail server's answer means for the message (RFC 5321 and the enhanced codes of RFC 3463).

use regulars_domain::message;
use regulars_domain::messaging::deliveries::is_no_such_address;
use regulars_domain::text::Message;

use std::error::Error as _;

use lettre::transport::smtp::Error;

use crate::messaging::gateways::Outcome;

/// The server closes the connection.
pub const CLOSING: &str = "421";

/// What was being said when the answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// MAIL FROM: it is about us.
    Sender,
    /// RCPT TO: it is about the address.
    Recipient,
    /// DATA and the content.
    Content,
}

/// No connection came about, or we were not let in: nothing is wrong with the message.
pub fn unreachable(error: &Error) -> Outcome {
    match error.status() {
        Some(code) => Outcome::later(format!("smtp_{code}"), said(error), None),
        None if error.is_timeout() => Outcome::later("timeout", late(), None),
        None => {
            let said = message!(
                "the mail server cannot be reached: `{said}`",
                "无法连接邮件服务器：`{said}`",
                said = said(error)
            );
            Outcome::later("unreachable", said, None)
        }
    }
}

/// What is said when the server takes too long.
pub fn late() -> Message {
    message!("the mail server did not answer in time", "邮件服务器未及时应答")
}

/// The outcome of an answer that is no yes.
pub fn of(stage: Stage, error: &Error) -> Outcome {
    let Some(code) = error.status().map(|code| code.to_string()) else {
        let said = message!("the connection was lost: `{said}`", "连接中断：`{said}`", said = said(error));
        return Outcome::later("connection_lost", said, None);
    };
    judge(stage, &code, &said(error), error.is_permanent())
}

fn judge(stage: Stage, code: &str, said: &str, is_permanent: bool) -> Outcome {
    if is_permanent {
        // What is said to MAIL FROM is about us, whatever its words.
        let is_dead = stage != Stage::Sender && is_no_such_address(None, said);
        Outcome::refused(format!("smtp_{code}"), said, is_dead)
    } else {
        Outcome::later(format!("smtp_{code}"), said, None)
    }
}

/// What the other side said, without the library's words around it.
fn said(error: &Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_dead_only_when_it_is_said_so() {
        use Stage::{Content, Recipient, Sender};
        for (stage, code, said, dead) in [
            (Recipient, "550", "5.1.1 no such user", true),
            (Recipient, "550", "No such user", true),
            (Recipient, "550", "", false),
            (Recipient, "551", "User not local", false),
            (Recipient, "550", "5.2.1 mailbox disabled", false),
            (Recipient, "550", "5.7.1 relaying denied", false),
            (Content, "554", "5.7.1 looks like spam", false),
            (Content, "550", "5.1.1 no such user", true),
            (Sender, "550", "5.1.8 bad sender", false),
            (Sender, "550", "5.1.1 no such user", false),
        ] {
            let outcome = judge(stage, code, said, true);
            let expected = Outcome::refused(format!("smtp_{code}"), said, dead);
            assert_eq!(outcome, expected, "{stage:?} {code} {said}");
        }
    }

    #[test]
    fn what_is_not_for_ever_is_later() {
        let outcome = judge(Stage::Recipient, "450", "4.7.1 greylisted", false);
        assert_eq!(outcome, Outcome::later("smtp_450", "4.7.1 greylisted", None));
    }
}
