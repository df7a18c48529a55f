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
	t, err := b.open(&held)
	if err != nil {
		held.close()
		return nil, err
	}
	t.placer.start(t.complete.Load())
	return t, nil
}

func (b *Box) open(held *opened) (*Tree, error) {
	list, err := held.file(b.manifest(), os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	fresh, err := held.file(b.journal()+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND)
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
	old, err := os.OpenFile(b.journal(), os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	defer old.Close()
	t := &Tree{
		offer: b.Offer, hasher: block.NewHasher(b.Offer.Hash), manifest: list,
		entries: manifest.NewReader(list), journal: &journal{file: fresh}, folders: folders{root: root},
	}
	t.placer = newPlacer(t.journal, root, downloads)
	r := replay{tree: t, seed: maphash.MakeSeed()}
	if err := r.items(old); err != nil {
		return nil, err
	}
	if err := r.run(old); err != nil {
		return nil, errors.Join(err, t.part.close())
	}
	// An empty journal would throw away what is here.
	if err := fresh.Sync(); err != nil {
		return nil, err
	}
	return t, os.Rename(b.journal()+".new", b.journal())
}

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
