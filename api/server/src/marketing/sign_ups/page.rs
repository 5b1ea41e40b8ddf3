//! The pages people see: the form, what is to be confirmed, and what became of it. Plain HTML in one language, with a link
//! to the other; no script, no cookie, nothing from elsewhere. It works at 320 pixels, with a keyboard and with a reader.

mod fields;
mod style;

use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_domain::identities::mask;
use regulars_domain::marketing::sign_ups::{CONFIRMED_WITHIN, SignUpChannel};
use regulars_domain::message;
use regulars_domain::messaging::test_sends::{CODE_DIGITS, CODE_LASTS};
use regulars_domain::text::{Language, Message};

use super::submit::{Faults, Given};
use style::STYLE;

/// In which language a page is, whose it is, and where the same page is in the other language.
pub struct Frame<'a> {
    pub organisation: &'a str,
    pub language: Language,
    /// Path and query without the language; none: there is no other.
    pub here: Option<&'a str>,
}

/// A page that says something and asks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No form has this address.
    NoForm,
    /// The form takes nothing.
    Closed,
    /// Too many at the moment.
    Busy,
    /// Too many for this address or number.
    TooMany,
    /// A robot.
    Trap,
    /// What was sent is no form.
    Unreadable,
    /// The link in a mail is sent; nothing else is to be done.
    MailSent,
    Confirmed,
    Over,
    Broken,
}

impl Frame<'_> {
    fn say(&self, message: &Message) -> String {
        escape(message.text(self.language))
    }

    /// The whole page around its content.
    fn page(&self, title: &Message, content: &str) -> String {
        let language = self.language;
        let other = match language {
            Language::Chinese => (Language::English, "English"),
            Language::English => (Language::Chinese, "中文"),
        };
        let switch = self.here.map_or_else(String::new, |here| {
            let sign = if here.contains('?') { "&amp;" } else { "?" };
            let (code, name) = other;
            let here = escape(here);
            format!("<nav><a href=\"{here}{sign}lang={code}\" hreflang=\"{code}\" lang=\"{code}\">{name}</a></nav>")
        });
        let (organisation, title) = (escape(self.organisation), self.say(title));
        format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
             <title>{title} – {organisation}</title><style>{STYLE}</style></head><body><main>{switch}\
             <p class=\"who\">{organisation}</p>{content}</main></body></html>"
        )
    }

    /// The form, with what was typed and what is wrong with it; `said` stands above it.
    pub fn form(&self, form: &Form, mark: &str, given: &Given, faults: &Faults, said: Option<&Message>) -> String {
        let title = message!("Sign up", "登记");
        let has_fault = !faults.is_empty() || said.is_some();
        let shown = if has_fault { message!("Please check: sign up", "请检查：登记") } else { title.clone() };
        let content = format!("<h1>{}</h1>{}", self.say(&title), fields::form(self, form, mark, given, faults, said));
        self.page(&shown, &content)
    }

    /// Asks for the code that was sent to a phone; `mailed`: a link was sent as well.
    pub fn code(&self, action: &str, handle: &str, mailed: bool, error: Option<&Message>) -> String {
        let title = message!("Your code", "输入验证码");
        let minutes = CODE_LASTS.num_minutes();
        let lead = message!(
            "We have sent a code to your phone. It is good for {minutes} minutes.",
            "验证码已发送到您的手机，{minutes} 分钟内有效。"
        );
        let also = mail_sent();
        let also = if mailed { format!("<p>{}</p>", self.say(&also)) } else { String::new() };
        let label = message!("Code of {CODE_DIGITS} digits", "{CODE_DIGITS} 位验证码");
        let (describes, shown) = fields::error("code", error.map(|error| self.say(error)));
        let shown_title =
            if error.is_some() { message!("Please check: your code", "请检查：验证码") } else { title.clone() };
        let content = format!(
            "<h1>{}</h1><p>{}</p>{also}<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"sign_up\" value=\"{}\">\
             <div class=\"f\"><label for=\"code\">{}</label>{shown}<input id=\"code\" name=\"code\" required inputmode=\"numeric\" \
             autocomplete=\"one-time-code\" maxlength=\"12\"{describes}></div><button>{}</button></form>",
            self.say(&title),
            self.say(&lead),
            escape(action),
            escape(handle),
            self.say(&label),
            self.say(&message!("Confirm", "确认")),
        );
        self.page(&shown_title, &content)
    }

    /// Asks whether the address is to be confirmed: opening the page does nothing, for programs that look through mails open
    /// links.
    pub fn confirm(&self, form: &Form, sign_up: &SignUp) -> String {
        let title = message!("Confirm your e-mail", "确认您的邮箱");
        let address = mask(SignUpChannel::Email.channel().identity(), sign_up.email.as_deref().unwrap_or_default());
        let lead = message!("Do you confirm that {address} is yours?", "您确认 {address} 是您的邮箱吗？");
        let agreed =
            if sign_up.consents.contains(&SignUpChannel::Email) && sign_up.wording_version == form.wording_version {
                format!("<p class=\"words\">{}</p>", paragraphs(form.wording.text(self.language)))
            } else {
                String::new()
            };
        let content = format!(
            "<h1>{}</h1><p>{}</p>{agreed}<form method=\"post\"><button>{}</button></form>",
            self.say(&title),
            self.say(&lead),
            self.say(&message!("Confirm", "确认")),
        );
        self.page(&title, &content)
    }

    /// A page that only says something.
    pub fn notice(&self, notice: Notice) -> String {
        let (title, text) = words(notice);
        let content = format!("<h1>{}</h1><p>{}</p>", self.say(&title), self.say(&text));
        self.page(&title, &content)
    }
}

fn mail_sent() -> Message {
    let days = CONFIRMED_WITHIN.num_days();
    message!(
        "We have sent you a mail. Follow the link in it within {days} days: until then nothing is signed up.",
        "我们已向您发送邮件，请在 {days} 天内点击其中的链接确认：确认之前登记不会生效。"
    )
}

fn words(notice: Notice) -> (Message, Message) {
    match notice {
        Notice::NoForm => (
            message!("There is no such page", "页面不存在"),
            message!("Please scan the code again, or ask in the shop.", "请重新扫描二维码，或到店咨询。"),
        ),
        Notice::Closed => {
            (message!("Closed", "登记已关闭"), message!("Nobody can sign up here at the moment.", "目前无法在此登记。"))
        }
        Notice::Busy => (
            message!("Many people at once", "当前登记人数较多"),
            message!("Please try again in a minute.", "请一分钟后再试。"),
        ),
        Notice::TooMany => (
            message!("Tried too often", "尝试次数过多"),
            message!(
                "This e-mail or phone was entered several times today. Please look for the message you were sent, or try again \
                 tomorrow.",
                "此邮箱或手机号今天已多次登记。请查看之前收到的消息，或明天再试。"
            ),
        ),
        Notice::Trap => (
            message!("Not taken", "未能登记"),
            message!(
                "A field was filled in that people do not see. If you are one, open the page again and leave out what your browser \
                 fills in by itself.",
                "页面中不可见的栏目被填写了。如果是您本人操作，请重新打开页面，并清除浏览器自动填写的内容。"
            ),
        ),
        Notice::Unreadable => (
            message!("Not taken", "未能登记"),
            message!("This could not be read. Please open the page again.", "无法读取提交的内容，请重新打开页面。"),
        ),
        Notice::MailSent => (message!("Look into your mail", "请查收邮件"), mail_sent()),
        Notice::Confirmed => {
            (message!("Confirmed", "已确认"), message!("Thank you. You are signed up.", "谢谢，您已登记成功。"))
        }
        Notice::Over => (
            message!("No longer good", "链接已失效"),
            message!("This was not confirmed in time. Please sign up again.", "未在有效期内确认，请重新登记。"),
        ),
        Notice::Broken => (
            message!("Not a link of ours", "链接无效"),
            message!(
                "This link is not complete or not ours; nothing was changed. Please open the whole link from the mail.",
                "此链接无效或不完整，未作任何更改。请从邮件中完整打开链接。"
            ),
        ),
    }
}

/// Text as it may stand in HTML, also within quotes.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn paragraphs(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame<'_> =
        Frame { organisation: "<仙芋>", language: Language::Chinese, here: Some("/join/x?a='1'") };

    #[test]
    fn what_comes_from_outside_is_text() {
        let page = FRAME.notice(Notice::Closed);
        assert!(page.contains("&lt;仙芋&gt;") && !page.contains("<仙芋>"), "{page}");
        assert!(page.contains("href=\"/join/x?a=&#39;1&#39;&amp;lang=en\""), "{page}");
        let page = FRAME.code("/join/x/code", "\"><script>", false, None);
        assert!(page.contains("&quot;&gt;&lt;script&gt;") && !page.contains("<script"), "{page}");
    }

    #[test]
    fn every_notice_is_in_the_language_of_its_page() {
        for language in [Language::Chinese, Language::English] {
            let frame = Frame { organisation: "X", language, here: None };
            for notice in [Notice::NoForm, Notice::Trap, Notice::MailSent, Notice::Over, Notice::Broken] {
                let page = frame.notice(notice);
                assert!(page.contains(&format!("<html lang=\"{language}\">")));
                assert!(page.contains(words(notice).0.text(language)));
                assert!(!page.contains("<nav>"));
            }
        }
    }
}
