//! Files that come in, and streams that go out.

mod customer_files;
mod exports;
mod imports;
mod reasons;
