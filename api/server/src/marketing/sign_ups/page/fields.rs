//! The fields of the form, each with its label and what is wrong with it.

use regulars_db::marketing::sign_ups::Form;
use regulars_domain::marketing::sign_ups::{SignUpAsk, SignUpChannel};
use regulars_domain::message;
use regulars_domain::text::Message;

use super::super::submit::{Faults, Field, Given};
use super::{Frame, escape, paragraphs};

/// A field as it is shown.
struct Shown<'a> {
    field: Field,
    name: &'static str,
    kind: &'static str,
    /// What a browser fills in (WCAG 1.3.5).
    autocomplete: &'static str,
    label: Message,
    ask: SignUpAsk,
    value: &'a str,
}

pub fn form(
    frame: &Frame<'_>,
    form: &Form,
    mark: &str,
    given: &Given,
    faults: &Faults,
    said: Option<&Message>,
) -> String {
    let field = |field, name, kind, autocomplete, label, ask, value| Shown {
        field,
        name,
        kind,
        autocomplete,
        label,
        ask,
        value,
    };
    let asked = &form.asked;
    let all = [
        field(Field::Name, "name", "text", "name", message!("Name", "姓名"), SignUpAsk::Required, given.name.as_str()),
        field(Field::Phone, "phone", "tel", "tel", message!("Phone", "手机号"), asked.phone, &given.phone),
        field(Field::Email, "email", "email", "email", message!("E-mail", "邮箱"), asked.email, &given.email),
        field(
            Field::Birthday,
            "birthday",
            "date",
            "bday",
            message!("Birthday", "生日"),
            asked.birthday,
            &given.birthday,
        ),
    ];
    let shown: Vec<&Shown<'_>> = all.iter().filter(|one| one.ask != SignUpAsk::Off).collect();
    let inputs: String = shown.iter().map(|one| input(frame, one, faults)).collect();
    let consents: String =
        form.consents.iter().map(|channel| consent(frame, *channel, given.agrees(*channel))).collect();
    // `novalidate`: what is wrong is told here, the same in every browser and read out.
    format!(
        "{}<form method=\"post\" novalidate><input type=\"hidden\" name=\"page\" value=\"{}\">{inputs}\
         <div class=\"fax\" aria-hidden=\"true\"><label for=\"company_fax\">{}</label>\
         <input id=\"company_fax\" name=\"company_fax\" tabindex=\"-1\" autocomplete=\"off\"></div>\
         <p class=\"words\">{}</p>{consents}<button>{}</button></form>",
        alert(frame, &shown, faults, said),
        escape(mark),
        frame.say(&message!("Leave this empty", "请勿填写此项")),
        paragraphs(form.wording.text(frame.language)),
        frame.say(&message!("Sign up", "提交登记")),
    )
}

/// What is wrong, on top, with links to the fields.
fn alert(frame: &Frame<'_>, shown: &[&Shown<'_>], faults: &Faults, said: Option<&Message>) -> String {
    if faults.is_empty() && said.is_none() {
        return String::new();
    }
    let said = said.map_or_else(
        || frame.say(&message!("Please check what you typed:", "请检查填写的内容：")),
        |said| frame.say(said),
    );
    let item = |one: &&&Shown<'_>| format!("<li><a href=\"#{}\">{}</a></li>", one.name, frame.say(&one.label));
    let wrong = |one: &&&Shown<'_>| faults.iter().any(|(field, _)| *field == one.field);
    let items: String = shown.iter().filter(wrong).map(|one| item(&one)).collect();
    let list = if items.is_empty() { String::new() } else { format!("<ul>{items}</ul>") };
    format!("<div class=\"alert\" role=\"alert\"><p>{said}</p>{list}</div>")
}

fn input(frame: &Frame<'_>, one: &Shown<'_>, faults: &Faults) -> String {
    let fault = faults.iter().find(|(field, _)| *field == one.field).map(|(_, message)| frame.say(message));
    let (describes, shown) = error(one.name, fault);
    let (required, hint) = match one.ask {
        SignUpAsk::Required => (" required", String::new()),
        SignUpAsk::Off | SignUpAsk::Optional => {
            ("", format!(" <span class=\"hint\">{}</span>", frame.say(&message!("(optional)", "（选填）"))))
        }
    };
    let Shown { name, kind, autocomplete, value, .. } = one;
    format!(
        "<div class=\"f\"><label for=\"{name}\">{}{hint}</label>{shown}<input id=\"{name}\" name=\"{name}\" type=\"{kind}\" \
         autocomplete=\"{autocomplete}\" maxlength=\"254\" value=\"{}\"{required}{describes}></div>",
        frame.say(&one.label),
        escape(value),
    )
}

/// The attributes by which a field says that something is wrong with it, and the text that says what.
pub fn error(name: &str, said: Option<String>) -> (String, String) {
    match said {
        None => Default::default(),
        Some(said) => (
            format!(" aria-invalid=\"true\" aria-describedby=\"{name}-error\""),
            format!("<p class=\"e\" id=\"{name}-error\">{said}</p>"),
        ),
    }
}

fn consent(frame: &Frame<'_>, channel: SignUpChannel, agrees: bool) -> String {
    let (name, label) = match channel {
        SignUpChannel::Email => ("consent_email", message!("I agree, by e-mail", "我同意通过邮件接收")),
        SignUpChannel::Sms => ("consent_sms", message!("I agree, by text message", "我同意通过短信接收")),
    };
    let checked = if agrees { " checked" } else { "" };
    format!(
        "<div class=\"c\"><label><input type=\"checkbox\" name=\"{name}\" value=\"1\"{checked}><span>{}</span></label></div>",
        frame.say(&label)
    )
}
