//go:build linux

package pathtest

import "testing"

// tcp makes an IP packet with a TCP header in it.
func tcp(version, port, flags byte) []byte {
	var header, ip []byte
	if version == 4 {
		ip = make([]byte, 24)
		ip[0], ip[9] = 0x46, 6 // with a word of options
	} else {
		ip = make([]byte, 40)
		ip[0], ip[6] = 0x60, 6
	}
	header = make([]byte, 20)
	header[1], header[13] = port, flags
	return append(ip, header...)
}

func TestGuard(t *testing.T) {
	const syn, synAck, ack = 0x02, 0x12, 0x10
	var g guard
	if g.refuses(tcp(4, 1, syn)) {
		t.Error("an open guard refuses")
	}
	g.let(2)
	for i, test := range []struct {
		packet  []byte
		refused bool
	}{
		{tcp(4, 1, syn), false},
		{tcp(4, 1, syn), false}, // again
		{tcp(6, 2, syn), false},
		{tcp(4, 3, syn), true},
		{tcp(6, 4, syn|0xc0), true}, // with congestion notification (RFC 3168)
		{tcp(4, 3, synAck), false},
		{tcp(4, 3, ack), false},
		{tcp(4, 1, syn), false},
		{tcp(4, 3, syn)[:30], false},
		{nil, false},
		{[]byte{0x45, 0, 0}, false},
	} {
		if g.refuses(test.packet) != test.refused {
			t.Errorf("packet %d: refused %v", i, !test.refused)
		}
	}
	g.let(1)
	if g.refuses(tcp(4, 3, syn)) {
		t.Error("one more was let")
	}
}
