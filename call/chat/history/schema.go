package history

import (
	"database/sql"
	"fmt"
)

// migrations bring a database from one version to the next. The number of
// those that were done is its user_version. They never change once released.
var migrations = []string{`
	CREATE TABLE thread (
		number INTEGER PRIMARY KEY,
		name   TEXT NOT NULL UNIQUE
	) STRICT;
	CREATE TABLE message (
		seq       INTEGER PRIMARY KEY, -- the order in which they came
		thread    INTEGER NOT NULL REFERENCES thread,
		author    BLOB NOT NULL,
		id        BLOB NOT NULL,
		kind      INTEGER NOT NULL,
		name      TEXT NOT NULL,       -- of the author
		own       INTEGER NOT NULL,
		time      INTEGER NOT NULL,    -- ms since 1970
		text      TEXT NOT NULL,
		file      TEXT NOT NULL,
		edited    INTEGER NOT NULL,
		deleted   INTEGER NOT NULL,
		delivered INTEGER NOT NULL,
		UNIQUE (thread, author, id)
	) STRICT;
	CREATE INDEX message_in_thread ON message (thread, seq);
	CREATE TABLE reaction (
		number INTEGER PRIMARY KEY,    -- the order in which they came
		seq    INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
		author BLOB NOT NULL,
		name   TEXT NOT NULL,
		own    INTEGER NOT NULL,
		emoji  TEXT NOT NULL,
		UNIQUE (seq, author)
	) STRICT;
	-- Three letters in a row find text within words, and in languages that
	-- are written without spaces.
	CREATE VIRTUAL TABLE word USING fts5 (
		text, content = 'message', content_rowid = 'seq', tokenize = 'trigram remove_diacritics 1'
	);
	-- Without this the index keeps what was deleted until it is merged.
	INSERT INTO word (word, rank) VALUES ('secure-delete', 1);
`}

// migrate brings the database to the newest version.
func migrate(db *sql.DB) error {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("%w: its version is %d, this program reads %d", ErrNewer, version, len(migrations))
	}
	for i := version; i < len(migrations); i++ {
		if err := step(db, migrations[i], i+1); err != nil {
			return fmt.Errorf("migrate to version %d: %w", i+1, err)
		}
	}
	return nil
}

func step(db *sql.DB, migration string, version int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if _, err := tx.Exec(migration); err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
