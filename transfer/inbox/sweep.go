package inbox

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"path"
)

// names is a set of names, as hashes: a folder may hold a million. Should two
// have one hash, no more happens than that something is kept.
type names map[uint64]struct{}

// know notes a name in the folder at depth.
func (r *replay) know(depth int, name string) {
	for len(r.known) <= depth {
		r.known = append(r.known, names{})
	}
	r.known = r.known[:depth+1]
	r.known[depth][maphash.String(r.seed, name)] = struct{}{}
}

// sweep deletes what the journal does not know of: files that were made before
// their names reached the disk, and those after the first that is not whole.
// They can only be in the folders that lead to where the tree is.
func (r *replay) sweep() error {
	f := r.tree.folders
	for depth := range len(f.open) + 1 {
		level := folders{root: f.root, open: f.open[:depth]}
		if err := r.sweepFolder(&level); err != nil {
			return err
		}
	}
	return nil
}

// sweepFolder sweeps the innermost folder of level.
func (r *replay) sweepFolder(level *folders) error {
	var known names
	if depth := len(level.open); depth < len(r.known) {
		known = r.known[depth]
	}
	folder, err := level.root.Open(path.Join(".", level.path("")))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // in its place already
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	for {
		some, err := folder.Readdirnames(1024)
		for _, name := range some {
			if _, there := known[maphash.String(r.seed, name)]; there {
				continue
			}
			if err := level.root.RemoveAll(level.path(name)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
