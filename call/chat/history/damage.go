package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// primary takes the more exact half off a result code
// (sqlite.org/rescode.html).
const primary = 0xff

// isDamage reports whether the database cannot be read any more. Trouble of
// the disk, such as no space, is none: it may pass.
func isDamage(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & primary
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// setAside renames a damaged database, so that somebody may rescue what is in
// it, together with its log.
func (s *Store) setAside(why error) error {
	_ = s.closeDatabase() // fails as everything else did
	aside, err := s.dir.SetAside(file, time.Now())
	if err != nil {
		return errors.Join(why, err)
	}
	if err := os.Rename(s.dir.Path(file+"-wal"), aside+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(why, err)
	}
	if err := os.Remove(s.dir.Path(file + "-shm")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(why, err)
	}
	s.emit(Damaged{fmt.Errorf("the chat history could not be read and starts anew; the old file is now %s: %w", aside, why)})
	return nil
}
