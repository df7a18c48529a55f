package guesttest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Pages is the option of Chromium's processes that show pages.
const Pages = "--type=renderer"

// Memory is how much a browser's processes hold that is in no file, in bytes
// (proc(5), /proc/pid/status): those with an option, or all when it is empty.
func (b *Browser) Memory(option string) (held int64) {
	for _, pid := range processes(b.Process()) {
		if command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); bytes.Contains(command, []byte(option)) {
			held += holds(pid)
		}
	}
	return held
}

// holds is what one process holds; nothing once it has ended.
func holds(pid int) (held int64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		for _, kind := range []string{"RssAnon:", "RssShmem:"} {
			var kilobytes int64
			if rest, ok := strings.CutPrefix(line, kind); ok {
				_, _ = fmt.Sscan(rest, &kilobytes)
				held += kilobytes << 10
			}
		}
	}
	return held
}

// processes lists a process and all that descend from it.
func processes(root int) []int {
	all := []int{root}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", root))
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for child := range strings.FieldsSeq(string(children)) {
			if pid, err := strconv.Atoi(child); err == nil {
				all = append(all, processes(pid)...)
			}
		}
	}
	return all
}
