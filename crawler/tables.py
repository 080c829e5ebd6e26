"""The tables of `articles.db` and `pages.db`, as each migration makes them; none is ever changed again."""

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

# What is left of a removed article: where it was, for those who copied it, and the keys that may not come back
REMOVALS = """
ALTER TABLE changes ADD COLUMN source TEXT;
ALTER TABLE changes ADD COLUMN key TEXT;
ALTER TABLE changes ADD COLUMN url TEXT;
CREATE TABLE removals (key TEXT PRIMARY KEY, article INTEGER NOT NULL)
"""

# The bands not yet moved into `bands`: see crawler/bands.py
FRESH_BANDS = """
CREATE TABLE fresh_bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE TABLE young_bands (
    band INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (band, article)
) WITHOUT ROWID
"""

# The first, and so far only, tables of `pages.db`
PAGES = """
CREATE TABLE captures (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, url TEXT NOT NULL, source TEXT NOT NULL,
    kind TEXT NOT NULL, answered TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL,
    redirects TEXT NOT NULL, listed TEXT, found_on TEXT, fetched TEXT NOT NULL, seen TEXT NOT NULL,
    digest BLOB NOT NULL, size INTEGER NOT NULL, template TEXT, reference INTEGER REFERENCES captures (id),
    body BLOB NOT NULL
);
CREATE INDEX captures_key ON captures (key);
CREATE INDEX captures_source ON captures (source, kind);
CREATE INDEX captures_template ON captures (template) WHERE template IS NOT NULL;
CREATE INDEX captures_reference ON captures (reference) WHERE reference IS NOT NULL;
CREATE INDEX captures_url ON captures (url);
CREATE INDEX captures_answered ON captures (answered)
"""
