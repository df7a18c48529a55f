package rtpio

import (
	"time"

	"github.com/pion/rtcp"
)

// ntpEpoch is how many seconds NTP's epoch, 1900, lies before Unix'.
const ntpEpoch = 2208988800

// maxRoundTrip is the longest that is believed.
const maxRoundTrip = 10 * time.Second

// NTP returns the 64-bit NTP timestamp of t's wall-clock reading (RFC 3550
// section 4): seconds since 1900 in the upper half, their fraction below.
func NTP(t time.Time) uint64 {
	seconds := uint64(t.Unix() + ntpEpoch)
	fraction := (uint64(t.Nanosecond())<<32 + uint64(time.Second)/2) / uint64(time.Second)
	return seconds<<32 + fraction
}

// Time reverses NTP for the era that began in 1900.
func Time(ntp uint64) time.Time {
	seconds := int64(ntp>>32) - ntpEpoch
	nanoseconds := (ntp&0xffffffff*uint64(time.Second) + 1<<31) >> 32
	return time.Unix(seconds, int64(nanoseconds))
}

// Sent counts what a track has sent, for its reports.
type Sent struct {
	Packets uint64
	Bytes   uint64 // of payload
}

// Report returns a sender report (RFC 3550 section 6.4.1) that says: at now,
// the track's RTP clock reads timestamp.
//
// Other senders pair the wall clock with the timestamp of a packet just
// written. The time between capture and writing then turns into an offset
// between sound and picture; a clock read at capture has no such error.
func Report(ssrc uint32, now time.Time, timestamp uint32, sent Sent) *rtcp.SenderReport {
	return &rtcp.SenderReport{
		SSRC:        ssrc,
		NTPTime:     NTP(now),
		RTPTime:     timestamp,
		PacketCount: uint32(sent.Packets), // both wrap around, as the RFC has it
		OctetCount:  uint32(sent.Bytes),
	}
}

// RoundTrip returns the round trip that a reception report tells at now, by the
// sender report it answers (RFC 3550 section 6.4.1); ok is false when it answers
// none, or what it says cannot be.
func RoundTrip(now time.Time, r rtcp.ReceptionReport) (rtt time.Duration, ok bool) {
	ticks := uint32(NTP(now)>>16) - r.LastSenderReport - r.Delay
	rtt = time.Duration(ticks) * time.Second >> 16
	return rtt, r.LastSenderReport != 0 && rtt <= maxRoundTrip
}
