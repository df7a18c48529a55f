package guest_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"parley/assets/guest/guesttest"
)

// brittle serves the page, and breaks off so many requests for one of its files.
type brittle struct {
	http.Handler
	file   string
	breaks atomic.Int32
}

func (b *brittle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, b.file) && b.breaks.Add(-1) >= 0 {
		panic(http.ErrAbortHandler)
	}
	b.Handler.ServeHTTP(w, r)
}

func newBrittle(t *testing.T, file string, breaks int32) (*brittle, string) {
	t.Helper()
	b := &brittle{Handler: handler(), file: file}
	b.breaks.Store(breaks)
	return b, serve(t, b)
}

// TestPageThatBroke breaks a part of the page off on its way: the page loads itself
// again, and asks when that does not help.
func TestPageThatBroke(t *testing.T) {
	b := guesttest.Start(t)
	const arrived, asks = "document.querySelector('#app main')", "document.querySelector('#broken').offsetParent"
	for _, file := range []string{"views/lobby.js", "styles/base.css", "main.js"} {
		_, url := newBrittle(t, file, 2)
		page := b.Visit(newLink(t, url))
		page.Wait(arrived + " && getComputedStyle(document.body).margin === '0px'")
		page.Close()
	}

	server, url := newBrittle(t, "views/lobby.js", 1<<30)
	page := b.Visit(newLink(t, url))
	page.Wait(asks)
	shoot(page, "broken")
	server.breaks.Store(0)
	page.Click("Try again")
	page.Wait(arrived)
}
