package history

import "database/sql"

// statements are what writing needs, prepared once.
type statements struct {
	addThread     *sql.Stmt
	addMessage    *sql.Stmt
	findMessage   *sql.Stmt
	editMessage   *sql.Stmt
	deleteMessage *sql.Stmt
	arrive        *sql.Stmt
	addWords      *sql.Stmt
	dropWords     *sql.Stmt
	addReaction   *sql.Stmt
	dropReaction  *sql.Stmt
	dropReactions *sql.Stmt
}

// queries returns the text of each statement.
func (s *statements) queries() map[**sql.Stmt]string {
	return map[**sql.Stmt]string{
		&s.addThread: `INSERT INTO thread (name) VALUES (?) ON CONFLICT DO NOTHING`,
		&s.addMessage: `INSERT INTO message
			(thread, author, id, kind, name, own, time, text, file, edited, deleted, delivered)
			VALUES ((SELECT number FROM thread WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (thread, author, id) DO NOTHING`,
		&s.findMessage: `SELECT seq, text, deleted FROM message
			WHERE thread = (SELECT number FROM thread WHERE name = ?) AND author = ? AND id = ?`,
		&s.editMessage:   `UPDATE message SET text = ?, edited = 1 WHERE seq = ?`,
		&s.deleteMessage: `UPDATE message SET text = '', deleted = 1 WHERE seq = ?`,
		&s.arrive:        `UPDATE message SET delivered = 1 WHERE seq = ?`,
		&s.addWords:      `INSERT INTO word (rowid, text) VALUES (?, ?)`,
		&s.dropWords:     `INSERT INTO word (word, rowid, text) VALUES ('delete', ?, ?)`,
		&s.addReaction:   `INSERT INTO reaction (seq, author, name, own, emoji) VALUES (?, ?, ?, ?, ?)`,
		&s.dropReaction:  `DELETE FROM reaction WHERE seq = ? AND author = ?`,
		&s.dropReactions: `DELETE FROM reaction WHERE seq = ?`,
	}
}

// prepare makes the statements; the database closes them.
func prepare(db *sql.DB) (statements, error) {
	var s statements
	for stmt, query := range s.queries() {
		var err error
		if *stmt, err = db.Prepare(query); err != nil {
			return statements{}, err
		}
	}
	return s, nil
}

// in returns the statements for a transaction.
func (s statements) in(tx *sql.Tx) statements {
	for stmt := range s.queries() {
		*stmt = tx.Stmt(*stmt)
	}
	return s
}
