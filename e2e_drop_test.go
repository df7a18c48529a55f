//go:build linux

package main

import (
	"flag"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/transfer"
)

// largeFiles is the flag for a file that takes too long for every day.
var largeFiles = flag.Bool("large", false, "drop a file of 2 GiB, too")

// drop drops files on the middle of a part of the call's page, and offers them.
func (d *desktop) drop(part string, paths ...string) {
	d.t.Helper()
	at := middle(d.find("call", part))
	for _, p := range d.layout() {
		if p.Page == "call" {
			d.display.Drop(d.display.Window(p.Title), at.X, at.Y, paths...)
		}
	}
	d.clickAway("parcel-offer")
}

// clickAway clicks on a part of the call's page that goes by that, again if a
// busy window missed it.
func (d *desktop) clickAway(part string) {
	d.t.Helper()
	d.click("call", part)
	d.display.Eventually(d.name+"'s "+part+" to go", func() bool {
		for range 20 {
			if _, shows := d.spot("call", part); !shows {
				return true
			}
			time.Sleep(50 * time.Millisecond)
		}
		if at, shows := d.spot("call", part); shows {
			d.display.Click(middle(at).X, middle(at).Y)
		}
		return false
	})
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }

// accepts waits for an offer and takes it, by a click. It returns where the
// first of it is.
func (d *desktop) accepts(name string) (path string) {
	d.t.Helper()
	d.offered(name)
	return d.takes(name)
}

func (d *desktop) offered(name string) {
	d.t.Helper()
	d.files("be offered "+name, func(e call.Event) bool { return e.State == transfer.Offered.String() && e.Name == name })
}

func (d *desktop) takes(name string) (path string) {
	d.t.Helper()
	d.clickAway("offer-0-accept")
	e := d.files("have it", func(e call.Event) bool { return e.State == transfer.Done.String() && e.Name == name })
	if len(e.Placed) == 0 {
		d.t.Fatalf("%q is nowhere", name)
	}
	return e.Placed[0]
}

// TestDropOnAWindow drops what people drop, on the other's picture and
// elsewhere. The other person accepts each by a click.
func TestDropOnAWindow(t *testing.T) {
	downloads := filepath.Join(t.TempDir(), "downloads")
	a, b := twoDesktops(t, "--downloads", downloads)
	from := t.TempDir()
	path := func(name string, size int64) string {
		put(t, filepath.Join(from, name), size)
		return filepath.Join(from, name)
	}
	for _, c := range []struct {
		what, on string
		paths    []string
	}{
		{"a file", "tile-0", []string{path("Grüße aus Köln.txt", 5)}},
		{"three files, one of them empty", "tile-0", []string{path("one #1 &.txt", 100), path("empty", 0), path("3%41.bin", 700<<10)}},
		{"an empty file, beside the pictures", "people", []string{path("nothing.txt", 0)}},
		{"a folder of 2000 files with odd names", "tile-0", []string{luggage(t, 2000, 3<<20)}},
	} {
		a.drop(c.on, c.paths...)
		first := filepath.Base(c.paths[0])
		b.offered(first)
		if _, err := os.Stat(filepath.Join(downloads, first)); err == nil {
			t.Errorf("%s: it is there before it was accepted", c.what)
		}
		b.shoot("7-offer")
		b.takes(first)
		for _, path := range c.paths {
			same(t, treeOf(t, path), treeOf(t, filepath.Join(downloads, filepath.Base(path))))
		}
		time.Sleep(200 * time.Millisecond) // the offer's card leaves
	}
	a.leave()
	b.leave()
}

// TestDropOfALargeFile drops 2 GiB, of which a part is a hole.
func TestDropOfALargeFile(t *testing.T) {
	if !*largeFiles {
		t.Skip("-large drops it")
	}
	downloads := filepath.Join(t.TempDir(), "downloads")
	a, b := twoDesktops(t, "--downloads", downloads)
	path := filepath.Join(t.TempDir(), "large.img")
	const size = 2 << 30
	put(t, path, size/2)
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	want := treeOf(t, path)
	a.drop("tile-0", path)
	began := time.Now()
	came := b.accepts(filepath.Base(path))
	t.Logf("2 GiB, half of it a hole, came in %v", time.Since(began).Round(time.Millisecond))
	same(t, want, treeOf(t, came))
	for _, d := range []*desktop{a, b} {
		d.sees()
	}
	a.leave()
	b.leave()
}
