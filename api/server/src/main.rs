//! The binary: see `commands`.

fn main() -> std::process::ExitCode {
    regulars::commands::run()
}
