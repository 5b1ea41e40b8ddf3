//! Facts in a Parquet file: written a batch at a time, read by column.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Int64Type, TimestampMicrosecondType, UInt8Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, TimestampMicrosecondArray, UInt8Array,
    UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::columns::Columns;
use crate::platform::error::{Answer, Error};

/// Rows of a row group.
const GROUP: usize = 1 << 18;
/// Rows read at a time.
const BATCH: usize = 1 << 16;
/// The columns that tell on which days customers bought.
pub const DAYS: &[&str] = &["sale", "customer", "is_refund", "occurred_on", "recorded_at", "ended_at"];
/// The columns that tell on which days customers bought, and for how much.
pub const SPEND: &[&str] = &["sale", "customer", "is_refund", "occurred_on", "recorded_at", "ended_at", "amount"];
/// Every column.
pub const ALL: &[&str] = &[
    "sale",
    "customer",
    "is_refund",
    "occurred_on",
    "recorded_at",
    "ended_at",
    "unit",
    "channel",
    "product",
    "category",
    "quantity",
    "amount",
];

/// A moment in UTC.
pub fn moment() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// How customers stand in a file.
#[derive(Clone, Copy)]
pub enum Customers<'a> {
    /// By their places.
    Places,
    /// By the numbers of their ids, here by their places; 0 without one.
    Numbers(&'a [u64]),
}

fn schema(customers: Customers<'_>) -> SchemaRef {
    let required = |name: &str, kind: DataType| Field::new(name, kind, false);
    let customer = match customers {
        Customers::Places => DataType::UInt32,
        Customers::Numbers(_) => DataType::UInt64,
    };
    Arc::new(Schema::new(vec![
        required("sale", DataType::UInt64),
        required("customer", customer),
        required("is_refund", DataType::Boolean),
        required("occurred_on", DataType::Date32),
        required("recorded_at", moment()),
        Field::new("ended_at", moment(), true),
        required("unit", DataType::UInt64),
        required("channel", DataType::UInt8),
        required("product", DataType::UInt64),
        required("category", DataType::UInt64),
        required("quantity", DataType::Int64),
        required("amount", DataType::Int64),
    ]))
}

/// A fault of a file.
pub fn fault(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("facts: {error}"))
}

/// A file that is being written. It is there once it is closed.
pub struct FactsWriter<'a> {
    writer: ArrowWriter<File>,
    schema: SchemaRef,
    customers: Customers<'a>,
    rows: u64,
}

/// A writer of a table into a new file.
fn table_writer(path: &Path, schema: SchemaRef) -> Answer<ArrowWriter<File>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .build();
    let file = File::create(path).map_err(fault)?;
    ArrowWriter::try_new(file, schema, Some(properties)).map_err(fault)
}

impl<'a> FactsWriter<'a> {
    pub fn create(path: &Path, customers: Customers<'a>) -> Answer<FactsWriter<'a>> {
        let schema = schema(customers);
        Ok(FactsWriter { writer: table_writer(path, schema.clone())?, schema, customers, rows: 0 })
    }

    pub fn write(&mut self, columns: &Columns) -> Answer<()> {
        self.rows += u64::try_from(columns.len()).unwrap_or(u64::MAX);
        let batch = batch(columns, self.schema.clone(), self.customers).map_err(fault)?;
        self.writer.write(&batch).map_err(fault)
    }

    /// Ends the file; it is on the disk when this returns.
    pub fn close(self) -> Answer<u64> {
        let file = self.writer.into_inner().map_err(fault)?;
        file.sync_all().map_err(fault)?;
        Ok(self.rows)
    }
}

fn batch(
    columns: &Columns,
    schema: SchemaRef,
    customers: Customers<'_>,
) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let numbers = |numbers: &[u64]| Arc::new(UInt64Array::from(numbers.to_vec())) as ArrayRef;
    let amounts = |amounts: &[i64]| Arc::new(Int64Array::from(amounts.to_vec())) as ArrayRef;
    let number = |place: &u32, numbers: &[u64]| numbers.get(*place as usize).copied().unwrap_or_default();
    let customer = match customers {
        Customers::Places => Arc::new(UInt32Array::from(columns.customer.clone())) as ArrayRef,
        Customers::Numbers(all) => {
            Arc::new(columns.customer.iter().map(|place| number(place, all)).collect::<UInt64Array>())
        }
    };
    RecordBatch::try_new(
        schema,
        vec![
            numbers(&columns.sale),
            customer,
            Arc::new(BooleanArray::from(columns.is_refund.clone())),
            Arc::new(Date32Array::from(columns.occurred_on.clone())),
            Arc::new(TimestampMicrosecondArray::from(columns.recorded_at.clone()).with_timezone("UTC")),
            Arc::new(TimestampMicrosecondArray::from(columns.ended_at.clone()).with_timezone("UTC")),
            numbers(&columns.unit),
            Arc::new(UInt8Array::from(columns.channel.clone())),
            numbers(&columns.product),
            numbers(&columns.category),
            amounts(&columns.quantity),
            amounts(&columns.amount),
        ],
    )
}

/// A file that was opened: it can be read to the end, whoever removes it.
pub struct Table {
    file: File,
    rows: u64,
}

impl Table {
    /// Opens a file that must have so many rows.
    pub fn open(path: &Path, rows: u64) -> Answer<Table> {
        let table = Table { file: File::open(path).map_err(fault)?, rows };
        let found = table.reader()?.metadata().file_metadata().num_rows();
        if u64::try_from(found).ok() == Some(rows) {
            return Ok(table);
        }
        Err(fault(format!("{} has {found} rows instead of {rows}", path.display())))
    }

    fn reader(&self) -> Answer<ParquetRecordBatchReaderBuilder<File>> {
        ParquetRecordBatchReaderBuilder::try_new(self.file.try_clone().map_err(fault)?).map_err(fault)
    }

    /// All of it; none when it is empty.
    pub fn batch(&self) -> Answer<Option<RecordBatch>> {
        let rows = usize::try_from(self.rows).map_err(fault)?;
        let mut reader = self.reader()?.with_batch_size(rows.max(1)).build().map_err(fault)?;
        reader.next().transpose().map_err(fault)
    }

    /// Hands over some columns, some rows at a time; the other columns stay empty.
    pub fn each(&self, wanted: &[&str], mut tell: impl FnMut(&mut Columns) -> Answer<()>) -> Answer<()> {
        let builder = self.reader()?;
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(fault)?;
        for batch in reader {
            let mut columns = Columns::default();
            take(&mut columns, &batch.map_err(fault)?, wanted)?;
            tell(&mut columns)?;
        }
        Ok(())
    }
}

fn take(columns: &mut Columns, batch: &RecordBatch, wanted: &[&str]) -> Answer<()> {
    for name in wanted {
        match *name {
            "sale" => columns.sale.extend_from_slice(values::<UInt64Type>(batch, name)?),
            "customer" => columns.customer.extend_from_slice(values::<UInt32Type>(batch, name)?),
            "is_refund" => {
                let flags = column(batch, name, |array| array.as_boolean_opt())?;
                columns.is_refund.extend(flags.values().iter());
            }
            "occurred_on" => columns.occurred_on.extend_from_slice(values::<Date32Type>(batch, name)?),
            "recorded_at" => columns.recorded_at.extend_from_slice(values::<TimestampMicrosecondType>(batch, name)?),
            "ended_at" => {
                let moments = column(batch, name, |array| array.as_primitive_opt::<TimestampMicrosecondType>())?;
                columns.ended_at.extend(moments.iter());
            }
            "unit" => columns.unit.extend_from_slice(values::<UInt64Type>(batch, name)?),
            "channel" => columns.channel.extend_from_slice(values::<UInt8Type>(batch, name)?),
            "product" => columns.product.extend_from_slice(values::<UInt64Type>(batch, name)?),
            "category" => columns.category.extend_from_slice(values::<UInt64Type>(batch, name)?),
            "quantity" => columns.quantity.extend_from_slice(values::<Int64Type>(batch, name)?),
            "amount" => columns.amount.extend_from_slice(values::<Int64Type>(batch, name)?),
            _ => return Err(fault(format!("there is no column {name}"))),
        }
    }
    Ok(())
}

fn values<'a, T: ArrowPrimitiveType>(batch: &'a RecordBatch, name: &str) -> Answer<&'a [T::Native]> {
    let array = column(batch, name, |array| array.as_primitive_opt::<T>().filter(|array| array.null_count() == 0))?;
    Ok(array.values())
}

/// A column as what it must be.
pub fn column<'a, T>(
    batch: &'a RecordBatch,
    name: &str,
    kind: impl FnOnce(&'a ArrayRef) -> Option<&'a T>,
) -> Answer<&'a T> {
    let array = batch.column_by_name(name).and_then(kind);
    array.ok_or_else(|| fault(format!("the column {name} is not as it was written")))
}

/// Writes a table whole into a new file; answers how many rows it has.
pub fn write_table(path: &Path, columns: Vec<(&str, ArrayRef)>) -> Answer<u64> {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(fault)?;
    let mut writer = table_writer(path, batch.schema())?;
    writer.write(&batch).map_err(fault)?;
    let file = writer.into_inner().map_err(fault)?;
    file.sync_all().map_err(fault)?;
    Ok(u64::try_from(batch.num_rows()).unwrap_or(u64::MAX))
}

/// Files that were as they were written when this process looked, each by its path, its inode, and when it was last changed.
static VERIFIED: Mutex<BTreeMap<PathBuf, Seen>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    inode: u64,
    bytes: u64,
    changed_at: (i64, i64),
    crc32: u32,
}

/// Holds a file against its checksum. It is read whole once, and again when it is another one or was written to.
pub fn verify(path: &Path, crc32: u32) -> Answer<()> {
    let about = fs::metadata(path).map_err(fault)?;
    let changed_at = (about.ctime(), about.ctime_nsec());
    let seen = Seen { inode: about.ino(), bytes: about.len(), changed_at, crc32 };
    let verified = || VERIFIED.lock().unwrap_or_else(PoisonError::into_inner);
    if verified().get(path) == Some(&seen) {
        return Ok(());
    }
    if checksum(path)? != crc32 {
        return Err(fault(format!("{} is damaged", path.display())));
    }
    let mut verified = verified();
    // Of files that are gone nothing is kept.
    verified.retain(|path, _| path.exists());
    verified.insert(path.to_owned(), seen);
    Ok(())
}

/// The checksum of a file.
pub fn checksum(path: &Path) -> Answer<u32> {
    let mut file = File::open(path).map_err(fault)?;
    let (mut hasher, mut some) = (crc32fast::Hasher::new(), vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut some).map_err(fault)?;
        if read == 0 {
            return Ok(hasher.finalize());
        }
        hasher.update(some.get(..read).unwrap_or_default());
    }
}
