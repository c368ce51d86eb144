-- The desk as first released. Times are unix milliseconds, days are 'YYYY-MM-DD'; closed sets are stored as their words.

PRAGMA application_id = 0x42794c6e;

CREATE TABLE company (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL CHECK (name <> ''),
    name_key   TEXT NOT NULL UNIQUE,
    domain     TEXT,
    city       TEXT,
    region     TEXT,
    country    TEXT,
    industry   TEXT,
    employees  INTEGER,
    notes      TEXT,
    created_at INTEGER NOT NULL
) STRICT;

-- A person. Removing one keeps the row, empty, because the ledger speaks of it.
-- sort_name, company_key and next_due are copies kept here so that each order of the list is one index.
CREATE TABLE contact (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    email            TEXT,
    email_key        TEXT,
    first_name       TEXT,
    last_name        TEXT,
    title            TEXT,
    phone            TEXT,
    city             TEXT,
    url              TEXT,
    notes            TEXT,
    company_id       INTEGER REFERENCES company (id),
    stage            TEXT NOT NULL CHECK (stage IN ('lead', 'working', 'qualified', 'opportunity', 'customer', 'lost', 'dormant')),
    source           TEXT NOT NULL CHECK (source IN ('referral', 'hand-raise', 'existing-network', 'event', 'own-research', 'marketing-supplied', 'import')),
    referred_by      INTEGER REFERENCES contact (id),
    decides          INTEGER NOT NULL CHECK (decides IN (0, 1)),
    permission_basis TEXT,
    permission_since TEXT,
    sort_name        TEXT NOT NULL,
    company_key      TEXT,
    next_due         TEXT,
    stage_rank       INTEGER NOT NULL GENERATED ALWAYS AS (CASE stage WHEN 'lead' THEN 0 WHEN 'working' THEN 1 WHEN 'qualified' THEN 2
                         WHEN 'opportunity' THEN 3 WHEN 'customer' THEN 4 WHEN 'lost' THEN 5 ELSE 6 END) VIRTUAL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    removed_at       INTEGER,
    CHECK ((email IS NULL) = (email_key IS NULL))
) STRICT;

CREATE INDEX contact_by_email ON contact (email_key) WHERE removed_at IS NULL;
CREATE INDEX contact_by_name ON contact (sort_name, id) WHERE removed_at IS NULL;
CREATE INDEX contact_by_step ON contact (next_due IS NULL, next_due, sort_name, id) WHERE removed_at IS NULL;
CREATE INDEX contact_by_company ON contact (company_key IS NULL, company_key, sort_name, id) WHERE removed_at IS NULL;
CREATE INDEX contact_by_stage ON contact (stage_rank, sort_name, id) WHERE removed_at IS NULL;
CREATE INDEX contact_by_added ON contact (created_at DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX contact_of_company ON contact (company_id);
CREATE INDEX contact_of_referrer ON contact (referred_by) WHERE referred_by IS NOT NULL;

CREATE TRIGGER company_renamed AFTER UPDATE OF name_key ON company BEGIN
    UPDATE contact SET company_key = NEW.name_key WHERE company_id = NEW.id;
END;

-- How far people came, and when: the funnel is counted from this.
CREATE TABLE stage_change (
    id         INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    before     TEXT NOT NULL,
    after      TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX stage_change_of_contact ON stage_change (contact_id);
CREATE TRIGGER contact_stage_changed AFTER UPDATE OF stage ON contact WHEN OLD.stage <> NEW.stage BEGIN
    INSERT INTO stage_change (contact_id, before, after, at) VALUES (NEW.id, OLD.stage, NEW.stage, NEW.updated_at);
END;

CREATE TABLE tag (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE contact_tag (
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    tag_id     INTEGER NOT NULL REFERENCES tag (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (contact_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tag_by_tag ON contact_tag (tag_id);

-- Search. Contentless: the texts stand in their tables, here is only what finds them.
CREATE VIRTUAL TABLE contact_search USING fts5 (
    name, company, email, title, city, tags, notes,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE VIEW contact_text AS
SELECT c.id,
       concat_ws(' ', c.first_name, c.last_name) AS name,
       co.name AS company,
       c.email, c.title, c.city,
       (SELECT group_concat(t.name, ' ') FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id WHERE ct.contact_id = c.id) AS tags,
       c.notes
FROM contact c
LEFT JOIN company co ON co.id = c.company_id
WHERE c.removed_at IS NULL;

CREATE TRIGGER contact_search_added AFTER INSERT ON contact BEGIN
    INSERT INTO contact_search (rowid, name, company, email, title, city, tags, notes) SELECT * FROM contact_text WHERE id = NEW.id;
END;
CREATE TRIGGER contact_search_changed
AFTER UPDATE OF first_name, last_name, email, title, city, notes, company_id, removed_at ON contact BEGIN
    DELETE FROM contact_search WHERE rowid = NEW.id;
    INSERT INTO contact_search (rowid, name, company, email, title, city, tags, notes) SELECT * FROM contact_text WHERE id = NEW.id;
END;
CREATE TRIGGER contact_search_tagged AFTER INSERT ON contact_tag BEGIN
    DELETE FROM contact_search WHERE rowid = NEW.contact_id;
    INSERT INTO contact_search (rowid, name, company, email, title, city, tags, notes) SELECT * FROM contact_text WHERE id = NEW.contact_id;
END;
CREATE TRIGGER contact_search_untagged AFTER DELETE ON contact_tag BEGIN
    DELETE FROM contact_search WHERE rowid = OLD.contact_id;
    INSERT INTO contact_search (rowid, name, company, email, title, city, tags, notes) SELECT * FROM contact_text WHERE id = OLD.contact_id;
END;
CREATE TRIGGER contact_search_company AFTER UPDATE OF name ON company BEGIN
    DELETE FROM contact_search WHERE rowid IN (SELECT id FROM contact WHERE company_id = NEW.id);
    INSERT INTO contact_search (rowid, name, company, email, title, city, tags, notes)
    SELECT * FROM contact_text WHERE id IN (SELECT id FROM contact WHERE company_id = NEW.id);
END;

-- One run of bringing in people, and what each row did: `changes` holds for each field what it said before and after, so that
-- the whole can be taken back without touching what was edited since; `person_key` is whom the row named, so that the same row is
-- about the same contact when it comes again, whatever has been filled in meanwhile.
CREATE TABLE import (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    file   TEXT NOT NULL,
    source TEXT,
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE import_row (
    import_id  INTEGER NOT NULL REFERENCES import (id),
    line       INTEGER NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    did        TEXT NOT NULL CHECK (did IN ('added', 'updated', 'unchanged', 'merged')),
    person_key TEXT,
    changes    TEXT CHECK (json_valid(changes))
) STRICT;
CREATE INDEX import_row_by_person ON import_row (person_key) WHERE person_key IS NOT NULL;
CREATE INDEX import_row_of_import ON import_row (import_id);
CREATE INDEX import_row_of_contact ON import_row (contact_id);

CREATE TABLE suppression (
    address_key TEXT PRIMARY KEY,
    address     TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (reason IN ('opted-out', 'complained', 'hard-bounce', 'by-hand')),
    note        TEXT,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER suppression_stays BEFORE DELETE ON suppression BEGIN SELECT RAISE(ABORT, 'a suppression is never deleted'); END;

CREATE TABLE audience (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL CHECK (name <> ''),
    name_key   TEXT NOT NULL UNIQUE,
    filter     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE edition (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    piece      TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('newsletter', 'article', 'collateral')),
    template   TEXT NOT NULL,
    title      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    preview    TEXT NOT NULL,
    html       TEXT,
    page       TEXT NOT NULL,
    text       TEXT NOT NULL,
    print      TEXT NOT NULL,
    fields     TEXT NOT NULL CHECK (json_valid(fields)),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX edition_of_piece ON edition (piece, created_at);

CREATE TABLE asset (
    edition    TEXT NOT NULL REFERENCES edition (hash),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL,
    PRIMARY KEY (edition, name)
) STRICT;

CREATE TRIGGER edition_is_frozen BEFORE UPDATE ON edition BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END;
CREATE TRIGGER edition_stays BEFORE DELETE ON edition BEGIN SELECT RAISE(ABORT, 'an edition is never deleted'); END;
CREATE TRIGGER asset_is_frozen BEFORE UPDATE ON asset BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END;
CREATE TRIGGER asset_stays BEFORE DELETE ON asset BEGIN SELECT RAISE(ABORT, 'an edition is never deleted'); END;

CREATE TABLE mailing (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    edition    TEXT NOT NULL REFERENCES edition (hash),
    piece      TEXT NOT NULL,
    title      TEXT NOT NULL,
    audience   TEXT NOT NULL,
    via        TEXT NOT NULL CHECK (via IN ('outbox', 'smtp')),
    state      TEXT NOT NULL CHECK (state IN ('planned', 'scheduled', 'sending', 'paused', 'done')),
    held       TEXT,
    created_at INTEGER NOT NULL,
    state_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX mailing_of_piece ON mailing (piece);
CREATE TRIGGER mailing_stays BEFORE DELETE ON mailing BEGIN SELECT RAISE(ABORT, 'a mailing is never deleted'); END;

CREATE TABLE mailing_event (
    id         INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailing (id),
    state      TEXT NOT NULL,
    held       TEXT,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX mailing_event_of_mailing ON mailing_event (mailing_id);
CREATE TRIGGER mailing_made AFTER INSERT ON mailing BEGIN
    INSERT INTO mailing_event (mailing_id, state, held, at) VALUES (NEW.id, NEW.state, NEW.held, NEW.state_at);
END;
CREATE TRIGGER mailing_changed AFTER UPDATE OF state, held ON mailing WHEN OLD.state <> NEW.state OR OLD.held IS NOT NEW.held BEGIN
    INSERT INTO mailing_event (mailing_id, state, held, at) VALUES (NEW.id, NEW.state, NEW.held, NEW.state_at);
END;

-- One row of a mailing. name, company and address are as they were when it was planned.
-- boot, sender: which boot of the machine and which process holds the claim; NULL when none does.
CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    mailing_id  INTEGER NOT NULL REFERENCES mailing (id),
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    position    INTEGER NOT NULL CHECK (position > 0),
    message_id  TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    company     TEXT,
    address     TEXT,
    address_key TEXT,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sending', 'accepted', 'deferred', 'refused', 'unknown', 'bounced', 'skipped')),
    skipped     TEXT CHECK (skipped IN ('no-address', 'suppressed', 'bounced-before', 'duplicate-address', 'missing-value', 'held-back', 'on-its-way')),
    words       TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0,
    retry_at    INTEGER,
    boot        TEXT,
    sender      TEXT,
    at          INTEGER NOT NULL,
    UNIQUE (mailing_id, contact_id),
    UNIQUE (mailing_id, position),
    CHECK ((state = 'skipped') = (skipped IS NOT NULL)),
    CHECK (address IS NOT NULL OR state = 'skipped'),
    CHECK ((state IN ('claimed', 'sending')) = (boot IS NOT NULL AND sender IS NOT NULL))
) STRICT;
CREATE INDEX delivery_by_state ON delivery (mailing_id, state, position);
CREATE INDEX delivery_of_contact ON delivery (contact_id);
CREATE INDEX delivery_received ON delivery (mailing_id, contact_id, at) WHERE state = 'accepted';
CREATE INDEX delivery_to_retry ON delivery (mailing_id, retry_at) WHERE state = 'deferred';
CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;
CREATE TRIGGER delivery_never_twice BEFORE UPDATE OF state ON delivery
WHEN (OLD.state IN ('accepted', 'refused', 'bounced', 'skipped') AND NEW.state IN ('queued', 'claimed', 'sending', 'deferred'))
  OR (OLD.state = 'unknown' AND NEW.state IN ('claimed', 'sending', 'deferred')) BEGIN
    SELECT RAISE(ABORT, 'a delivery that may have arrived is not sent again');
END;

CREATE TABLE delivery_event (
    id          INTEGER PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    state       TEXT NOT NULL,
    words       TEXT,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_event_of_delivery ON delivery_event (delivery_id);
CREATE INDEX delivery_event_sent ON delivery_event (at) WHERE state IN ('accepted', 'unknown');
CREATE TRIGGER delivery_event_stays BEFORE DELETE ON delivery_event BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;
CREATE TRIGGER delivery_event_is_history BEFORE UPDATE ON delivery_event BEGIN SELECT RAISE(ABORT, 'what happened does not change'); END;
CREATE TRIGGER delivery_made AFTER INSERT ON delivery BEGIN
    INSERT INTO delivery_event (delivery_id, state, words, at) VALUES (NEW.id, NEW.state, NEW.words, NEW.at);
END;
CREATE TRIGGER delivery_changed AFTER UPDATE OF state ON delivery WHEN OLD.state <> NEW.state BEGIN
    INSERT INTO delivery_event (delivery_id, state, words, at) VALUES (NEW.id, NEW.state, NEW.words, NEW.at);
END;

CREATE TABLE answer (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    kind        TEXT NOT NULL CHECK (kind IN ('replied', 'auto_replied', 'opted_out')),
    text        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    handled_at  INTEGER,
    UNIQUE (delivery_id, kind, at)
) STRICT;
CREATE INDEX answer_open ON answer (at) WHERE kind = 'replied' AND handled_at IS NULL;
CREATE TRIGGER answer_stays BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

-- A piece given outside a mailing; name as it was then.
CREATE TABLE hand_over (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    name       TEXT NOT NULL,
    piece      TEXT NOT NULL,
    title      TEXT NOT NULL,
    edition    TEXT REFERENCES edition (hash),
    how        TEXT NOT NULL CHECK (how IN ('printed', 'link', 'attached', 'shown')),
    at         INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hand_over_of_contact ON hand_over (contact_id);
CREATE INDEX hand_over_of_piece ON hand_over (piece);
CREATE TRIGGER hand_over_stays BEFORE DELETE ON hand_over BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

CREATE TABLE touch (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id   INTEGER NOT NULL REFERENCES contact (id),
    kind         TEXT NOT NULL CHECK (kind IN ('call', 'meeting', 'visit', 'email', 'referral-ask', 'introduction', 'note')),
    at           INTEGER NOT NULL,
    text         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    retracted_at INTEGER
) STRICT;
CREATE INDEX touch_of_contact ON touch (contact_id, at);
CREATE INDEX touch_by_time ON touch (at);

CREATE TABLE next_step (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    action     TEXT NOT NULL CHECK (action IN ('call', 'email', 'visit', 'write', 'other')),
    text       TEXT NOT NULL,
    why        TEXT,
    due        TEXT NOT NULL,
    time       TEXT,
    created_at INTEGER NOT NULL,
    done_at    INTEGER,
    dropped_at INTEGER,
    CHECK (done_at IS NULL OR dropped_at IS NULL)
) STRICT;
CREATE INDEX next_step_of_contact ON next_step (contact_id);
CREATE UNIQUE INDEX next_step_open ON next_step (contact_id) WHERE done_at IS NULL AND dropped_at IS NULL;
CREATE INDEX next_step_due ON next_step (due, time) WHERE done_at IS NULL AND dropped_at IS NULL;

CREATE TABLE next_step_move (
    id      INTEGER PRIMARY KEY,
    step_id INTEGER NOT NULL REFERENCES next_step (id),
    due     TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX next_step_move_of_step ON next_step_move (step_id);

CREATE TRIGGER next_step_set AFTER INSERT ON next_step BEGIN
    UPDATE contact SET next_due = (SELECT due || ' ' || coalesce(time, '99') FROM next_step
        WHERE contact_id = NEW.contact_id AND done_at IS NULL AND dropped_at IS NULL) WHERE id = NEW.contact_id;
END;
CREATE TRIGGER next_step_changed AFTER UPDATE ON next_step BEGIN
    UPDATE contact SET next_due = (SELECT due || ' ' || coalesce(time, '99') FROM next_step
        WHERE contact_id = NEW.contact_id AND done_at IS NULL AND dropped_at IS NULL) WHERE id = NEW.contact_id;
END;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who got which piece, by a mailing that was taken and did not come back, or from hand to hand.
CREATE VIEW received AS
SELECT d.contact_id, m.piece, d.at FROM delivery d JOIN mailing m ON m.id = d.mailing_id WHERE d.state = 'accepted'
UNION ALL
SELECT contact_id, piece, at FROM hand_over;

-- Everything that happened between the rep and a contact.
CREATE VIEW touched AS
SELECT contact_id, at FROM touch WHERE retracted_at IS NULL
UNION ALL
SELECT contact_id, at FROM hand_over
UNION ALL
SELECT contact_id, at FROM delivery WHERE state = 'accepted'
UNION ALL
SELECT d.contact_id, a.at FROM answer a JOIN delivery d ON d.id = a.delivery_id WHERE a.kind = 'replied';
