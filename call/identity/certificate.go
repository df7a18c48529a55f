package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"time"
)

// Certificate returns a self-signed certificate for TLS. Only its key says
// something: the name is empty, the serial number the same for everyone, and
// the time of validity endless (RFC 5280, section 4.1.2.5), because clocks may
// be wrong.
func (i *Identity) Certificate() (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, i.private.Public(), i.private)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("identity: make certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: i.private}, nil
}

// KeyOf returns the key in a peer's certificate. That the peer has the private
// key is proven by the TLS handshake the certificate came in; nothing else in
// it is looked at.
func KeyOf(certificate *x509.Certificate) (Key, error) {
	public, ok := certificate.PublicKey.(ed25519.PublicKey)
	if !ok || len(public) != ed25519.PublicKeySize || Key(public).IsZero() {
		return Key{}, fmt.Errorf("%w: the certificate has no Ed25519 key", ErrKey)
	}
	return Key(public), nil
}
