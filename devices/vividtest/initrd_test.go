package vividtest

import (
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// initrd is a file system for the kernel to start from: a cpio archive of the
// form "newc" (the kernel's driver-api/early-userspace/buffer-format).
type initrd struct {
	t       *testing.T
	out     io.Writer
	written int
	inode   int
	made    map[string]bool // folders and libraries for programs
}

// writeInitrd makes the archive with what fill adds.
func writeInitrd(t *testing.T, name string, fill func(*initrd)) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	packed, _ := gzip.NewWriterLevel(file, gzip.BestSpeed)
	a := &initrd{t: t, out: packed, made: map[string]bool{"": true}}
	fill(a)
	a.entry("TRAILER!!!", 0, nil)
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// Modes of files, as stat(2) has them.
const (
	folder     = 0o040755
	executable = 0o100755
	link       = 0o120777
)

func (a *initrd) entry(name string, mode int, content []byte) {
	a.t.Helper()
	a.inode++
	a.write(fmt.Appendf(nil, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
		a.inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name)+1, 0))
	a.write([]byte(name + "\x00"))
	a.pad()
	a.write(content)
	a.pad()
}

func (a *initrd) write(p []byte) {
	a.t.Helper()
	n, err := a.out.Write(p)
	if err != nil {
		a.t.Fatal(err)
	}
	a.written += n
}

// pad fills up to a multiple of four bytes.
func (a *initrd) pad() { a.write(make([]byte, (4-a.written%4)%4)) }

// folders makes folders, parents first.
func (a *initrd) folders(names ...string) {
	for _, name := range names {
		a.entry(name, folder, nil)
	}
}

// file copies a file of this computer.
func (a *initrd) file(name, from string) {
	a.t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		a.t.Fatal(err)
	}
	a.entry(name, executable, content)
}

// tree copies a folder whose parents are there, without its links.
func (a *initrd) tree(root string) {
	a.t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			a.folders(strings.TrimPrefix(path, "/"))
		case d.Type().IsRegular():
			a.file(strings.TrimPrefix(path, "/"), path)
		}
		return nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

var library = regexp.MustCompile(`(/\S+) \(0x`)

// program copies a program with the libraries it is linked to.
func (a *initrd) program(name, from string) {
	a.t.Helper()
	a.file(name, from)
	for _, found := range library.FindAllStringSubmatch(run(a.t, "", "ldd", from), -1) {
		path := strings.TrimPrefix(found[1], "/")
		if a.made[path] {
			continue
		}
		a.parents(path)
		a.made[path] = true
		a.file(path, found[1])
	}
}

// parents makes the folders above a path that were not made yet.
func (a *initrd) parents(path string) {
	dir := filepath.Dir(path)
	if dir == "." || a.made[dir] {
		return
	}
	a.parents(dir)
	a.made[dir] = true
	a.entry(dir, folder, nil)
}

// busybox copies the shell and names it after each of its commands.
func (a *initrd) busybox(commands ...string) {
	a.t.Helper()
	path, err := exec.LookPath("busybox")
	if err != nil {
		a.t.Fatal(err)
	}
	a.file("bin/busybox", path)
	for _, name := range commands {
		a.entry("bin/"+name, link, []byte("busybox"))
	}
}
