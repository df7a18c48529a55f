package transfer_test

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/manifest/manifesttest"
	"parley/transfer/wire"
)

// hand is a peer that speaks the protocol by hand.
type hand struct {
	t      testing.TB
	conn   net.Conn
	frames chan got
	stream *transfer.Stream // of the other side
}

type got struct {
	kind    wire.Type
	payload []byte
}

// byHand attaches a hand to an end.
func byHand(t testing.TB, e *end) *hand {
	t.Helper()
	ours, theirs := tcp(t)
	h := &hand{t: t, conn: ours, frames: make(chan got, 1024), stream: e.Attach("hand", theirs, transfer.Direct)}
	read := make(chan struct{})
	go func() { defer close(read); h.read() }()
	t.Cleanup(func() { ours.Close(); <-read })
	h.send(wire.AppendHello(nil))
	return h
}

func (h *hand) read() {
	defer close(h.frames)
	r := wire.NewReader(h.conn)
	for {
		f, err := r.Next()
		if err != nil {
			return
		}
		if f.Type == wire.TypeBlock || f.Type == wire.TypeData {
			if r.Discard() != nil {
				return
			}
		}
		h.frames <- got{f.Type, bytes.Clone(f.Payload)}
	}
}

// send writes, whatever the other side thinks of it.
func (h *hand) send(frames ...[]byte) { _, _ = h.conn.Write(bytes.Join(frames, nil)) }

// want waits for a frame of a type.
func (h *hand) want(kind wire.Type) []byte {
	h.t.Helper()
	late := time.After(patience)
	for {
		select {
		case f, open := <-h.frames:
			if !open {
				h.t.Fatalf("closed instead of frame %d", kind)
			}
			if f.kind == kind {
				return f.payload
			}
		case <-late:
			h.t.Fatalf("no frame %d", kind)
		}
	}
}

// closed waits for the other side to have had enough.
func (h *hand) closed() error {
	h.t.Helper()
	select {
	case <-h.stream.Done():
	case <-time.After(patience):
		h.t.Fatal("still open")
	}
	return h.stream.Err()
}

// list makes a manifest and its offer.
func list(t testing.TB, entries ...manifest.Entry) ([]byte, wire.Offer) {
	t.Helper()
	data, offer := manifesttest.List(t, entries...)
	offer.ID = wire.ID{1, 2, 3}
	return data, offer
}

func file(name string, size int) manifest.Entry {
	return manifest.Entry{Kind: wire.File, Name: name, Size: int64(size), Mode: 0o7777}
}

// give offers and sends a manifest, and waits for the first go.
func (h *hand) give(data []byte, offer wire.Offer) wire.Go {
	h.t.Helper()
	h.send(offer.Append(nil))
	h.list(data)
	m, err := wire.DecodeGo(h.want(wire.TypeGo))
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *hand) list(data []byte) {
	h.t.Helper()
	m, err := wire.DecodeAccept(h.want(wire.TypeAccept))
	if err != nil {
		h.t.Fatal(err)
	}
	for part := data[m.Offset:]; len(part) > 0; {
		n := min(len(part), 50000)
		h.send(wire.AppendManifest(nil, m.Handle, part[:n]))
		part = part[n:]
	}
	h.send(wire.AppendHandle(nil, wire.TypeStopped, m.Handle))
}

// whole returns the frames of a file of one block.
func whole(offer wire.Offer, handle wire.Handle, entry uint32, data []byte) []byte {
	hasher := block.NewHasher(offer.Hash)
	var out []byte
	var hashes []block.Hash
	if len(data) > 0 {
		hash := hasher.Block(entry, 0, data)
		hashes = append(hashes, hash)
		if hash == (block.Hash{}) {
			out = wire.Zeros{Handle: handle, Entry: entry, Count: 1}.Append(out)
		} else {
			head := wire.Block{Handle: handle, Entry: entry, Length: len(data), Hash: hash}
			out = head.Append(out, data)
		}
	}
	return wire.End{Handle: handle, Entry: entry, Hash: hasher.File(entry, int64(len(data)), hashes)}.Append(out)
}

// untouched checks that nothing was written.
func (e *end) untouched() {
	e.t.Helper()
	for _, folder := range []string{"in", "out", "parcels"} {
		if entries, _ := os.ReadDir(filepath.Join(e.state, folder)); len(entries) > 0 {
			e.t.Errorf("%s: %v", folder, entries)
		}
	}
	if _, err := os.Stat(e.downloads); err == nil {
		e.t.Error("the downloads folder was made")
	}
}

// block sends a block in frames.
func (h *hand) block(m wire.Block, data []byte) {
	data = data[:min(len(data), m.Length)]
	n := min(60000, len(data))
	h.send(m.Append(nil, data[:n]))
	for data = data[n:]; len(data) > 0; data = data[n:] {
		n = min(60000, len(data))
		h.send(wire.AppendData(nil, data[:n]))
	}
}

func (h *hand) drain() {
	for {
		select {
		case <-h.frames:
		default:
			return
		}
	}
}
