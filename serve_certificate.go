package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// certificates returns how the site proves itself; nil is not at all.
func (h *hosting) certificates(o webOptions) (*tls.Config, error) {
	switch {
	case o.HTTP != "":
		return nil, nil
	case o.TLSCert != "":
		f := &certificateFiles{certificate: o.TLSCert, key: o.TLSKey, log: h.log, now: time.Now}
		if err := f.read(); err != nil {
			return nil, failure{exitStart, "The certificate cannot be used: " + err.Error() + ".", "Give the whole chain with --tls-cert and its key with --tls-key, in PEM."}
		}
		return &tls.Config{GetCertificate: f.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, nil
	}
	return h.acme(o)
}

// acme gets a certificate and keeps it fresh (RFC 8555). The authority comes to
// the TLS port (RFC 8737) or, where that is open too, to port 80.
func (h *hosting) acme(o webOptions) (*tls.Config, error) {
	host, port, _ := net.SplitHostPort(string(o.HTTPS))
	tlsPort, _ := strconv.Atoi(port)
	var config *certmagic.Config
	cache := certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return config, nil },
		Logger:           zap.NewNop(),
	})
	h.others = append(h.others, closing(cache.Stop))
	config = certmagic.New(cache, certmagic.Config{Logger: zap.NewNop(), OnEvent: h.certificateEvent, Storage: storage(o.Certificates)})
	plain, err := net.Listen("tcp", net.JoinHostPort(host, "80"))
	issuer := certmagic.NewACMEIssuer(config, certmagic.ACMEIssuer{
		CA: certmagicCA(o.ACMECA), Agreed: true, ListenHost: host, AltTLSALPNPort: tlsPort, DisableHTTPChallenge: err != nil, Logger: zap.NewNop(),
	})
	config.Issuers = []certmagic.Issuer{issuer}
	if err == nil {
		h.add(plain, issuer.HTTPChallengeHandler(redirect(o.origin())))
	} else {
		h.log.Warn("port 80 is not served: nobody is sent from http to https, and the certificate comes by the TLS port alone")
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.others = append(h.others, closing(cancel))
	if err := config.ManageAsync(ctx, []string{o.Domain}); err != nil {
		return nil, failure{exitStart, "No certificate can be had: " + err.Error() + ".", "Is the folder of --certificates one that can be written to?"}
	}
	secured := config.TLSConfig()
	secured.MinVersion = tls.VersionTLS12
	secured.NextProtos = append([]string{"http/1.1"}, secured.NextProtos...)
	return secured, nil
}

func certmagicCA(url string) string {
	if url == "" {
		return certmagic.LetsEncryptProductionCA
	}
	return url
}

// storage is where certificates are kept; certmagic's own place when folder is
// empty.
func storage(folder string) certmagic.Storage {
	if folder == "" {
		return nil
	}
	return &certmagic.FileStorage{Path: folder}
}

// certificateEvent tells the operator how the certificate fares.
func (h *hosting) certificateEvent(_ context.Context, event string, data map[string]any) error {
	switch event {
	case "cert_obtained":
		h.log.Info("certificate", "renewed", data["renewal"])
	case "cert_failed":
		h.log.Error("no certificate", "error", fmt.Sprint(data["error"]))
	}
	return nil
}

// redirect sends browsers to TLS.
func redirect(origin string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, origin+r.URL.EscapedPath(), http.StatusMovedPermanently)
	}
}

// closing makes a function an io.Closer.
type closing func()

// Close implements io.Closer.
func (c closing) Close() error {
	c()
	return nil
}

// certificateFiles is a certificate that somebody else renews.
type certificateFiles struct {
	certificate, key string
	log              *slog.Logger
	now              func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
	written time.Time // the file's
	looked  time.Time
}

// lookAgain is how often the files are looked at.
const lookAgain = time.Minute

// get is tls.Config's GetCertificate. A new certificate that cannot be used
// leaves the old one in place.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.looked) < lookAgain {
		return f.current, nil
	}
	f.looked = f.now()
	if info, err := os.Stat(f.certificate); err != nil || !info.ModTime().Equal(f.written) {
		if err := f.readLocked(); err != nil {
			f.log.Error("the new certificate cannot be used", "error", err)
		}
	}
	return f.current, nil
}

func (f *certificateFiles) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked = f.now()
	return f.readLocked()
}

func (f *certificateFiles) readLocked() error {
	info, err := os.Stat(f.certificate)
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.certificate, f.key)
	if err != nil {
		return err
	}
	f.current, f.written = &pair, info.ModTime()
	return nil
}
