//! Rows that a unit of work looks up by key: those of many items are read ahead by one query, any other is read when it
//! is asked for. So one item and many are written by the same code.

use std::collections::HashMap;

use super::error::Answer;

/// Rows by key, as far as they were read ahead.
///
/// An item that changes a row puts it back when nothing can be refused any more. What it takes out and is refused over
/// is not known any more: the next item reads it from the database, where the refused one left nothing.
#[derive(Debug)]
pub struct Known<V>(HashMap<String, Option<V>>);

impl<V> Default for Known<V> {
    fn default() -> Known<V> {
        Known(HashMap::new())
    }
}

impl<V> Known<V> {
    /// What a query over all of `keys` has found; the keys that are not among it have no row.
    pub fn read<'a>(keys: impl IntoIterator<Item = &'a str>, found: impl IntoIterator<Item = (String, V)>) -> Known<V> {
        let mut rows: HashMap<String, Option<V>> = keys.into_iter().map(|key| (key.to_owned(), None)).collect();
        rows.extend(found.into_iter().map(|(key, row)| (key, Some(row))));
        Known(rows)
    }

    /// The row of a key: none when it was not read ahead, or there is none.
    pub fn peek(&self, key: &str) -> Option<&V> {
        self.0.get(key).and_then(Option::as_ref)
    }

    /// Every row that is known.
    pub fn rows(&self) -> impl Iterator<Item = &V> {
        self.0.values().flatten()
    }

    /// Takes out the row of a key to change it; `find` reads one that is not known.
    pub fn take(&mut self, key: &str, find: impl FnOnce() -> Answer<Option<V>>) -> Answer<Option<V>> {
        match self.0.remove(key) {
            Some(known) => Ok(known),
            None => find(),
        }
    }

    /// Notes the row of a key as it is now.
    pub fn put(&mut self, key: String, row: V) {
        self.0.insert(key, Some(row));
    }

    /// Notes that the row of a key must be read again.
    pub fn forget(&mut self, key: &str) {
        self.0.remove(key);
    }
}

impl<V: Clone> Known<V> {
    /// The row of a key; `find` reads one that is not known.
    pub fn get(&self, key: &str, find: impl FnOnce() -> Answer<Option<V>>) -> Answer<Option<V>> {
        match self.0.get(key) {
            Some(known) => Ok(known.clone()),
            None => find(),
        }
    }
}

/// Keys in their order, each once: what a query is asked with.
pub fn distinct<'a>(keys: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.into_iter().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(known: &Known<u8>, key: &str) -> Option<u8> {
        known.get(key, || Ok(Some(9))).unwrap()
    }

    #[test]
    fn only_what_was_not_read_ahead_is_asked_for() {
        let known = Known::read(["a", "b"], [("a".to_owned(), 1)]);
        assert_eq!((asked(&known, "a"), asked(&known, "b"), asked(&known, "c")), (Some(1), None, Some(9)));
    }

    #[test]
    fn what_was_taken_out_and_not_put_back_is_asked_for_again() {
        let mut known = Known::read(["a"], [("a".to_owned(), 1)]);
        assert_eq!(known.take("a", || Ok(Some(9))).unwrap(), Some(1));
        assert_eq!((known.peek("a"), asked(&known, "a")), (None, Some(9)));
        known.put("a".to_owned(), 2);
        assert_eq!(asked(&known, "a"), Some(2));
    }

    #[test]
    fn keys_are_asked_for_once_and_in_order() {
        assert_eq!(distinct(["b", "a", "b"]), ["a", "b"]);
    }
}
