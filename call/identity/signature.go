package identity

import (
	"crypto/ed25519"
	"encoding/binary"
)

// Sign signs parts for one purpose. The context names the purpose, with a
// version, such as "parley dtls fingerprint v1": a signature made for one
// context never verifies in another.
func (i *Identity) Sign(context string, parts ...[]byte) []byte {
	return ed25519.Sign(i.private, message(context, parts))
}

// Verify reports whether signature is k's over the same context and parts.
func (k Key) Verify(signature []byte, context string, parts ...[]byte) bool {
	// The zero Key is a point of order 4: anyone could sign for it.
	return !k.IsZero() && ed25519.Verify(k[:], message(context, parts), signature)
}

// message puts a length, 4 bytes big-endian, before the context and each part,
// so that no two lists of parts give the same message.
func message(context string, parts [][]byte) []byte {
	out := appendSized(nil, []byte(context))
	for _, p := range parts {
		out = appendSized(out, p)
	}
	return out
}

func appendSized(out, part []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
	return append(out, part...)
}
