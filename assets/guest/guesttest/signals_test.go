package guesttest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
	"parley/call/media/frame/testsignal"
)

// TestSignals reads the numbers in the pictures that a page has for a camera.
func TestSignals(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><section class=\"tile\"><video muted autoplay></video></section>"))
	}))
	defer server.Close()
	p := guesttest.Start(t).Visit(server.URL, guesttest.Signals)
	p.Eval("navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => { document.querySelector('video').srcObject = stream; })", nil)
	var last int64 = -1
	for end := time.Now().Add(guesttest.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		img := p.Frame(0)
		if img == nil {
			continue
		}
		mark, ok := testsignal.ReadImage(img, img.Bounds())
		if !ok && last < 0 {
			continue // the canvas may not have been painted yet
		}
		if !ok {
			t.Fatal("a picture has no number")
		}
		if age := mark.Age(time.Now()); age < 0 || age > guesttest.Patience/2 {
			t.Errorf("a picture is %v old", age)
		}
		if last >= 0 && int64(mark.Number) > last {
			return
		}
		last = int64(mark.Number)
	}
	t.Error("the numbers do not grow")
}
