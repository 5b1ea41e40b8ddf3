//! The version a change is made upon, so that nobody overwrites what somebody else changed meanwhile.

use super::error::{Answer, Code, Fault, FaultCode, Refusal};

/// The versions that a change may find: those named, any, or none because the caller named none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedVersion {
    /// The caller named none: the change is refused with [`Code::PreconditionRequired`].
    Unstated,
    /// The caller takes whatever version there is.
    Any,
    /// The change is made upon one of these, else refused with [`Code::Stale`]; versions without quotes.
    OneOf(Vec<String>),
}

impl ExpectedVersion {
    /// Reads a list of entity tags, `*` for any. A tag may carry more behind a `-`: only what stands before it is the
    /// version.
    pub fn of_tags(tags: Option<&str>) -> ExpectedVersion {
        match tags.map(str::trim) {
            None => ExpectedVersion::Unstated,
            Some("*") => ExpectedVersion::Any,
            Some(tags) => {
                let version = |tag: &str| tag.trim().trim_matches('"').split('-').next().unwrap_or_default().to_owned();
                ExpectedVersion::OneOf(tags.split(',').map(version).collect())
            }
        }
    }

    /// Refuses a change that names no version (`precondition_required`) or another than `current` (`stale`).
    pub fn check(&self, current: i32) -> Answer<()> {
        match self {
            ExpectedVersion::Any => Ok(()),
            ExpectedVersion::OneOf(versions) if versions.contains(&current.to_string()) => Ok(()),
            ExpectedVersion::OneOf(_) => Err(Code::Stale.into()),
            ExpectedVersion::Unstated => Err(Refusal::of(Code::PreconditionRequired)
                .fault(Fault::header("If-Match", FaultCode::Required))
                .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_made_upon_a_version_that_was_named() {
        for (tags, current, code) in [
            (None, 1, Some(Code::PreconditionRequired)),
            (Some("*"), 1, None),
            (Some("\"3\""), 3, None),
            (Some("\"3\""), 4, Some(Code::Stale)),
            (Some("\"2\", \"4-ab\""), 4, None),
            (Some(""), 0, Some(Code::Stale)),
        ] {
            let answer = ExpectedVersion::of_tags(tags).check(current);
            assert_eq!(answer.err().map(|error| error.refusal().code), code, "{tags:?} upon {current}");
        }
    }
}
