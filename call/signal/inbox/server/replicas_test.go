package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal/bus"
	"parley/call/signal/bus/bustest"
	"parley/call/signal/inbox"
	"parley/call/signal/signaltest"
)

// replicate opens so many servers that share a real NATS.
func replicate(t *testing.T, n int) (halls []*hall) {
	t.Helper()
	broker := bustest.NATS(t, bustest.AnyPort)
	for range n {
		b, err := bus.Connect(broker.ClientURL(), bus.Inboxes, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		halls = append(halls, serve(t, func(c *Config) {
			c.Bus, c.Limits.Gather = b, patience
			c.Limits.Sends, c.Limits.Messages = Rate{Burst: 1000, PerSecond: 1000}, Rate{Burst: 1000, PerSecond: 1000}
		}))
	}
	return halls
}

// sent leaves messages until one comes: who shares a bus learns a moment later
// where somebody is.
func (h *hall) sent(id *identity.Identity, first byte, socket *inboxSocket) {
	h.t.Helper()
	for end := time.Now().Add(patience); ; {
		if status := h.leave(id, first); status != http.StatusAccepted {
			h.t.Fatalf("answered %d", status)
		}
		select {
		case frame := <-socket.frames:
			if frame[0] != inbox.FrameMessage || frame[1] != first {
				h.t.Fatalf("came %x", frame[:2])
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(end) {
			h.t.Fatal("nothing comes")
		}
	}
}

// inboxSocket is an open inbox whose frames are read as they come.
type inboxSocket struct{ frames chan []byte }

func (h *hall) opens(id *identity.Identity) *inboxSocket {
	h.t.Helper()
	socket := h.own(id)
	s := &inboxSocket{make(chan []byte, 1000)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(s.frames)
		for {
			_, frame, err := socket.Read(ctx)
			if err != nil {
				return
			}
			s.frames <- frame
		}
	}()
	h.t.Cleanup(func() {
		cancel()
		<-done
	})
	return s
}

// TestReplicas has an owner at one replica and others at another; then the owner
// moves.
func TestReplicas(t *testing.T) {
	halls := replicate(t, 2)
	left, right := halls[0], halls[1]
	mara := signaltest.Generate(t)
	first := left.opens(mara)
	right.sent(mara, 7, first)
	second := right.opens(mara)
	for range first.frames { // until the inbox is closed there
	}
	left.sent(mara, 8, second)
}

// TestReplicasKeep leaves a message for somebody who is away, and who comes back
// to another replica.
func TestReplicasKeep(t *testing.T) {
	halls := replicate(t, 2)
	left, right := halls[0], halls[1]
	mara := signaltest.Generate(t)
	first := left.own(mara)
	_ = first.CloseNow()
	eventually(t, "Mara is away", left.away(mara))
	if status := left.leave(mara, 9); status != http.StatusAccepted {
		t.Fatalf("answered %d", status)
	}
	if got := right.read(right.own(mara), inbox.FrameMessage); got[0] != 9 {
		t.Errorf("came %x", got[0])
	}
}

// TestReplicasPresence asks one replica who is at the other.
func TestReplicasPresence(t *testing.T) {
	halls := replicate(t, 3)
	left, right := halls[0], halls[1]
	token := bytes.Repeat([]byte{5}, len(inbox.Token{}))
	left.write(left.own(signaltest.Generate(t)), inbox.FrameTokens, token)
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, right.web.URL+"/p", bytes.NewReader(token))
		if err != nil {
			t.Fatal(err)
		}
		var answer []byte
		if response, err := right.web.Client().Do(request); err == nil {
			answer, _ = io.ReadAll(response.Body)
			response.Body.Close()
		}
		cancel()
		if bytes.Equal(answer, []byte{1}) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("answered %x", answer)
		}
	}
}

func FuzzParseShared(f *testing.F) {
	f.Add(share(leftKind, make([]byte, inbox.SealedSize)))
	f.Add(share(openedKind))
	f.Add(share(asksKind, make([]byte, 16+32)))
	f.Add(share(answersKind, make([]byte, 16+2)))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, rest, ok := parseShared(b)
		if ok && !bytes.Equal(share(kind, rest), b) {
			t.Errorf("%x is read otherwise than written", b)
		}
		if ok && (kind == asksKind || kind == answersKind) && len(rest) <= len(question{}) {
			t.Errorf("%x asks nothing", b)
		}
	})
}
