//! The embedded assets change their names with their content, so a new file must lead to a new build.
fn main() {
    println!("cargo::rerun-if-changed=../../assets/dist");
}
