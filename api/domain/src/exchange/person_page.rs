//! What stands on the page that a person gets of what is held on them: names of the sections, columns and words.

use crate::customers::profiles::{ConsentChannel, CustomerKind, Gender, Source};
use crate::customers::tiers::TierClass;
use crate::sales::purchases::Channel;
use crate::text::{Language, Message};
use crate::vocabulary::Word;

use super::words::{Named, answer_name};

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident: $($word:literal => $english:literal, $chinese:literal;)+) => {
        $(#[$doc])*
        pub fn $name(word: &str) -> Option<Message> {
            match word { $($word => Some(Message::new($english, $chinese)),)+ _ => None }
        }
    };
}

labels! {
    /// What a section is called.
    section:
    "profiles" => "Profile", "个人资料";
    "figures" => "Figures", "消费概况";
    "tiers" => "Value tiers", "价值等级";
    "identities" => "How you are recognised", "联系方式与标识";
    "consents" => "Consents", "接收同意";
    "interactions" => "Interactions", "互动记录";
    "contacts" => "Contacts", "联系人";
    "memberships" => "Cards", "会员卡";
    "membership_levels" => "Membership levels", "会员等级";
    "points" => "Points", "积分";
    "point_adjustments" => "Points by hand", "人工积分";
    "purchases" => "Purchases", "购买记录";
    "purchase_lines" => "Lines of purchases", "购买明细";
    "refunds" => "Refunds", "退款";
    "messages" => "Messages", "发送的消息";
    "suppressions" => "Addresses that get no messages", "停止发送的地址";
    "segments" => "Groups", "所属分组";
    "complaints" => "Complaints", "投诉";
    "complaint_notes" => "Notes on complaints", "投诉处理记录";
    "compensations" => "Compensations", "补偿";
    "complaint_actions" => "Corrective actions", "改进措施";
    "attachments" => "Files", "附件";
    "tasks" => "Tasks", "任务";
    "sign_ups" => "Sign-ups", "自助登记";
    "wishes" => "Wishes", "需求";
}

labels! {
    /// What a column is called.
    column:
    "address" => "Address", "地址";
    "amount" => "Amount", "金额";
    "asked_at" => "Asked at", "申请时间";
    "asked_on" => "Asked on", "提出日期";
    "assigned_at" => "Planned at", "计划时间";
    "attributes" => "Further details", "其他信息";
    "balance" => "Balance", "余额";
    "batch" => "Batch", "批次";
    "birthday" => "Birthday", "生日";
    "body" => "Text", "内容";
    "bytes" => "Size in bytes", "字节数";
    "campaign" => "Campaign", "营销活动";
    "card" => "Card", "卡号";
    "category" => "Category", "类别";
    "cause" => "Cause", "原因";
    "cause_detail" => "Cause in detail", "具体原因";
    "channel" => "Channel", "渠道";
    "city" => "City", "城市";
    "competitor" => "Competitor named", "提及的竞争者";
    "competitor_name" => "Competitor of the register", "登记的竞争对手";
    "complained_at" => "Called unwanted at", "投诉骚扰时间";
    "complaint_id" => "Complaint", "投诉编号";
    "consents" => "Agreed to", "同意接收";
    "created_at" => "Created at", "建档时间";
    "currency" => "Currency", "币种";
    "data" => "Details", "详情";
    "decided_at" => "Decided at", "审批时间";
    "decision_note" => "Note on the decision", "审批意见";
    "delivered_at" => "Arrived at", "送达时间";
    "description" => "Description", "说明";
    "direction" => "Direction", "方向";
    "discount" => "Discount", "优惠";
    "discount_minor" => "Discount", "优惠";
    "done_at" => "Done at", "完成时间";
    "due_on" => "Due on", "截止日期";
    "email" => "E-mail", "邮箱";
    "email_confirmed_at" => "E-mail confirmed at", "邮箱确认时间";
    "ended_at" => "Settled at", "办结时间";
    "enrolled_at" => "Member since", "入会时间";
    "error_detail" => "Why it did not arrive", "未送达原因";
    "explanation" => "Explanation", "说明";
    "external_id" => "Number at the partner", "合作方编号";
    "file_name" => "File name", "文件名";
    "finding" => "Finding", "核实结果";
    "first_purchase_on" => "First purchase", "首次购买";
    "follow_up_on" => "Follow-up on", "跟进日期";
    "function" => "Function", "职能";
    "form" => "Form", "登记表";
    "gender" => "Gender", "性别";
    "granted" => "Agreed", "是否同意";
    "gross_minor" => "Gross", "原价";
    "home_store" => "Home store", "归属门店";
    "id" => "Number", "编号";
    "inputs" => "Reckoned from", "计算依据";
    "is_new" => "New customer", "是否新客户";
    "kind" => "Kind", "类型";
    "language" => "Language", "语言";
    "last_purchase_on" => "Last purchase", "最近购买";
    "leader_kind" => "Opinion leader", "意见领袖";
    "level" => "Level", "等级";
    "level_since" => "Level since", "等级起始日";
    "media_type" => "Type of file", "文件类型";
    "name" => "Name", "姓名";
    "net_minor" => "Net", "实付";
    "note" => "Note", "备注";
    "number" => "Line", "行";
    "occupation" => "Occupation", "职业";
    "occurred_at" => "At", "时间";
    "outcome" => "Outcome", "结果";
    "paid_at" => "Given at", "兑现时间";
    "partner" => "Partner", "合作方";
    "phone" => "Phone", "电话";
    "phone_confirmed_at" => "Phone confirmed at", "电话确认时间";
    "points" => "Points", "积分";
    "previous" => "Before", "此前";
    "product" => "Product", "商品";
    "programme" => "Programme", "会员计划";
    "promised_at" => "Promised at", "承诺时间";
    "purchase_days" => "Days with purchases", "购买天数";
    "purchase_id" => "Purchase", "购买编号";
    "purchases" => "Purchases", "购买次数";
    "purpose" => "Purpose", "用途";
    "quantity" => "Quantity", "数量";
    "reason" => "Reason", "原因";
    "recorded_at" => "Recorded at", "记录时间";
    "refunded_amount" => "Refunded", "已退金额";
    "refunded_minor" => "Refunded", "已退金额";
    "refunded_quantity" => "Quantity returned", "已退数量";
    "resolution" => "Resolution", "处理结果";
    "revision" => "Revision", "修订";
    "segment" => "Group", "分组";
    "sent_at" => "Sent at", "发送时间";
    "severity" => "Severity", "严重程度";
    "since" => "Since", "起始日";
    "source" => "Source", "来源";
    "source_kind" => "Sent by", "发送来源";
    "state" => "State", "状态";
    "store" => "Store", "门店";
    "tags" => "Tags", "标签";
    "tier" => "Value tier", "价值等级";
    "tier_since" => "Tier since", "等级起始日";
    "title" => "Title", "标题";
    "unit_price" => "Unit price", "单价";
    "unsubscribed_at" => "Unsubscribed at", "退订时间";
    "updated_at" => "Changed at", "修改时间";
    "value" => "Value", "内容";
    "value_minor" => "Value", "涉及金额";
    "wanted" => "Asked for", "所需内容";
    "wish" => "Wish", "期望";
    "wording_version" => "Version of the wording", "同意文案版本";
}

labels! {
    /// What a word of several lists is called.
    common:
    "email" => "E-mail", "邮箱";
    "phone" => "Phone", "电话";
    "sms" => "SMS", "短信";
    "wechat" => "WeChat", "微信";
    "card" => "Card", "会员卡";
    "external" => "Number at a partner", "合作方编号";
    "post" => "Post", "邮寄";
    "fax" => "Fax", "传真";
    "message" => "Message", "消息";
    "visit" => "Visit", "拜访";
    "observation" => "Observation", "观察";
    "questionnaire" => "Questionnaire", "问卷";
    "event" => "Event", "活动";
    "in" => "To us", "来自您";
    "out" => "To you", "发给您";
    "earn" => "Earned", "获得";
    "redeem" => "Redeemed", "兑换";
    "expire" => "Expired", "过期";
    "reverse" => "Reversed", "扣回";
    "adjust" => "By hand", "人工调整";
    "restore" => "Restored", "恢复";
    "undo" => "Redemption undone", "兑换撤销";
    "transfer" => "Transferred", "转移";
    "active" => "Active", "正常";
    "suspended" => "Suspended", "停用";
    "closed" => "Closed", "已关闭";
    "asked" => "Asked for", "待审批";
    "approved" => "Approved", "已批准";
    "declined" => "Declined", "已驳回";
    "proposed" => "Proposed", "待审批";
    "paid" => "Paid", "已支付";
    "partly_refunded" => "Partly refunded", "部分退款";
    "refunded" => "Refunded", "已退款";
    "reversed" => "Taken back", "已冲销";
    "pending" => "Waiting", "待发送";
    "sent" => "Sent", "已发送";
    "suppressed" => "Not sent", "未发送";
    "held_out" => "Not sent, for comparison", "对照组，未发送";
    "bounced" => "Address is dead", "地址无效";
    "complained" => "Called unwanted", "被投诉骚扰";
    "by_hand" => "By hand", "人工";
    "failed" => "Failed", "失败";
    "cancelled" => "Cancelled", "已取消";
    "marketing" => "Marketing", "营销";
    "service" => "Service", "服务";
    "campaign" => "Campaign", "营销活动";
    "open" => "Open", "待办";
    "done" => "Done", "已完成";
    "received" => "Received", "已受理";
    "triaged" => "Being handled", "处理中";
    "verifying" => "Being verified", "核实中";
    "in_progress" => "Being handled", "处理中";
    "waiting_customer" => "Waiting for you", "等待您的答复";
    "resolved" => "Resolved", "已解决";
    "reopened" => "Reopened", "重新处理";
    "withdrawn" => "Withdrawn", "已撤回";
    "general" => "General", "一般";
    "major" => "Major", "重大";
    "founded" => "Founded", "属实";
    "unfounded" => "Unfounded", "不属实";
    "refund" => "Refund", "退款";
    "price_reduction" => "Price reduction", "减价";
    "gift" => "Gift", "礼品";
    "points" => "Points", "积分";
    "apology" => "Apology", "道歉";
}

labels! {
    /// What somebody is at a business.
    function:
    "owner" => "Owner", "老板";
    "manager" => "Manager", "经理";
    "chef" => "Chef", "厨师长";
    "buyer" => "Buyer", "采购";
    "finance" => "Finance", "财务";
    "warehouse" => "Warehouse", "仓库";
    "other" => "Other", "其他";
}

labels! {
    /// What the state of a sign-up is called.
    sign_up_state:
    "pending" => "To be confirmed", "待确认";
    "confirmed" => "Confirmed", "已确认";
}

labels! {
    /// Why a wish was not met, and what was decided on it.
    wish:
    "not_made" => "Not made", "没有该产品";
    "not_here" => "Not at this shop", "本店没有";
    "sold_out" => "Sold out", "已售完";
    "open" => "Open", "待决定";
    "planned" => "Planned", "已列入计划";
    "declined" => "Declined", "暂不供应";
    "fulfilled" => "Fulfilled", "已满足";
}

fn name_of<W: Named + Word>(word: &str) -> Option<Message> {
    W::parse(word).map(Named::name)
}

/// What a word is called in a column of a section; none of a text that is no word of ours.
pub fn value(section: &str, column: &str, word: &str) -> Option<Message> {
    match (section, column) {
        ("profiles", "kind") => name_of::<CustomerKind>(word),
        ("profiles", "gender") => name_of::<Gender>(word),
        ("profiles", "source") => name_of::<Source>(word),
        (_, "language") => name_of::<Language>(word),
        (_, "tier" | "previous") => name_of::<TierClass>(word),
        ("wishes", "state" | "reason") => wish(word),
        ("sign_ups", "state") => sign_up_state(word),
        ("consents", "channel") => name_of::<ConsentChannel>(word),
        ("purchases", "channel") => name_of::<Channel>(word),
        (_, "kind" | "state" | "channel" | "direction" | "purpose" | "source_kind" | "severity" | "finding") => {
            common(word)
        }
        ("contacts", "function") => function(word),
        ("suppressions", "reason") => common(word),
        _ => None,
    }
}

/// A yes or a no.
pub fn answer(granted: bool) -> Message {
    answer_name(granted)
}

/// Whether a column holds an amount in minor units.
pub fn is_amount(section: &str, column: &str) -> bool {
    column.ends_with("_minor")
        || matches!(column, "amount" | "unit_price" | "refunded_amount")
        || (section, column) == ("purchase_lines", "discount")
}

/// Whether a column holds thousandths.
pub fn is_quantity(column: &str) -> bool {
    matches!(column, "quantity" | "refunded_quantity")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_named_by_where_they_stand() {
        for (section, column, word, expected) in [
            ("profiles", "kind", "consumer", Some("消费者")),
            ("consents", "channel", "sms", Some("短信")),
            ("purchases", "channel", "in_store", Some("堂食/到店")),
            ("purchases", "state", "paid", Some("已支付")),
            ("profiles", "name", "paid", None),
            ("contacts", "function", "chef", Some("厨师长")),
            ("tiers", "tier", "A", Some("A 级")),
        ] {
            let found = value(section, column, word);
            assert_eq!(found.as_ref().map(|name| name.text(Language::Chinese)), expected, "{section} {column} {word}");
        }
        assert!(is_amount("purchases", "net_minor") && !is_amount("point_entries", "discount"));
    }
}
