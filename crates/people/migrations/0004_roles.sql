-- Roles that two operators grant: one proposes, another confirms. What a role was granted by stands beside it; the machine's own
-- command line and versions before this one left nothing there.
CREATE TABLE role_proposal (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by TEXT NOT NULL REFERENCES person (id),
  proposed_at BIGINT NOT NULL,
  decided_by TEXT REFERENCES person (id),
  decided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX role_proposal_person ON role_proposal (person);
CREATE INDEX role_proposal_state ON role_proposal (state, proposed_at);
ALTER TABLE person_role ADD COLUMN proposal TEXT;
