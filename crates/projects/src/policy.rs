//! What the policies speak about (`policies/projects.cedarschema`), as types.

permissions::cedar!("../../policies/projects.cedarschema");

impl Projects {
    /// All projects together.
    pub fn all() -> Projects {
        Projects { id: String::new() }
    }
}
