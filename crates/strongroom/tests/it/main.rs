//! The program as a whole: golden files, endpoints, statements, failures.

mod attacks;
mod authorisation;
mod backup;
mod backup_damage;
mod demo;
mod desk;
mod desk_service;
mod doors;
mod failures;
mod full_disk;
mod golden;
mod insider;
mod inspect;
mod kill;
mod kill_release;
mod migrations;
mod rotate;
mod rotate_stopped;
mod running;
mod schema;
mod support;
mod tables;
mod third_profile;
mod upgrade;
mod verify;
mod walk;
