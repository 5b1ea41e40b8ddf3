//! The page itself, in both languages at once: who reads it need not be asked first.

use regulars_domain::message;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::{Language, Message};

/// What the page has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Whether this is really wanted.
    Asked(Channel),
    Done(Channel),
    /// The link of a preview or a test message.
    Sample,
    /// Not one of our links.
    Broken,
}

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;margin:0;background:#f6f6f4;color:#1d1d1b}\
main{max-width:32rem;margin:10vh auto;padding:2rem 1.5rem;background:#fff;border-radius:12px}\
h1{font-size:1.25rem;margin:0 0 1rem}p{margin:.5rem 0}\
button{font:inherit;margin-top:1.25rem;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#8a1f11;color:#fff;cursor:pointer}\
button:focus-visible{outline:3px solid #1d1d1b;outline-offset:2px}\
@media(prefers-color-scheme:dark){body{background:#161615;color:#eee}main{background:#222220}\
button{background:#f0a294;color:#1d1d1b}button:focus-visible{outline-color:#eee}}";

/// The whole page. `organisation` is whose messages it is about.
pub fn of(organisation: &str, state: State) -> String {
    let organisation = escape(organisation);
    let words = words(state, &organisation);
    let (chinese, english) = (words.text(Language::Chinese), words.text(Language::English));
    let button = match state {
        // Posts to the page's own address, token and all.
        State::Asked(_) => "<form method=\"post\"><button>退订 · Unsubscribe</button></form>",
        _ => "",
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>退订 · Unsubscribe</title><style>{STYLE}</style></head><body><main><h1>{organisation}</h1>\
         <p>{chinese}</p><p lang=\"en\">{english}</p>{button}</main></body></html>"
    )
}

fn words(state: State, organisation: &str) -> Message {
    match state {
        State::Asked(channel) => message!(
            "Do you want no more marketing from {organisation} by {channel}?",
            "您确定不再通过{channel}接收 {organisation} 的营销信息吗？",
            channel = channel.label()
        ),
        State::Done(channel) => message!(
            "Done. You will get no more marketing from {organisation} by {channel}.",
            "已退订。您将不再收到 {organisation} 的{channel}营销信息。",
            channel = channel.label()
        ),
        State::Sample => message!(
            "This link is from a test message: it unsubscribes nobody.",
            "这是测试信息中的链接，不会退订任何人。"
        ),
        State::Broken => message!(
            "This link is not complete or not ours; nothing was changed. Please open the whole link from the message.",
            "此链接无效或不完整，未作任何更改。请从信息中完整打开链接。"
        ),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_question_has_a_button() {
        for (state, button) in [
            (State::Asked(Channel::Email), true),
            (State::Done(Channel::Sms), false),
            (State::Sample, false),
            (State::Broken, false),
        ] {
            assert_eq!(of("仙芋世家", state).contains("<button>"), button, "{state:?}");
        }
    }

    #[test]
    fn a_name_is_text() {
        assert!(of("<script>", State::Broken).contains("&lt;script&gt;"));
    }
}
