//! Files that come in, and streams that go out.

mod customer_files;
mod data_exports;
mod exports;
mod imports;
mod modes;
mod purchase_files;
mod reasons;
mod receipts;
mod repeated;
mod undo;
