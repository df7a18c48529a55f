//go:build linux

package main

import (
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/transfer"
)

// The ways that files take in a call.
const (
	overDirect      = "direct"
	overDataChannel = "data-channel"
)

// joined makes two computers joined by a bad path, and leaves the test out
// where whole programs are not wanted.
func joined(t testing.TB, c pathtest.Conditions) *pathtest.Path {
	t.Helper()
	executable(t)
	return pathtest.Join(t, c)
}

// dataChannelOnly lets the signalling of a call through, and no other
// connection: files have to take the data channel.
func dataChannelOnly(p *pathtest.Path) { p.LetConnect(1) }

// callOver starts a call between the ends of a path; the caller, on the first
// host, has options of its own.
func callOver(t testing.TB, p *pathtest.Path, downloads string, options ...string) (a, b *program) {
	t.Helper()
	waits := append([]string{"wait", "--listen", p.B.Address + ":0", "--downloads", downloads, "--accept-files"}, signals...)
	b = start(t, "Bo", place{namespace: p.B.Namespace}, waits...)
	rings := append([]string{"ring", b.listening()}, signals...)
	a = start(t, "Ada", place{namespace: p.A.Namespace}, append(rings, options...)...)
	inCall(t, a, b)
	return a, b
}

// gets waits until so many bytes of a transfer are through, and returns what
// was told then.
func (p *program) gets(bytes int64) call.Event {
	p.t.Helper()
	return p.files("get on", func(e call.Event) bool { return e.Sent != nil && *e.Sent >= bytes })
}

// cut is how long a path is cut in the middle of a transfer.
const cut = 10 * time.Second

// TestPathIsCut cuts the path in the middle of a transfer: it goes on, and what
// arrives is what was sent.
func TestPathIsCut(t *testing.T) {
	const size = 12 << 20
	for name, over := range map[string]string{"direct in a call": overDirect, "data channel": overDataChannel} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, f := joined(t, quick), newFreight(t, size)
			if over == overDataChannel {
				dataChannelOnly(p)
			}
			a, b := callOver(t, p, f.downloads, "--send", f.path)
			if e := b.gets(size / 4); e.Over != over {
				t.Errorf("the files go %q, not %q", e.Over, over)
			}
			f.isCut(p, b)
			f.arrives(a, b)
			resumes(a, b)
			a.leave()
			b.leave()
		})
	}
	t.Run("without a call", func(t *testing.T) {
		t.Parallel()
		p, f := joined(t, quick), newFreight(t, size)
		b := start(t, "Bo", place{namespace: p.B.Namespace}, "receive", "--listen", p.B.Address+":0", "--downloads", f.downloads, "--accept-files")
		a := start(t, "Ada", place{namespace: p.A.Namespace}, "send", f.path, b.listening())
		b.gets(size / 4)
		f.isCut(p, b)
		f.arrives(a, b)
		if status := a.status(); status != exitDone {
			t.Errorf("status %d", status)
		}
		b.leave()
	})
}

// quick is a path on which a transfer takes a few seconds.
var quick = pathtest.Conditions{Delay: 10 * time.Millisecond, Rate: 20_000_000}

// freight is a file that is sent, and where it shall arrive.
type freight struct {
	t               testing.TB
	path, downloads string
}

func newFreight(t testing.TB, size int64) freight {
	t.Helper()
	dir := t.TempDir()
	f := freight{t, filepath.Join(dir, "freight.bin"), filepath.Join(dir, "downloads")}
	put(t, f.path, size)
	return f
}

// isCut cuts the path for a while, during which nothing arrives.
func (f freight) isCut(p *pathtest.Path, receiver *program) {
	f.t.Helper()
	p.Set(quick.Cut())
	time.Sleep(cut)
	receiver.forget()
	p.Set(quick)
}

// arrives waits until both sides say so, and compares.
func (f freight) arrives(a, b *program) {
	f.t.Helper()
	b.files("have it", in(transfer.Done))
	a.files("hear that it arrived", in(transfer.Done))
	f.isSame()
}

// isSame compares what is in the downloads with what was sent.
func (f freight) isSame() {
	f.t.Helper()
	want, err := hashOf(f.path)
	if err != nil {
		f.t.Fatal(err)
	}
	same(f.t, map[string]string{".": "folder", filepath.Base(f.path): want}, treeOf(f.t, f.downloads))
}
