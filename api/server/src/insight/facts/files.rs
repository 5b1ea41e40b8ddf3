//! Facts in a Parquet file: written a batch at a time, read by column.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Int64Type, TimestampMicrosecondType, UInt8Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, TimestampMicrosecondArray, UInt8Array,
    UInt64Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::columns::Columns;
use crate::platform::error::{Answer, Error};

/// Rows of a row group.
const GROUP: usize = 1 << 18;
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

fn schema() -> SchemaRef {
    let required = |name: &str, kind: DataType| Field::new(name, kind, false);
    Arc::new(Schema::new(vec![
        required("sale", DataType::UInt64),
        required("customer", DataType::UInt64),
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
pub struct FactsWriter {
    writer: ArrowWriter<File>,
    pub rows: u64,
}

/// A writer of a table into a new file.
pub fn table_writer(path: &Path, schema: SchemaRef) -> Answer<ArrowWriter<File>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .build();
    let file = File::create(path).map_err(fault)?;
    ArrowWriter::try_new(file, schema, Some(properties)).map_err(fault)
}

impl FactsWriter {
    pub fn create(path: &Path) -> Answer<FactsWriter> {
        Ok(FactsWriter { writer: table_writer(path, schema())?, rows: 0 })
    }

    pub fn write(&mut self, columns: &Columns) -> Answer<()> {
        self.rows += u64::try_from(columns.len()).unwrap_or(u64::MAX);
        let batch = batch(columns).map_err(fault)?;
        self.writer.write(&batch).map_err(fault)
    }

    /// Ends the file; it is on the disk when this returns.
    pub fn close(self) -> Answer<u64> {
        let file = self.writer.into_inner().map_err(fault)?;
        file.sync_all().map_err(fault)?;
        Ok(self.rows)
    }
}

fn batch(columns: &Columns) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let numbers = |numbers: &[u64]| Arc::new(UInt64Array::from(numbers.to_vec())) as ArrayRef;
    let amounts = |amounts: &[i64]| Arc::new(Int64Array::from(amounts.to_vec())) as ArrayRef;
    RecordBatch::try_new(
        schema(),
        vec![
            numbers(&columns.sale),
            numbers(&columns.customer),
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

/// Some columns of a file; the others stay empty.
pub fn read(bytes: Bytes, wanted: &[&str]) -> Answer<Columns> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(fault)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), wanted.iter().copied());
    let reader = builder.with_projection(mask).with_batch_size(GROUP >> 2).build().map_err(fault)?;
    let mut columns = Columns::default();
    for batch in reader {
        take(&mut columns, &batch.map_err(fault)?, wanted).map_err(fault)?;
    }
    Ok(columns)
}

fn take(columns: &mut Columns, batch: &RecordBatch, wanted: &[&str]) -> Result<(), ParquetError> {
    for name in wanted {
        let array = batch.column_by_name(name).ok_or_else(|| unlike(name))?;
        match *name {
            "sale" => columns.sale.extend(values::<UInt64Type>(name, array)?),
            "customer" => columns.customer.extend(values::<UInt64Type>(name, array)?),
            "is_refund" => {
                let flags = array.as_boolean_opt().ok_or_else(|| unlike(name))?;
                columns.is_refund.extend(flags.values().iter());
            }
            "occurred_on" => columns.occurred_on.extend(values::<Date32Type>(name, array)?),
            "recorded_at" => columns.recorded_at.extend(values::<TimestampMicrosecondType>(name, array)?),
            "ended_at" => {
                let moments = array.as_primitive_opt::<TimestampMicrosecondType>().ok_or_else(|| unlike(name))?;
                columns.ended_at.extend(moments.iter());
            }
            "unit" => columns.unit.extend(values::<UInt64Type>(name, array)?),
            "channel" => columns.channel.extend(values::<UInt8Type>(name, array)?),
            "product" => columns.product.extend(values::<UInt64Type>(name, array)?),
            "category" => columns.category.extend(values::<UInt64Type>(name, array)?),
            "quantity" => columns.quantity.extend(values::<Int64Type>(name, array)?),
            "amount" => columns.amount.extend(values::<Int64Type>(name, array)?),
            _ => return Err(unlike(name)),
        }
    }
    Ok(())
}

fn values<'a, T: ArrowPrimitiveType>(name: &str, array: &'a ArrayRef) -> Result<&'a [T::Native], ParquetError> {
    let array = array.as_primitive_opt::<T>().filter(|array| array.null_count() == 0).ok_or_else(|| unlike(name))?;
    Ok(array.values())
}

fn unlike(name: &str) -> ParquetError {
    ParquetError::General(format!("the column {name} is not as it was written"))
}
