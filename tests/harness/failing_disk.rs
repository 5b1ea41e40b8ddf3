//! A disk that fails on demand under a server on SQLite: a small library put before the C library's own.

use std::path::PathBuf;
use std::process::Command;

const SOURCE: &str = include_str!("failing_disk.c");

/// The folder with the library, with what is to fail and with the server's log; gone at the end.
pub struct FailingDisk(PathBuf);

impl FailingDisk {
    /// Builds the library; nothing fails yet.
    pub fn new() -> FailingDisk {
        let disk = FailingDisk(std::env::temp_dir().join(regulars_domain::ids::make("disk_")));
        std::fs::create_dir(&disk.0).unwrap();
        let source = disk.0.join("failing_disk.c");
        std::fs::write(&source, SOURCE).unwrap();
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(disk.library()).arg(source).arg("-ldl").status();
        assert!(built.unwrap().success(), "cc cannot build the failing disk");
        disk
    }

    /// The write-ahead log cannot be synced from now on.
    pub fn fail_syncs(&self) {
        self.fail("sync");
    }

    /// The write-ahead log cannot be written from now on.
    pub fn fail_writes(&self) {
        self.fail("write");
    }

    /// No file of the database grows beyond so many kilobytes.
    pub fn fill(&self, kilobytes: u32) {
        self.fail(&format!("full {}", u64::from(kilobytes) * 1024));
    }

    /// Nothing fails any more.
    pub fn mend(&self) {
        std::fs::remove_file(self.control()).unwrap();
    }

    /// What a server on this disk has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    pub(crate) fn library(&self) -> PathBuf {
        self.0.join("failing_disk.so")
    }

    pub(crate) fn control(&self) -> PathBuf {
        self.0.join("control")
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The file changes at once: the library must not read half of it.
    fn fail(&self, what: &str) {
        let written = self.0.join("next");
        std::fs::write(&written, what).unwrap();
        std::fs::rename(written, self.control()).unwrap();
    }
}

impl Default for FailingDisk {
    fn default() -> FailingDisk {
        FailingDisk::new()
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
