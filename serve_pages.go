package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"strings"

	"parley/assets"
	"parley/assets/guest"
)

// pages is what a browser sees: words at /, and the call behind every link.
func pages(secured bool) http.Handler {
	policy := contentPolicy(assets.ServePage)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(assets.ServePage)
	})
	guest.New().Handle(mux)
	return guarded(mux, secured)
}

// guarded says on everything what browsers are to leave alone.
func guarded(next http.Handler, secured bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Robots-Tag", "noindex")
		if secured {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// contentPolicy allows a page its own style and nothing else (CSP Level 3).
func contentPolicy(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// origin is what browsers call the site; empty where only they know.
func (o webOptions) origin() string {
	switch {
	case o.Domain == "":
		return ""
	case o.HTTP != "": // behind a proxy
		return "https://" + o.Domain
	}
	return strings.TrimSuffix(o.url(nil), "/")
}

// url is where people find the site that listens at an address.
func (o webOptions) url(at net.Addr) string {
	switch {
	case o.HTTP != "":
		return "http://" + at.String() + "/"
	case o.Domain == "":
		return "https://" + at.String() + "/"
	}
	if _, port, _ := net.SplitHostPort(string(o.HTTPS)); port != "443" {
		return "https://" + o.Domain + ":" + port + "/"
	}
	return "https://" + o.Domain + "/"
}
