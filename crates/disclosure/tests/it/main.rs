//! What the crate promises, as sentences.
// Tests measure, and golden files are written on demand.
#![allow(clippy::disallowed_methods)]

mod acro;
mod acro_defects;
mod attacked;
mod attacker;
mod bad_input;
mod cases;
mod cases_check;
mod cases_models;
mod cases_tables;
mod changed;
mod compared;
mod design;
mod files;
mod handbook;
mod houses;
mod judging;
mod kin_beside;
mod kin_check;
mod kin_logs;
mod kin_models;
mod known;
mod merging;
mod naive;
mod noisy_sums;
mod policies;
mod problems;
mod protection;
mod rules;
mod sacro;
mod selection;
mod size;
mod spoilings;
mod statistical;
mod stopping;
mod support;
mod suppression;
mod survival;
mod together;
mod waivers;
