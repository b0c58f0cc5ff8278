-- Who signs in at a provider, and who tries in vain. Times are milliseconds since 1970 in UTC.

-- +goose Up

-- What people are called by the providers at which they sign in.
CREATE TABLE login (
    issuer    TEXT NOT NULL,   -- the address of the provider, as it calls itself
    subject   TEXT NOT NULL,   -- there, for good
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    made_at   BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX login_person ON login (person_id);

-- Passwords that were wrong, by the name and by the address that they came from. Rows go when they are old enough.
CREATE TABLE failing (
    hash    TEXT PRIMARY KEY, -- SHA-256 of the name or address
    times   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX failing_last ON failing (last_at);
