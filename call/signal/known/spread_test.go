package known_test

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// deaf is a server where nobody is ever there. It counts the messages.
type deaf struct{ messages atomic.Int32 }

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.URL.Path, "/i/") {
		d.messages.Add(1)
		return &http.Response{StatusCode: http.StatusAccepted, Body: http.NoBody, Request: r}, nil
	}
	nobody := bytes.NewReader(make([]byte, len(asked)/16))
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(nobody), Request: r}, nil
}

// TestCardIsSentAgain sends a card once an hour to who is never seen: they may
// have been away each time, or hide. On more than one processor the race detector
// breaks at timers of a bubble: golang/go#78156.
func TestCardIsSentAgain(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	synctest.Test(t, func(t *testing.T) {
		const at = "https://meet.example.org"
		server := new(deaf)
		mara, noor := newDevice(t, "Mara", at), newDevice(t, "Noor", at)
		mara.client = &http.Client{Transport: server}
		mara.wishes.Reachable = false // no inbox is opened
		mara.met(noor)
		mara.open()
		if _, err := mara.Take(noor.id.Key(), noor.keys.Card(noor.id, at)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := server.messages.Load(); n != 1 {
			t.Errorf("sent %d times at first", n)
		}
		time.Sleep(3 * time.Hour)
		if n := server.messages.Load(); n != 4 {
			t.Errorf("sent %d times after three hours", n)
		}
		mara.Gave(noor.id.Key(), mara.keys.Card(mara.id, at))
		time.Sleep(3 * time.Hour)
		if n := server.messages.Load(); n != 4 {
			t.Errorf("sent %d times, also to who has it", n)
		}
		_ = mara.Close()
	})
}
