//! What the airlock's things are called.

use foundation::id_type;

id_type!(
    /// A table made in a project's space.
    TableId
);
id_type!(
    /// A text with tables and figures, written in a project's space.
    WriteUpId
);
id_type!(
    /// A request for release.
    RequestId
);
id_type!(
    /// A file of one round of a request.
    FileId
);
id_type!(
    /// A table, figure or model that a request's files contain.
    ItemId
);
id_type!(
    /// Something found in a request's files.
    FindingId
);
id_type!(
    /// What has left, and to whom.
    ReleaseId
);
