//! Reading other people's files: fields, mapping and cells. Pure; no file is opened here.

crate::vocabulary! {
    /// What a file holds.
    pub enum ImportKind {
        Customers = "customers",
        Purchases = "purchases",
    }
}

crate::vocabulary! {
    /// How a file is written.
    pub enum ImportFormat {
        Csv = "csv",
        Ndjson = "ndjson",
    }
}

crate::vocabulary! {
    /// The characters of a file.
    pub enum Encoding {
        Utf8 = "utf-8",
        Gb18030 = "gb18030",
    }
}

crate::vocabulary! {
    /// How a file is packed.
    pub enum Compression {
        None = "none",
        Gzip = "gzip",
    }
}

crate::vocabulary! {
    /// How far an import has come.
    pub enum ImportState {
        Draft = "draft",
        Uploaded = "uploaded",
        Checking = "checking",
        Checked = "checked",
        Running = "running",
        Completed = "completed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}
