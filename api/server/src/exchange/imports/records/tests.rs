//! Files cut into records.

use super::bytes::BUFFER;
use super::*;

/// Gives at most `step` bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(into.len()).min(self.0.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn csv(text: &[u8], step: usize) -> (Vec<String>, Vec<Record>) {
    let mut records = Records::new(Slow(text, step), ImportKind::Customers, ImportFormat::Csv);
    let header = records.read_header().unwrap().unwrap().content.unwrap();
    let mut rows = Vec::new();
    while let Some(row) = records.next().unwrap() {
        rows.push(row);
    }
    (header, rows)
}

fn row(line: i64, cells: &[&str]) -> Record {
    Record { line, content: Ok(cells.iter().map(|&cell| cell.to_owned()).collect()) }
}

#[test]
fn cells_are_cut_as_rfc_4180_has_it_however_the_bytes_come() {
    let text = "\u{FEFF}a, b ,c\r\n1,\"x, \"\"y\"\"\nz\",3\r\n\n\"\",5\" pipe,\"q\"\n王,,last".as_bytes();
    for step in [1, 2, 3, 7, 1000] {
        let (header, rows) = csv(text, step);
        assert_eq!(header, ["a", "b", "c"]);
        let expected =
            [row(2, &["1", "x, \"y\"\nz", "3"]), row(5, &["", "5\" pipe", "q"]), row(6, &["王", "", "last"])];
        assert_eq!(rows, expected, "{step}");
    }
}

#[test]
fn the_delimiter_is_the_headers() {
    assert_eq!(csv(b"a;b\n1,5;2\n", 99).1, [row(2, &["1,5", "2"])]);
    assert_eq!(csv(b"a\tb\n1\t2\n", 99).1, [row(2, &["1", "2"])]);
    assert_eq!(csv(b"a\n1\n", 99).1, [row(2, &["1"])]);
}

#[test]
fn rows_that_do_not_fit_are_told_and_the_rest_is_read() {
    let (_, rows) = csv(b"a,b\n1\n1,2,,\n1,2,3\n\xFF,2\n3,4", 99);
    let contents: Vec<_> = rows.into_iter().map(|row| row.content).collect();
    let texts = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
    let misfit =
        |cells: &[&str]| Err(Unfit { why: BadRecord::Cells { expected: 2, found: cells.len() }, cells: texts(cells) });
    let foreign = Err(Unfit { why: BadRecord::Encoding, cells: texts(&["\u{FFFD},2"]) });
    let good = |a: &str, b: &str| Ok(texts(&[a, b]));
    assert_eq!(contents, [misfit(&["1"]), good("1", "2"), misfit(&["1", "2", "3"]), foreign, good("3", "4")]);
}

#[test]
fn rows_of_separators_and_the_count_of_an_export_are_no_rows() {
    let text = "name,phone,email\nA,1,\n,,\n,,\n   , ,\n\"\",,\u{FEFF}\nB,2,\n\n\n#count,2,\n".as_bytes();
    let (_, rows) = csv(text, 7);
    assert_eq!(rows, [row(2, &["A", "1", ""]), row(7, &["B", "2", ""])]);
    let mut records = Records::new(text, ImportKind::Customers, ImportFormat::Csv);
    records.read_header().unwrap();
    assert_eq!(records.count().unwrap(), 2);
}

#[test]
fn the_header_is_sought_under_a_title() {
    for (text, line) in [
        ("会员名单,,\n姓名,手机,性别\n甲,1,女\n", 3),
        ("\u{FEFF}会员名单\r\n\r\n导出时间：今天\r\n姓名;手机;性别\r\n甲;1;女\r\n", 5),
        (",,\n\n姓名,手机,性别\n甲,1,女\n", 4),
    ] {
        for step in [1, 5, 1000] {
            let (header, rows) = csv(text.as_bytes(), step);
            assert_eq!(header, ["姓名", "手机", "性别"], "{text}");
            assert_eq!(rows, [row(line, &["甲", "1", "女"])], "{text}");
        }
    }
}

#[test]
fn a_long_line_is_one_bad_row_in_bounded_memory() {
    let long = io::Read::take(io::repeat(b'x'), 200 << 20);
    let source = (&b"a,b\n1,2\n"[..]).chain(long).chain(&b"\n3,4\n"[..]);
    let mut records = Records::new(source, ImportKind::Purchases, ImportFormat::Csv);
    records.read_header().unwrap();
    let mut rows = Vec::new();
    while let Some(row) = records.next().unwrap() {
        assert!(records.bytes.buffer.capacity() <= 2 * BUFFER);
        rows.push(row);
    }
    assert_eq!(rows[0], row(2, &["1", "2"]));
    assert_eq!(rows[1], Record { line: 3, content: Err(Unfit::too_long()) });
    assert_eq!(rows[2], row(4, &["3", "4"]));
}

#[test]
fn a_quote_that_is_never_closed_is_told_by_its_line() {
    let source = (&b"a,b\n1,2\n3,\""[..]).chain(io::Read::take(io::repeat(b'\n'), 3 << 20));
    let mut records = Records::new(source, ImportKind::Purchases, ImportFormat::Csv);
    records.read_header().unwrap();
    records.next().unwrap();
    assert!(matches!(records.next(), Err(Broken::OpenQuote(3))));
}

#[test]
fn ndjson_is_one_object_in_a_line() {
    let text = "{\"a\":\"x\",\"n\":12.50,\"o\":null}\n\n[1]\n{\"n\":true}".as_bytes();
    let mut records = Records::new(text, ImportKind::Customers, ImportFormat::Ndjson);
    assert_eq!(records.read_header().unwrap(), None);
    records.set_columns(vec!["a".to_owned(), "n".to_owned(), "o".to_owned()]);
    assert_eq!(records.next().unwrap(), Some(row(1, &["x", "12.5", ""])));
    assert!(matches!(
        records.next().unwrap(),
        Some(Record { line: 3, content: Err(Unfit { why: BadRecord::Json { .. }, .. }) })
    ));
    assert_eq!(records.next().unwrap(), Some(row(4, &["", "true", ""])));
    assert_eq!(records.next().unwrap(), None);
}
