//! One folder for each area of the server, in it one file or folder for each feature. What is the same for every
//! operation is shown in `platform`, and tried on each of them by `contract`.

mod administration;
mod assembly;
mod catalogue;
mod customers;
mod exchange;
mod insight;
mod loyalty;
mod marketing;
mod messaging;
mod organisation;
mod platform;
mod sales;
mod service;
