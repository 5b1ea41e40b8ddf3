//! What else an answer holds when it is asked for: `expand=customer,unit`. One level deep: what is expanded is shown as by
//! its own request, without expansions.

use std::fmt;
use std::marker::PhantomData;

use regulars_domain::message;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::vocabulary::Word;
use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use super::error::{Answer, Code, Refusal};
use super::identity::Actor;

/// A thing that an answer may hold besides.
pub trait Expansion: Word + DeserializeOwned {
    /// The right to read it by its own request.
    fn needs(self) -> Action;
}

/// The expansions that a request names, by commas or one by one.
#[derive(Clone, Debug)]
pub struct Expand<W>(Vec<W>);

impl<W> Default for Expand<W> {
    fn default() -> Expand<W> {
        Expand(Vec::new())
    }
}

impl<W> Expand<W> {
    /// Whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<W: Expansion> Expand<W> {
    /// Where the caller may read what is asked for; none when it is not asked for.
    pub fn scope<'a>(&self, actor: &'a Actor, word: W) -> Option<&'a Scope> {
        self.0.contains(&word).then(|| actor.grants.scope(word.needs())).flatten()
    }

    /// Refuses what the caller may read nowhere.
    pub fn check(&self, actor: &Actor) -> Answer<()> {
        match self.0.iter().map(|word| word.needs()).find(|needed| !actor.grants.allows(*needed)) {
            None => Ok(()),
            Some(action) => {
                let detail = message!("this needs {action}", "需要权限 `{action}`", action = action);
                Err(Refusal::of(Code::Forbidden).detail(detail).into())
            }
        }
    }
}

impl<W: Word> Serialize for Expand<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|word| word.as_str()))
    }
}

impl<'de, W: Expansion> Deserialize<'de> for Expand<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expand<W>, D::Error> {
        struct Words<W>(PhantomData<W>);

        impl<'de, W: Expansion> Visitor<'de> for Words<W> {
            type Value = Vec<W>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&W::expectation().carried())
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut texts: S) -> Result<Vec<W>, S::Error> {
                let mut all = Vec::new();
                while let Some(text) = texts.next_element::<String>()? {
                    for word in text.split(',') {
                        let word: StrDeserializer<'_, S::Error> = word.into_deserializer();
                        all.push(W::deserialize(word)?);
                    }
                }
                Ok(all)
            }
        }

        deserializer.deserialize_seq(Words(PhantomData)).map(Expand)
    }
}
