package residence

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
#else
static void trim(void) {}
#endif
*/
import "C"

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// trimHeap returns what C libraries have freed, such as OpenGL's: glibc does so
// for the end of its heap alone (malloc_trim(3)).
func trimHeap() { C.trim() }

// dropCode takes the code of the program and its libraries out of its memory. The
// kernel brings each page back from its file, or rather from its cache, when it is
// run. What the process does not share with the file, or may have changed, stays.
func dropCode() {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		if from, to, is := codeAt(line); is {
			// Where it is refused, nothing is gained and nothing lost.
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED)
		}
	}
}

// codeAt reads a line of /proc/self/maps (proc_pid_maps(5)). It is code when it may
// be run and not written, and stands in a file that is still there.
func codeAt(line string) (from, to uintptr, is bool) {
	var perms, offset, device, path string
	var inode uint64
	n, _ := fmt.Sscanf(line, "%x-%x %s %s %s %d %s", &from, &to, &perms, &offset, &device, &inode, &path)
	return from, to, n == 7 && perms == "r-xp" && inode != 0 && strings.HasPrefix(path, "/") &&
		from < to && !strings.HasSuffix(strings.TrimSpace(line), "(deleted)")
}
