//! Two fragments, as two service crates would bring them.

use permissions::{Attr, Fragment, Permissions, Principal, Resource};

pub const PROJECTS: Fragment = Fragment {
    name: "projects",
    schema: r#"
        entity Project = { "id": String, "open": Bool };
        action ReadProject, ChangeTeam appliesTo { principal: Person, resource: Project };
        action ReadOwnPage appliesTo { principal: Person, resource: Person };
    "#,
    policies: r#"
        @id("project-read")
        @because("The people of a project can read it.")
        @because_cy("Gall pobl prosiect ei ddarllen.")
        permit (principal, action == Do::"ReadProject", resource is Project)
        when { principal.projects.contains(resource.id) };

        @id("project-team")
        @because("A coordinator or deputy changes the team.")
        @because_cy("Cydlynydd neu ddirprwy sy'n newid y tîm.")
        permit (principal, action == Do::"ChangeTeam", resource is Project)
        when { principal.coordinates.contains(resource.id) };

        @id("project-closed")
        @because("A closed project no longer changes.")
        @because_cy("Nid yw prosiect caeedig yn newid mwyach.")
        forbid (principal, action == Do::"ChangeTeam", resource is Project)
        unless { resource.open };

        @id("own-page")
        @because("You can read what is held about you.")
        @because_cy("Gallwch ddarllen yr hyn a gedwir amdanoch chi.")
        permit (principal, action == Do::"ReadOwnPage", resource is Person)
        when { principal == resource && !principal.roles.contains("visitor") };
    "#,
};

pub const AIRLOCK: Fragment = Fragment {
    name: "airlock",
    schema: r#"
        entity Request = { "project": String, "requester": String, "rounds": Long };
        action VoteOnOutput appliesTo { principal: Person, resource: Request, context: { "on_call": Bool } };
        action ReadRequest appliesTo { principal: Person, resource: Request };
    "#,
    // The comment and the text hold `Do::"` on purpose: neither is an action.
    policies: r#"
        // Do::"ReadRequest" is for the project and for checkers.
        @id("request-read-team")
        @because("The people of a project can read its requests; Do::\"ReadRequest\" says so.")
        @because_cy("Gall pobl prosiect ddarllen ei geisiadau.")
        permit (principal, action == Do::"ReadRequest", resource is Request)
        when { principal.projects.contains(resource.project) };

        @id("request-read-checker")
        @because("Checkers can read the requests they check.")
        @because_cy("Gall gwirwyr ddarllen y ceisiadau maen nhw'n eu gwirio.")
        permit (principal, action == Do::"ReadRequest", resource is Request)
        when { principal.roles.contains("output-checker") };

        @id("output-vote")
        @because("Only people trained to check outputs may vote on one.")
        @because_cy("Dim ond pobl sydd wedi'u hyfforddi i wirio allbynnau a gaiff bleidleisio ar un.")
        permit (principal, action == Do::"VoteOnOutput", resource is Request)
        when { principal.roles.contains("output-checker") && context.on_call };

        @id("output-vote-own-project")
        @because("Nobody checks an output of their own project.")
        @because_cy("Nid oes neb yn gwirio allbwn eu prosiect eu hunain.")
        forbid (principal, action == Do::"VoteOnOutput", resource is Request)
        when { principal.projects.contains(resource.project) || principal.id == resource.requester };
    "#,
};

pub fn house() -> Permissions {
    Permissions::load(&[PROJECTS, AIRLOCK]).expect("the small house loads")
}

pub fn request() -> Resource {
    Resource::new("Request", "r1")
        .with("project", Attr::text("p1"))
        .with("requester", Attr::text("anwen"))
        .with("rounds", Attr::Long(1))
}

pub fn project(open: bool) -> Resource {
    Resource::new("Project", "p1").with("id", Attr::text("p1")).with("open", Attr::Bool(open))
}

pub fn anwen() -> Principal {
    Principal::new("anwen", ["researcher"]).with("projects", Attr::set(["p1"])).with("coordinates", Attr::set(["p1"]))
}

pub fn checker() -> Principal {
    Principal::new("carys", ["output-checker"])
}
