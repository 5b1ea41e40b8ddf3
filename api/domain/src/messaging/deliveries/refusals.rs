//! What a refusal for good says of the address: only one that the receiving server says does not exist is dead. All other
//! refusals, such as a full mailbox, a policy, or an opinion of the sender, are about this message or about us.

use std::fmt;
use std::str::FromStr;

/// An enhanced status code, such as `5.1.1` (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnhancedCode {
    /// 2 done, 4 not now, 5 refused for good.
    pub class: u16,
    /// What it is about; 1 is addresses.
    pub subject: u16,
    /// Which of its kind.
    pub detail: u16,
}

impl EnhancedCode {
    /// The code a mail server's answer begins with, or that it marks with `#`; none when it has none.
    pub fn in_answer(said: &str) -> Option<EnhancedCode> {
        let mut words = words_of(said);
        let first = words.next()?;
        let marked = |word: &str| word.contains('#').then(|| Self::bare(word)).flatten();
        Self::bare(first).or_else(|| marked(first)).or_else(|| words.find_map(marked))
    }

    /// A code with what some servers write around it.
    fn bare(word: &str) -> Option<EnhancedCode> {
        word.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
    }

    /// Whether it says that there is no such address: 5.1.x, but 5.1.7 and 5.1.8 are about the sender's.
    fn is_no_such_address(self) -> bool {
        self.class == 5 && self.subject == 1 && !matches!(self.detail, 7 | 8)
    }
}

impl FromStr for EnhancedCode {
    type Err = ();

    fn from_str(text: &str) -> Result<EnhancedCode, ()> {
        let mut parts = text.split('.').map(|part| {
            let is_number = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| is_number).ok_or(())
        });
        let mut next = || parts.next().unwrap_or(Err(()));
        let code = EnhancedCode { class: next()?, subject: next()?, detail: next()? };
        if matches!(code.class, 2 | 4 | 5) && parts.next().is_none() { Ok(code) } else { Err(()) }
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// Whether a refusal for good says that the address does not exist. `said` is the receiving server's answer, with or
/// without its basic code; `status` is the code that somebody else reports it with, and counts where the answer has none.
pub fn is_no_such_address(status: Option<EnhancedCode>, said: &str) -> bool {
    let text = Words::of(said);
    match EnhancedCode::in_answer(said).or(status) {
        Some(code) if code.is_no_such_address() => !text.is_about_sender(),
        _ => text.is_no_such_address(),
    }
}

/// The words of an answer without the basic code in front of it.
fn words_of(said: &str) -> impl Iterator<Item = &str> {
    let is_basic = |word: &&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    said.split_whitespace().skip_while(is_basic).map(move |word| {
        // A line of several begins with 550-5.1.1.
        let rest = word.split_once('-').filter(|(code, _)| is_basic(code)).map(|(_, rest)| rest);
        rest.unwrap_or(word)
    })
}

/// What an address is called.
const NOUNS: [&str; 9] =
    ["user", "mailbox", "recipient", "rcpt", "account", "address", "addressee", "username", "userid"];
/// What is said behind one that is not there …
const ABSENT: [&[&str]; 10] = [
    &["unknown"],
    &["nonexistent"],
    &["not", "found"],
    &["not", "known"],
    &["not", "exist"],
    &["doesnt", "exist"],
    &["dosnt", "exist"],
    &["cannot", "be", "found"],
    &["could", "not", "be", "found"],
    &["no", "longer", "exists"],
];
/// … and before it.
const NO_SUCH: [&[&str]; 5] = [&["no", "such"], &["unknown"], &["invalid"], &["nonexistent"], &["non", "existent"]];
/// Other ways of saying so.
const PHRASES: [&[&str]; 6] = [
    &["no", "mailbox", "here"],
    &["user", "doesnt", "have", "a"],
    &["unknown", "local", "part"],
    &["not", "a", "valid", "mailbox"],
    &["not", "a", "valid", "user"],
    &["not", "a", "known", "user"],
];
/// Between a noun and what is missing, these say that something else is.
const OTHER_THINGS: [&str; 5] = ["domain", "host", "hostname", "dns", "mx"];
/// What an answer about us or about the message speaks of.
const NOT_OF_THE_ADDRESS: [&[&str]; 26] = [
    &["mail", "from"],
    &["black", "list"],
    &["blacklist"],
    &["blacklisted"],
    &["block", "list"],
    &["blocklist"],
    &["blocked"],
    &["spamhaus"],
    &["spam"],
    &["your", "ip"],
    &["your", "host"],
    &["your", "server"],
    &["your", "domain"],
    &["helo"],
    &["ehlo"],
    &["spf"],
    &["dkim"],
    &["dmarc"],
    &["relay"],
    &["relaying"],
    &["reverse", "dns"],
    &["ptr"],
    &["too", "many"],
    &["quota"],
    &["full"],
    &["policy"],
];
/// How far behind the noun it may stand.
const NEAR: usize = 8;

/// An answer in small words, without addresses and links: their parts say nothing.
struct Words {
    words: Vec<String>,
    chinese: String,
}

impl Words {
    fn of(said: &str) -> Words {
        let plain: String = said.split_whitespace().filter(|word| !word.contains('@') && !word.contains("://")).fold(
            String::new(),
            |mut plain, word| {
                plain.push_str(&word.to_lowercase().replace(['\'', '’'], ""));
                plain.push(' ');
                plain
            },
        );
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        Words { words: words.map(str::to_owned).collect(), chinese: plain.split_whitespace().collect() }
    }

    fn has(&self, phrase: &[&str]) -> bool {
        self.words.windows(phrase.len()).any(|window| window == phrase)
    }

    /// It speaks of the sender's address and not of the recipient's.
    fn is_about_sender(&self) -> bool {
        let sender = self.has(&["sender"]) || self.has(&["mail", "from"]) || self.chinese.contains("发件人");
        sender && !self.has(&["recipient"]) && !self.has(&["rcpt"]) && !self.chinese.contains("收件人")
    }

    fn is_no_such_address(&self) -> bool {
        let is_about_us = self.has(&["sender"]) || NOT_OF_THE_ADDRESS.iter().any(|phrase| self.has(phrase));
        !is_about_us
            && (self.is_absent() || PHRASES.iter().any(|phrase| self.has(phrase)) || self.is_absent_in_chinese())
    }

    fn is_absent(&self) -> bool {
        (0..self.words.len()).any(|place| {
            let rest = self.words.get(place..).unwrap_or_default();
            let is_noun = |word: &String| NOUNS.contains(&word.as_str());
            let behind = |phrase: &&[&str]| {
                let between = rest.get(phrase.len()..).unwrap_or_default();
                rest.iter().zip(*phrase).filter(|(word, said)| word == said).count() == phrase.len()
                    && between.iter().take(2).any(is_noun)
            };
            NO_SUCH.iter().any(behind) || rest.first().is_some_and(is_noun) && near(rest)
        })
    }

    fn is_absent_in_chinese(&self) -> bool {
        let says = |words: &[&str]| words.iter().any(|word| self.chinese.contains(word));
        let of_others = says(&["发件", "域名", "黑名单", "垃圾"]);
        let absent = says(&["不存在"]) && says(&["用户", "收件人", "邮箱", "帐号", "账号", "帐户", "账户"]);
        !of_others && (absent || says(&["无此用户", "没有此用户", "没有该用户", "无此收件人", "无此邮箱"]))
    }
}

/// Whether what begins with a noun says soon that it is not there.
fn near(rest: &[String]) -> bool {
    let words = rest.iter().skip(1).take(NEAR).take_while(|word| !OTHER_THINGS.contains(&word.as_str()));
    let words: Vec<&str> = words.map(String::as_str).collect();
    ABSENT.iter().any(|phrase| words.windows(phrase.len()).any(|window| window == *phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of mail servers, as their documentation and their users show them.
    const NO_SUCH_ADDRESS: [&str; 38] = [
        "550 5.1.1 no such user",
        "550 No such user here",
        "550 No Such User Here",
        "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the \
         recipient's email address for typos or 550-5.1.1 unnecessary spaces. For more information, go to 550 5.1.1 \
         https://support.google.com/mail/?p=NoSuchUser a1si123 - gsmtp",
        "5.1.1 <wang@example.com>: Recipient address rejected: User unknown in local recipient table",
        "550 5.1.1 <wang@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
        "550 #5.1.0 Address rejected.",
        "550 5.1.2 <wang@nowhere.example>: Recipient address rejected: Domain not found",
        "553 5.1.3 bad syntax",
        "550 5.1.6 recipient no longer on server",
        "556 5.1.10 Recipient address has null MX",
        "550 Mailbox not found. http://service.mail.qq.com/detail/122/168",
        "550 Mailbox not found [MKlFJeV8l0eGXlBP+YgQXA== IP: 203.0.113.9]. https://service.mail.qq.com/detail/122/168",
        "550 User not found: wang@163.com",
        "550 Invalid User: wang@163.com",
        "554 RCPT (wang@aliyun.com) dosn't exist",
        "553 unknown user, wang@aliyun.com",
        "550 5.7.1 No such user!",
        "550 5.7.1 No such user! 1466150521-9bhS9LIG8y",
        "554 delivery error: dd This user doesn't have a yahoo.com account (wang@yahoo.com) [0] - mta1.mail.yahoo.com",
        "552 1 Requested mail action aborted, mailbox not found",
        "550 5.1.1 <wang@icloud.com>: user does not exist",
        "550 Message was not accepted -- invalid mailbox. Local mailbox wang@mail.ru is unavailable: user not found",
        "550 5.1.1 Not our Customer",
        "550 5.1.1 User does not exist - <wang@zoho.example>",
        "sorry, no mailbox here by that name. (#5.1.1)",
        "550 sorry, no mailbox here by that name",
        "550 unknown local part wang in <wang@example.com>",
        "550 <wang@example.com>: user unknown",
        "550 Unknown user",
        "550 recipient unknown",
        "550 Addressee unknown",
        "550 The account john.doe could not be found",
        "550 用户不存在",
        "550 5.1.1 收件人邮箱不存在",
        "550 查无此用户",
    ];

    const OF_SOMETHING_ELSE: [&str; 47] = [
        "",
        "550",
        "550 rejected because 203.0.113.9 is in a black list at zen.spamhaus.org",
        "550 Mailbox quota exceeded",
        "550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.",
        "550 Mailbox unavailable or access denied",
        "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
        "550 Requested action not taken: mailbox unavailable",
        "550 5.2.1 The email account that you tried to reach is disabled.",
        "550 5.2.1 mailbox disabled",
        "552 5.2.2 mailbox full",
        "552-5.2.2 The email account that you tried to reach is over quota.",
        "554 30 Sorry, your message to wang@yahoo.com cannot be delivered. This mailbox is disabled (554.30).",
        "550 User suspended",
        "550 5.7.1 relaying denied",
        "554 5.7.1 <wang@example.com>: Relay access denied",
        "550 5.7.1 Unable to relay",
        "550 5.7.26 Unauthenticated email from shop.example is not accepted due to domain's DMARC policy.",
        "550-5.7.1 [203.0.113.9] Our system has detected that this message is likely unsolicited mail.",
        "550 5.7.606 Access denied, banned sending IP [203.0.113.9].",
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
        "550 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using Spamhaus.",
        "550 5.7.1 <wang@example.com>: Recipient address rejected: Message rejected due to SPF fail",
        "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; sender not authenticated",
        "554 5.7.1 [CS01] Message rejected due to local policy.",
        "554 DT:SPM 163 smtp10, message looks like spam",
        "550 MI:SPB 163 smtp8, you are in the list of blocked senders",
        "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726",
        "550 Domain frequency limited. https://service.mail.qq.com/",
        "550 Ip frequency limited [MhKpG8rUE2VpXHJ4kQ IP: 203.0.113.9]",
        "550 5.1.8 sender address rejected",
        "550 5.1.7 bad sender",
        "553 5.1.8 <hello@shop.example>... Domain of sender address hello@shop.example does not exist",
        "550 5.1.0 <hello@shop.example>: Sender address rejected: User unknown in virtual alias table",
        "550 5.1.0 <hello@shop.example> sender rejected",
        "550-Verification failed for <hello@shop.example> 550-No Such User Here 550 Sender verify failed",
        "550 5.7.1 Client host rejected: cannot find your hostname",
        "550 5.5.1 Invalid HELO: host does not exist",
        "550 Access denied: too many invalid recipients from your host",
        "551 User not local; please try <wang@elsewhere.example>",
        "550 Unrouteable address",
        "5.4.4 Host or domain name not found. Name service error for name=nowhere.example type=AAAA: Host not found",
        "550 Recipient address rejected: Domain not found",
        "550 5.7.1 <user.unknown@example.com>: refused, see https://help.example/user-not-found",
        "554 5.6.0 message content rejected",
        "550 5.3.4 message too big",
        "550 发件人地址不存在",
    ];

    #[test]
    fn an_address_is_dead_only_when_the_server_says_that_it_does_not_exist() {
        for said in NO_SUCH_ADDRESS {
            assert!(is_no_such_address(None, said), "{said}");
        }
        for said in OF_SOMETHING_ELSE {
            assert!(!is_no_such_address(None, said), "{said}");
        }
    }

    #[test]
    fn each_code_of_the_standard_is_known() {
        for code in 0..=10 {
            let said = format!("5.1.{code}");
            assert_eq!(is_no_such_address(None, &said), !matches!(code, 7 | 8), "{said}");
        }
        for subject in [0, 2, 3, 4, 5, 6, 7] {
            for detail in 0..=30 {
                assert!(!is_no_such_address(None, &format!("5.{subject}.{detail}")), "5.{subject}.{detail}");
            }
        }
        assert!(!is_no_such_address(None, "4.1.1"), "it may come to be");
    }

    #[test]
    fn the_servers_own_code_goes_before_that_of_a_report() {
        let status = |text: &str| text.parse::<EnhancedCode>().ok();
        for (reported, said, dead) in [
            ("5.1.1", "", true),
            ("5.1.1", "smtp; mailbox is away", true),
            ("5.1.1", "550 5.7.1 rejected for its content", false),
            ("5.0.0", "550 5.1.1 user unknown", true),
            ("5.0.0", "", false),
            ("5.7.1", "550 no such user", true),
        ] {
            assert_eq!(is_no_such_address(status(reported), said), dead, "{reported} {said}");
        }
    }

    #[test]
    fn a_code_is_three_numbers() {
        for (said, code) in [
            ("5.1.1 x", Some("5.1.1")),
            ("550 5.1.1 x", Some("5.1.1")),
            ("550-5.7.26 x", Some("5.7.26")),
            ("#5.7.1 x", Some("5.7.1")),
            ("550 (#5.1.1)", Some("5.1.1")),
            ("sorry. (#5.1.1)", Some("5.1.1")),
            ("[5.2.1] x", Some("5.2.1")),
            ("see section 5.1.1", None),
            ("5.1.1.9 is listed", None),
            ("203.0.113.9", None),
            ("3.1.1", None),
            ("5.1", None),
            ("5.1111.1", None),
            ("550", None),
            ("", None),
        ] {
            assert_eq!(EnhancedCode::in_answer(said).map(|code| code.to_string()).as_deref(), code, "{said}");
        }
    }
}
