//! How alike two names are: by their letters, and by how they are spoken.

use pinyin::ToPinyin;

/// A name as it is spoken: characters as pinyin without tones, letters as they are, without spaces.
pub fn of_sound(name: &str) -> String {
    let mut sound = String::with_capacity(name.len());
    for c in crate::text::normalise(name).chars() {
        match c.to_pinyin() {
            Some(spoken) => sound.push_str(spoken.plain()),
            None if c.is_alphanumeric() => sound.push(c),
            None => {}
        }
    }
    sound
}

/// From 0 to 1; the order of words does not count.
pub fn similarity(one: &str, other: &str) -> f64 {
    let sorted = |name: &str| {
        let name = crate::text::normalise(name);
        let mut words: Vec<&str> = name.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    let (first, second) = (sorted(one), sorted(other));
    // Two of three characters alike say little: a Chinese name has no more.
    if first.chars().count().min(second.chars().count()) < 5 {
        return if first == second { 1.0 } else { 0.0 };
    }
    strsim::jaro_winkler(&first, &second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_alike_whatever_they_are_written_with() {
        for (name, sound) in [
            ("王小明", "wangxiaoming"),
            ("Wang Xiaoming", "wangxiaoming"),
            ("王晓明", "wangxiaoming"),
            ("Ｗang 小明", "wangxiaoming"),
            ("O'Neil", "oneil"),
            ("", ""),
        ] {
            assert_eq!(of_sound(name), sound, "{name}");
        }
    }

    #[test]
    fn words_may_change_places_and_a_letter_may_be_wrong() {
        for (one, other, alike) in [
            ("John Smith", "Smith John", true),
            ("John Smith", "Jon Smith", true),
            ("John Smith", "Mary Smith", false),
            ("王小明", "王小红", false),
        ] {
            assert_eq!(similarity(one, other) >= 0.85, alike, "{one} {other}");
        }
    }
}
