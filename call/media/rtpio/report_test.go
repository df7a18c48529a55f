package rtpio

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestRoundTrip(t *testing.T) {
	sent := time.Unix(1_700_000_000, 999_000_000)
	reply := rtcp.ReceptionReport{LastSenderReport: uint32(NTP(sent) >> 16), Delay: 1 << 15} // half a second
	rtt, ok := RoundTrip(sent.Add(700*time.Millisecond), reply)
	if off := rtt - 200*time.Millisecond; !ok || off.Abs() > time.Millisecond {
		t.Errorf("a round trip of %v, %v", rtt, ok)
	}
	if _, ok := RoundTrip(sent.Add(400*time.Millisecond), reply); ok {
		t.Error("believed an answer from the future")
	}
	if _, ok := RoundTrip(sent, rtcp.ReceptionReport{Delay: 1}); ok {
		t.Error("believed an answer to no report")
	}
}
