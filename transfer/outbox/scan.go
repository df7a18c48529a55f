package outbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// LeftOut is something that cannot be sent, noticed when the offer was made.
type LeftOut struct {
	Path string
	Why  LeftOutReason
}

// LeftOutReason says why.
type LeftOutReason uint8

// The reasons: PROTOCOL.md, section 7.
const (
	Link       LeftOutReason = iota + 1 // a link inside a folder
	Special                             // a device, pipe or socket
	Unlistable                          // a folder or name that cannot be read
	TooDeep                             // deeper than manifest.MaxDepth
)

// String returns the reason in words.
func (r LeftOutReason) String() string {
	switch r {
	case Link:
		return "links are not sent"
	case Special:
		return "it is neither a file nor a folder"
	case Unlistable:
		return "it cannot be read"
	case TooDeep:
		return "it lies too deep"
	}
	return ""
}

// shownLeftOut is how many things that were left out are named.
const shownLeftOut = 64

// scanner lists what is to be sent.
type scanner struct {
	ctx     context.Context
	list    *manifest.Writer
	leftOut []LeftOut
	count   int
}

var (
	errNothing = errors.New("nothing to send")
	errSpecial = errors.New("neither a file nor a folder")
)

// items lists what is at paths, and returns these as they stay true.
func (s *scanner) items(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, errNothing
	}
	var roots []string
	for _, path := range paths {
		root, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if err := s.item(root); err != nil {
			return nil, err
		}
		roots = append(roots, root)
	}
	return roots, nil
}

// item lists one thing that the person chose. What a link points to is sent.
func (s *scanner) item(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	name := filepath.Base(path)
	if name == string(filepath.Separator) || name == "." || filepath.VolumeName(path) == name {
		name = "files"
	}
	switch {
	case info.Mode().IsRegular():
		return s.list.Add(entry(wire.File, 0, name, info))
	case info.IsDir():
		root, err := os.OpenRoot(path)
		if err != nil {
			return err
		}
		defer root.Close()
		if err := s.list.Add(entry(wire.Folder, 0, name, info)); err != nil {
			return err
		}
		return s.folder(root, path, 1)
	}
	return fmt.Errorf("%s: %w", path, errSpecial)
}

// folder lists what is in a folder, in the order of the names.
func (s *scanner) folder(root *os.Root, path string, depth int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	names, err := list(root)
	if err != nil {
		s.leave(path, Unlistable)
		return nil //nolint:nilerr // what cannot be listed is left out
	}
	for _, name := range names {
		if err := s.nested(root, name, filepath.Join(path, name), depth); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) nested(root *os.Root, name, path string, depth int) error {
	info, err := root.Lstat(name)
	if err != nil {
		s.leave(path, Unlistable)
		return nil
	}
	switch {
	case depth >= manifest.MaxDepth:
		s.leave(path, TooDeep)
		return nil
	case info.Mode()&fs.ModeSymlink != 0:
		s.leave(path, Link)
		return nil
	case info.Mode().IsRegular():
		return s.list.Add(entry(wire.File, depth, name, info))
	case !info.IsDir():
		s.leave(path, Special)
		return nil
	}
	inner, err := root.OpenRoot(name)
	if err != nil {
		s.leave(path, Unlistable)
		return nil
	}
	defer inner.Close()
	if err := s.list.Add(entry(wire.Folder, depth, name, info)); err != nil {
		return err
	}
	return s.folder(inner, path, depth+1)
}

func (s *scanner) leave(path string, why LeftOutReason) {
	if s.count++; len(s.leftOut) < shownLeftOut {
		s.leftOut = append(s.leftOut, LeftOut{path, why})
	}
}

func list(root *os.Root) ([]string, error) {
	folder, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	names, err := folder.Readdirnames(-1)
	sort.Strings(names)
	return names, err
}

func entry(kind wire.Kind, depth int, name string, info fs.FileInfo) manifest.Entry {
	e := manifest.Entry{
		Kind: kind, Depth: depth, Name: name, Mode: uint16(info.Mode().Perm()), Modified: info.ModTime().UnixNano(),
	}
	if kind == wire.File {
		e.Size = info.Size()
	}
	return e
}
