package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/assets"
)

func TestServeUsage(t *testing.T) {
	t.Setenv(turnSecret, "")
	for args, want := range map[string]string{
		"":                                           "not known where to serve",
		"--domain https://a.org":                     "is no domain",
		"--domain 203.0.113.7":                       "is no domain",
		"--domain a..org":                            "is no domain",
		"--domain=-a.org":                            "is no domain",
		"--tls-cert a.pem":                           "takes its key",
		"--http :0 --tls-cert a --tls-key b":         "no use for a certificate",
		"--http 8080":                                "has to be HOST:PORT",
		"--http :0 --turn 3478":                      "has to be HOST:PORT",
		"--http :0 --turn :0 --no-turn":              "of one kind only",
		"--http :0 --relay-ports 70-80":              "two ports from 1024",
		"--http :0 --relay-ports 60000-50000":        "two ports from 1024",
		"--http :0 --external-turn example.org":      "is no TURN server",
		"--http :0 --external-turn stun:example.org": "is no TURN server",
		"--http :0 --external-turn turn:example.org": "secret is missing",
		"--http :0 --max-rooms 0":                    "room for one",
		"--http :0 --nats nats://me:psst@nats":       "can read it",
		"--http :0 --turn :0 --relay-address here":   "is no address",
	} {
		status, out, said := typed(t, &furnished{}, append([]string{"serve"}, strings.Fields(args)...)...)
		if status != exitUsage || !strings.Contains(said, want) || out != "" {
			t.Errorf("parley serve %s: status %d, said %q and printed %q; want %q", args, status, said, out, want)
		}
	}
}

func TestServeThatCannotStart(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	at := taken.Listener.Addr().String()
	for args, want := range map[string]string{
		"--http " + at:                          "Nobody can be served: ",
		"--http 127.0.0.1:0 --turn " + at:       "TURN cannot be served: ",
		"--http 127.0.0.1:0 --metrics " + at:    "The figures cannot be shown: ",
		"--http 127.0.0.1:0 --nats 127.0.0.1:1": "NATS is not reached: ",
		"--tls-cert " + t.TempDir() + "/none --tls-key none --https 127.0.0.1:0": "The certificate cannot be used: ",
	} {
		status, _, said := typed(t, &furnished{}, append([]string{"serve"}, strings.Fields(args)...)...)
		if status != exitStart || !strings.Contains(said, want) {
			t.Errorf("parley serve %s: status %d, said %q; want %q", args, status, said, want)
		}
	}
}

func TestPages(t *testing.T) {
	for path, status := range map[string]int{
		"/": http.StatusOK, "/j/AAAAAAAAAAAAAAAAAAAAAA": http.StatusOK, "/j/": http.StatusNotFound, "/index.php": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		pages(true).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != status {
			t.Errorf("%s: %d, not %d", path, w.Code, status)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if status == http.StatusOK && (!strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*")) {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	for _, banned := range []string{"<script", "style=", "onclick", "http:", "https:", "src=", "href="} {
		if strings.Contains(string(assets.ServePage), banned) {
			t.Errorf("the page has %s, which its policy forbids or which leads elsewhere", banned)
		}
	}
}

func TestServeAddresses(t *testing.T) {
	for _, test := range []struct {
		webOptions
		origin, url string
	}{
		{webOptions{Domain: "example.org", HTTPS: ":443"}, "https://example.org", "https://example.org/"},
		{webOptions{Domain: "example.org", HTTPS: ":8443"}, "https://example.org:8443", "https://example.org:8443/"},
		{webOptions{Domain: "example.org", HTTP: "127.0.0.1:8080"}, "https://example.org", "http://127.0.0.1:8080/"},
		{webOptions{HTTP: "127.0.0.1:8080"}, "", "http://127.0.0.1:8080/"},
	} {
		if got := test.webOptions.origin(); got != test.origin {
			t.Errorf("%+v: origin %q", test.webOptions, got)
		}
		if got := test.webOptions.url(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}); got != test.url {
			t.Errorf("%+v: url %q", test.webOptions, got)
		}
	}
}

func TestOneAddressOfEachFamily(t *testing.T) {
	var found []netip.Addr
	for _, a := range []string{"2600::1", "::ffff:198.51.100.7", "2600::2", "198.51.100.8"} {
		found = append(found, netip.MustParseAddr(a))
	}
	want := []netip.Addr{netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("2600::1")}
	if got := oneOfEach(found); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

// TestCertificateFilesAreReadAgain renews a certificate, first with one that
// cannot be used.
func TestCertificateFilesAreReadAgain(t *testing.T) {
	folder := t.TempDir()
	now := time.Now()
	f := &certificateFiles{
		certificate: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem"),
		log: slog.New(slog.DiscardHandler), now: func() time.Time { return now },
	}
	if err := f.read(); err == nil {
		t.Fatal("read what is not there")
	}
	serial := func(want int64) {
		t.Helper()
		c, err := f.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		if parsed, err := x509.ParseCertificate(c.Certificate[0]); err != nil || parsed.SerialNumber.Int64() != want {
			t.Errorf("certificate %v, %v; not %d", parsed.SerialNumber, err, want)
		}
	}
	writeCertificate(t, f, 1, now)
	if err := f.read(); err != nil {
		t.Fatal(err)
	}
	serial(1)
	if err := os.WriteFile(f.certificate, []byte("half a certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(lookAgain)
	serial(1)
	writeCertificate(t, f, 2, now)
	serial(1)
	now = now.Add(lookAgain)
	serial(2)
}

// certificateIn makes a certificate for this computer in a folder.
func certificateIn(t *testing.T, folder string) *certificateFiles {
	t.Helper()
	f := &certificateFiles{certificate: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem")}
	writeCertificate(t, f, 1, time.Now())
	return f
}

// writeCertificate writes a certificate of that serial number, and its key.
func writeCertificate(t *testing.T, f *certificateFiles, serial int64, at time.Time, addresses ...net.IP) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, IPAddresses: addresses,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{f.certificate: {Type: "CERTIFICATE", Bytes: certificate}, f.key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
}
