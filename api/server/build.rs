//! The console's folder must exist to be built in; `make web` fills it.
fn main() {
    let _ = std::fs::create_dir_all("../../web/dist");
    println!("cargo:rerun-if-changed=../../web/dist");
}
