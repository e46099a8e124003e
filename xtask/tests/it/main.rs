//! The house's rules against the house, and each check against something that breaks it.

mod advisories;
mod counting;
mod coverage;
mod dependencies;
mod fence;
mod fresh;
mod house;
mod journeys;
mod keys;
mod load;
mod postgres;
mod standards;
mod structure;
