package history

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"modernc.org/sqlite"
)

const file = "history.db"

// ErrNewer says that a later version of this program wrote the history. It is
// left as it is, and nothing is kept.
var ErrNewer = errors.New("the chat history belongs to a newer version of Parley")

// pragmas of the one connection. Only the profile's owner writes the file, but
// a damaged or exchanged one shall not make SQLite do more than read it.
const pragmas = "_defensive=1&_dqs=0&_txlock=immediate&_busy_timeout=5000" +
	"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)" +
	"&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)" +
	"&_pragma=secure_delete(1)&_pragma=foreign_keys(1)"

// openDatabase opens the database, or makes it.
func (s *Store) openDatabase() error {
	if s.db != nil {
		return nil
	}
	path := s.dir.Path(file)
	if err := secure(path); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	db, stmts, err := connect(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	s.db, s.stmts = db, stmts
	return nil
}

func connect(path string) (*sql.DB, statements, error) {
	connector, err := sqlite.NewConnector(address(path))
	if err != nil {
		return nil, statements{}, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	if err := migrate(db); err != nil {
		return nil, statements{}, errors.Join(err, db.Close())
	}
	stmts, err := prepare(db)
	if err != nil {
		return nil, statements{}, errors.Join(err, db.Close())
	}
	return db, stmts, nil
}

// address returns the URI of a database (sqlite.org/uri.html).
func address(path string) string {
	if path = filepath.ToSlash(path); !strings.HasPrefix(path, "/") && filepath.IsAbs(path) {
		path = "/" + path // of a drive of Windows
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas
}

// secure makes the file, for its owner alone, before SQLite does. SQLite's
// own files beside it take its mode.
func secure(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	case runtime.GOOS != "windows" && info.Mode().Perm() != 0o600:
		return f.Chmod(0o600)
	}
	return nil
}

// exists reports whether there is a history to read.
func (s *Store) exists() bool {
	_, err := os.Lstat(s.dir.Path(file))
	return s.db != nil || !errors.Is(err, fs.ErrNotExist)
}

// closeDatabase writes the log back into the database and closes it.
func (s *Store) closeDatabase() error {
	if s.db == nil {
		return nil
	}
	err := s.db.Close()
	s.db, s.stmts = nil, statements{}
	return err
}
