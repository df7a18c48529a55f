package transfer

import (
	"errors"
	"path/filepath"
	"syscall"

	"parley/transfer/inbox"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// openTree opens the tree, which reads all that is here.
func (t *incoming) openTree() {
	t.opening = true
	box := t.box
	t.engine.job(func() func() {
		tree, err := box.Open()
		return func() {
			t.opening, t.tree = false, tree
			if err != nil {
				t.stuck(err)
				return
			}
			if t.engine.closing {
				t.leave()
				return
			}
			t.await(tree)
			t.step()
		}
	})
}

// await waits in the background for everything to be in its place.
func (t *incoming) await(tree *inbox.Tree) {
	t.engine.job(func() func() {
		<-tree.Placed()
		return func() { t.placed(tree) }
	})
}

// placed is called when a tree's placer has ended.
func (t *incoming) placed(tree *inbox.Tree) {
	outcome, err := tree.Outcome()
	if t.tree != tree || t.ended != 0 {
		return
	}
	t.outcome = outcome
	switch {
	case err != nil:
		t.stuck(err)
	case outcome.Complete:
		t.conclude(Done, wire.NoReason)
	}
}

// trouble is called when content could not be kept.
func (t *incoming) trouble(f *flow, err error) {
	f.stream.send(wire.AppendHandle(nil, wire.TypeStop, f.handle))
	if t.flow == f {
		t.flow = nil
	}
	t.stuck(err)
}

// stuck makes the transfer wait for the person.
func (t *incoming) stuck(err error) {
	if t.ended != 0 {
		t.step()
		return
	}
	t.problem = problem(err)
	t.engine.log("receive", err)
	t.tell(t.pauseNote(true))
	t.step()
}

// problem puts an error into a reason.
func problem(err error) Reason {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return wire.DiskFull
	case errors.Is(err, inbox.ErrHash), errors.Is(err, manifest.ErrInvalid):
		return wire.Mismatch
	case errors.Is(err, errRoom):
		return wire.NoRoom
	}
	return wire.DiskFault
}

// closeTree gives a tree up that an error made useless.
func (t *incoming) closeTree() {
	tree := t.tree
	if tree == nil {
		return
	}
	t.kept = tree.Bytes()
	t.tree, t.opening = nil, true
	t.engine.job(func() func() {
		_ = tree.Close()
		return func() {
			t.opening = false
			t.step()
		}
	})
}

// discard deletes what is not in its place of a transfer that ended.
func (t *incoming) discard() {
	tree, box := t.tree, t.box
	t.tree, t.box, t.opening = nil, nil, true
	t.engine.job(func() func() {
		if tree != nil {
			_ = tree.Close()
		}
		err := box.Remove()
		return func() {
			t.opening = false
			t.engine.log("clean up", err)
			t.save()
		}
	})
}

// leave closes what is open when the Engine ends.
func (t *incoming) leave() {
	if t.tree != nil {
		_ = t.tree.Close()
	}
}

// dir is the private folder.
func (t *incoming) dir() string { return filepath.Join(t.engine.config.State, "in", string(t.id)) }
