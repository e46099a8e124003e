//! Handing a request in: what must be there before anybody looks at it (OUT-01, 02, 05 to 07, 09, 11, 12, 14, 25, SDC-02,
//! SDC-08, ML-01). All that is missing is said at once.

use std::collections::BTreeSet;

use foundation::{Move, Refusal, Refusals, States};
use platform::PersonId;

use super::{Item, Request, State};
use crate::profile::{Class, Rules};

/// A file that is to be frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub name: String,
    pub bytes: u64,
    /// It stands in the project's SDC folder now (OUT-01).
    pub in_sdc_folder: bool,
    /// Content hash, to see whether a returned file was corrected at all.
    pub hash: String,
}

/// What the requester filled in and chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub by: PersonId,
    /// Every required answer of the form is there and right.
    pub form_ready: bool,
    /// The kind of output (OUT-07).
    pub kind: String,
    /// OUT-05.
    pub purpose: String,
    /// From machine learning (ML-01).
    pub learned: bool,
    /// SDC-08.
    pub statement: bool,
    /// Source, sample and method in words (OUT-09).
    pub method: [String; 3],
    pub files: Vec<Chosen>,
    pub items: Vec<Item>,
    /// Hashes of the files of the round that came back; empty in the first.
    pub before: BTreeSet<String>,
    /// What the requester answers to the question that came with the return.
    pub reply: String,
}

/// Why a request cannot be handed in.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoSubmission {
    #[refusal("submit-not-requester")]
    NotRequester,
    #[refusal("submit-not-now")]
    NotNow { state: State },
    #[refusal("submit-form-incomplete")]
    FormIncomplete,
    #[refusal("submit-type-unknown")]
    TypeUnknown,
    #[refusal("submit-purpose-missing")]
    PurposeMissing,
    #[refusal("submit-statement-missing")]
    StatementMissing,
    #[refusal("submit-source-missing")]
    SourceMissing,
    #[refusal("submit-sample-missing")]
    SampleMissing,
    #[refusal("submit-method-missing")]
    MethodMissing,
    #[refusal("submit-no-file")]
    NoFile,
    #[refusal("submit-too-many-files")]
    TooManyFiles { most: usize },
    #[refusal("submit-not-in-sdc-folder")]
    NotInSdcFolder { name: String },
    #[refusal("submit-file-empty")]
    FileEmpty { name: String },
    #[refusal("submit-file-too-large")]
    FileTooLarge { name: String, megabytes: u64 },
    #[refusal("submit-bare-table")]
    BareTable { name: String },
    #[refusal("submit-data-file")]
    DataFile { name: String },
    #[refusal("submit-model-file")]
    ModelFile { name: String },
    #[refusal("submit-file-unknown")]
    FileUnknown { name: String, allowed: String },
    #[refusal("submit-wrong-class")]
    WrongClass { name: String, allowed: String },
    #[refusal("submit-not-fixed")]
    NotFixed { name: String },
    #[refusal("submit-no-item")]
    NoItem,
    #[refusal("submit-item-label")]
    ItemUnlabelled { number: u32 },
    #[refusal("submit-item-label-twice")]
    ItemLabelTwice { label: String },
    #[refusal("submit-item-description")]
    ItemUndescribed { label: String, words: usize },
    #[refusal("submit-item-counts")]
    ItemWithoutCounts { label: String },
    #[refusal("submit-item-statistic")]
    ItemUnclassified { label: String },
    #[refusal("submit-nothing-changed")]
    NothingChanged,
}

/// The submission: its files are frozen, the service looks into them next. Or every reason why not.
pub fn submit(request: &Request, s: &Submission, rules: &Rules) -> Result<Move<State>, Refusals<NoSubmission>> {
    let mut no = Refusals::none();
    no.when(request.requester != s.by, NoSubmission::NotRequester);
    let step = request.state.to(State::Submitted);
    no.when(step.is_err(), NoSubmission::NotNow { state: request.state });
    no.when(!s.form_ready, NoSubmission::FormIncomplete);
    no.when(s.purpose.trim().is_empty(), NoSubmission::PurposeMissing);
    no.when(rules.statement && !s.statement, NoSubmission::StatementMissing);
    let kind = rules.output_type(&s.kind);
    no.when(kind.is_none(), NoSubmission::TypeUnknown);
    if rules.written_up(&s.kind) {
        let missing = [NoSubmission::SourceMissing, NoSubmission::SampleMissing, NoSubmission::MethodMissing];
        for (text, reason) in s.method.iter().zip(missing) {
            no.when(text.trim().is_empty(), reason);
        }
    }
    no.when(s.files.is_empty(), NoSubmission::NoFile);
    no.when(s.files.len() > rules.most_files, NoSubmission::TooManyFiles { most: rules.most_files });
    for file in &s.files {
        let name = || file.name.clone();
        no.when(!file.in_sdc_folder, NoSubmission::NotInSdcFolder { name: name() });
        no.when(file.bytes == 0, NoSubmission::FileEmpty { name: name() });
        let megabytes = rules.most_bytes / (1024 * 1024);
        no.when(file.bytes > rules.most_bytes, NoSubmission::FileTooLarge { name: name(), megabytes });
        if let Some(kind) = kind
            && let Err(reason) = class_for(rules, kind, &file.name, s.learned)
        {
            no.because(reason);
        }
    }
    items(&mut no, &s.items, rules);
    let same = !s.before.is_empty() && s.files.iter().all(|f| s.before.contains(&f.hash));
    no.when(same && s.reply.trim().is_empty(), NoSubmission::NothingChanged);
    match step {
        Ok(step) => no.or_else(|| step),
        Err(_) => Err(no),
    }
}

/// The class in which a file leaves, or why it does not, as far as its name tells. The inspector looks at its content.
pub fn class_for<'r>(
    rules: &'r Rules,
    kind: &crate::profile::OutputType,
    name: &str,
    learned: bool,
) -> Result<&'r Class, NoSubmission> {
    let allowed = || rules.extensions(kind).join(", ");
    let name = || name.to_owned();
    let Some(class) = rules.class_of(kind, &name()) else {
        return Err(match rules.refused_as(&name()) {
            Some("bare-table") => NoSubmission::BareTable { name: name() },
            Some("model") => NoSubmission::ModelFile { name: name() },
            Some(_) => NoSubmission::DataFile { name: name() },
            None if rules.any_class_of(&name()).is_some() => {
                NoSubmission::WrongClass { name: name(), allowed: allowed() }
            }
            None => NoSubmission::FileUnknown { name: name(), allowed: allowed() },
        });
    };
    if learned && !class.fixed {
        return Err(NoSubmission::NotFixed { name: name() });
    }
    Ok(class)
}

fn items(no: &mut Refusals<NoSubmission>, items: &[Item], rules: &Rules) {
    no.when(items.is_empty(), NoSubmission::NoItem);
    let mut labels = BTreeSet::new();
    for item in items {
        let label = item.label.trim().to_owned();
        no.when(label.is_empty(), NoSubmission::ItemUnlabelled { number: item.number });
        let twice = !label.is_empty() && !labels.insert(label.to_lowercase());
        no.when(twice, NoSubmission::ItemLabelTwice { label: label.clone() });
        let words = rules.description_words;
        let short = item.description.split_whitespace().count() < words;
        no.when(short, NoSubmission::ItemUndescribed { label: label.clone(), words });
        // The service itself keeps the counts of a table that was made on its table page.
        let without = item.table.is_none() && item.counts.trim().is_empty();
        no.when(without, NoSubmission::ItemWithoutCounts { label: label.clone() });
        no.when(item.statistic.is_none(), NoSubmission::ItemUnclassified { label });
    }
}
