package mesh

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal/signaltest"
	"parley/transfer"
)

// offerFile makes a file of random bytes and offers it.
func offerFile(t *testing.T, from, to *side, size int) (id transfer.ID, content []byte) {
	t.Helper()
	content = make([]byte, size)
	rand.Read(content)
	path := filepath.Join(t.TempDir(), "file.bin")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return from.files.Send([]string{path}, to.id.Key().String())[0], content
}

// awaitFile waits for the end of a transfer and returns over which stream it
// went.
func awaitFile(t *testing.T, s *side, id transfer.ID) (ranks map[transfer.Rank]bool) {
	t.Helper()
	watch := s.files.Watch()
	defer watch.Close()
	timeout := time.After(3 * hang) // beside media on a busy computer files are slow
	ranks = make(map[transfer.Rank]bool)
	for {
		select {
		case list := <-watch.C():
			for _, f := range list {
				if f.ID != id {
					continue
				}
				ranks[f.Rank] = true
				if f.State == transfer.Done {
					return ranks
				}
				if f.State.Ended() {
					t.Fatalf("%v: %s", f.State, transfer.Sentence(f.Reason))
				}
			}
		case <-timeout:
			t.Fatalf("the file does not arrive: %+v", s.files.Transfers())
		}
	}
}

// awaitDirect waits until the one call of a side has a direct stream.
func awaitDirect(t *testing.T, s *side) {
	t.Helper()
	for end := time.Now().Add(hang); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found := make(chan bool, 1)
		s.backend.mu.Lock()
		for _, l := range s.backend.talking {
			l.do(func() {
				found <- slices.ContainsFunc(l.files.streams, func(m *metered) bool { return m.rank == transfer.Direct })
			})
		}
		s.backend.mu.Unlock()
		if <-found {
			return
		}
	}
	t.Fatal("no direct stream is made")
}

func checkFile(t *testing.T, at *side, content []byte) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(at.downloads, "file.bin"))
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes arrived of %d, %v", len(got), len(content), err)
	}
}

// A file takes the direct stream.
func TestFilesGoDirectly(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	answer(t, a, b)
	await[session.Connected](t, a)
	awaitDirect(t, b)
	id, content := offerFile(t, b, a, 200<<10)
	if ranks := awaitFile(t, b, id); !ranks[transfer.Direct] {
		t.Errorf("it went over %v", ranks)
	}
	checkFile(t, a, content)
}

// Where no direct stream can be made a file goes through the call.
func TestFilesGoThroughTheCall(t *testing.T) {
	network := signaltest.NewNetwork()
	network.RefuseStreams()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	answer(t, a, b)
	await[session.Connected](t, a)
	id, content := offerFile(t, a, b, 200<<10)
	if ranks := awaitFile(t, a, id); ranks[transfer.Direct] || !ranks[transfer.DataChannel] {
		t.Errorf("it went over %v", ranks)
	}
	checkFile(t, b, content)
}

// Who is in no call with us cannot hand us anything.
func TestStreamsOfStrangersAreClosed(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b, stranger := newSide(t, network, "A"), newSide(t, network, "B"), newSide(t, network, "S")
	answer(t, a, b)
	stream, err := stranger.network.DialStream(t.Context(), b.backend.people.resolve(session.Target{Text: b.id.Key().String()}))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if n, err := stream.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes came", n)
	}
}

func TestChatIsCarried(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id, _ := answer(t, a, b)
	open := await[session.ChatOpen](t, a)
	a.backend.Chat(id, open.Participant, []byte("hello"))
	if got := await[session.ChatReceived](t, b); string(got.Message) != "hello" {
		t.Errorf("%q", got.Message)
	}
}

// More than a channel takes closes it, and a path that is back opens it again.
func TestChatThatIsFullCloses(t *testing.T) {
	network := signaltest.NewNetwork()
	a, b := newSide(t, network, "A"), newSide(t, network, "B")
	id, _ := answer(t, a, b)
	open := await[session.ChatOpen](t, a)
	a.backend.Chat(id, open.Participant, make([]byte, 1<<20))
	if got := await[session.ChatClosed](t, a); got.Participant != open.Participant {
		t.Errorf("%+v", got)
	}
}
