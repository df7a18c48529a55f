package guest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"parley/assets/guest"
	"parley/assets/guest/guesttest"
)

// bench opens an empty page from which the page's modules can be imported, and
// those of testdata.
func bench(t *testing.T) (p *guesttest.Page, folder string) {
	t.Helper()
	return benchIn(t, guesttest.Start(t))
}

func benchIn(t *testing.T, b *guesttest.Browser) (p *guesttest.Page, folder string) {
	t.Helper()
	site := guest.New()
	mux := http.NewServeMux()
	site.Handle(mux)
	mux.Handle("GET /test/", http.StripPrefix("/test/", http.FileServer(http.Dir("testdata"))))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>test</title>"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return b.Visit(server.URL + "/"), site.Folder()
}

// TestModules runs the tests of testdata, which are beside the page because
// they are in its language.
func TestModules(t *testing.T) {
	p, folder := bench(t)
	var out struct {
		Count  int
		Failed []string
	}
	p.Eval(fmt.Sprintf("import('/test/run.js').then(({ run }) => run(%q))", folder), &out)
	for _, failed := range out.Failed {
		t.Error(failed)
	}
	if out.Count < 35 {
		t.Errorf("only %d tests were run", out.Count)
	}
}

func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // what tests write can be
	}
	return string(text)
}
