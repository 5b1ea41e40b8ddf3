//! Every operation of the OpenAPI document as nobody, as every role, in a foreign subtree, as a key with and without
//! its scope; and the form of the document itself.
//!
//! An operation needs one row in the `samples` of its area: without it the tests fail.

mod ask;
mod bounds;
mod conformance;
mod conventions;
mod document;
mod ids;
mod languages;
mod links;
mod lint;
mod permissions;
mod replies;
mod samples;
mod world;
