"""The schema of `articles.db`, its migrations, and how to open it."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from crawler.text import arabic_share

BUSY_SECONDS = 60  # how long a writer waits for another crawl's transaction before it gives up

migrations = Migrations("crawler")


class DatabaseUnusable(Exception):
    """The file cannot be opened or written; the message says why and what to do."""


@migrations()
def first_schema(db: Database) -> None:
    for statement in FIRST_SCHEMA.split(";\n"):
        db.execute(statement)


@migrations()
def near_duplicates(db: Database) -> None:
    for statement in NEAR_DUPLICATES.split(";\n"):
        db.execute(statement)


@migrations()
def image_files(db: Database) -> None:
    for statement in IMAGE_FILES.split(";\n"):
        db.execute(statement)


@migrations()
def health(db: Database) -> None:
    for statement in HEALTH.split(";\n"):
        db.execute(statement)


def connect(path: Path | str, schema: Migrations = migrations) -> sqlite3.Connection:
    """Open `path` for writing, made and migrated to `schema` where needed. Raises DatabaseUnusable."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.create_function("arabic_share", 1, arabic_share, deterministic=True)
        connection.execute("PRAGMA journal_mode = WAL")
        # safe against kill; a power cut may undo the last seconds
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, schema)
    except (sqlite3.DatabaseError, OSError) as error:
        raise DatabaseUnusable(explain(path, error)) from error
    return connection


def connect_readonly(path: Path | str, schema: Migrations = migrations) -> sqlite3.Connection:
    """Open an existing `path` for reading, safe beside a running crawl. Raises DatabaseUnusable."""
    path = Path(path)
    if not path.exists():
        raise DatabaseUnusable(
            f"{path}: no such database. Crawl first (scrapy crawl SOURCE), or name one with --db"
        )
    try:
        how = "immutable=1" if at_rest(path) else "mode=ro"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS)
        connection.row_factory = sqlite3.Row
        if pending(connection, schema):
            connection.close()
            connect(path, schema).close()
            return connect_readonly(path, schema)
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusable(explain(path, error)) from error
    return connection


def at_rest(path: Path) -> bool:
    """Whether nobody can write beside `path` and nothing is left to merge: SQLite then needs no files of its own there."""
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def explain(path: Path | str, error: Exception) -> str:
    """What went wrong with the file at `path`, and what its owner can do about it."""
    said = str(error)
    if "full" in said or "No space" in said or "disk I/O" in said or "too large" in said.lower():
        todo = "the disk is full or failing: free some space and run again; nothing stored so far is lost"
    elif "readonly" in said or "unable to open" in said or isinstance(error, PermissionError):
        todo = "it cannot be written: check the rights of the file and of its folder"
    elif "malformed" in said or "not a database" in said:
        todo = "the file is damaged: move it away, or save what is readable with `sqlite3 FILE .recover`"
    elif "locked" in said:
        todo = f"another program held it for over {BUSY_SECONDS} s: close that program and run again"
    else:
        todo = "run again; if it stays, check the disk"
    return f"{path}: {said}; {todo}"


def pending(connection: sqlite3.Connection, schema: Migrations = migrations) -> bool:
    """Whether the file is of an older schema than this program."""
    return bool(schema.pending(Database(connection, execute_plugins=False)))


def _migrate(connection: sqlite3.Connection, schema: Migrations) -> None:
    if not pending(connection, schema):
        return
    with transaction(connection):  # two crawls may open a fresh file at once: the second finds nothing to do
        schema.apply(Database(connection, execute_plugins=False))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the write lock at once, so a reader never has to become a writer halfway."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def now() -> str:
    """The time, ISO 8601 in UTC with Z, to the second."""
    return timestamp(datetime.now(UTC))


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FIRST_SCHEMA = """
CREATE TABLE sources (
    name TEXT PRIMARY KEY, title TEXT, home TEXT, country TEXT, timezone TEXT, language TEXT, note TEXT
);
CREATE TABLE crawls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, outcome TEXT,
    found INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0, duplicate INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}', reason TEXT, pid INTEGER, host TEXT, beat TEXT
);
CREATE UNIQUE INDEX crawls_one_running ON crawls (source) WHERE finished IS NULL;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
    title TEXT, lead TEXT, text TEXT NOT NULL, blocks TEXT NOT NULL, authors TEXT NOT NULL, tags TEXT NOT NULL,
    section TEXT, published TEXT, published_precision TEXT, published_raw TEXT, modified TEXT, language TEXT,
    words INTEGER NOT NULL, topic_score REAL, content_hash TEXT NOT NULL,
    duplicate_of INTEGER REFERENCES articles (id), version INTEGER NOT NULL DEFAULT 1,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, crawl INTEGER REFERENCES crawls (id)
);
CREATE INDEX articles_content_hash ON articles (content_hash);
CREATE INDEX articles_source ON articles (source, published);
CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE versions (
    article INTEGER NOT NULL REFERENCES articles (id), version INTEGER NOT NULL, seen TEXT NOT NULL,
    title TEXT, text TEXT NOT NULL, blocks TEXT NOT NULL, PRIMARY KEY (article, version)
);
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, sha256 TEXT, path TEXT, width INTEGER,
    height INTEGER, mime TEXT, bytes INTEGER, state TEXT NOT NULL DEFAULT 'known', reason TEXT
);
CREATE TABLE article_images (
    article INTEGER NOT NULL REFERENCES articles (id), image INTEGER NOT NULL REFERENCES images (id),
    position INTEGER NOT NULL, role TEXT NOT NULL, caption TEXT, alt TEXT, credit TEXT,
    PRIMARY KEY (article, position)
);
CREATE INDEX article_images_image ON article_images (image);
CREATE TABLE aliases (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles (id)
);
CREATE INDEX aliases_article ON aliases (article);
CREATE TABLE pages (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', reason TEXT, priority REAL NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, found_on TEXT, found_at TEXT NOT NULL, lease_until TEXT,
    crawl INTEGER, status INTEGER, etag TEXT, last_modified TEXT, fetched_at TEXT, next_fetch TEXT,
    found_by INTEGER NOT NULL, listed TEXT, page INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX pages_next ON pages (source, state, kind, priority);
CREATE TABLE walks (
    listing TEXT NOT NULL, source TEXT NOT NULL, crawl INTEGER NOT NULL, PRIMARY KEY (source, listing)
);
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX changes_article ON changes (article, seq);
CREATE TABLE cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, moved TEXT NOT NULL);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, body, stems, content='', tokenize="unicode61 remove_diacritics 0"
)
"""

# Both indexes of bands and of words can be made anew from `articles`: scrapy search --rebuild
NEAR_DUPLICATES = """
ALTER TABLE articles ADD COLUMN similarity REAL;
CREATE INDEX articles_published ON articles (published);
CREATE TABLE sketches (
    article INTEGER PRIMARY KEY REFERENCES articles (id), algorithm INTEGER NOT NULL, pairs INTEGER NOT NULL,
    signature BLOB NOT NULL
);
CREATE TABLE bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE TABLE learned_lines (
    source TEXT NOT NULL, line TEXT NOT NULL, stories INTEGER NOT NULL, crawl INTEGER NOT NULL,
    PRIMARY KEY (source, line)
) WITHOUT ROWID;
CREATE TABLE learned (source TEXT PRIMARY KEY, crawl INTEGER NOT NULL)
"""

# `phash` is kept signed, as SQLite has no other; its six bands are those of crawler/same_image.py
IMAGE_FILES = """
ALTER TABLE images ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE images ADD COLUMN next_fetch TEXT;
ALTER TABLE images ADD COLUMN crawl INTEGER;
ALTER TABLE images ADD COLUMN phash INTEGER;
ALTER TABLE images ADD COLUMN grey BLOB;
ALTER TABLE images ADD COLUMN same_as INTEGER REFERENCES images (id);
CREATE INDEX images_state ON images (state);
CREATE INDEX images_sha256 ON images (sha256, bytes);
CREATE INDEX images_same_as ON images (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX images_band0 ON images (((phash >> 0) & 2047)) WHERE same_as IS NULL;
CREATE INDEX images_band1 ON images (((phash >> 11) & 2047)) WHERE same_as IS NULL;
CREATE INDEX images_band2 ON images (((phash >> 22) & 2047)) WHERE same_as IS NULL;
CREATE INDEX images_band3 ON images (((phash >> 33) & 2047)) WHERE same_as IS NULL;
CREATE INDEX images_band4 ON images (((phash >> 44) & 2047)) WHERE same_as IS NULL;
CREATE INDEX images_band5 ON images (((phash >> 55) & 2047)) WHERE same_as IS NULL
"""

# A few numbers of each article, beside each other in the order of `seen`, so that a source's health is read without
# its texts. `arabic`: a share in percent; `age`: days from publication to `seen`; `whole_site`: found by a crawl of
# the whole site, which says nothing of what is printed now; the other columns are faults, 0 or 1.
# Those of older articles are filled in, as far back as health looks.
HEALTH = """
CREATE TABLE vitals (
    source TEXT NOT NULL, seen TEXT NOT NULL, article INTEGER NOT NULL, words INTEGER NOT NULL, arabic INTEGER,
    age INTEGER, whole_site INTEGER NOT NULL, undated INTEGER NOT NULL, unsigned INTEGER NOT NULL,
    pictureless INTEGER NOT NULL, leadless INTEGER NOT NULL, future INTEGER NOT NULL, copy INTEGER NOT NULL,
    PRIMARY KEY (source, seen, article)
) WITHOUT ROWID;
CREATE INDEX crawls_source ON crawls (source, started);
CREATE TABLE told (
    source TEXT NOT NULL, finding TEXT NOT NULL, since TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (source, finding)
) WITHOUT ROWID;
INSERT INTO vitals SELECT a.source, a.first_seen, a.id, a.words, arabic_share(a.text),
    CASE WHEN length(a.published) >= 10
        THEN CAST(julianday(substr(a.first_seen, 1, 10)) - julianday(substr(a.published, 1, 10)) AS INTEGER) END,
    EXISTS (SELECT 1 FROM crawls c WHERE c.id = a.crawl AND c.settings LIKE '%"full"%'),
    a.published IS NULL AND a.published_raw IS NULL, a.authors = '[]',
    NOT EXISTS (SELECT 1 FROM article_images i WHERE i.article = a.id), coalesce(a.lead, '') = '',
    CASE WHEN a.published IS NULL THEN a.published_raw IS NOT NULL
        ELSE length(a.published) > 10 AND julianday(a.published) > julianday(a.first_seen) + 1.0 / 24 END,
    EXISTS (SELECT 1 FROM articles o WHERE o.id = a.duplicate_of AND o.source = a.source)
    FROM articles a WHERE julianday(a.first_seen) > julianday('now') - 400
"""
