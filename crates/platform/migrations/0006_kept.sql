-- Answers that were sent after their session had ended, encrypted for the person and the browser that sent them.
CREATE TABLE kept_answers (
  browser TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES account (person),
  sealed TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  PRIMARY KEY (browser, person)
);
CREATE INDEX kept_answers_person ON kept_answers (person, kept_at);
CREATE INDEX kept_answers_kept_at ON kept_answers (kept_at);
