//go:build linux

package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// browserCall is a call between two headless Chromiums, which the figures are
// measured against. Its page is testdata/call.html; a server of the test
// passes the signalling on.
type browserCall struct {
	t     testing.TB
	posts posts
	first chan browserReport
	large chan browserReport // a picture of full size at full rate came in
	sides []*exec.Cmd

	mu     sync.Mutex
	fps    []float64 // pictures a second that arrived, a report each
	delays []float64 // from capture to display, in milliseconds, a picture each
}

// browserReport is what a page tells the test.
type browserReport struct {
	Side          string
	Ms            float64 // from accept to the first picture
	Width, Height int
	FPS           float64
	Delays        []float64 // in milliseconds, of the pictures since the last report
}

// callBetweenBrowsers starts the call. Both browsers show it clip and sound
// in place of a camera and a microphone.
func callBetweenBrowsers(t testing.TB, clip, sound string) *browserCall {
	t.Helper()
	c := &browserCall{
		t: t, posts: newPosts(),
		first: make(chan browserReport, 2), large: make(chan browserReport, 64),
	}
	server := httptest.NewServer(c.handler())
	t.Cleanup(server.Close)
	for _, side := range []string{"b", "a"} {
		c.sides = append(c.sides, openChromium(t, "", server.URL+"/#"+side, clip, sound))
	}
	return c
}

func (c *browserCall) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join("testdata", "call.html"))
	})
	c.posts.handle(mux)
	mux.HandleFunc("POST /first", c.report(c.first, func(browserReport) bool { return true }))
	mux.HandleFunc("POST /picture", c.report(c.large, func(r browserReport) bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.fps = append(c.fps, r.FPS)
		c.delays = append(c.delays, r.Delays...)
		return r.Height == 720 && r.FPS > 20
	}))
	return mux
}

// pictures returns how many arrived a second, and how late they were shown,
// since the last time it was asked.
func (c *browserCall) pictures() (fps, delays []float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fps, delays = c.fps, c.delays
	c.fps, c.delays = nil, nil
	return fps, delays
}

func (c *browserCall) report(to chan<- browserReport, wanted func(browserReport) bool) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		var report browserReport
		if json.NewDecoder(r.Body).Decode(&report) != nil || !wanted(report) {
			return
		}
		select {
		case to <- report:
		default: // more than anybody waits for
		}
	}
}

// posts pass the signalling of two pages on.
type posts map[string]chan json.RawMessage // by side: what waits for it

func newPosts() posts {
	return posts{"a": make(chan json.RawMessage, 64), "b": make(chan json.RawMessage, 64)}
}

func (p posts) handle(mux *http.ServeMux) {
	mux.HandleFunc("POST /to/{side}", func(_ http.ResponseWriter, r *http.Request) {
		var message json.RawMessage
		if json.NewDecoder(r.Body).Decode(&message) == nil {
			p[r.PathValue("side")] <- message
		}
	})
	mux.HandleFunc("GET /for/{side}", func(w http.ResponseWriter, r *http.Request) {
		select {
		case message := <-p[r.PathValue("side")]:
			_, _ = w.Write(message)
		case <-time.After(10 * time.Second):
			_, _ = w.Write([]byte("{}"))
		case <-r.Context().Done():
		}
	})
}

// openChromium starts a browser with a profile of its own on a page, in a
// network namespace if one is named. It shows clip and sound in place of a
// camera and a microphone, and ends with the test.
func openChromium(t testing.TB, namespace, page, clip, sound string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	command := []string{
		"chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
		"--use-file-for-fake-video-capture=" + clip, "--use-file-for-fake-audio-capture=" + sound,
		"--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
		"--disable-features=WebRtcHideLocalIpsWithMdns", // nobody answers for such names here
		"--user-data-dir=" + home, page,
	}
	if namespace != "" {
		command = append([]string{"ip", "netns", "exec", namespace}, command...)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = private(home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeBrowser(cmd) })
	return cmd
}

// closeBrowser ends a browser with all of its processes.
func closeBrowser(cmd *exec.Cmd) {
	family := descendants(cmd.Process.Pid)
	_ = cmd.Process.Signal(os.Interrupt)
	done := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	done.Stop()
	for _, pid := range family {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// await waits until both sides see each other at full size, and returns how
// long each waited for the first picture, in milliseconds.
func (c *browserCall) await() (first []float64) {
	c.t.Helper()
	timeout := time.After(patience)
	seen := map[string]bool{}
	for len(first) < 2 || len(seen) < 2 {
		select {
		case r := <-c.first:
			first = append(first, r.Ms)
		case r := <-c.large:
			seen[r.Side] = true
		case <-timeout:
			c.t.Fatalf("the browsers do not see each other: %d have a picture, %d at full size", len(first), len(seen))
		}
	}
	return first
}
