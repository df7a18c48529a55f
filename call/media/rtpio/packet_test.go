package rtpio

import (
	"testing"
	"time"

	"github.com/pion/rtp"
)

func TestPacket(t *testing.T) {
	arrived := time.Unix(5, 0)
	in := &rtp.Packet{
		Header:  rtp.Header{SequenceNumber: 1, Timestamp: 2, SSRC: 3, PayloadType: 96, Marker: true},
		Payload: []byte{4},
	}
	out := Packet(in, arrived, true)
	if out.Sequence != 1 || out.Timestamp != 2 || out.SSRC != 3 || out.PayloadType != 96 ||
		!out.Marker || !out.Recovered || out.Arrived != arrived || out.Payload[0] != 4 {
		t.Fatalf("got %+v", out)
	}
}
