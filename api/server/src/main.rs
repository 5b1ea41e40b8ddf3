//! The binary: see `commands`.

/// In a profile of short reads the C library's allocator was a fifth of the time; this one is made for small blocks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    regulars::assembly::commands::run()
}
