-- The record from its first day. Times are milliseconds since 1970 in UTC; unknown is NULL. Lists and definitions are
-- JSON. An address, which may be longer than an index takes, is found by its key: the first 16 bytes of the SHA-256
-- of what it is compared by. {{id}} and {{blob}} are the two words that the engines do not share.

-- +goose Up

-- Numbers that grow inside the transactions they count, so that they follow the order of commits.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY, -- change: of clippings; watchlist: of outlets, projects and digests
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('change', 0), ('watchlist', 0);

-- Who may ask a host now, and what it told us. A row is made when the host is first needed and stays.
CREATE TABLE host (
    name        TEXT PRIMARY KEY,           -- with the port, if that is not the default
    token       BIGINT NOT NULL DEFAULT 0,  -- grows with every claim; writes of a visit carry the one they were given
    lease_until BIGINT NOT NULL DEFAULT 0,  -- 0: free
    state       TEXT NOT NULL DEFAULT '{}'  -- JSON of what fetch knows of it: robots, next time
);

-- Entries of the watchlist are never deleted: clippings and pages go on belonging to them, and one that comes back
-- by its name takes up where it stopped.
CREATE TABLE outlet (
    id          {{id}},
    name        TEXT NOT NULL UNIQUE,
    origin      TEXT NOT NULL,                      -- file or page
    definition  TEXT NOT NULL,                      -- JSON of everything else it is configured to be
    removed_at  BIGINT,
    host        TEXT NOT NULL REFERENCES host (name), -- of its address; visits hold it from beginning to end
    next_visit  BIGINT NOT NULL,
    first_visit BIGINT                              -- end of the first visit that succeeded
);
CREATE INDEX outlet_due ON outlet (next_visit, id) WHERE removed_at IS NULL;
CREATE INDEX outlet_host ON outlet (host, next_visit, id);

CREATE TABLE project (
    id         {{id}},
    name       TEXT NOT NULL UNIQUE,
    origin     TEXT NOT NULL,
    definition TEXT NOT NULL,
    removed_at BIGINT
);

CREATE TABLE digest (
    id         {{id}},
    name       TEXT NOT NULL UNIQUE,
    origin     TEXT NOT NULL,
    definition TEXT NOT NULL,
    removed_at BIGINT
);

-- Feeds, sitemaps and sections as they were read last.
CREATE TABLE place (
    outlet_id     BIGINT NOT NULL REFERENCES outlet (id),
    kind          TEXT NOT NULL,    -- feed, sitemap or section
    key           {{blob}} NOT NULL,
    url           TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,    -- as the server wrote it
    read_at       BIGINT,           -- of the last reading that succeeded, "not modified" included
    fault         TEXT,             -- JSON; of the last reading, if it failed
    PRIMARY KEY (outlet_id, kind, key)
);

-- Articles. One row for an article filed under at least one project, whatever outlets list it.
CREATE TABLE clipping (
    id            {{id}},
    key           {{blob}} NOT NULL UNIQUE, -- of the canonical address
    outlet_id     BIGINT NOT NULL REFERENCES outlet (id),
    first_seen    BIGINT NOT NULL,
    verdict       TEXT NOT NULL,            -- of all its reviews together, kept for the inbox
    partial       BOOLEAN NOT NULL,         -- only what a feed said could be had
    version       BIGINT NOT NULL,          -- of title, lead and text; from 1
    version_at    BIGINT NOT NULL,          -- when this version was first seen
    story         BIGINT,                   -- shared by the same text in several outlets
    url           TEXT NOT NULL,            -- where it was read
    canonical_url TEXT NOT NULL,            -- empty, if that is the same
    site          TEXT NOT NULL,
    title         TEXT NOT NULL,
    lead          TEXT NOT NULL,
    authors       TEXT NOT NULL,            -- JSON list
    agency        TEXT NOT NULL,
    published     BIGINT,
    modified      BIGINT,
    language      TEXT NOT NULL,
    paywalled     BOOLEAN,
    topics        TEXT NOT NULL,            -- JSON list
    text          TEXT NOT NULL             -- last, so that reading the others does not touch it
);
CREATE INDEX clipping_inbox ON clipping (verdict, first_seen, id);
CREATE INDEX clipping_seen ON clipping (first_seen, id);
CREATE INDEX clipping_outlet ON clipping (outlet_id, first_seen);

-- What a clipping said before it was changed; the current version is in its own row.
CREATE TABLE version (
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL, -- when it was first seen
    modified    BIGINT,          -- as the outlet said then
    title       TEXT NOT NULL,
    lead        TEXT NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (clipping_id, number)
);

-- A clipping in one project. What people decided is never overwritten by what is read.
CREATE TABLE review (
    clipping_id BIGINT NOT NULL REFERENCES clipping (id) ON DELETE CASCADE,
    project_id  BIGINT NOT NULL REFERENCES project (id),
    first_seen  BIGINT NOT NULL, -- of the clipping, kept for the inbox
    keywords    TEXT NOT NULL,   -- JSON list, as written when they matched
    passages    TEXT NOT NULL,   -- JSON list, of the current version
    verdict     TEXT NOT NULL,   -- new, relevant or irrelevant
    tags        TEXT NOT NULL,   -- JSON list
    note        TEXT NOT NULL,
    reviewer    TEXT NOT NULL,   -- who decided last
    filed_at    BIGINT NOT NULL,
    decided_at  BIGINT,          -- NULL while new
    backfill    BOOLEAN NOT NULL,
    PRIMARY KEY (clipping_id, project_id)
);
CREATE INDEX review_inbox ON review (project_id, verdict, first_seen, clipping_id);

-- Addresses that an outlet listed, and what came of them.
CREATE TABLE page (
    id            {{id}},
    outlet_id     BIGINT NOT NULL REFERENCES outlet (id),
    key           {{blob}} NOT NULL, -- of url
    url           TEXT NOT NULL,     -- canonical, as listed
    guid          TEXT NOT NULL,     -- as its feed names it; empty if it does not
    guid_key      {{blob}},
    title         TEXT NOT NULL,     -- as listed; once read, as the article says
    summary       TEXT NOT NULL,
    authors       TEXT NOT NULL,     -- JSON list
    published     BIGINT,
    modified      BIGINT,
    state         TEXT NOT NULL,     -- pending, failed, dropped, read, clipped or same
    attempts      BIGINT NOT NULL,   -- that failed, since the last that did not
    next_try      BIGINT,            -- NULL: settled, not to be fetched again
    fault         TEXT,              -- JSON; of the last attempt
    first_seen    BIGINT NOT NULL,
    last_seen     BIGINT NOT NULL,   -- listed last, to the hour
    read_at       BIGINT,            -- when an article was first read there
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    backfill      BOOLEAN NOT NULL,  -- listed by a visit that looked back
    article_key   {{blob}},          -- of the canonical address of the article read there
    clipping_id   BIGINT REFERENCES clipping (id) ON DELETE SET NULL,
    same_as       BIGINT,            -- the page whose article is listed here under another address
    UNIQUE (key, outlet_id)
);
CREATE INDEX page_guid ON page (outlet_id, guid_key) WHERE guid_key IS NOT NULL;
CREATE INDEX page_open ON page (outlet_id, coalesce(published, 0) DESC, id) WHERE next_try IS NOT NULL;
CREATE INDEX page_read ON page (outlet_id, read_at) WHERE read_at IS NOT NULL;
CREATE INDEX page_latest ON page (read_at, id) WHERE read_at IS NOT NULL;
CREATE INDEX page_article ON page (article_key) WHERE article_key IS NOT NULL;
CREATE INDEX page_clipping ON page (clipping_id) WHERE clipping_id IS NOT NULL;

-- What the index follows: for every clipping that ever was, the number of its last change.
CREATE TABLE change (
    number      BIGINT PRIMARY KEY,
    clipping_id BIGINT NOT NULL UNIQUE -- no reference: a clipping that is gone is a change too
);

CREATE TABLE visit (
    id        {{id}},
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    started   BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    ok        BOOLEAN NOT NULL,
    found     BIGINT NOT NULL,
    new       BIGINT NOT NULL,
    clipped   BIGINT NOT NULL,
    skipped   BIGINT NOT NULL,
    failed    BIGINT NOT NULL,
    faults    TEXT NOT NULL -- JSON list
);
CREATE INDEX visit_outlet ON visit (outlet_id, id);

-- How often addresses of one shape turned out to be articles or not.
CREATE TABLE shape (
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    shape     TEXT NOT NULL,
    articles  BIGINT NOT NULL,
    others    BIGINT NOT NULL,
    PRIMARY KEY (outlet_id, shape)
);

-- Addresses that must not come back, known by nothing but their key.
CREATE TABLE erased (
    key       {{blob}} PRIMARY KEY,
    erased_at BIGINT NOT NULL
);
