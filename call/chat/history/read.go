package history

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"parley/call/chat"
)

// columns of a message, as scan reads them.
const columns = `m.seq, m.author, m.id, m.kind, m.name, m.own, m.time, m.text, m.file, m.edited, m.deleted, m.delivered`

func (l load) do(s *Store) {
	page := Page{Thread: l.thread, Before: l.before}
	if s.exists() {
		page.Err = s.try(func(db *sql.DB) error { return l.read(db, &page) })
	}
	s.emit(page)
}

func (l load) read(db *sql.DB, page *Page) error {
	end, err := l.end(db)
	if err != nil {
		return err
	}
	// One more than asked for tells whether there are more.
	found, err := query(db, `SELECT '', `+columns+` FROM message m
		WHERE m.thread = (SELECT number FROM thread WHERE name = ?) AND m.seq < ?
		ORDER BY m.seq DESC LIMIT ?`, string(l.thread), end, l.n+1)
	if err != nil {
		return err
	}
	page.More = len(found) > l.n
	found = found[:min(len(found), l.n)]
	slices.Reverse(found)
	page.Messages = make([]*chat.Message, 0, len(found))
	for _, f := range found {
		page.Messages = append(page.Messages, f.Message)
	}
	return nil
}

// end returns where the page ends.
func (l load) end(db *sql.DB) (int64, error) {
	var seq int64
	err := db.QueryRow(`SELECT seq FROM message
		WHERE thread = (SELECT number FROM thread WHERE name = ?) AND author = ? AND id = ?`,
		string(l.thread), l.before.Author[:], l.before.ID[:]).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return math.MaxInt64, nil
	}
	return seq, err
}

// stored is a row of message.
type stored struct {
	Hit
	seq int64
}

// query reads a thread's name and the columns, and then the reactions.
func query(db *sql.DB, text string, args ...any) ([]stored, error) {
	rows, err := db.Query(text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []stored
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close() // the one connection is needed for the reactions
	return found, react(db, found)
}

func scan(rows *sql.Rows) (stored, error) {
	f := stored{Hit: Hit{Message: &chat.Message{}}}
	m := f.Message
	var author, id []byte
	var ms int64
	var delivered bool
	err := rows.Scan(&f.Thread, &f.seq, &author, &id, &m.Kind, &m.Name, &m.Own, &ms,
		&m.Text, &m.File, &m.Edited, &m.Deleted, &delivered)
	if err != nil {
		return stored{}, err
	}
	if copy(m.Author[:], author) != len(m.Author) || copy(m.ID[:], id) != len(m.ID) {
		return stored{}, fmt.Errorf("message %d has no author or id", f.seq)
	}
	m.Time = time.UnixMilli(ms)
	m.Spans = chat.Split(m.Text, nil)
	if delivered {
		m.State = chat.Delivered
	}
	return f, nil
}

// react adds the reactions to messages.
func react(db *sql.DB, found []stored) error {
	bySeq := make(map[int64]*chat.Message, len(found))
	args := make([]any, 0, len(found))
	for _, f := range found {
		bySeq[f.seq] = f.Message
		args = append(args, f.seq)
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(args)), ",")
	rows, err := db.Query(`SELECT seq, author, name, own, emoji FROM reaction WHERE seq IN (`+marks+`) ORDER BY number`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var author []byte
		var r chat.Reaction
		if err := rows.Scan(&seq, &author, &r.Name, &r.Own, &r.Emoji); err != nil {
			return err
		}
		copy(r.By[:], author)
		bySeq[seq].Reactions = append(bySeq[seq].Reactions, r)
	}
	return rows.Err()
}
