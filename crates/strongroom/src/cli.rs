//! The command line. Exit status: 0 done and clean, 1 done and something was found or refused, 2 the request was wrong.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::commands;

#[derive(Debug, Parser)]
#[command(name = "strongroom", version, about = "A secure research data service in one program", max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// A seeded service on embedded parts; prints the people and `ready http://…`
    Demo(DemoArgs),
    /// Pages, API and workers
    Serve(ConfigArg),
    /// Workers only
    Worker(ConfigArg),
    /// Bring the database to this version
    Migrate(ConfigArg),
    /// Check configuration, database, files and record, and say what is wrong
    Doctor(ConfigArg),
    /// Make a registered person an operator, while there are fewer than two; operators and security are told
    Operator(OperatorArgs),
    /// Save everything, encrypted, into a folder elsewhere, while the service serves
    Backup(commands::backup::BackupArgs),
    /// Make the pair of keys for backups, on a machine that is not the service's
    BackupKey(commands::backup::BackupKeyArgs),
    /// Bring a backup back into an empty folder, on either database
    Restore(commands::backup::RestoreArgs),
    /// Make a code for somebody who has lost their second factor and their codes; they, operators and security are told
    RecoveryCode(OperatorArgs),
    /// Replace a key of the service, which is stopped meanwhile
    Rotate(commands::backup::RotateArgs),
    /// The demo's journey against a running service
    Walk(WalkArgs),
    /// Verify a copy of the record, or a receipt, offline; exit 1 names the first bad entry
    Verify(VerifyArgs),
    /// Make a safe table from microdata
    Table(TableArgs),
    /// Make one safe table of evidence that was gathered in several places (table --evidence)
    Merge(MergeArgs),
    /// Make a pair of keys for whoever merges evidence of several places: others encrypt to the public one (table --evidence --to)
    EvidenceKey(EvidenceKeyArgs),
    /// Make a life table, or a Kaplan-Meier curve in steps that enough people make
    Survival(SurvivalArgs),
    /// Judge the summary of a fitted model: JSON, or the text of statsmodels, R or Stata
    Model(ModelArgs),
    /// Judge finished tables (CSV, xlsx, or those of a document) by their unweighted counts
    Check(CheckArgs),
    /// Say what is really inside files
    Inspect(commands::inspect::InspectArgs),
    /// Try a sealed desktop without the service, or say what this machine lacks for one
    #[command(subcommand)]
    Desk(commands::desk::DeskCommand),
    /// Inspect files from standard input, sealed: what the service starts as a child
    #[command(hide = true)]
    InspectChild {
        /// What the child may use, as JSON
        limits: String,
        /// What it does instead of inspecting: print
        role: Option<String>,
    },
}

impl Command {
    /// Whether it writes into the data folder: whatever it makes there is for the service's account alone.
    fn keeps_data(&self) -> bool {
        matches!(
            self,
            Command::Demo(_)
                | Command::Serve(_)
                | Command::Worker(_)
                | Command::Migrate(_)
                | Command::Doctor(_)
                | Command::Operator(_)
                | Command::Backup(_)
                | Command::BackupKey(_)
                | Command::EvidenceKey(_)
                | Command::Restore(_)
                | Command::RecoveryCode(_)
                | Command::Rotate(_)
        )
    }
}

#[derive(Debug, Args)]
pub struct ConfigArg {
    /// The configuration file
    #[arg(long, default_value = "strongroom.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// srs or secure-lab; `--walk` without it walks both
    #[arg(long)]
    pub profile: Option<String>,
    /// Port of the pages; 0 chooses a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Keep everything in this folder; without it a temporary one, removed at the end
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Use a PostgreSQL that the demo starts itself
    #[arg(long)]
    pub postgres: bool,
    /// A database to use instead of the embedded one
    #[arg(long, value_name = "URL", hide = true, conflicts_with = "postgres")]
    pub database: Option<String>,
    /// Sow what measurements need as well, and write the pages to measure into this file
    #[arg(long, value_name = "FILE", hide = true, conflicts_with = "walk")]
    pub load: Option<PathBuf>,
    /// Offer no desktops, also where this machine can seal them
    #[arg(long)]
    pub without_desktops: bool,
    /// Play the whole journey over HTTP, print one line a step, and end
    #[arg(long)]
    pub walk: bool,
    /// Keep every page of the journey as it came, in a folder of this one for each profile
    #[arg(long, value_name = "FOLDER", requires = "walk")]
    pub keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct OperatorArgs {
    /// The email address of their account
    pub email: String,
    /// The configuration file
    #[arg(long, default_value = "strongroom.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
pub struct WalkArgs {
    /// Address of the running service
    #[arg(long)]
    pub url: String,
    /// The people.json that the demo wrote
    #[arg(long)]
    pub people: PathBuf,
    /// Language of the pages: en, or cy where the profile offers it
    #[arg(long, default_value = "en", value_parser = ["en", "cy"])]
    pub language: String,
    /// Keep every page as it came in this folder, with a list, pages.json
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The record's folder: checkpoint, tile/…
    #[arg(required_unless_present = "receipt", conflicts_with = "receipt")]
    pub dir: Option<PathBuf>,
    /// A receipt instead of a folder
    #[arg(long)]
    pub receipt: Option<PathBuf>,
    /// A file of your own: whether it is one that the receipt's release let out, byte for byte
    #[arg(long, requires = "receipt")]
    pub file: Option<PathBuf>,
    /// The public key (ledger.pub)
    #[arg(long)]
    pub key: PathBuf,
    /// A checkpoint known from before: the record must continue it
    #[arg(long, conflicts_with = "receipt")]
    pub known: Option<PathBuf>,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

/// What a table is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Drawn {
    /// The first statistic, by rows; columns side by side
    Bar,
    /// The same as lines
    Line,
    /// A count by the classes of --cut
    Histogram,
    /// Five quantiles of a field, from low to high
    Box,
    /// A count by the classes of two fields: a scatter plot that shows nobody
    Scatter,
}

#[derive(Debug, Args)]
pub struct SurvivalArgs {
    /// Parquet, Arrow, CSV, Stata (.dta), SPSS (.sav, .zsav) or SAS (.sas7bdat)
    pub data: PathBuf,
    /// Field with the time until the event, or until the unit was withdrawn
    #[arg(long)]
    pub time: String,
    /// Field that says whether the event happened: 1 or 0
    #[arg(long)]
    pub event: String,
    /// A table for each code of this field
    #[arg(long)]
    pub by: Option<String>,
    /// Where the intervals of a life table begin and end: 0,12,24,60; without it a Kaplan-Meier curve in joined steps
    #[arg(long, value_delimiter = ',', value_name = "EDGES")]
    pub edges: Vec<String>,
    /// Field that names the unit (person, enterprise): nobody may have two records
    #[arg(long)]
    pub unit: Option<String>,
    /// Codes that stand for a missing value: -9,999
    #[arg(long, value_delimiter = ',', value_name = "CODE", allow_hyphen_values = true)]
    pub missing: Vec<String>,
    /// Only the records for which this holds
    #[arg(long = "where", value_name = "EXPR")]
    pub selection: Option<String>,
    /// Policies by name or file, with commas between them; a step fails if any of them fails it
    #[arg(long)]
    pub policy: Option<String>,
    /// Folder for survival.csv, chart.png, counts.csv and record.json
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Say on standard error how far it is; without this only where that is a terminal
    #[arg(long)]
    pub progress: bool,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The summary
    pub file: PathBuf,
    /// Policies by name or file, with commas between them
    #[arg(long)]
    pub policy: Option<String>,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Tables of one request: CSV, a workbook with one sheet, or a document (docx, odt, rtf, html, pptx, odp); `report.docx#2` is
    /// its second table
    #[arg(required = true)]
    pub tables: Vec<PathBuf>,
    /// Their unweighted counts: one table for all of them, or one for each in the same order
    #[arg(long, required = true)]
    pub counts: Vec<PathBuf>,
    /// Policies by name or file, with commas between them
    #[arg(long)]
    pub policy: Option<String>,
    /// Say on standard error how far it is; without this only where that is a terminal
    #[arg(long)]
    pub progress: bool,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct EvidenceKeyArgs {
    /// The file of the secret key; the public one stands beside it, with .pub at its end
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Files that strongroom table --evidence wrote, all with the same words
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The secret key that strongroom evidence-key made, which opens those that are encrypted
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Policies by name or file, with commas between them; a cell fails if any of them fails it
    #[arg(long)]
    pub policy: Option<String>,
    /// none, suppress, round or perturb
    #[arg(long, default_value = "none")]
    pub protect: String,
    /// Seconds that --protect suppress looks for a cheaper pattern of hidden cells
    #[arg(long, value_name = "SECONDS")]
    pub protect_seconds: Option<u64>,
    /// Folder for table.csv, cells.csv and record.json
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Say on standard error how far it is; without this only where that is a terminal
    #[arg(long)]
    pub progress: bool,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct TableArgs {
    /// Parquet, Arrow, CSV, Stata (.dta), SPSS (.sav, .zsav) or SAS (.sas7bdat)
    pub data: PathBuf,
    /// Fields that make the rows, with commas between them; between backquotes where a name has a comma
    #[arg(long)]
    pub rows: Vec<String>,
    /// Fields that make the columns
    #[arg(long)]
    pub cols: Vec<String>,
    /// Count records
    #[arg(long)]
    pub count: bool,
    /// Sum of a field; may be given more than once
    #[arg(long)]
    pub sum: Vec<String>,
    /// Mean of a field; may be given more than once
    #[arg(long)]
    pub mean: Vec<String>,
    /// Field that names the unit (person, enterprise)
    #[arg(long)]
    pub unit: Option<String>,
    /// Field that names the holding (household, enterprise group)
    #[arg(long)]
    pub holding: Option<String>,
    /// Field that says which units have agreed that their values may be told (yes or no)
    #[arg(long)]
    pub waiver: Option<String>,
    /// Strata that the sample was drawn in; with --cluster they make the degrees of freedom of a variance and its kin
    #[arg(long)]
    pub strata: Option<String>,
    /// Clusters that the sample was drawn in (primary sampling units), numbered within their stratum or throughout
    #[arg(long)]
    pub cluster: Option<String>,
    /// Folder for what units contribute, where memory is too small for it
    #[arg(long, value_name = "FOLDER")]
    pub scratch: Option<PathBuf>,
    /// Field that holds the weight
    #[arg(long)]
    pub weight: Option<String>,
    /// Codes that stand for a missing value: -9,999
    #[arg(long, value_delimiter = ',', value_name = "CODE", allow_hyphen_values = true)]
    pub missing: Vec<String>,
    /// Only the records for which this holds
    #[arg(long = "where", value_name = "EXPR")]
    pub selection: Option<String>,
    /// Count as a percentage of row, column or total
    #[arg(long, value_delimiter = ',', value_name = "BASE")]
    pub percent: Vec<String>,
    /// Sum of one field over the sum of another: costs/income
    #[arg(long, value_name = "FIELD/FIELD")]
    pub ratio: Vec<String>,
    /// Median of a field
    #[arg(long, value_name = "FIELD")]
    pub median: Vec<String>,
    /// Quantile of a field: income:0.25
    #[arg(long, value_name = "FIELD:SHARE")]
    pub quantile: Vec<String>,
    /// Most frequent value of a field
    #[arg(long, value_name = "FIELD")]
    pub mode: Vec<String>,
    /// Smallest value, or the mean of the smallest units where the policy names a number of them
    #[arg(long, value_name = "FIELD")]
    pub min: Vec<String>,
    /// Largest value, likewise
    #[arg(long, value_name = "FIELD")]
    pub max: Vec<String>,
    /// Variance of a field
    #[arg(long, value_name = "FIELD")]
    pub var: Vec<String>,
    /// Standard deviation of a field
    #[arg(long, value_name = "FIELD")]
    pub std: Vec<String>,
    /// Skewness of a field
    #[arg(long, value_name = "FIELD")]
    pub skewness: Vec<String>,
    /// Excess kurtosis of a field
    #[arg(long, value_name = "FIELD")]
    pub kurtosis: Vec<String>,
    /// Gini coefficient of a field
    #[arg(long, value_name = "FIELD")]
    pub gini: Vec<String>,
    /// Herfindahl index of a field: squared shares of units
    #[arg(long, value_name = "FIELD")]
    pub herfindahl: Vec<String>,
    /// Share of the largest units in a field: turnover:4
    #[arg(long, value_name = "FIELD:UNITS")]
    pub share: Vec<String>,
    /// Classes of a field of numbers among rows and columns: age=0,16,65,120
    #[arg(long, value_name = "FIELD=EDGES")]
    pub cut: Vec<String>,
    /// Groups of a field's codes: a CSV file with code,parent
    #[arg(long, value_name = "FIELD=FILE")]
    pub hierarchy: Vec<String>,
    /// A cell that cannot occur: sex=male,pregnant=yes
    #[arg(long, value_name = "FIELD=CODE,…")]
    pub structural: Vec<String>,
    /// Show codes by their labels, where the file has some (Stata, SPSS)
    #[arg(long)]
    pub labels: bool,
    /// Policies by name or file, with commas between them; a cell fails if any of them fails it
    #[arg(long)]
    pub policy: Option<String>,
    /// Rows and columns of totals
    #[arg(long)]
    pub margins: bool,
    /// none, suppress, round or perturb
    #[arg(long, default_value = "none")]
    pub protect: String,
    /// Seconds that --protect suppress looks for a cheaper pattern of hidden cells
    #[arg(long, value_name = "SECONDS")]
    pub protect_seconds: Option<u64>,
    /// Folder for table.csv, cells.csv and record.json
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Keep the evidence in this file and judge nothing: strongroom merge makes one table of several. It stays inside, like the data
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "json"])]
    pub evidence: Option<PathBuf>,
    /// Encrypt it to the public key of whoever merges it (strongroom evidence-key): nobody else can read it
    #[arg(long, value_name = "KEY", requires = "evidence")]
    pub to: Option<PathBuf>,
    /// Draw it too, as chart.png in that folder, with the counts behind it: bar, line, histogram, box or scatter
    #[arg(long, value_name = "KIND", requires = "out")]
    pub chart: Option<Drawn>,
    /// Say on standard error how far it is; without this only where that is a terminal
    #[arg(long)]
    pub progress: bool,
    /// Results as JSON
    #[arg(long)]
    pub json: bool,
}

/// Reads the command line and does it.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    if cli.command.keeps_data() {
        platform::folder::keep_new_files_private();
    }
    ExitCode::from(match cli.command {
        Command::Demo(args) => run(commands::demo::demo(args)),
        Command::Serve(args) => run(commands::serve::serve(&args.config, true)),
        Command::Worker(args) => run(commands::serve::serve(&args.config, false)),
        Command::Migrate(args) => run(commands::serve::migrate(&args.config)),
        Command::Doctor(args) => run(commands::serve::doctor(&args.config)),
        Command::Operator(args) => run(commands::serve::operator(&args.config, &args.email)),
        Command::Backup(args) => run(commands::backup::backup(args)),
        Command::BackupKey(args) => commands::backup::backup_key(&args),
        Command::Restore(args) => run(commands::backup::restore(args)),
        Command::RecoveryCode(args) => run(commands::serve::recovery_code(&args.config, &args.email)),
        Command::Rotate(args) => run(commands::backup::rotate(args)),
        Command::Walk(args) => run(commands::demo::walk(args)),
        Command::Verify(args) => commands::verify::verify(&args),
        Command::Table(args) => commands::engines::table(args),
        Command::Merge(args) => commands::engines::merge(args),
        Command::EvidenceKey(args) => commands::engines::evidence_key(&args),
        Command::Survival(args) => commands::engines::survival(args),
        Command::Model(args) => commands::engines::model(&args),
        Command::Check(args) => commands::engines::check(args),
        Command::Inspect(args) => commands::inspect::inspect(&args),
        Command::Desk(command) => commands::desk::desk(command),
        Command::InspectChild { .. } => return inspector::child::child_main(),
    })
}

/// Runs a command that waits for things.
pub(crate) fn run(command: impl Future<Output = u8>) -> u8 {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(command),
        Err(error) => {
            commands::complain(format!("starting: {error}"));
            2
        }
    }
}

/// The help of every command, as it is checked in.
pub fn command_line_help() -> String {
    let mut cli = Cli::command();
    cli.build();
    let mut out = String::from(
        "# The command line\n\nExit status: 0 done and clean, 1 done and something was found or refused, 2 the request itself was wrong.\n",
    );
    out.push_str(&format!("\n```\n{}```\n", cli.render_long_help()));
    for sub in cli.get_subcommands_mut().filter(|s| !s.is_hide_set() && s.get_name() != "help") {
        let name = sub.get_name().to_owned();
        out.push_str(&format!("\n## strongroom {name}\n\n```\n{}```\n", sub.render_long_help()));
    }
    out
}
