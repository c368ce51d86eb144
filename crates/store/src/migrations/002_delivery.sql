-- Delivery: schedules, what comes back, tests to oneself, monthly drafts. Columns that are NULL in older rows say "not known".

-- scheduled_at with time_zone: when it goes, in the rep's words and as a moment. resume_at: when the sender goes on by itself.
-- stopped_at: the rep stopped it; whatever a sender gives back from then on is skipped.
ALTER TABLE mailing ADD COLUMN scheduled_at INTEGER;
ALTER TABLE mailing ADD COLUMN time_zone TEXT CHECK ((time_zone IS NULL) = (scheduled_at IS NULL));
ALTER TABLE mailing ADD COLUMN resume_at INTEGER CHECK (resume_at IS NULL OR state = 'paused');
ALTER TABLE mailing ADD COLUMN stopped_at INTEGER;

ALTER TABLE delivery ADD COLUMN failure_hard INTEGER CHECK (failure_hard IN (0, 1));
ALTER TABLE delivery ADD COLUMN failure_reason TEXT CHECK (failure_reason IN ('no_such_user', 'no_such_domain', 'moved', 'mailbox_full', 'too_big', 'policy', 'spam', 'greylisted', 'rate_limited', 'network', 'expired', 'other'))
    CHECK ((failure_reason IS NULL) = (failure_hard IS NULL));
CREATE INDEX delivery_to_address ON delivery (address_key) WHERE address_key IS NOT NULL;

-- Longer lists of words. No row on the disk changes by them, so the texts of the schema are edited in place
-- (https://sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"): building the ledger's tables anew
-- would take minutes on a large desk, and would have to lift the triggers that forbid deleting from it. The tables made
-- above and below in the same transaction tell other connections that the schema is another.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''held-back'', ''on-its-way'')', '''held-back'', ''on-its-way'', ''replied'', ''stopped'')')
WHERE type = 'table' AND name = 'delivery';
UPDATE sqlite_schema SET sql = replace(sql, '''auto_replied'', ''opted_out'')', '''auto_replied'', ''opted_out'', ''complained'')')
WHERE type = 'table' AND name = 'answer';
UPDATE sqlite_schema SET sql = replace(sql, '''hard-bounce'', ''by-hand'')', '''hard-bounce'', ''soft-bounces'', ''by-hand'')')
WHERE type = 'table' AND name = 'suppression';
PRAGMA writable_schema = RESET;

-- A test that went to the rep themself. The edition need not be kept: most tests are of a piece that changes again.
CREATE TABLE test_sent (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    piece   TEXT NOT NULL,
    edition TEXT NOT NULL CHECK (length(edition) = 64),
    address TEXT NOT NULL,
    via     TEXT NOT NULL CHECK (via IN ('outbox', 'smtp')),
    state   TEXT NOT NULL CHECK (state IN ('accepted', 'deferred', 'refused', 'unknown')),
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX test_sent_of_edition ON test_sent (edition);
CREATE TRIGGER test_sent_stays BEFORE DELETE ON test_sent BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

-- One row for every message that came in and concerns the rep's mailings. fingerprint: by which the same message is known when
-- the mailbox is read again. kept_at: when it was read; at: when it came in. early: its delivery was still leaving when it was
-- kept, so what follows from it waits for the sender. decided_at: when the rep decided on may_opt_out.
CREATE TABLE incoming (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint  TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL CHECK (kind IN ('bounce', 'delayed', 'auto_reply', 'reply', 'opt_out', 'complaint', 'other')),
    message_id   TEXT,
    from_address TEXT,
    from_name    TEXT,
    subject      TEXT NOT NULL,
    text         TEXT NOT NULL,
    recipients   TEXT NOT NULL CHECK (json_valid(recipients)),
    returns      TEXT,
    may_opt_out  TEXT,
    contact_id   INTEGER REFERENCES contact (id),
    delivery_id  INTEGER REFERENCES delivery (id),
    matched_by   TEXT CHECK (matched_by IN ('message-id', 'token', 'person-and-time')),
    at           INTEGER NOT NULL,
    kept_at      INTEGER NOT NULL,
    early        INTEGER NOT NULL CHECK (early IN (0, 1)),
    decided_at   INTEGER,
    handled_at   INTEGER
) STRICT;
CREATE INDEX incoming_by_time ON incoming (at);
CREATE INDEX incoming_open ON incoming (at) WHERE handled_at IS NULL;
CREATE INDEX incoming_of_contact ON incoming (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX incoming_early ON incoming (delivery_id) WHERE early = 1;
CREATE TRIGGER incoming_stays BEFORE DELETE ON incoming BEGIN SELECT RAISE(ABORT, 'what came in is never deleted'); END;

-- How far a folder of the rep's mailbox was read (RFC 9051, 2.3.1.1).
CREATE TABLE sync_state (
    folder       TEXT PRIMARY KEY,
    uid_validity INTEGER NOT NULL CHECK (uid_validity BETWEEN 0 AND 4294967295),
    last_uid     INTEGER NOT NULL CHECK (last_uid BETWEEN 0 AND 4294967295),
    at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A draft that Byline makes from a template on a day of every month, and the months for which it was made.
CREATE TABLE monthly_draft (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    template   TEXT NOT NULL,
    title      TEXT NOT NULL CHECK (title <> ''),
    day        INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
    time       TEXT NOT NULL CHECK (time GLOB '[0-2][0-9]:[0-5][0-9]'),
    time_zone  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE TRIGGER monthly_draft_stays BEFORE DELETE ON monthly_draft BEGIN SELECT RAISE(ABORT, 'a monthly draft is ended, not deleted'); END;

CREATE TABLE monthly_draft_made (
    draft_id INTEGER NOT NULL REFERENCES monthly_draft (id),
    month    TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
    piece    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (draft_id, month)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER monthly_draft_made_stays BEFORE DELETE ON monthly_draft_made BEGIN SELECT RAISE(ABORT, 'what was made is not made again'); END;
