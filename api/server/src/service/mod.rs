//! Complaints, what they are about, the tasks of people, wishes, and handing over work.

pub mod complaint_categories;
pub mod complaints;
pub mod handovers;
pub mod personal_data;
pub mod tasks;
pub mod wishes;
