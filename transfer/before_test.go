package transfer_test

import (
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"parley/transfer"
	"parley/transfer/block"
	"parley/transfer/wire"
)

// TestNothingBeforeAccept sends frames in any order, any number of times, for
// offers that nobody accepted: nothing is written, and nothing is asked for.
func TestNothingBeforeAccept(t *testing.T) {
	t.Parallel()
	data, offer := list(t, file("x", 3), file("y", 300<<10))
	rapid.Check(t, func(r *rapid.T) {
		b := newEnd(t, "b")
		defer b.Close()
		ours, theirs := net.Pipe()
		stream := b.Attach("hand", theirs, transfer.Direct)
		seen := make(chan []wire.Type)
		go func() { seen <- types(ours) }()
		_, _ = ours.Write(wire.AppendHello(nil))
		for _, frame := range anyFrames(r, data, offer) {
			if _, err := ours.Write(frame); err != nil {
				break // it had enough
			}
		}
		ours.Close()
		<-stream.Done()
		for _, kind := range <-seen {
			if kind == wire.TypeAccept || kind == wire.TypeGo {
				r.Fatalf("frame %d", kind)
			}
		}
		b.Close()
		b.untouched()
	})
}

// types returns the types of the frames that come.
func types(conn io.Reader) []wire.Type {
	var seen []wire.Type
	for r := wire.NewReader(conn); ; {
		f, err := r.Next()
		if err != nil {
			return seen
		}
		seen = append(seen, f.Type)
	}
}

func anyFrames(t *rapid.T, data []byte, offer wire.Offer) [][]byte {
	hash := block.NewHasher(offer.Hash).Block(0, 0, []byte("abc"))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []byte {
		o := offer
		o.ID[0] = rapid.Byte().Draw(t, "id")
		h := wire.Handle(rapid.Uint32Range(1, 3).Draw(t, "handle"))
		entry := rapid.Uint32Range(0, 2).Draw(t, "entry")
		side := rapid.SampledFrom([]wire.Side{wire.Sender, wire.Receiver}).Draw(t, "side")
		head := wire.Block{Handle: h, Entry: entry, Length: 3, Hash: hash}
		frames := [][]byte{
			o.Append(nil), o.Append(nil), o.Append(nil), wire.AppendEmpty(nil, wire.TypeOffered),
			wire.Accept{ID: o.ID, Handle: h}.Append(nil), wire.Go{ID: o.ID, Handle: h, Entry: entry}.Append(nil),
			wire.Note{Type: wire.TypeDone, ID: o.ID}.Append(nil), wire.Note{Type: wire.TypeDecline, ID: o.ID}.Append(nil),
			wire.Note{Type: wire.TypePause, ID: o.ID, Side: side}.Append(nil), wire.Note{Type: wire.TypePause, ID: o.ID, Side: side, On: true}.Append(nil),
			wire.Note{Type: wire.TypeClosed, ID: o.ID, Side: side}.Append(nil), wire.Note{Type: wire.TypeCancel, ID: o.ID, Side: side}.Append(nil),
			wire.AppendHandle(nil, wire.TypeStop, h), wire.AppendEmpty(nil, wire.TypePing),
			wire.AppendManifest(nil, h, data), head.Append(nil, []byte("abc")), wire.AppendData(nil, []byte("abc")),
			wire.Zeros{Handle: h, Entry: entry, Count: 1}.Append(nil), wire.End{Handle: h, Entry: entry, Hash: hash}.Append(nil),
			wire.Skip{Handle: h, Entry: entry}.Append(nil), wire.AppendHandle(nil, wire.TypeStopped, h), wire.AppendHandle(nil, wire.TypeFinished, h),
		}
		return slices.Clone(rapid.SampledFrom(frames).Draw(t, "frame"))
	}), 1, 30).Draw(t, "frames")
}

// FuzzStream takes any bytes for what the other side of a stream says, from
// somebody whose offers are accepted unasked.
func FuzzStream(f *testing.F) {
	data, offer := list(f, file("x", 3), file("y", 0))
	hello := wire.AppendHello(nil)
	talk := slices.Concat(hello, offer.Append(nil), wire.AppendManifest(nil, 1, data), wire.AppendHandle(nil, wire.TypeStopped, 1),
		whole(offer, 2, 0, []byte("abc")), whole(offer, 2, 1, nil), wire.AppendHandle(nil, wire.TypeFinished, 2))
	f.Add(talk)
	f.Add(talk[:len(talk)-20])
	f.Add(slices.Concat(hello, wire.Go{Handle: 1}.Append(nil)))
	f.Fuzz(func(t *testing.T, said []byte) {
		b := newEnd(t, "b", acceptAll)
		ours, theirs := net.Pipe()
		stream := b.Attach("hand", theirs, transfer.Direct)
		read := make(chan struct{})
		go func() { defer close(read); types(ours) }()
		_ = ours.SetWriteDeadline(time.Now().Add(patience))
		_, _ = ours.Write(said)
		ours.Close()
		<-stream.Done()
		<-read
		b.Close()
	})
}

// TestSilence ends streams on which nobody speaks, or no longer does.
func TestSilence(t *testing.T) {
	for name, hello := range map[string][]byte{"from the beginning": nil, "after hello": wire.AppendHello(nil)} {
		t.Run(name, func(t *testing.T) {
			b := newEndOpen(t)
			synctest.Test(t, func(t *testing.T) {
				engine, err := transfer.Open(b)
				if err != nil {
					t.Fatal(err)
				}
				ours, theirs := net.Pipe()
				stream := engine.Attach("mute", theirs, transfer.Direct)
				go func() { _, _ = io.Copy(io.Discard, ours) }()
				_, _ = ours.Write(hello)
				began := time.Now()
				<-stream.Done()
				if took := time.Since(began); took < 9*time.Second || took > 40*time.Second {
					t.Errorf("took %v", took)
				}
				ours.Close()
				engine.Close()
			})
		})
	}
}

func newEndOpen(t *testing.T) transfer.Config {
	return transfer.Config{State: t.TempDir(), Downloads: t.TempDir()}
}
