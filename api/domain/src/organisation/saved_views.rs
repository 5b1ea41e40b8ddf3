//! Lists that can be saved with their filters.

crate::vocabulary! {
    /// A list that people save views of.
    pub enum ViewedList {
        Customers = "customers",
    }
}

/// Views that one person may have of one list.
pub const MOST_VIEWS: i64 = 100;

/// The query of a view without the filters of which `is_told` holds, by their values as they stand in it; none when it holds of
/// no filter.
pub fn without(query: &str, is_told: impl Fn(&str) -> bool) -> Option<String> {
    let told = |pair: &&str| is_told(pair.split_once('=').map_or("", |(_, value)| value));
    let stay: Vec<&str> = query.split('&').filter(|pair| !told(pair)).collect();
    (stay.len() < query.split('&').count()).then(|| stay.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_somebody_is_left_out_of_a_view() {
        for (query, left) in [
            ("q=wang&tier=A&tag=wang-family", Some("tier=A")),
            ("q=wang", Some("")),
            ("tier=A&sort=-net_spend", None),
            ("wang=A", None),
            ("", None),
        ] {
            assert_eq!(without(query, |value| value.contains("wang")).as_deref(), left, "{query}");
        }
    }
}
