// Package identity holds who a device is, an Ed25519 key made at first start,
// and whom it met: contacts are keys that were seen before.
package identity

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"parley/call/profile"
)

// ErrDamaged says that a file of the profile is there but does not hold what
// it should. It is never replaced silently.
var ErrDamaged = errors.New("file is damaged")

const (
	keyFile  = "identity.pem"
	keyLimit = 4 << 10       // a PKCS #8 Ed25519 key takes 119 bytes
	keyBlock = "PRIVATE KEY" // RFC 7468, section 10
)

// Identity is this device's key pair. It is safe for concurrent use.
type Identity struct {
	private ed25519.PrivateKey
}

// Load returns the identity that lives in the profile at dir, and makes one at
// the first start. A key file that is damaged, or that others may read, is an
// error: a new key would make this person a stranger to everyone.
func Load(dir string) (*Identity, error) {
	d, err := profile.Open(dir)
	if err != nil {
		return nil, err
	}
	data, err := d.Read(keyFile, keyLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return create(d)
	}
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	i, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("identity: %s: %w", d.Path(keyFile), err)
	}
	return i, nil
}

// Generate makes an identity that is kept nowhere. A nil random stands for the
// system's.
func Generate(random io.Reader) (*Identity, error) {
	_, private, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, fmt.Errorf("identity: make key: %w", err)
	}
	return &Identity{private: private}, nil
}

// Key returns the public key.
func (i *Identity) Key() Key { return Key(i.private.Public().(ed25519.PublicKey)) }

func create(d profile.Dir) (*Identity, error) {
	i, err := Generate(nil)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(i.private)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	if err := d.Write(keyFile, pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der})); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return i, nil
}

// parse reads a PEM file that holds one PKCS #8 Ed25519 key and nothing else.
func parse(data []byte) (*Identity, error) {
	block, rest := pem.Decode(data)
	if block == nil || block.Type != keyBlock || len(rest) != 0 {
		return nil, fmt.Errorf("%w: not one PEM private key", ErrDamaged)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%w: not an Ed25519 key", ErrDamaged)
	}
	return &Identity{private: private}, nil
}
