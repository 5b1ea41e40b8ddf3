//! The content of an import as a stream of UTF-8: out of its chunks, unpacked, decoded. Nothing here knows what it says.

use std::io::{self, BufReader, Read};

use encoding_rs::{Decoder, GB18030};
use flate2::read::MultiGzDecoder;
use regulars_db::Store;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_domain::exchange::imports::{Compression, Encoding};
use regulars_domain::message;
use sha2::{Digest, Sha256};

use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::error::{Code, Error, Refusal};

/// Bytes decoded at a time.
const BLOCK: usize = 1 << 16;

/// What bounds a file that is unpacked.
const SETTING: &str = "http.max_unpacked";

/// Where the files of imports are kept, and how many bytes one may have when it is unpacked.
#[derive(Clone)]
pub struct Files {
    pub store: Store,
    most: u64,
}

impl Files {
    pub fn of(app: &App) -> Files {
        Files::with(app.store.clone(), &app.config)
    }

    pub fn with(store: Store, config: &Config) -> Files {
        Files { store, most: config.http.max_unpacked }
    }

    /// The bytes of an import as text. What the stated encoding cannot read becomes U+FFFD, or stays invalid UTF-8.
    pub fn open(&self, import: &Import) -> Box<dyn Read + Send> {
        decoded(self.bytes(import), import.encoding.0)
    }

    /// SHA-256 of the unpacked bytes, hex. Reads all of them, and so finds out whether they are too many or damaged.
    pub fn fingerprint(&self, import: &Import) -> io::Result<String> {
        let mut bytes = self.bytes(import);
        let mut digest = Sha256::new();
        let mut block = vec![0; BLOCK];
        loop {
            let read = bytes.read(&mut block)?;
            if read == 0 {
                return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
            }
            digest.update(block.get(..read).unwrap_or_default());
        }
    }

    fn bytes(&self, import: &Import) -> Box<dyn Read + Send> {
        let chunks = Chunks::new(self.store.clone(), import.id.clone());
        Box::new(Bounded { source: unpacked(chunks, import.compression.0), left: self.most, most: self.most })
    }
}

/// Bytes that end in an error when there are more than `most`, however small they were packed.
struct Bounded {
    source: Box<dyn Read + Send>,
    left: u64,
    most: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        match self.left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => Err(io::Error::other(too_large(self.most))),
        }
    }
}

fn too_large(most: u64) -> Error {
    let said = message!(
        "unpacked, the file has more than {most} bytes; see `{SETTING}`",
        "文件解压后超过 {most} 字节；见设置项 `{SETTING}`"
    );
    Refusal::of(Code::BodyTooLarge).detail(said).into()
}

/// Whether these first bytes are those of a gzip file.
pub fn is_gzip(first: &[u8]) -> bool {
    first.starts_with(&[0x1F, 0x8B])
}

fn unpacked(bytes: impl Read + Send + 'static, compression: Compression) -> Box<dyn Read + Send> {
    match compression {
        Compression::None => Box::new(bytes),
        Compression::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(BLOCK, bytes))),
    }
}

fn decoded(bytes: Box<dyn Read + Send>, encoding: Encoding) -> Box<dyn Read + Send> {
    match encoding {
        Encoding::Utf8 => bytes,
        Encoding::Gb18030 => Box::new(Decoded::new(bytes)),
    }
}

/// The chunks of an import one after the other; one of them is in memory.
struct Chunks {
    store: Store,
    import_id: String,
    number: i32,
    chunk: io::Cursor<Vec<u8>>,
}

impl Chunks {
    fn new(store: Store, import_id: String) -> Chunks {
        Chunks { store, import_id, number: 0, chunk: io::Cursor::default() }
    }
}

impl Read for Chunks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.chunk.read(into)?;
        if read > 0 || into.is_empty() {
            return Ok(read);
        }
        let (id, number) = (self.import_id.as_str(), self.number);
        let found = self.store.read_now(|db| Ok::<_, Error>(imports::chunk(db, id, number)?));
        let Some(bytes) = found.map_err(io::Error::other)? else { return Ok(0) };
        self.number += 1;
        self.chunk = io::Cursor::new(bytes);
        self.chunk.read(into)
    }
}

/// GB18030 as UTF-8.
struct Decoded {
    source: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    over: bool,
}

impl Decoded {
    fn new(source: Box<dyn Read + Send>) -> Decoded {
        Decoded {
            source,
            decoder: GB18030.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            over: false,
        }
    }

    fn decode_some(&mut self) -> io::Result<()> {
        let mut last = false;
        if self.raw_at >= self.raw.len() {
            self.raw.resize(BLOCK, 0);
            let read = self.source.read(&mut self.raw)?;
            self.raw.truncate(read);
            self.raw_at = 0;
            last = read == 0;
        }
        self.text.resize(2 * BLOCK, 0);
        let raw = self.raw.get(self.raw_at..).unwrap_or_default();
        let (_, used, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
        self.raw_at += used;
        self.text.truncate(written);
        self.text_at = 0;
        self.over = last;
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.text_at >= self.text.len() && !self.over {
            self.decode_some()?;
        }
        let mut rest = self.text.get(self.text_at..).unwrap_or_default();
        let read = rest.read(into)?;
        self.text_at += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: &[u8], encoding: Encoding, compression: Compression) -> String {
        let mut text = Vec::new();
        let source = io::Cursor::new(bytes.to_vec());
        decoded(unpacked(source, compression), encoding).read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gb18030_is_read_when_told() {
        let text = "姓名,手机\n王小明,13812345678\n".repeat(20_000);
        let (raw, _, _) = GB18030.encode(&text);
        assert_eq!(read(&raw, Encoding::Gb18030, Compression::None), text);
        assert!(read(&raw, Encoding::Utf8, Compression::None).contains('\u{FFFD}'));
        assert_eq!(read(b"a\xFF\xFFb", Encoding::Gb18030, Compression::None).matches('\u{FFFD}').count(), 2);
    }

    #[test]
    fn gzip_of_several_members_is_unpacked() {
        let mut packed = gzip("a,b\n".as_bytes());
        packed.extend(gzip("1,2\n".as_bytes()));
        assert!(is_gzip(&packed));
        assert_eq!(read(&packed, Encoding::Utf8, Compression::Gzip), "a,b\n1,2\n");
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_read_to_the_bound() {
        let packed = gzip(&vec![b'0'; 10 << 20]);
        assert!(packed.len() < 1 << 17, "{}", packed.len());
        let read = |most: u64| {
            let source = unpacked(io::Cursor::new(packed.clone()), Compression::Gzip);
            let mut text = Vec::new();
            let told = Bounded { source, left: most, most }.read_to_end(&mut text);
            (told.is_ok(), text.len())
        };
        assert_eq!(read(10 << 20), (true, 10 << 20));
        let (whole, length) = read(1 << 20);
        assert!(!whole && length <= 1 << 20);
    }

    #[test]
    fn a_gzip_file_cut_short_is_an_error() {
        let packed = gzip(&[b'x'; 10_000]);
        let mut text = Vec::new();
        let source = io::Cursor::new(packed[..packed.len() - 4].to_vec());
        assert!(unpacked(source, Compression::Gzip).read_to_end(&mut text).is_err());
    }
}
