//! Everything that can go wrong, by kind and place, in both languages. How it is told over HTTP is `http::problem`.
//!
//! Which error to use: a rule that says no is [`Refusal::of`] its [`Code`]; a field that is wrong is a [`Fault`] inside
//! [`Code::Invalid`] (use [`Refusal::invalid`]); a database error is passed on by `?`; anything that cannot happen is
//! [`Error::Internal`], whose text is logged and never sent. The table of codes below is their only source.

use std::fmt;

use regulars_db::fault::Failure;
use regulars_db::{StorageFailure, fault};
use regulars_domain::message;
use regulars_domain::text::{Language, Message};
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler or a service answers.
pub type Answer<T> = Result<T, Error>;

/// Why a request or a unit of work fails.
#[derive(Debug)]
pub enum Error {
    /// Told to the client as it is.
    Refused(Box<Refusal>),
    /// Told by its kind; its text is only logged.
    Db(diesel::result::Error),
    /// A defect; its text is only logged.
    Internal(String),
}

macro_rules! codes {
    ($( #[doc = $list:literal] $name:ident { $( $variant:ident $word:literal $status:literal $en:literal $zh:literal; )+ } )+) => { $(
        #[doc = $list]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( #[doc = concat!("`", $word, "`: ", $en, ".")] $variant ),+ }

        impl $name {
            /// Every code, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Every word, in the order of the table.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as it is sent.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The HTTP status; 0 for what only stands inside a problem.
            pub const fn status(self) -> u16 {
                match self { $($name::$variant => $status),+ }
            }

            /// What the code means, for people: a sentence, or for a fault its predicate.
            pub const fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $( ($name::$variant, Language::English) => $en, ($name::$variant, Language::Chinese) => $zh, )+
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                regulars_domain::vocabulary::schema_of_words($list, Self::WORDS)
            }
        }

        impl ToSchema for $name {}
    )+ };
}

codes! {
    /// What went wrong. Stable: clients may decide by it.
    Code {
        MalformedBody "malformed_body" 400 "The body cannot be parsed" "请求体无法解析";
        InvalidParameter "invalid_parameter" 400 "A parameter is wrong" "参数有误";
        InvalidCursor "invalid_cursor" 400 "The cursor is not one of this list" "游标无效";
        InvalidHeader "invalid_header" 400 "A header is wrong" "请求头有误";
        IdempotencyKeyMissing "idempotency_key_missing" 400 "This request needs an Idempotency-Key" "此请求需要 Idempotency-Key";
        Unauthenticated "unauthenticated" 401 "Log in or send an API key" "请先登录或提供 API 密钥";
        InvalidCredentials "invalid_credentials" 401 "E-mail or password is wrong" "邮箱或密码不正确";
        SecondFactorRequired "second_factor_required" 401 "A code of your authenticator is needed" "请输入验证器上的验证码";
        InvalidCode "invalid_code" 401 "The code is wrong, too old or used already" "验证码不正确、已过期或已使用";
        SessionExpired "session_expired" 401 "The session has ended; log in again" "会话已结束，请重新登录";
        InvalidKey "invalid_key" 401 "The API key is not valid" "API 密钥无效";
        NewPasswordRequired "new_password_required" 403 "Somebody else set your password; set one of your own first" "您的密码由他人设置，请先设置自己的新密码";
        SecondFactorMissing "second_factor_missing" 403 "Your role needs a second factor; set it up first" "您的角色须启用两步验证，请先设置";
        ProofRequired "proof_required" 403 "Give your password again for this" "此操作需要重新验证密码";
        Forbidden "forbidden" 403 "You may not do this" "您没有此项权限";
        NoSandbox "no_sandbox" 403 "There is no sandbox here" "此系统未启用沙箱";
        AboveLimit "above_limit" 403 "This is above what you may decide" "超出您的审批额度";
        NotFound "not_found" 404 "Not found" "未找到";
        MethodNotAllowed "method_not_allowed" 405 "This method is not allowed here" "不支持此方法";
        Conflict "conflict" 409 "The present state does not allow this" "当前状态不允许此操作";
        IdentityTaken "identity_taken" 409 "Another customer has this identity" "该联系方式已属于另一位客户";
        CodeTaken "code_taken" 409 "This code is taken" "此编码已被使用";
        EmailTaken "email_taken" 409 "This e-mail is taken" "此邮箱已被使用";
        CustomerMerged "customer_merged" 409 "The customer was merged into another" "该客户已并入另一位客户";
        CustomerErased "customer_erased" 409 "The customer has been erased" "该客户已被清除";
        OwnWork "own_work" 403 "Somebody else decides on your own work" "自己的方案须由他人审批";
        PurchaseDiffers "purchase_differs" 409 "A purchase with this external id and another content exists" "同一外部编号的购买内容不同";
        PurchaseHeld "purchase_held" 409 "The purchase is held: nobody knows its customer yet" "该购买待认领：尚不知属于哪位客户";
        SaleAnonymous "sale_anonymous" 409 "This was sold without a customer" "该销售没有客户";
        ImportInUse "import_in_use" 409 "Something else hangs on what the import made" "导入的内容已被其他记录引用";
        ImportRepeated "import_repeated" 409 "The same file was imported before" "同一文件此前已导入";
        RefundDiffers "refund_differs" 409 "A refund with this external id and another content exists" "同一外部编号的退款内容不同";
        RedemptionDiffers "redemption_differs" 409 "A redemption with this external id and another content exists" "同一外部编号的积分兑换内容不同";
        AudienceEmpty "audience_empty" 409 "Nobody is in the audience" "受众为空";
        AudienceChanged "audience_changed" 409 "Other people are in the audience by now" "受众人数已变化";
        NotPrepared "not_prepared" 409 "The launch is to be prepared first" "须先准备发起";
        NotReady "not_ready" 409 "Something is still lacking" "尚有未完成的准备";
        PromisesOpen "promises_open" 409 "Something that was promised is not done yet" "仍有承诺未兑现";
        NoMembership "no_membership" 409 "The customer has no card that can be used for this" "客户没有可用的会员卡";
        Busy "busy" 409 "Another request holds this; try again" "正被另一请求占用，请重试";
        EventsForgotten "events_forgotten" 410 "These events are not kept any more" "这些事件已不再保留";
        Stale "stale" 412 "It was changed meanwhile" "内容已被他人修改";
        BodyTooLarge "body_too_large" 413 "The body is too large" "请求体过大";
        UnsupportedMediaType "unsupported_media_type" 415 "This media type is not accepted here" "不支持此媒体类型";
        Invalid "invalid" 422 "The request is understood but wrong" "请求内容有误";
        IdempotencyKeyReused "idempotency_key_reused" 422 "The Idempotency-Key was used for another request" "Idempotency-Key 已用于其他请求";
        ProductNotSoldHere "product_not_sold_here" 422 "The unit does not sell this product" "该组织单元不经营此产品";
        RefundExceeds "refund_exceeds" 422 "The refund is above what is left" "退款超过可退余额";
        PointsExceed "points_exceed" 422 "There are not so many points" "积分不足";
        NotGrantable "not_grantable" 422 "You cannot grant what you do not hold" "不能授予您自己没有的权限";
        PreconditionRequired "precondition_required" 428 "This request needs If-Match" "此请求需要 If-Match";
        TooManyRequests "too_many_requests" 429 "Too many requests; wait" "请求过多，请稍候";
        Throttled "throttled" 429 "Too many failed attempts; wait" "尝试失败次数过多，请稍候";
        HeadersTooLarge "headers_too_large" 431 "The headers are too large" "请求头过大";
        Internal "internal" 500 "Something broke here" "服务内部错误";
        Unavailable "unavailable" 503 "The service cannot do this now; try again" "服务暂不可用，请重试";
        StorageFailed "storage_failed" 503 "The storage has failed; the operator must act" "存储故障，需由运维人员处理";
        Timeout "timeout" 408 "The request took too long to arrive" "请求超时";
        StorageFull "storage_full" 507 "No space is left to keep this" "存储空间已满";
    }

    /// What is wrong with one field, parameter or header.
    FaultCode {
        Required "required" 0 "is needed" "必填";
        UnknownField "unknown_field" 0 "is not known here" "未知字段";
        WrongType "wrong_type" 0 "has the wrong type" "类型不正确";
        Malformed "malformed" 0 "is malformed" "格式不正确";
        TooShort "too_short" 0 "is too short" "过短";
        TooLong "too_long" 0 "is too long" "过长";
        OutOfRange "out_of_range" 0 "is out of range" "超出范围";
        NotAccepted "not_accepted" 0 "is not one of the accepted values" "不是可接受的值";
        NotFound "not_found" 0 "names nothing that exists" "所指对象不存在";
        Taken "taken" 0 "is taken" "已被占用";
        Duplicate "duplicate" 0 "is given twice" "重复";
        InFuture "in_future" 0 "is in the future" "在未来";
        TooOld "too_old" 0 "is too long ago" "时间过早";
        OtherCurrency "other_currency" 0 "is not in the base currency" "不是本位币";
        NotSoldHere "not_sold_here" 0 "is not in the assortment of the unit" "不在该组织单元的产品目录中";
        Exceeds "exceeds" 0 "is above what is left" "超过剩余";
        Conflict "conflict" 0 "does not fit the rest" "与其他内容冲突";
    }
}

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A JSON pointer (RFC 6901) into the body.
    Pointer(String),
    /// A query or path parameter.
    Parameter(String),
    /// A header of the request, by its name.
    Header(String),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// By kind, for programs.
    pub code: FaultCode,
    /// What was expected.
    pub hint: Option<Message>,
}

impl Fault {
    /// A fault in the body; `pointer` is empty for the body as a whole.
    pub fn at(pointer: impl Into<String>, code: FaultCode) -> Fault {
        Fault { place: Place::Pointer(pointer.into()), code, hint: None }
    }

    /// A fault in a query or path parameter.
    pub fn parameter(name: impl Into<String>, code: FaultCode) -> Fault {
        Fault { place: Place::Parameter(name.into()), code, hint: None }
    }

    /// A fault in a header.
    pub fn header(name: impl Into<String>, code: FaultCode) -> Fault {
        Fault { place: Place::Header(name.into()), code, hint: None }
    }

    /// What was expected.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Message>) -> Fault {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong there, in words.
    pub fn detail(&self, language: Language) -> String {
        self.hint.as_ref().map_or(self.code.title(language), |hint| hint.text(language)).to_owned()
    }
}

/// A refusal before it is put into words for one client.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// By kind, for programs; it also gives the status and the title.
    pub code: Code,
    /// What exactly is refused; none where the title says all.
    pub detail: Option<Message>,
    /// What is wrong with the request, each with its place; empty where the state does not allow it.
    pub faults: Vec<Fault>,
    /// Further members of the document, such as the id of the other customer.
    pub members: Vec<(&'static str, serde_json::Value)>,
    /// Seconds after which it may be tried again.
    pub retry_after: Option<i64>,
}

impl Refusal {
    /// A refusal of which only the kind is told.
    pub fn of(code: Code) -> Refusal {
        Refusal { code, detail: None, faults: Vec::new(), members: Vec::new(), retry_after: None }
    }

    /// The request is understood, and these are its faults.
    pub fn invalid(faults: Vec<Fault>) -> Refusal {
        Refusal { faults, ..Refusal::of(Code::Invalid) }
    }

    /// With one more fault.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Refusal {
        self.faults.push(fault);
        self
    }

    /// What exactly is refused, and why.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Message>) -> Refusal {
        self.detail = Some(detail.into());
        self
    }

    /// With a further member of the document; `name` is none of the standard ones.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Refusal {
        self.members.push((name, value.into()));
        self
    }

    /// Whether the caller may not, or what it is about does not exist for them.
    pub fn is_out_of_reach(&self) -> bool {
        let refused = matches!(self.code, Code::Forbidden | Code::NotFound | Code::NotGrantable);
        refused || self.faults.iter().any(|fault| fault.code == FaultCode::NotFound)
    }

    /// It may be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Refusal {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Refusal> for Error {
    fn from(problem: Refusal) -> Error {
        Error::Refused(Box::new(problem))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Refusal::invalid(vec![fault]).into()
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Error {
        Refusal::of(code).into()
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        Error::Db(error)
    }
}

impl Failure for Error {
    fn fault(&self) -> Option<fault::Fault> {
        match self {
            Error::Db(error) => Some(fault::Fault::of(error)),
            _ => None,
        }
    }

    fn unavailable(reason: String) -> Error {
        Error::Db(diesel::result::Error::unavailable(reason))
    }

    fn storage_failed(failure: StorageFailure) -> Error {
        Error::Db(diesel::result::Error::storage_failed(failure))
    }

    fn panicked() -> Error {
        Error::Internal("a unit of work panicked".to_owned())
    }
}

impl Error {
    /// The refusal this is told as.
    pub fn refusal(&self) -> Refusal {
        match self {
            Error::Refused(problem) => (**problem).clone(),
            Error::Internal(_) => Refusal::of(Code::Internal),
            Error::Db(error) => match fault::Fault::of(error) {
                fault::Fault::Missing => Refusal::of(Code::NotFound),
                fault::Fault::Unique => Refusal::of(Code::Conflict),
                fault::Fault::ForeignKey => Refusal::of(Code::Conflict).detail(message!(
                    "something named here does not exist or is still in use",
                    "所指对象不存在，或仍在使用中"
                )),
                fault::Fault::Locked => Refusal::of(Code::Busy),
                fault::Fault::Again | fault::Fault::Gone => Refusal::of(Code::Unavailable).retry_after(2),
                fault::Fault::Full => Refusal::of(Code::StorageFull),
                fault::Fault::Io => Refusal::of(Code::StorageFailed),
                fault::Fault::Defect => Refusal::of(Code::Internal),
            },
        }
    }

    /// Whether the operator must hear of it.
    pub fn is_ours(&self) -> bool {
        self.refusal().code.status() >= 500
    }

    /// Whether it is a taken key: the caller says which in its own words.
    pub fn is_unique(&self) -> bool {
        self.fault() == Some(fault::Fault::Unique)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(problem) => write!(f, "{}", problem.code.title(Language::English)),
            Error::Db(error) => {
                write!(f, "database: {error}")?;
                // Why a column cannot be read is said by the source only.
                let mut sources = std::iter::successors(std::error::Error::source(error), |error| error.source());
                sources.try_for_each(|error| write!(f, ": {error}"))
            }
            Error::Internal(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}
