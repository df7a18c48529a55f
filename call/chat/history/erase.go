package history

import (
	"database/sql"
	"errors"
	"os"
	"strings"
)

func (e erase) do(s *Store) {
	var err error
	if s.exists() {
		err = s.try(e.erase)
	}
	s.emit(Erased{Thread: e.thread, Err: err})
}

// erase removes a conversation. SQLite overwrites what it deletes with zeros.
func (e erase) erase(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	var number, messages, all int64
	err = tx.QueryRow(`SELECT number, (SELECT count(*) FROM message WHERE thread = number), (SELECT count(*) FROM message)
		FROM thread WHERE name = ?`, string(e.thread)).Scan(&number, &messages, &all)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, d := range deletions(number, messages, all) {
		if _, err := tx.Exec(d.text, d.args...); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return checkpoint(db)
}

// rebuilding is how many messages the index is rebuilt with in the time in
// which one is taken out of it.
const rebuilding = 50

type deletion struct {
	text string
	args []any
}

// deletions returns what removes a thread with so many of all messages.
func deletions(thread, messages, all int64) []deletion {
	rows := deletion{`DELETE FROM message WHERE thread = ?`, []any{thread}}
	name := deletion{`DELETE FROM thread WHERE number = ?`, []any{thread}}
	if messages*rebuilding < all-messages {
		words := `INSERT INTO word (word, rowid, text) SELECT 'delete', seq, text FROM message WHERE thread = ?`
		return []deletion{{words, []any{thread}}, rows, name}
	}
	return []deletion{rows, name, {`INSERT INTO word (word) VALUES ('rebuild')`, nil}}
}

func (eraseAll) do(s *Store) {
	var err error
	if s.exists() {
		err = s.try(overwrite)
	}
	s.emit(Erased{Err: errors.Join(err, s.closeDatabase(), s.removeFiles())})
}

// overwrite removes all content, before the files are removed: what is left
// of a file on the disk then holds nothing.
func overwrite(db *sql.DB) error {
	for _, text := range []string{
		`DELETE FROM reaction`, `DELETE FROM message`, `DELETE FROM thread`, `INSERT INTO word (word) VALUES ('rebuild')`,
	} {
		if _, err := db.Exec(text); err != nil {
			return err
		}
	}
	return checkpoint(db)
}

// removeFiles removes the database, its logs, and damaged ones.
func (s *Store) removeFiles() error {
	entries, err := os.ReadDir(string(s.dir))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), file) {
			err = errors.Join(err, os.Remove(s.dir.Path(entry.Name())))
		}
	}
	return err
}
