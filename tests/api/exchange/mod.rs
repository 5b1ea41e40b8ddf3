//! Files that come in, and streams that go out.

mod exports;
mod imports;
mod reasons;
