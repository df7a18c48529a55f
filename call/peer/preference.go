package peer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/webrtc/v4"
)

// adopt has the slots use the payload types of the offer that was just taken.
// Our own in the answer would be right too (RFC 3264, section 6.1), but pion
// then does not know what comes by them: Firefox numbers codecs otherwise than
// Chromium and we do.
func adopt(transceivers []*webrtc.RTPTransceiver) error {
	for i, t := range transceivers[:min(len(transceivers), int(slotCount))] {
		wanted := codecs(Slot(i))
		if len(t.Receiver().GetParameters().Codecs) == 0 {
			continue // it was not offered
		}
		if err := t.SetCodecPreferences(nil); err != nil { // so that all that were negotiated are seen
			return err
		}
		if err := t.SetCodecPreferences(renumber(wanted, t.Receiver().GetParameters().Codecs)); err != nil {
			return fmt.Errorf("%v slot: %w", Slot(i), err)
		}
	}
	return nil
}

// renumber gives a codec, and what repairs it, the payload types that were
// offered.
func renumber(wanted, offered []webrtc.RTPCodecParameters) (out []webrtc.RTPCodecParameters) {
	find := func(is func(webrtc.RTPCodecParameters) bool) (webrtc.PayloadType, bool) {
		i := slices.IndexFunc(offered, is)
		if i < 0 {
			return 0, false
		}
		return offered[i].PayloadType, true
	}
	media, known := find(func(c webrtc.RTPCodecParameters) bool { return strings.EqualFold(c.MimeType, wanted[0].MimeType) })
	if !known {
		return wanted
	}
	apt := fmt.Sprintf("apt=%d", media)
	for _, c := range wanted {
		if !strings.EqualFold(c.MimeType, webrtc.MimeTypeRTX) {
			c.PayloadType = media
			out = append(out, c)
			continue
		}
		repair, known := find(func(o webrtc.RTPCodecParameters) bool {
			return strings.EqualFold(o.MimeType, webrtc.MimeTypeRTX) && o.SDPFmtpLine == apt
		})
		if known {
			c.PayloadType, c.SDPFmtpLine = repair, apt
			out = append(out, c)
		}
	}
	return out
}
