-- Places that two people register: one proposes the address or range, another confirms it.
CREATE TABLE place_proposal (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  organisation TEXT REFERENCES organisation (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by TEXT NOT NULL REFERENCES person (id),
  proposed_at BIGINT NOT NULL,
  decided_by TEXT REFERENCES person (id),
  decided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX place_proposal_state ON place_proposal (state, proposed_at);
