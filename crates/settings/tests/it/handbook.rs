//! The handbook's page says what the profiles say.

use foundation::Lang;
use settings::rules::handbook;

use crate::common::*;

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn the_handbooks_page_of_the_access_decision_is_current() {
    let texts = foundation::Texts::load(&[settings::locale()]).expect("the texts load");
    let (srs, lab) = (rules("srs"), rules("secure-lab"));
    let page = handbook(&[("Secure Research Service (`srs`)", &srs), ("Secure Lab (`secure-lab`)", &lab)], &|key| {
        texts.text(Lang::En, key, &[])
    });
    let file = root().join("docs/handbook/access-decision.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, page, "run the test once with UPDATE_GOLDEN=1 and look at what changed");
}
