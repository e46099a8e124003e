-- The machine on which a desktop runs, by the name that its folder of desktops bears. Empty: opened before machines had names.
ALTER TABLE desk_session ADD COLUMN machine TEXT NOT NULL DEFAULT '';

-- What was seen of a desktop: how far its file goes, as it was last written down, and when it went.
CREATE TABLE desk_recording (
  desk TEXT PRIMARY KEY REFERENCES desk_session (id),
  begun_at BIGINT NOT NULL,
  ended_at BIGINT,
  chunks BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  head TEXT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX desk_recording_begun ON desk_recording (begun_at);

-- Whoever looked at one, why, and until when.
CREATE TABLE desk_viewing (
  id TEXT PRIMARY KEY,
  desk TEXT NOT NULL REFERENCES desk_recording (desk),
  viewer TEXT NOT NULL REFERENCES person (id),
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX desk_viewing_desk ON desk_viewing (desk, at);
