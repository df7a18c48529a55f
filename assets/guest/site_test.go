package guest_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"parley/assets/guest"
)

// most is how much a visit may load, in bytes, the list of words included that
// is loaded only to compare them.
const most = 200_000

func fetch(t *testing.T, handler http.Handler, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Result()
}

func handler() http.Handler {
	mux := http.NewServeMux()
	guest.New().Handle(mux)
	return mux
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// imported finds what a module or a page loads.
var imported = regexp.MustCompile(`(?:from |src="|href="|new URL\()['"]?([^'" ]+\.(?:js|css|svg|txt))['"]`)

// TestVisit loads all that the page loads, as a browser would, and weighs it.
func TestVisit(t *testing.T) {
	h := handler()
	page := fetch(t, h, "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg")
	text := read(t, page.Body)
	if page.StatusCode != http.StatusOK || strings.ContainsAny(text, "{}") {
		t.Fatalf("%s: %s", page.Status, text)
	}
	loaded, packed, plain := map[string]bool{}, len(text), len(text)
	var load func(at, text string)
	load = func(at, text string) {
		for _, found := range imported.FindAllStringSubmatch(text, -1) {
			file := found[1]
			if !strings.HasPrefix(file, "/") {
				file = path.Join(path.Dir(at), file)
			}
			if loaded[file] {
				continue
			}
			loaded[file] = true
			r := fetch(t, h, "https://meet.example.org"+file, "Accept-Encoding", "gzip")
			small := read(t, r.Body)
			if r.StatusCode != http.StatusOK || r.Header.Get("Content-Encoding") != "gzip" {
				t.Fatalf("%s: %s, %v", file, r.Status, r.Header)
			}
			unpacked, err := gzip.NewReader(strings.NewReader(small))
			if err != nil {
				t.Fatal(err)
			}
			inner := read(t, unpacked)
			packed, plain = packed+len(small), plain+len(inner)
			load(file, inner)
		}
	}
	load("/", text)
	t.Logf("a visit loads %d files, %d bytes, %d unpacked", len(loaded), packed, plain)
	if packed > most || len(loaded) < 40 {
		t.Errorf("a visit loads %d files, %d bytes", len(loaded), packed)
	}
}

// TestPolicy holds what the page may do.
func TestPolicy(t *testing.T) {
	h := handler()
	page := fetch(t, h, "https://meet.example.org:8443/j/eGsoVsmtsXaB23IYfOjOJg").Header
	policy := page.Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none';", "script-src 'self';", "style-src 'self';", "connect-src 'self' wss://meet.example.org:8443 ",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
	} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %q: %s", want, policy)
		}
	}
	for _, never := range []string{"unsafe", "*", "data:", "http:"} {
		if strings.Contains(policy, never) {
			t.Errorf("the policy has %q: %s", never, policy)
		}
	}
	if page.Get("Cache-Control") != "no-store" || !strings.Contains(page.Get("Permissions-Policy"), "camera=(self)") {
		t.Errorf("%v", page)
	}
}

// TestStrangeHost finds a Host that would write a policy of its own.
func TestStrangeHost(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/j/eGsoVsmtsXaB23IYfOjOJg", nil)
	for host, want := range map[string]int{
		"meet.example.org": 200, "localhost:8080": 200, "[::1]:8080": 200, "192.0.2.1": 200,
		"a; script-src *": 400, "a b": 400, "": 400, "[::1]; x": 400, "a:1:2": 400,
	} {
		r.Host = host
		w := httptest.NewRecorder()
		handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: %d", host, w.Code)
		}
	}
}

// TestFiles looks at types, at how long they are kept, and outside.
func TestFiles(t *testing.T) {
	h := handler()
	page := read(t, fetch(t, h, "/j/x").Body)
	folder := regexp.MustCompile(`/guest/[0-9a-f]{16}/`).FindString(page)
	for file, want := range map[string]string{
		"main.js": "text/javascript", "views/lobby.js": "text/javascript", "styles/base.css": "text/css", "icon.svg": "image/svg+xml", "words.txt": "text/plain",
	} {
		r := fetch(t, h, folder+file)
		if !strings.HasPrefix(r.Header.Get("Content-Type"), want) || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", file, r.Header)
		}
	}
	for _, none := range []string{folder, folder + "site.go", folder + "index.html", folder + "views", "/guest/0000000000000000/main.js", folder + "testdata/run.js"} {
		if r := fetch(t, h, none); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", none, r.Status)
		}
	}
}

// TestNothingFromElsewhere finds sources that would fetch, run or log
// something.
func TestNothingFromElsewhere(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|console\.|debugger|https?://(?:[^w]|w[^w])`)
	for name, text := range guest.Sources() {
		for i, line := range strings.Split(text, "\n") {
			if forbidden.MatchString(line) && !strings.HasPrefix(strings.TrimSpace(line), "//") {
				t.Errorf("%s:%d: %s", name, i+1, line)
			}
		}
	}
}
