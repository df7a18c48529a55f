package peer

import (
	"regexp"
	"slices"
	"testing"
)

// otherwise numbers the codecs of an offer as Firefox does.
func otherwise(sdp string) string {
	for ours, theirs := range map[string]string{"111": "109", "96": "120", "97": "124", "45": "99", "46": "100", "63": "104"} {
		for _, at := range []string{`SAVPF(?: \d+)? ` + ours + `\b`, `(a=(?:rtpmap|fmtp|rtcp-fb):)` + ours + ` `, `(apt=)` + ours + `\b`, `(fmtp:\d+ )` + ours + `/`, `(/)` + ours + `\b`} {
			pattern := regexp.MustCompile(at)
			sdp = pattern.ReplaceAllStringFunc(sdp, func(found string) string {
				return regexp.MustCompile(`\b`+ours+`(\b| )`).ReplaceAllString(found, theirs+"$1")
			})
		}
	}
	return sdp
}

// Who offers chooses the numbers of the codecs, and they are answered with the
// same: what came under others was dropped.
func TestAnswerTakesTheOffersNumbers(t *testing.T) {
	a, b := newEnd(), newEnd()
	for i, e := range []*end{a, b} {
		conn, err := New(Config{Offerer: i == 0, Handler: e, Loopback: true})
		if err != nil {
			t.Fatal(err)
		}
		e.conn = conn
		defer e.close(t)
	}
	if err := a.conn.Start(); err != nil {
		t.Fatal(err)
	}
	if err := b.conn.Start(); err != nil {
		t.Fatal(err)
	}
	offer := describedBy(t, a)
	sections := regexp.MustCompile(`(?m)^m=(?:audio|video) \S+ \S+ ([\d ]+)\r?$`)
	numbers := func(sdp string) (out []string) {
		for _, m := range sections.FindAllStringSubmatch(sdp, -1) {
			out = append(out, m[1])
		}
		return out
	}
	offer.SDP = otherwise(offer.SDP)
	want := []string{"104 109", "120 124", "120 124", "104 109", "99 100"}
	if got := numbers(offer.SDP); !slices.Equal(got, want) {
		t.Fatalf("the offer has %q", got)
	}
	if err := b.conn.Remote(offer); err != nil {
		t.Fatal(err)
	}
	answer := describedBy(t, b)
	if got := numbers(answer.SDP); !slices.Equal(got, want) {
		t.Errorf("%q are answered, not %q", got, want)
	}
	for slot, transceiver := range b.conn.transceivers {
		for _, codec := range transceiver.Receiver().GetParameters().Codecs {
			if codec.PayloadType == 111 || codec.PayloadType == 63 || codec.PayloadType == 96 || codec.PayloadType == 45 {
				t.Errorf("%v takes %s by the number %d", Slot(slot), codec.MimeType, codec.PayloadType)
			}
		}
	}
}
