//! Which passwords may be set, and how one is compared however a keyboard composes its letters.
//!
//! Not here: hashing and storage.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A password as it is hashed and compared, in Unicode NFC: `é` is the same letter whether a keyboard sends it as one
/// character or as two.
pub fn normalised(password: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(password).into_owned()
}

crate::errors! {
    /// Why a password is refused.
    #[derive(Copy)]
    pub enum PasswordError {
        TooShort => (
            "at least 12 characters",
            "至少 12 个字符"
        ),
        TooLong => (
            "at most 200 characters",
            "最多 200 个字符"
        ),
        Personal => (
            "must not be or hold the e-mail address or the name",
            "不能是或包含邮箱地址或姓名"
        ),
        Repetitive => (
            "must not be one character or a short pattern over and over",
            "不能由同一字符或一小段内容反复组成"
        ),
        Common => (
            "must not be one of the passwords that are guessed first",
            "不能是容易被猜到的常见密码"
        ),
    }
}

/// Whether a password may be set: 12 to 200 characters of any kind, not made of the person's own e-mail or name, not a
/// pattern of up to three characters repeated, and not among the first hundred million that are guessed: common
/// passwords, words, keyboard rows and dates, and what is put together of a few of them.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), PasswordError> {
    let password = normalised(password);
    let letters: Vec<char> = password.chars().collect();
    if letters.len() < 12 {
        return Err(PasswordError::TooShort);
    }
    if letters.len() > 200 {
        return Err(PasswordError::TooLong);
    }
    let plain = password.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let held = |part: &str| {
        let part = part.trim().to_lowercase();
        part.chars().count() >= 4 && plain.contains(&part)
    };
    if held(email) || held(local) || held(name) {
        return Err(PasswordError::Personal);
    }
    let repeats = |length: usize| letters.iter().zip(letters.iter().skip(length)).all(|(a, b)| a == b);
    if (1..=3).any(repeats) {
        return Err(PasswordError::Repetitive);
    }
    if zxcvbn::zxcvbn(&password, &[local, name, "regulars", "huitouke"]).score() < zxcvbn::Score::Three {
        return Err(PasswordError::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_the_same_however_it_is_composed() {
        assert_eq!(normalised("cafe\u{301} au lait"), normalised("caf\u{e9} au lait"));
        assert_eq!(normalised("가"), normalised("\u{1100}\u{1161}"));
        assert_eq!(normalised("芋圆 taro"), "芋圆 taro");
    }

    #[test]
    fn passwords_are_long_and_not_the_person() {
        let check = |password: &str| check_password(password, "wang.xm@example.com", "Wang Xiaoming");
        for (password, expected) in [
            ("correct horse battery", Ok(())),
            ("芋圆豆花仙草奶茶烧仙草红豆", Ok(())),
            ("short", Err(PasswordError::TooShort)),
            ("芋圆豆花仙草奶茶烧仙草", Err(PasswordError::TooShort)),
            ("wang.xm@example.com", Err(PasswordError::Personal)),
            ("My-Wang.XM-2026", Err(PasswordError::Personal)),
            ("wang xiaoming 1", Err(PasswordError::Personal)),
            ("aaaaaaaaaaaa", Err(PasswordError::Repetitive)),
            ("abcabcabcabcab", Err(PasswordError::Repetitive)),
            ("password1234", Err(PasswordError::Common)),
            ("Password123!", Err(PasswordError::Common)),
            ("passwordpassword", Err(PasswordError::Common)),
            ("qwertyuiop123", Err(PasswordError::Common)),
            ("1q2w3e4r5t6y", Err(PasswordError::Common)),
            ("123456789012", Err(PasswordError::Common)),
            ("iloveyou2026", Err(PasswordError::Common)),
            ("regulars2026", Err(PasswordError::Common)),
            ("milk tea with taro balls", Ok(())),
            ("烧仙草 with red beans", Ok(())),
            ("a long enough one", Ok(())),
        ] {
            assert_eq!(check(password), expected, "{password}");
        }
        assert_eq!(check(&"ab1 ".repeat(51)), Err(PasswordError::TooLong));
        assert_eq!(check_password("a long enough one", "", ""), Ok(()));
    }
}
