package inbox

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parley/transfer/block"
	"parley/transfer/manifest"
)

// Open takes up what is here of a transfer whose manifest is complete: it
// reads every file that is not in its place yet, compares it with the journal,
// and keeps what is as it should be. That takes as long as the disk needs.
func (b *Box) Open() (*Tree, error) {
	var held opened
	t, more, err := b.takeUp(&held)
	if err != nil {
		held.close()
		return nil, err
	}
	t.placer.start(t.complete.Load())
	if !more {
		return t, nil
	}
	// Only now, so that the placer takes what is complete at once, as folders
	// without files are: a list may hold a million.
	if err := t.advance(); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// takeUp takes up what is here; more says that the next file is to be found.
func (b *Box) takeUp(held *opened) (t *Tree, more bool, err error) {
	if t, err = b.open(held); err != nil {
		return nil, false, err
	}
	old, err := os.OpenFile(b.journal(), os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, err
	}
	defer old.Close()
	r := replay{tree: t, seed: maphash.MakeSeed()}
	if err := r.items(old); err != nil {
		return nil, false, err
	}
	if more, err = r.run(old); err != nil {
		return nil, false, errors.Join(err, t.part.close())
	}
	// An empty journal would throw away what is here.
	if err := t.journal.sync(); err != nil {
		return nil, false, err
	}
	return t, more, os.Rename(b.fresh(), b.journal())
}

// open opens all that a tree needs, with a fresh journal.
func (b *Box) open(held *opened) (*Tree, error) {
	list, err := held.file(b.manifest(), os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	fresh, err := held.file(b.fresh(), os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(b.Tree, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	root, err := held.root(b.Tree)
	if err != nil {
		return nil, err
	}
	downloads, err := held.root(b.Downloads)
	if err != nil {
		return nil, err
	}
	t := &Tree{
		offer: b.Offer, hasher: block.NewHasher(b.Offer.Hash), manifest: list,
		entries: manifest.NewReader(list), journal: &journal{file: fresh}, folders: folders{root: root},
	}
	t.placer = newPlacer(t.journal, root, downloads)
	return t, nil
}

func (b *Box) fresh() string { return b.journal() + ".new" }

func (b *Box) journal() string { return filepath.Join(b.Dir, "journal") }

// opened is what to close if something fails.
type opened struct{ closers []io.Closer }

func (o *opened) file(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags, 0o600)
	if err == nil {
		o.closers = append(o.closers, file)
	}
	return file, err
}

func (o *opened) root(path string) (*os.Root, error) {
	root, err := os.OpenRoot(path)
	if err == nil {
		o.closers = append(o.closers, root)
	}
	return root, err
}

func (o *opened) close() {
	for _, c := range o.closers {
		c.Close()
	}
}
