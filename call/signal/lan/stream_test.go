package lan_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/signaltest"
)

// streamTo opens a stream and returns both ends.
func streamTo(t *testing.T, from, to *lan.Transport, key identity.Key) (here, there signal.Stream) {
	t.Helper()
	here, err := from.DialStream(t.Context(), signal.Target{Key: key, Host: to.Addresses()[0]})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case there = <-to.Streams():
		return here, there
	case <-time.After(hang):
		t.Fatal("no stream came")
		return nil, nil
	}
}

func TestStream(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left, right := open(t, lan.Config{Identity: a, Name: "A"}), open(t, lan.Config{Identity: b, Name: "B"})
	here, there := streamTo(t, left, right, b.Key())
	if here.Remote() != b.Key() || there.Remote() != a.Key() {
		t.Error("the keys are not the other side's")
	}
	if _, err := here.Write([]byte("a file")); err != nil {
		t.Fatal(err)
	}
	if err := here.Close(); err != nil {
		t.Error(err)
	}
	got, err := io.ReadAll(there)
	if string(got) != "a file" {
		t.Errorf("%q, %v", got, err)
	}
	there.Close()
}

func TestStreamToTheWrongKey(t *testing.T) {
	left := open(t, lan.Config{Identity: signaltest.Generate(t), Name: "A"})
	right := open(t, lan.Config{Identity: signaltest.Generate(t), Name: "B"})
	_, err := left.DialStream(t.Context(), signal.Target{Key: signaltest.Generate(t).Key(), Host: right.Addresses()[0]})
	if !errors.Is(err, signal.ErrWrongKey) {
		t.Errorf("%v", err)
	}
}

// Of the streams with one person the oldest gives way; Close ends them all.
func TestStreamsAreCapped(t *testing.T) {
	a, b := signaltest.Generate(t), signaltest.Generate(t)
	left, right := open(t, lan.Config{Identity: a, Name: "A"}), open(t, lan.Config{Identity: b, Name: "B"})
	var ends []signal.Stream
	for range 5 {
		_, there := streamTo(t, left, right, b.Key())
		ends = append(ends, there)
	}
	if _, err := ends[0].Read(make([]byte, 1)); err == nil {
		t.Error("the oldest is still open")
	}
	left.Close()
	for _, s := range ends[1:] {
		if _, err := s.Read(make([]byte, 1)); err == nil {
			t.Error("a stream outlives its transport")
		}
	}
}
