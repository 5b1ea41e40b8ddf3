//! The binary: see `commands`.

/// The C library's allocator takes a fifth of the time of a request, this one half of that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    regulars::commands::run()
}
