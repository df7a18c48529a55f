package transfer

import (
	"os"
	"path/filepath"

	"parley/transfer/outbox"
)

// Scratch is a folder below Config.State, for files that were made only to be
// sent, such as a pasted picture. What lies right in it is deleted once no
// transfer sends it any more, and what nothing sends when an Engine opens.
// What was put there and is not sent after all, whoever put it there deletes.
const Scratch = "scratch"

func (e *Engine) scratch() string { return filepath.Join(e.config.State, Scratch) }

// discard deletes those of paths that were made only to be sent.
func (e *Engine) discard(paths []string) {
	scratch, err := filepath.Abs(e.scratch())
	if err != nil {
		return // likewise no path was found to lie there
	}
	for _, path := range paths {
		if path, err := filepath.Abs(path); err == nil && filepath.Dir(path) == scratch {
			e.log("clean up", remove(path))
		}
	}
}

// sweepScratch deletes what a program left that ended before it sent it, or
// before it deleted it.
func (e *Engine) sweepScratch(parcels map[string]*outbox.Parcel) error {
	kept := map[string]bool{}
	for _, p := range parcels {
		for _, root := range p.Roots {
			kept[filepath.Base(root)] = kept[filepath.Base(root)] || e.parcels[p] > 0
		}
	}
	files, err := os.ReadDir(e.scratch())
	if err != nil {
		return err
	}
	for _, file := range files {
		if !kept[file.Name()] {
			e.log("clean up", removeAll(filepath.Join(e.scratch(), file.Name())))
		}
	}
	return nil
}
