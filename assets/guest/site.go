// Package guest is Parley in a browser: a page for who has a link and no app.
// The page is plain JavaScript modules; a Site serves them.
package guest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Site is what a browser needs to come into a call. Its files have a folder
// named by what is in them, so that a browser keeps them for good and never
// mixes two versions.
type Site struct {
	folder string // begins and ends with /
	page   []byte
	files  map[string]file
}

// file is one file in both forms that browsers take.
type file struct{ plain, packed []byte }

// New returns the site of this program's version.
func New() Site {
	sources := files()
	served := make(map[string]file, len(sources))
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		digest := sha256.Sum256(sources[name])
		sum.Write([]byte(name + "\x00"))
		sum.Write(digest[:])
		served[name] = file{sources[name], pack(sources[name])}
	}
	folder := "/guest/" + hex.EncodeToString(sum.Sum(nil)[:8]) + "/"
	return Site{folder: folder, page: fill(folder, slices.Sorted(maps.Keys(sources))), files: served}
}

// starter is the one script that is no module.
const starter = "start.js"

// fill writes into the page where its files are. All modules are named, so that
// a browser asks for them at once and not one after the other imports it.
func fill(folder string, names []string) []byte {
	var preload bytes.Buffer
	for _, name := range names {
		if path.Ext(name) == ".js" && name != starter {
			fmt.Fprintf(&preload, "<link rel=\"modulepreload\" href=\"%s%s\">\n", folder, name)
		}
	}
	filled := bytes.ReplaceAll(page, []byte("{modules}\n"), preload.Bytes())
	return bytes.ReplaceAll(filled, []byte("{base}"), []byte(folder))
}

// pack compresses (RFC 1952) what is the same for everybody, so that its length
// tells nothing.
func pack(data []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // it fails for levels that there are not
	}
	_, _ = w.Write(data) // a Buffer takes all
	_ = w.Close()
	return out.Bytes()
}

// Handle adds the page at /j/ROOM and its files under /guest/.
func (g Site) Handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /j/{room}", g.showPage)
	mux.HandleFunc("GET "+g.folder+"{name...}", g.showFile)
}

// host is what may stand in a policy: a name or an address, and a port.
var host = regexp.MustCompile(`^[A-Za-z0-9.\-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

// showPage shows the page behind a link. It may load its own files, speak to
// its own server, and nothing else.
func (g Site) showPage(w http.ResponseWriter, r *http.Request) {
	if !host.MatchString(r.Host) {
		http.Error(w, "no such site", http.StatusBadRequest)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy(r.Host))
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), screen-wake-lock=(self), speaker-selection=(self), clipboard-write=(self), geolocation=(), usb=(), serial=(), hid=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(g.page)
}

// policy is the page's content policy (CSP Level 3). Not every browser
// takes 'self' for WebSockets too, so the server's are named; behind a proxy it
// is not known which of the two is there.
func policy(host string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; connect-src 'self' wss://" + host + " ws://" + host +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

// showFile shows a file of the page.
func (g Site) showFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	file, there := g.files[name]
	if !there {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mediaType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Vary", "Accept-Encoding")
	if !takesGzip(r) {
		_, _ = w.Write(file.plain)
		return
	}
	h.Set("Content-Encoding", "gzip")
	_, _ = w.Write(file.packed)
}

func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		if name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";"); name == "gzip" && !strings.HasPrefix(strings.TrimSpace(weight), "q=0") {
			return true
		}
	}
	return false
}

// mediaType does not ask the computer, whose list may be another.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/plain; charset=utf-8"
}
