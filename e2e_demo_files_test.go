//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"parley/call"
	"parley/transfer"
)

// TestDemoFiles shows files in all states beside a call: offered, on their way,
// held up by a full disk, and done.
func TestDemoFiles(t *testing.T) {
	if *demoFolder == "" {
		t.Skip("make demo shows it")
	}
	disk := smallDisk(t, "240m")
	jonas := furnish(t, "Jonas Weber", "", "--accept-calls", "--downloads", disk)
	mara := furnish(t, "Mara Lindqvist", "")
	for _, d := range []*desktop{jonas, mara} {
		d.turnTo("home")
	}
	mara.call("Jonas Weber")
	for _, d := range []*desktop{jonas, mara} {
		d.state(call.Active)
		d.sees()
	}
	from := t.TempDir()
	path := func(name string, size int64) string {
		put(t, filepath.Join(from, name), size)
		return filepath.Join(from, name)
	}
	jonas.click("call", "files")
	mara.drop("tile-0", path("Floor plan 3.pdf", 18_400_000))
	jonas.offered("Floor plan 3.pdf")
	jonas.click("call", "file-0-accept")
	jonas.files("have it", in(transfer.Done))

	mara.drop("tile-0", path("Drawings.zip", 180_000_000))
	jonas.offered("Drawings.zip")
	jonas.click("call", "file-0-accept")
	jonas.files("receive some of it", func(e call.Event) bool { return e.State == transfer.Running.String() && *e.Sent > 60<<20 })
	fill(t, disk)
	jonas.files("wait for room", in(transfer.Paused))

	jonas.drop("tile-0", path("Walk through 4.mov", 1_400_000_000))
	mara.offered("Walk through 4.mov")
	mara.drop("tile-0", photos(t, from))
	jonas.offered("Photos of the site")
	mara.click("call", "file-0-accept")
	jonas.files("send some of it", func(e call.Event) bool { return e.State == transfer.Running.String() && *e.Sent > 400_000_000 })
	jonas.sees()
	jonas.display.Keep(filepath.Join(*demoFolder, "9-files.png"), jonas.display.Window("Mara Lindqvist – Parley").Bounds)
	jonas.leave()
	mara.leave()
}

// photos makes a folder of large files, all holes.
func photos(t *testing.T, in string) (folder string) {
	t.Helper()
	folder = filepath.Join(in, "Photos of the site")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range 214 {
		path := filepath.Join(folder, fmt.Sprintf("%03d.jpg", i))
		put(t, path, 0)
		if err := os.Truncate(path, 5_600_000); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
