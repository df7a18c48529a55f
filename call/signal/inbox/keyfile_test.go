package inbox

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parley/call/identity"
)

func TestKeysLiveInTheProfile(t *testing.T) {
	dir := t.TempDir()
	first, err := LoadKeys(dir, noon)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadKeys(dir, noon)
	if err != nil || !bytes.Equal(first.Marshal(), again.Marshal()) {
		t.Errorf("others came back: %v", err)
	}
	again.Renew()
	if err := again.Save(dir); err != nil {
		t.Fatal(err)
	}
	if kept, err := LoadKeys(dir, noon); err != nil || !bytes.Equal(kept.Marshal(), again.Marshal()) {
		t.Errorf("not the renewed: %v", err)
	}
	path := filepath.Join(dir, keysFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v", err)
	}
	if err := os.WriteFile(path, []byte("none"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeys(dir, noon); !errors.Is(err, identity.ErrDamaged) {
		t.Error(err)
	}
}
