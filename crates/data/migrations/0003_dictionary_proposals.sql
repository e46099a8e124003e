-- A data dictionary by which less would be protected: one person proposes it, another confirms it.
CREATE TABLE dictionary_proposal (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL REFERENCES dataset (id),
  dataset_version BIGINT NOT NULL,
  variables TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by TEXT NOT NULL REFERENCES person (id),
  proposed_at BIGINT NOT NULL,
  decided_by TEXT REFERENCES person (id),
  decided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX dictionary_proposal_dataset ON dictionary_proposal (dataset, state);
