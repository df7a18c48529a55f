package call

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"parley/call/chat"
	"parley/transfer"
)

func TestFilesNeedSomebody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := r.do(SendFiles{Paths: []string{"/dev/null"}})
		if len(s.Files) != 0 || len(s.Notices) != 1 {
			t.Errorf("%+v, %+v", s.Files, s.Notices)
		}
	})
}

// Files go to everybody in the call, and stand in the chat.
func TestFilesOfACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := r.talking()
		path := filepath.Join(t.TempDir(), "notes.txt")
		if err := os.WriteFile(path, []byte("notes"), 0o600); err != nil {
			t.Fatal(err)
		}
		r.do(SendFiles{Paths: []string{path}})
		s := r.settle()
		if len(s.Files) != 1 || s.Files[0].Peer != mara.Key || s.Files[0].Direction != transfer.Sending {
			t.Fatalf("%+v", s.Files)
		}
		if m := s.Call.Chat.Messages; len(m) != 1 || m[0].Kind != chat.File || m[0].File != string(s.Files[0].ID) {
			t.Errorf("the chat has %+v", m)
		}
		r.do(CancelFiles{ID: s.Files[0].ID})
		if s = r.settle(); s.Files[0].State != transfer.Cancelled {
			t.Errorf("%v", s.Files[0].State)
		}
	})
}
