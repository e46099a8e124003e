use permissions::{Attr, Principal, Resource, Situation};

use crate::house::{anwen, checker, house, project, request};

#[test]
fn the_matrix_shows_every_action_in_every_situation() {
    let things = |own: &'static str| vec![project(true), request(), Resource::new("Person", own)];
    let on_call = || vec![("VoteOnOutput", vec![("on_call", Attr::Bool(true))])];
    let text = house().matrix(&[
        Situation { name: "visitor", who: Principal::visitor(), on: things("anwen"), context: on_call() },
        Situation { name: "coordinator", who: anwen(), on: things("anwen"), context: on_call() },
        Situation { name: "checker", who: checker(), on: things("anwen"), context: on_call() },
        Situation {
            name: "checker on the team",
            who: checker().with("projects", Attr::set(["p1"])),
            on: vec![request()],
            context: on_call(),
        },
        Situation { name: "not asked well", who: checker(), on: vec![request()], context: vec![] },
    ]);
    insta::assert_snapshot!(text, @r#"
    action        on       visitor  coordinator  checker  checker on the team  not asked well
    ------------  -------  -------  -----------  -------  -------------------  --------------
    ChangeTeam    Project  no       yes          no       -                    -
    ReadOwnPage   Person   no       yes          no       -                    -
    ReadProject   Project  no       yes          no       -                    -
    ReadRequest   Request  no       yes          yes      yes                  yes
    VoteOnOutput  Request  no       NO           yes      NO                   ?

    could not be asked:
      not asked well: asking whether "carys" may VoteOnOutput on Request "r1": context `{}` is not valid for `Do::"VoteOnOutput"`
    "#);
}
