//! What operators ask outside `/v1`, and the documentation.

mod health;
