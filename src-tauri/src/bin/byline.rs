//! `byline`, the command line: links no WebKit, so that it answers at once.

fn main() -> std::process::ExitCode {
    byline_cli::main()
}
