//! What the policies see of the airlock's things, and what may be done to them: made from the schema.

permissions::cedar!("../../policies/airlock.cedarschema");

impl CheckQueue {
    /// There is one, with the requests of every project.
    pub fn of_all() -> CheckQueue {
        CheckQueue { id: "checks".to_owned() }
    }
}
