-- The catalogue. SQL that SQLite and PostgreSQL share (there, BLOB is written BYTEA). Ids are 16 bytes, times are
-- milliseconds since 1970 UTC, flags are 0 or 1, lists and maps are JSON texts.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE organization (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    unlimited INTEGER NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE collection (
    id BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    UNIQUE (organization, name)
);

-- A deleted document stays as a tombstone: old citations say when their source went.
CREATE TABLE document (
    id BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    collection BLOB NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    attributes TEXT NOT NULL,
    newest_version BLOB NOT NULL,
    live_version BLOB,
    chunk_count BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    deleted_ms BIGINT
);
CREATE UNIQUE INDEX document_key ON document (collection, key) WHERE deleted_ms IS NULL;
CREATE INDEX document_of_organization ON document (organization, id) WHERE deleted_ms IS NULL;
CREATE INDEX document_name ON document (name);
CREATE INDEX document_of_collection ON document (collection, id, chunk_count) WHERE deleted_ms IS NULL;

CREATE TABLE version (
    id BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    collection BLOB NOT NULL,
    document BLOB NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    read_status TEXT,
    reason TEXT,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT,
    page_count BIGINT,
    chunk_count BIGINT,
    title TEXT,
    language TEXT,
    created_ms BIGINT NOT NULL,
    live_ms BIGINT,
    dead_ms BIGINT,
    cleaned_ms BIGINT,
    UNIQUE (document, number)
);
CREATE INDEX version_state ON version (state, chunk_count);
CREATE INDEX version_blob ON version (sha256, size_bytes) WHERE cleaned_ms IS NULL;
CREATE INDEX version_language ON version (organization, language) WHERE state = 'live';
CREATE INDEX version_language_of_collection ON version (collection, language) WHERE state = 'live';

CREATE TABLE text (
    version BLOB PRIMARY KEY,
    content TEXT NOT NULL,
    layout BLOB NOT NULL
);

CREATE TABLE chunk (
    id BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    version BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    headings TEXT NOT NULL,
    table_header TEXT,
    page BIGINT,
    token_count BIGINT NOT NULL,
    text_hash BLOB NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (version, ordinal)
);
CREATE INDEX chunk_text_hash ON chunk (text_hash);

CREATE TABLE embedding (
    text_hash BLOB NOT NULL,
    embedder TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (text_hash, embedder)
);

-- One index job and one clean-up job a version: the pair is the idempotency key. `crashes` counts the attempts in a row
-- that neither ended nor saved anything.
CREATE TABLE job (
    id BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    kind TEXT NOT NULL,
    document BLOB NOT NULL,
    version BLOB NOT NULL,
    state TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    crashes BIGINT NOT NULL,
    worker TEXT,
    lease_until_ms BIGINT,
    run_after_ms BIGINT NOT NULL,
    reason TEXT,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    UNIQUE (version, kind)
);
CREATE INDEX job_waiting ON job (state, kind, id);
CREATE INDEX job_of_document ON job (document);

CREATE TABLE event (
    sequence BIGINT PRIMARY KEY,
    organization BLOB NOT NULL,
    job BLOB NOT NULL,
    document BLOB NOT NULL,
    version BLOB NOT NULL,
    stage TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    eta_ms BIGINT,
    message TEXT,
    at_ms BIGINT NOT NULL
);
CREATE INDEX event_of_organization ON event (organization, sequence);
CREATE INDEX event_of_document ON event (document, sequence);

CREATE TABLE ledger (
    organization BLOB NOT NULL,
    number BIGINT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_millicredits BIGINT NOT NULL,
    balance_millicredits BIGINT NOT NULL,
    document BLOB,
    version BLOB,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (organization, number),
    UNIQUE (organization, key)
);

-- What was done to the index since it last reached the disk for certain: done again after a power cut.
CREATE TABLE outbox (
    sequence BIGINT PRIMARY KEY,
    action TEXT NOT NULL,
    version BLOB NOT NULL
);

CREATE TABLE receipt (
    document BLOB PRIMARY KEY,
    organization BLOB NOT NULL,
    chunk_count BIGINT NOT NULL,
    deleted_ms BIGINT NOT NULL,
    probe_queries BIGINT NOT NULL,
    probe_hits BIGINT NOT NULL,
    left_points BIGINT,
    left_rows BIGINT,
    left_blobs BIGINT,
    cleaned_ms BIGINT
);
