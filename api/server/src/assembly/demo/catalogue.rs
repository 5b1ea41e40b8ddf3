//! What the demo's chain consists of: its shops, what it sells, its levels and its people. Every name is invented.

use regulars_domain::organisation::units::Ownership;
use regulars_domain::permissions::Role;

pub const CHAIN: &str = "芋上云间";
pub const GROUP: (&str, &str) = ("HQ", "芋上云间总部");

/// Regions: code, name.
pub const REGIONS: [(&str, &str); 4] =
    [("EAST", "华东区域中心"), ("SOUTH", "华南区域中心"), ("NORTH", "华北区域中心"), ("WEST", "西南区域中心")];

/// Teams of the group: code, name.
pub const TEAMS: [(&str, &str); 3] = [("OPS", "运营中心"), ("SUPPLY", "采购物流中心"), ("RND", "市场研发中心")];

/// A shop of the chain.
pub struct Shop {
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    /// Place among [`REGIONS`].
    pub region: usize,
    pub ownership: Ownership,
    /// How many of the customers are at home here, against the other shops.
    pub weight: f64,
    /// Whether its kitchen can make 传统豆花: fresh bean curd needs a grinder that many shops do not have.
    pub makes_bean_curd: bool,
}

const fn shop(
    code: &'static str,
    name: &'static str,
    city: &'static str,
    region: usize,
    ownership: Ownership,
    weight: f64,
    makes_bean_curd: bool,
) -> Shop {
    Shop { code, name, city, region, ownership, weight, makes_bean_curd }
}

use Ownership::{Agent, Franchise, Own, Venture};

pub const SHOPS: [Shop; 22] = [
    shop("SH01", "上海梧桐里店", "上海", 0, Own, 2.2, true),
    shop("SH02", "上海望江坊店", "上海", 0, Own, 1.8, true),
    shop("SH03", "上海云栖天地店", "上海", 0, Franchise, 1.2, false),
    shop("HZ01", "杭州柳浪巷店", "杭州", 0, Own, 1.4, true),
    shop("HZ02", "杭州桂雨街店", "杭州", 0, Venture, 0.8, false),
    shop("NJ01", "南京秦巷店", "南京", 0, Franchise, 1.0, false),
    shop("SZ01", "苏州平江里店", "苏州", 0, Franchise, 0.9, true),
    shop("GZ01", "广州荔香坊店", "广州", 1, Own, 1.9, true),
    shop("GZ02", "广州木棉里店", "广州", 1, Franchise, 1.1, false),
    shop("SZN1", "深圳海月店", "深圳", 1, Own, 1.7, false),
    shop("SZN2", "深圳莲山里店", "深圳", 1, Franchise, 1.2, false),
    shop("XM01", "厦门鹭影店", "厦门", 1, Venture, 0.9, true),
    shop("FZ01", "福州榕树下店", "福州", 1, Agent, 0.6, true),
    shop("BJ01", "北京槐花胡同店", "北京", 2, Own, 1.8, false),
    shop("BJ02", "北京望云店", "北京", 2, Own, 1.3, false),
    shop("BJ03", "北京青砖里店", "北京", 2, Franchise, 0.9, false),
    shop("TJ01", "天津海河里店", "天津", 2, Franchise, 0.8, false),
    shop("CD01", "成都宽云巷店", "成都", 3, Own, 1.5, true),
    shop("CD02", "成都锦里花店", "成都", 3, Venture, 0.9, false),
    shop("CQ01", "重庆山城步道店", "重庆", 3, Franchise, 1.1, false),
    shop("CQ02", "重庆江雾店", "重庆", 3, Franchise, 0.8, false),
    shop("KM01", "昆明翠湖边店", "昆明", 3, Agent, 0.6, true),
];

/// Categories: code, name, how often a line is of it.
pub const CATEGORIES: [(&str, &str, f64); 4] = [
    ("TARO", "仙芋系列", 0.42),
    ("BEANCURD", "传统豆花", 0.16),
    ("SNACKS", "招牌点心", 0.16),
    ("TEAS", "古味茶饮", 0.26),
];

/// The place of 传统豆花 among [`CATEGORIES`].
pub const BEAN_CURD: usize = 1;

/// Products: code, name, place of the category, price in fen, margin.
pub const PRODUCTS: [(&str, &str, usize, i64, &str); 18] = [
    ("T01", "招牌仙芋", 0, 2_200, "0.66"),
    ("T02", "芋圆烧仙草", 0, 2_000, "0.68"),
    ("T03", "紫薯芋圆冰", 0, 2_300, "0.64"),
    ("T04", "云间双人仙芋", 0, 4_200, "0.62"),
    ("T05", "芋泥西米露", 0, 1_900, "0.67"),
    ("B01", "原味豆花", 1, 1_200, "0.58"),
    ("B02", "花生豆花", 1, 1_400, "0.57"),
    ("B03", "红豆豆花", 1, 1_500, "0.57"),
    ("B04", "姜汁豆花", 1, 1_400, "0.59"),
    ("S01", "芋头酥", 2, 1_600, "0.55"),
    ("S02", "黑糖麻薯", 2, 1_000, "0.60"),
    ("S03", "芋泥蛋糕", 2, 2_400, "0.52"),
    ("S04", "云间点心礼盒", 2, 12_800, "0.48"),
    ("C01", "古法冬瓜茶", 3, 1_000, "0.74"),
    ("C02", "桂花乌龙", 3, 1_300, "0.76"),
    ("C03", "陈皮酸梅汤", 3, 1_100, "0.75"),
    ("C04", "杏仁茶", 3, 1_500, "0.70"),
    ("C05", "仙草鲜奶茶", 3, 1_700, "0.69"),
];

/// Levels of the membership: code, name, points within 12 months, benefits.
pub const LEVELS: [(&str, &str, i64, &str); 3] = [
    ("SILVER", "银叶会员", 200, "生日当月赠招牌仙芋一份"),
    ("GOLD", "金叶会员", 600, "新品优先试吃，生日赠点心"),
    ("CLOUD", "云间会员", 1_500, "专属店长服务，节日礼盒"),
];

/// Points for one yuan, and how many months they are good.
pub const POINTS_PER_YUAN: &str = "1";
pub const VALID_MONTHS: i32 = 12;

/// Where somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    Group,
    Region(usize),
    Shop(usize),
    Team(usize),
}

/// Somebody of the chain.
pub struct Colleague {
    /// Before the @; those with a log-in that is printed come first.
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    pub post: Post,
    pub is_shown: bool,
}

const fn colleague(login: &'static str, name: &'static str, role: Role, post: Post, is_shown: bool) -> Colleague {
    Colleague { login, name, role, post, is_shown }
}

pub const COLLEAGUES: [Colleague; 16] = [
    colleague("marketing", "林知夏", Role::Marketing, Post::Group, true),
    colleague("shop", "周望舒", Role::StoreManager, Post::Shop(0), true),
    colleague("service", "陈听雨", Role::ServiceAgent, Post::Group, true),
    colleague("operations", "沈怀瑾", Role::Operations, Post::Group, true),
    colleague("admin", "顾长安", Role::Admin, Post::Group, true),
    colleague("executive", "陆云深", Role::Executive, Post::Group, false),
    colleague("analyst", "许清和", Role::Analyst, Post::Group, false),
    colleague("east", "宋知行", Role::RegionManager, Post::Region(0), false),
    colleague("south", "何映雪", Role::RegionManager, Post::Region(1), false),
    colleague("north", "韩景明", Role::RegionManager, Post::Region(2), false),
    colleague("west", "唐若溪", Role::RegionManager, Post::Region(3), false),
    colleague("supply", "冯远山", Role::Specialist, Post::Team(1), false),
    colleague("rnd", "蒋晚晴", Role::Specialist, Post::Team(2), false),
    colleague("shop.gz01", "梁秋实", Role::StoreManager, Post::Shop(7), false),
    colleague("shop.bj01", "郭晨曦", Role::StoreManager, Post::Shop(13), false),
    colleague("staff.sh01", "丁小满", Role::StoreStaff, Post::Shop(0), false),
];

/// Mail to these addresses can reach nobody: the top-level domain `example` is reserved (RFC 2606).
pub const MAIL_DOMAIN: &str = "yushang.example";

pub const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林",
    "郑", "谢", "罗", "梁", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "蒋",
    "蔡", "欧阳",
];
pub const GIVEN_FIRST: [&str; 30] = [
    "思", "雨", "子", "梓", "一", "欣", "佳", "晓", "文", "若", "嘉", "诗", "俊", "浩", "宇", "明", "静", "雅", "天",
    "云", "书", "安", "念", "清", "可", "依", "亦", "景", "乐", "知",
];
pub const GIVEN_LAST: [&str; 30] = [
    "涵", "轩", "怡", "彤", "琪", "妍", "萱", "然", "辰", "杰", "峰", "婷", "敏", "宁", "洋", "瑶", "雪", "航", "博",
    "远", "梦", "心", "言", "舟", "川", "岚", "汐", "棠", "禾", "年",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_point_at_something_and_codes_are_unique() {
        assert!(SHOPS.iter().all(|shop| shop.region < REGIONS.len()));
        assert!(PRODUCTS.iter().all(|product| product.2 < CATEGORIES.len()));
        assert_eq!(CATEGORIES[BEAN_CURD].1, "传统豆花");
        let mut codes: Vec<&str> = SHOPS.iter().map(|shop| shop.code).chain(REGIONS.map(|region| region.0)).collect();
        codes.extend(TEAMS.map(|team| team.0));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        for colleague in &COLLEAGUES {
            match colleague.post {
                Post::Group => {}
                Post::Region(at) => assert!(at < REGIONS.len()),
                Post::Shop(at) => assert!(at < SHOPS.len()),
                Post::Team(at) => assert!(at < TEAMS.len()),
            }
        }
        assert!(SHOPS.iter().any(|shop| !shop.makes_bean_curd) && SHOPS.iter().any(|shop| shop.makes_bean_curd));
    }
}
