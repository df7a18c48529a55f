package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"time"

	"parley/transfer/manifest"
	"parley/transfer/safename"
)

// folders is where in the tree the receiver is: the folders from an item down
// to the one that the next entry is made in. All access goes through os.Root,
// so a folder that somebody swaps for a link leads nowhere else.
type folders struct {
	root  *os.Root // the private tree
	open  []folder
	inner *os.Root // the innermost of open; nil until it is needed, or when it is root
}

type folder struct {
	name     string
	modified int64
}

// path returns where an entry of the innermost folder is.
func (f *folders) path(name string) string {
	p := ""
	for _, open := range f.open {
		p = path.Join(p, open.name)
	}
	return path.Join(p, name)
}

// here returns the innermost folder.
func (f *folders) here() (*os.Root, error) {
	if len(f.open) == 0 {
		return f.root, nil
	}
	if f.inner == nil {
		inner, err := f.root.OpenRoot(f.path(""))
		if err != nil {
			return nil, err
		}
		f.inner = inner
	}
	return f.inner, nil
}

// enter makes a folder the innermost one.
func (f *folders) enter(name string, modified int64) {
	f.leaveInner()
	f.open = append(f.open, folder{name, modified})
}

// leave goes up to depth, and gives what it leaves its time, if that is asked
// for. A time that cannot be set is not worth losing the folder for.
func (f *folders) leave(depth int, stamp bool) {
	for len(f.open) > depth {
		f.leaveInner()
		if last := f.open[len(f.open)-1]; stamp {
			_ = f.root.Chtimes(f.path(""), time.Time{}, sensible(last.modified))
		}
		f.open = f.open[:len(f.open)-1]
	}
}

func (f *folders) leaveInner() {
	if f.inner != nil {
		f.inner.Close()
		f.inner = nil
	}
}

func (f *folders) close() {
	f.leaveInner()
	f.root.Close()
}

const (
	// tries is how many numbers are tried one after the other before one is
	// taken that nobody else has.
	tries = 20
	// maxTries bounds what a hostile list of names can cost.
	maxTries = 1000
)

// pick returns a safe name for an entry that nothing in the innermost folder
// has yet. Since nobody else makes anything in the private tree, it stays
// free until the caller takes it.
func (f *folders) pick(entry uint32, e manifest.Entry) (string, error) {
	safe := safename.Nested(e.Name)
	if e.Depth == 0 {
		safe = safename.Item(e.Name)
	}
	here, err := f.here()
	if err != nil {
		return "", err
	}
	for try := range maxTries {
		name := numbered(safe, try, int(entry))
		if _, err := here.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no name is left for %q", safe)
}

// numbered returns the name to try: the plain one, a few numbers, and then
// numbers that start at one's own.
func numbered(name string, try, own int) string {
	switch {
	case try == 0:
		return name
	case try <= tries:
		return safename.Number(name, try)
	}
	return safename.Number(name, own+try)
}

// The times that are kept: see sensible.
var earliest = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

const ahead = 24 * time.Hour

// sensible returns a time of modification to give to a file: what was sent, or
// now if that cannot be true.
func sensible(modified int64) time.Time {
	at := time.Unix(0, modified)
	if now := time.Now(); at.Before(earliest) || at.After(now.Add(ahead)) {
		return now
	}
	return at
}
