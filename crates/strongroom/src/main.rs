fn main() -> std::process::ExitCode {
    strongroom::main()
}
