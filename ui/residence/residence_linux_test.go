package residence

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// fileBacked is how much of this process's memory comes from files, in KiB.
func fileBacked(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	size, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// TestShrink runs on with code that was dropped.
func TestShrink(t *testing.T) {
	before := fileBacked(t)
	Shrink()
	if after := fileBacked(t); after >= before {
		t.Errorf("%d KiB of files before, %d after", before, after)
	}
	for range 3 {
		Shrink()
	}
}

func TestCodeAt(t *testing.T) {
	for line, want := range map[string]bool{
		"00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/parley":           true,
		"7f00-8f00 r-xp 00001000 08:02 135522 /usr/lib/libLLVM-15.so.1":          true,
		"00400000-00452000 r--p 00000000 08:02 173521 /usr/bin/parley":           false,
		"00400000-00452000 rwxp 00000000 08:02 173521 /usr/bin/parley":           false,
		"00400000-00452000 r-xs 00000000 08:02 173521 /dev/shm/x":                false,
		"7f6b60000000-7f6b60021000 r-xp 00000000 00:00 0":                        false,
		"ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 [vsyscall]":     false,
		"00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/parley (deleted)": false,
		"00452000-00400000 r-xp 00000000 08:02 173521 /usr/bin/parley":           false,
		"":          false,
		"nonsense…": false,
	} {
		if _, _, is := codeAt(line + "\n"); is != want {
			t.Errorf("%q is code: %v", line, is)
		}
	}
}
