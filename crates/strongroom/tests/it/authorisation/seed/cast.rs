//! The people: those of the demo whose business it is, and new ones, each with one thing that sets them apart.

use super::super::accounts::{by_password, grant, register, roles, sign_in, train};
use super::super::house::House;
use super::super::person::{Person, Place};
use super::words;

/// The demo's staff, who do what the seed needs; they ask nothing themselves.
pub(crate) struct Staff {
    pub(crate) operator: Person,
    pub(crate) second_operator: Person,
    /// Support and connectivity.
    pub(crate) support: Person,
    /// Accreditation and training.
    pub(crate) accreditation: Person,
    pub(crate) quality: Person,
    pub(crate) ethics: Person,
    pub(crate) body: Person,
    pub(crate) second_checker: Person,
}

/// Those who ask.
pub(crate) struct Cast {
    pub(crate) staff: Staff,
    pub(crate) stranger: Person,
    /// One for each role, with nothing but that.
    pub(crate) roles: Vec<Person>,
    /// Applicant and requester, inside the project's space.
    pub(crate) requester: Person,
    pub(crate) requester_elsewhere: Person,
    pub(crate) requester_by_password: Person,
    pub(crate) colleague: Person,
    pub(crate) colleague_elsewhere: Person,
    pub(crate) reviewer: Person,
    pub(crate) checker_on_project: Person,
    pub(crate) former: Person,
    pub(crate) of_another_project: Person,
    pub(crate) supervisor: Person,
    pub(crate) owner: Person,
    pub(crate) another_owner: Person,
    pub(crate) checker: Person,
    pub(crate) checker_elsewhere: Person,
    pub(crate) assessor: Person,
    pub(crate) candidate: Person,
}

impl Cast {
    /// In the order of the matrix.
    pub(crate) fn everybody(self) -> Vec<Person> {
        let mut all = vec![Person::visitor(), self.stranger];
        all.extend(self.roles);
        all.extend([
            self.requester,
            self.requester_elsewhere,
            self.requester_by_password,
            self.colleague,
            self.colleague_elsewhere,
            self.reviewer,
            self.checker_on_project,
            self.former,
            self.of_another_project,
            self.supervisor,
            self.owner,
            self.another_owner,
            self.checker,
            self.checker_elsewhere,
            self.assessor,
            self.candidate,
        ]);
        all
    }

    /// Whoever holds this role and nothing else.
    pub(crate) fn with_role(&self, role: &str) -> &Person {
        self.roles.iter().find(|p| p.name == format!("role {role}")).unwrap_or_else(|| panic!("nobody is {role}"))
    }
}

pub(crate) async fn gather(house: &House) -> Cast {
    let here = Place::Elsewhere;
    let staff = Staff {
        operator: sign_in(house, "Anwen Price", here, 0).await,
        second_operator: sign_in(house, "Wyn Parry", here, 0).await,
        support: sign_in(house, "Bashir Khan", here, 0).await,
        accreditation: sign_in(house, "Catrin Howells", here, 0).await,
        quality: sign_in(house, "Daniel Osei", here, 0).await,
        ethics: sign_in(house, "Eleri Vaughan", here, 0).await,
        body: sign_in(house, "Gethin Morgan", here, 0).await,
        second_checker: sign_in(house, "Imran Aziz", Place::StaffOffice, 0).await,
    };
    let fit = |who: Person, fit: bool| Person { fit, ..who };
    let requester = fit(sign_in(house, "Rhys Bowen", Place::SafeRoom, 0).await, true).called("requester");
    let again = fit(sign_in(house, "Rhys Bowen", here, 1).await, true).called("requester elsewhere");
    let half = by_password(house, "Rhys Bowen", Place::SafeRoom).await.called("requester, password only");
    let half = Person { id: requester.id.clone(), ..half };
    let colleague_is_fit = words(house.profile).colleague_is_fit;
    let colleague = fit(sign_in(house, "Tomos Grant", Place::SafeRoom, 0).await, colleague_is_fit).called("colleague");
    let outside = fit(sign_in(house, "Tomos Grant", here, 1).await, colleague_is_fit).called("colleague elsewhere");
    let trained = |who: Person| Person { trained_checker: true, ..who };
    let checker = trained(sign_in(house, "Helen Brook", Place::StaffOffice, 0).await).called("checker");
    let checker_elsewhere = trained(sign_in(house, "Helen Brook", here, 1).await).called("checker elsewhere");
    let owner = sign_in(house, "Farah Siddiqui", here, 0).await.called("data owner");

    let operators = [&staff.operator, &staff.second_operator];
    let stranger = register(house, "stranger", here).await;
    let mut with_roles = Vec::new();
    for role in roles(house, &staff.operator, &stranger.id).await {
        // A checker without the training sits where checkers sit.
        let place = if role == "output-checker" { Place::StaffOffice } else { here };
        let mut who = register(house, &format!("role {role}"), place).await;
        grant(house, operators, &mut who, &role).await;
        with_roles.push(who);
    }
    let mut checker_on_project = register(house, "checker on the project", Place::StaffOffice).await;
    grant(house, operators, &mut checker_on_project, "output-checker").await;
    train(house, &staff.accreditation, &checker_on_project, "output-checker").await;
    let mut another_owner = register(house, "another data owner", here).await;
    grant(house, operators, &mut another_owner, "data-owner").await;
    let mut assessor = register(house, "assessor who applies", here).await;
    grant(house, operators, &mut assessor, "quality").await;
    Cast {
        stranger,
        roles: with_roles,
        requester,
        requester_elsewhere: again,
        requester_by_password: half,
        colleague,
        colleague_elsewhere: outside,
        reviewer: register(house, "output reviewer", here).await,
        checker_on_project: trained(checker_on_project),
        former: register(house, "former member", here).await,
        of_another_project: register(house, "member of another project", here).await,
        supervisor: register(house, "supervisor", here).await,
        owner,
        another_owner,
        checker,
        checker_elsewhere,
        assessor,
        candidate: register(house, "candidate", here).await,
        staff,
    }
}
