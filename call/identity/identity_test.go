package identity_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"parley/call/identity"
	"parley/call/profile"
)

func TestLoadMakesOneKeyAndKeepsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "profile")
	first, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if first.Key() != second.Key() || first.Key() == generate(t).Key() {
		t.Error("the key is not the device's own")
	}
	if info, err := os.Stat(filepath.Join(dir, "identity.pem")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info, err)
	}
}

func TestLoadNeverReplacesAKeyFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "identity.pem")
	if _, err := identity.Load(dir); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		data []byte
		mode os.FileMode
		want error
	}{
		"empty":      {nil, 0o600, identity.ErrDamaged},
		"cut":        {good[:len(good)/2], 0o600, identity.ErrDamaged},
		"followed":   {append(good[:len(good):len(good)], good...), 0o600, identity.ErrDamaged},
		"other kind": {ecdsaKey(t), 0o600, identity.ErrDamaged},
		"huge":       {make([]byte, 1<<20), 0o600, profile.ErrTooLarge},
		"too open":   {good, 0o640, profile.ErrTooOpen},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, tc.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tc.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := identity.Load(dir); !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
			if now, _ := os.ReadFile(path); string(now) != string(tc.data) {
				t.Error("the file was changed")
			}
		})
	}
}

func ecdsaKey(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestCertificateProvesTheKey(t *testing.T) {
	server, client := generate(t), generate(t)
	a, b := net.Pipe()
	t.Cleanup(func() { a.Close(); b.Close() })
	serving := tls.Server(a, config(t, server))
	dialling := tls.Client(b, config(t, client))
	failed := make(chan error, 1)
	go func() { failed <- serving.HandshakeContext(context.Background()) }()
	if err := errors.Join(dialling.HandshakeContext(context.Background()), <-failed); err != nil {
		t.Fatal(err)
	}
	for conn, want := range map[*tls.Conn]identity.Key{serving: client.Key(), dialling: server.Key()} {
		if got, err := identity.KeyOf(conn.ConnectionState().PeerCertificates[0]); err != nil || got != want {
			t.Errorf("%v, %v", got, err)
		}
	}
}

func config(t *testing.T, id *identity.Identity) *tls.Config {
	t.Helper()
	certificate, err := id.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13,
		ClientAuth: tls.RequireAnyClientCert, InsecureSkipVerify: true,
	}
}

func TestKeyOfWantsEd25519(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := identity.KeyOf(&x509.Certificate{PublicKey: key.Public()}); !errors.Is(err, identity.ErrKey) {
		t.Error(err)
	}
}
