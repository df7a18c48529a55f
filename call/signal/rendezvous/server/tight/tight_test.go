package tight

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestEarlyFrames has what a quick client sends arrive with its request, and
// more of it than a small buffer holds.
func TestEarlyFrames(t *testing.T) {
	early := strings.Repeat("early", 300)
	heard := make(chan string, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := (&writer{ResponseWriter: w}).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		// As coder/websocket takes it over.
		b, _ := rw.Reader.Peek(rw.Reader.Buffered())
		rw.Reader.Reset(io.MultiReader(strings.NewReader(string(b)), conn))
		said, _ := bufio.NewReader(rw.Reader).ReadString('.')
		heard <- said
	}))
	defer web.Close()
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"+early); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "late."); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != early+"late." {
		t.Errorf("%d bytes were heard: %.20q", len(got), got)
	}
}
