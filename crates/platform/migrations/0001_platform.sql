-- Credentials. Who a person is stands elsewhere; here is only how they prove it.
CREATE TABLE account (
  person TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_proved_at BIGINT,
  password TEXT NOT NULL,
  totp_secret TEXT,
  totp_confirmed_at BIGINT,
  totp_last_step BIGINT NOT NULL DEFAULT 0,
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (email);

CREATE TABLE account_passkey (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (person),
  name TEXT NOT NULL,
  credential TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX account_passkey_person ON account_passkey (person);

-- A link sent by mail: proves an address or resets a password. Only its hash is kept.
CREATE TABLE account_link (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (person),
  purpose TEXT NOT NULL,
  until BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (person),
  factors BIGINT NOT NULL,
  state TEXT,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX session_person ON session (person);

CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  key TEXT NOT NULL,
  args TEXT NOT NULL,
  link TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT
);
CREATE INDEX notice_person ON notice (person, at);

CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  address TEXT NOT NULL,
  lang TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  sent_at BIGINT,
  failed TEXT
);
CREATE INDEX mail_at ON mail (at);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  due BIGINT NOT NULL,
  claimed_until BIGINT NOT NULL DEFAULT 0,
  tries BIGINT NOT NULL DEFAULT 0,
  done_at BIGINT,
  problem TEXT
);
CREATE INDEX job_due ON job (due) WHERE done_at IS NULL;
