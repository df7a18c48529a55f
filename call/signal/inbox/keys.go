package inbox

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"parley/call/identity"
)

// How long a prekey is given out, and how long it can be opened with.
const (
	prekeyGiven = 30 * 24 * time.Hour
	prekeyLasts = 2 * prekeyGiven
)

// Keys are what a device seals and is seen with, beside its identity. They are
// kept with that, as Marshal writes them. They are safe for concurrent use.
type Keys struct {
	mu       sync.Mutex
	prekeys  []prekey // the newest first, two at most
	presence Presence
}

type prekey struct {
	private *ecdh.PrivateKey
	made    time.Time
}

// NewKeys makes keys.
func NewKeys(now time.Time) (*Keys, error) {
	k := &Keys{presence: newPresence()}
	return k, k.make(now)
}

func (k *Keys) make(now time.Time) error {
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("prekey: %w", err)
	}
	k.prekeys = append([]prekey{{private, now}}, k.prekeys...)
	return nil
}

// Rotate makes a new prekey when it is time, forgets what has ended, and
// reports whether there is a new card to give to contacts, and keys to keep.
func (k *Keys) Rotate(now time.Time) (changed bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now.Sub(k.prekeys[0].made) >= prekeyGiven || k.prekeys[0].made.After(now.Add(prekeyGiven)) {
		changed, err = true, k.make(now)
	}
	kept := k.prekeys[:1]
	if len(k.prekeys) > 1 && now.Sub(k.prekeys[1].made) < prekeyLasts {
		kept = k.prekeys[:2]
	}
	changed = changed || len(kept) < len(k.prekeys)
	k.prekeys = append([]prekey(nil), kept...)
	return changed, err
}

// Renew makes another presence, so that who has the old card does not see who is
// there: for after somebody was blocked. The others need the new card to see
// that, and can ring by the old one.
func (k *Keys) Renew() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.presence = newPresence()
}

// Card returns the text of the card of an identity whose inbox is at a server.
func (k *Keys) Card(id *identity.Identity, server string) string {
	return base64.RawURLEncoding.EncodeToString(k.card(id, server))
}

func (k *Keys) card(id *identity.Identity, server string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	newest := k.prekeys[0]
	return Card{
		Key: id.Key(), Prekey: [32]byte(newest.private.PublicKey().Bytes()), Until: newest.made.Add(prekeyLasts),
		Presence: k.presence, Server: server,
	}.sign(id)
}

// Presence returns the secret of the card.
func (k *Keys) Presence() Presence {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.presence
}

func (k *Keys) private() (out []*ecdh.PrivateKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, p := range k.prekeys {
		out = append(out, p.private)
	}
	return out
}

const (
	keysVersion = 1
	prekeySize  = 32 + 8
)

// Marshal writes the keys, which are secret.
func (k *Keys) Marshal() []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	b := append([]byte{keysVersion}, k.presence[:]...)
	for _, p := range k.prekeys {
		b = append(b, p.private.Bytes()...)
		b = binary.BigEndian.AppendUint64(b, uint64(p.made.Unix()))
	}
	return b
}

// ParseKeys reads what Marshal wrote. The error wraps identity.ErrDamaged.
func ParseKeys(b []byte) (*Keys, error) {
	const head = 1 + 32
	rest := len(b) - head
	if rest < prekeySize || rest > 2*prekeySize || rest%prekeySize != 0 || b[0] != keysVersion {
		return nil, fmt.Errorf("inbox: %w: not keys", identity.ErrDamaged)
	}
	k := &Keys{presence: Presence(b[1:])}
	for b = b[head:]; len(b) > 0; b = b[prekeySize:] {
		private, err := ecdh.X25519().NewPrivateKey(b[:32])
		if err != nil {
			return nil, fmt.Errorf("inbox: %w: %w", identity.ErrDamaged, err)
		}
		k.prekeys = append(k.prekeys, prekey{private, time.Unix(int64(binary.BigEndian.Uint64(b[32:])&(1<<40-1)), 0)})
	}
	return k, nil
}
