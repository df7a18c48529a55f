package history

import (
	"database/sql"
	"errors"

	"parley/call/chat"
)

// writeAll writes records in one transaction and says what came of it.
func (s *Store) writeAll(batch []record) {
	if !s.keep.Load() {
		s.answer(batch, nil)
		return
	}
	w := writer{}
	err := s.try(func(db *sql.DB) error { return w.write(db, s.stmts, batch) })
	if err == nil && w.scrub {
		err = s.try(checkpoint)
	}
	s.answer(batch, err)
}

func (s *Store) answer(batch []record, err error) {
	for _, r := range batch {
		if err != nil {
			s.emit(Failed{r.thread, r.changes, err})
		} else {
			s.emit(Stored{r.thread, r.changes})
		}
	}
}

func (r record) do(s *Store) { s.writeAll([]record{r}) }

// checkpoint writes the log into the database and empties it, so that the log
// does not keep what was deleted.
func checkpoint(db *sql.DB) error {
	_, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// writer writes one batch.
type writer struct {
	statements
	scrub bool // something was deleted
}

func (w *writer) write(db *sql.DB, stmts statements, batch []record) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	w.statements, w.scrub = stmts.in(tx), false
	for _, r := range batch {
		if err := w.record(r); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (w *writer) record(r record) error {
	if _, err := w.addThread.Exec(string(r.thread)); err != nil {
		return err
	}
	for _, change := range r.changes {
		if err := w.apply(string(r.thread), change); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) apply(thread string, change chat.Change) error {
	if said, ok := change.(chat.Said); ok {
		return w.say(thread, said.Message)
	}
	row, err := w.find(thread, target(change))
	if errors.Is(err, sql.ErrNoRows) {
		return nil // erased, or from before the history was on
	}
	if err != nil || row.deleted {
		return err
	}
	switch change := change.(type) {
	case chat.Edited:
		return w.edit(row, change.Text)
	case chat.Deleted:
		return w.delete(row)
	case chat.Reacted:
		return w.react(row, change.Reaction)
	case chat.Arrived:
		_, err = w.arrive.Exec(row.seq)
	}
	return err
}

// target returns the message that a change is about.
func target(change chat.Change) chat.Ref {
	switch change := change.(type) {
	case chat.Edited:
		return change.Ref
	case chat.Deleted:
		return change.Ref
	case chat.Reacted:
		return change.On
	case chat.Arrived:
		return change.Ref
	}
	return chat.Ref{}
}

// row is a message that will be changed.
type row struct {
	seq     int64
	text    string
	deleted bool
}

func (w *writer) find(thread string, ref chat.Ref) (row, error) {
	var r row
	err := w.findMessage.QueryRow(thread, ref.Author[:], ref.ID[:]).Scan(&r.seq, &r.text, &r.deleted)
	return r, err
}

func (w *writer) say(thread string, m *chat.Message) error {
	result, err := w.addMessage.Exec(thread, m.Author[:], m.ID[:], int(m.Kind), m.Name, m.Own,
		m.Time.UnixMilli(), m.Text, m.File, m.Edited, m.Deleted, m.State == chat.Delivered)
	if err != nil {
		return err
	}
	added, err := result.RowsAffected()
	if err != nil || added == 0 {
		return err // it was there
	}
	seq, err := result.LastInsertId()
	if err != nil {
		return err
	}
	_, err = w.addWords.Exec(seq, m.Text)
	return err
}

func (w *writer) edit(r row, text string) error {
	if _, err := w.dropWords.Exec(r.seq, r.text); err != nil {
		return err
	}
	if _, err := w.editMessage.Exec(text, r.seq); err != nil {
		return err
	}
	_, err := w.addWords.Exec(r.seq, text)
	w.scrub = true
	return err
}

func (w *writer) delete(r row) error {
	if _, err := w.dropWords.Exec(r.seq, r.text); err != nil {
		return err
	}
	if _, err := w.deleteMessage.Exec(r.seq); err != nil {
		return err
	}
	// The index has a row for each message, be it empty.
	if _, err := w.addWords.Exec(r.seq, ""); err != nil {
		return err
	}
	_, err := w.dropReactions.Exec(r.seq)
	w.scrub = true
	return err
}

// react replaces a person's reaction, which then is the newest.
func (w *writer) react(r row, reaction chat.Reaction) error {
	if _, err := w.dropReaction.Exec(r.seq, reaction.By[:]); err != nil || reaction.Emoji == "" {
		return err
	}
	_, err := w.addReaction.Exec(r.seq, reaction.By[:], reaction.Name, reaction.Own, reaction.Emoji)
	return err
}
