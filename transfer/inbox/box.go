// Package inbox keeps what is being received: the manifest, the content as far
// as it came, and a journal, in a folder that is the program's own, until the
// whole can be moved into place. See PROTOCOL.md, section 8, and journal for
// what survives what.
package inbox

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// Box is where one transfer is kept. Nothing of it exists before Create.
type Box struct {
	Dir       string     // the private folder: manifest, journal
	Tree      string     // the private folder of the content, on the file system of Downloads
	Downloads string     // where everything goes in the end
	Offer     wire.Offer // what was accepted
}

// Create makes the folders of a transfer that was accepted, in place of what
// an attempt that failed may have left. Content is collected below dir if it
// can be moved from there into downloads at once, else in a hidden folder of
// downloads.
func Create(dir, downloads string, offer wire.Offer) (*Box, error) {
	downloads, err := filepath.Abs(downloads)
	if err != nil {
		return nil, err
	}
	b := &Box{Dir: dir, Downloads: downloads, Offer: offer, Tree: filepath.Join(dir, "tree")}
	hidden := filepath.Join(downloads, ".parley-"+filepath.Base(dir))
	if err := errors.Join(removeAll(dir), removeAll(hidden)); err != nil {
		return nil, err
	}
	for _, folder := range []string{downloads, dir} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	if !movable(dir, downloads) {
		b.Tree = hidden
	}
	return b, os.Mkdir(b.Tree, 0o700)
}

// movable reports whether a file can be renamed from one folder into another,
// by doing it: bind mounts and quotas make every other test wrong somewhere.
func movable(from, to string) bool {
	probe, err := os.CreateTemp(from, "probe-*")
	if err != nil {
		return false
	}
	probe.Close()
	target := filepath.Join(to, ".parley-"+filepath.Base(probe.Name()))
	if err := os.Rename(probe.Name(), target); err != nil {
		return errors.Join(err, os.Remove(probe.Name())) == nil
	}
	return os.Remove(target) == nil
}

func (b *Box) manifest() string { return filepath.Join(b.Dir, "manifest") }

// ManifestLength returns how much of the manifest is here.
func (b *Box) ManifestLength() int64 {
	info, err := os.Stat(b.manifest())
	if err != nil {
		return 0
	}
	return info.Size()
}

// AddManifest writes more of the manifest at an offset, its present length.
// complete says that all of it is here and is what was offered; if it is not,
// the error wraps manifest.ErrInvalid.
func (b *Box) AddManifest(offset int64, data []byte) (complete bool, err error) {
	end := offset + int64(len(data))
	if end > b.Offer.Manifest {
		return false, fmt.Errorf("%w: longer than offered", manifest.ErrInvalid)
	}
	file, err := os.OpenFile(b.manifest(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if _, err := file.WriteAt(data, offset); err != nil {
		return false, err
	}
	if end < b.Offer.Manifest {
		return false, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	if err := manifest.Check(file, b.Offer); err != nil {
		return false, err
	}
	return true, file.Sync()
}

// Remove deletes everything of the transfer that is not in its place.
func (b *Box) Remove() error {
	return errors.Join(removeAll(b.Tree), removeAll(b.Dir))
}

// removeAll deletes a folder through os.Root, so that a link in it, put there
// by whomever, is deleted and not followed.
func removeAll(folder string) error {
	parent, err := os.OpenRoot(filepath.Dir(folder))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer parent.Close()
	return parent.RemoveAll(filepath.Base(folder))
}
