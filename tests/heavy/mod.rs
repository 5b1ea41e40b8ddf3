//! What takes long or floods: each test holds `regulars_tests::alone()`.

mod figures;
