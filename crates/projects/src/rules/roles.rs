//! What people do on a project.

foundation::words! {
    /// What a member does on the project.
    #[derive(utoipa::ToSchema)]
    Role {
        Coordinator = "coordinator",
        Deputy = "deputy",
        Researcher = "researcher",
        /// Sees released outputs before publication, never the space (TEAM-14).
        OutputReviewer = "output-reviewer",
    }
}

impl Role {
    /// Whether the role opens the space at all.
    pub fn opens_space(self) -> bool {
        self != Role::OutputReviewer
    }

    /// A project has one of it, who changes by handover (APP-18, TEAM-06).
    pub fn only_one(self) -> bool {
        matches!(self, Role::Coordinator | Role::Deputy)
    }
}
