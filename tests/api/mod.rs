//! One file for each part of the URL.

mod units;
