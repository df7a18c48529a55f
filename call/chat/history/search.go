package history

import (
	"database/sql"
	"strings"
	"unicode/utf8"

	"parley/call/chat"
)

const (
	gram     = 3   // letters, which the index needs to find something
	maxQuery = 256 // bytes
)

func (q search) do(s *Store) {
	found := Found{Thread: q.thread, Text: q.text}
	words := strings.Fields(chat.Clean(q.text[:min(len(q.text), maxQuery)]))
	if s.exists() && len(words) > 0 {
		found.Err = s.try(func(db *sql.DB) error { return q.read(db, words, &found) })
	}
	s.emit(found)
}

func (q search) read(db *sql.DB, words []string, found *Found) error {
	text, args := q.sql(words)
	rows, err := query(db, text, args...)
	if err != nil {
		return err
	}
	found.Hits, found.More = nil, len(rows) > q.n
	for _, row := range rows[:min(len(rows), q.n)] {
		found.Hits = append(found.Hits, row.Hit)
	}
	return nil
}

// sql writes the query. Words that are too short for the index are looked for
// in every message, newest first, until enough are found.
func (q search) sql(words []string) (string, []any) {
	long, short := split(words)
	from, where := "message m", "m.deleted = 0"
	var args []any
	if len(long) > 0 {
		from, where = "word CROSS JOIN message m ON m.seq = word.rowid", "word MATCH ?"
		args = append(args, match(long))
	}
	for _, word := range short {
		where += ` AND m.text LIKE ? ESCAPE '\'`
		args = append(args, "%"+escape(word)+"%")
	}
	if q.thread != "" {
		where += " AND t.name = ?"
		args = append(args, string(q.thread))
	}
	order := "m.seq"
	if len(long) > 0 {
		order = "word.rowid"
	}
	return "SELECT t.name, " + columns + " FROM " + from + " CROSS JOIN thread t ON t.number = m.thread" +
		" WHERE " + where + " ORDER BY " + order + " DESC LIMIT ?", append(args, q.n+1)
}

func split(words []string) (long, short []string) {
	for _, word := range words {
		if utf8.RuneCountInString(word) >= gram {
			long = append(long, word)
		} else {
			short = append(short, word)
		}
	}
	return long, short
}

// match writes words as strings of FTS5's query language, all of which must
// be found.
func match(words []string) string {
	quoted := make([]string, 0, len(words))
	for _, word := range words {
		quoted = append(quoted, `"`+strings.ReplaceAll(word, `"`, `""`)+`"`)
	}
	return strings.Join(quoted, " AND ")
}

// escape lets a pattern of LIKE mean itself.
func escape(word string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)
}
