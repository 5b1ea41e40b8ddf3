//! Vocabulary and pure rules.
