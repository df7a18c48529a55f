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
// offered. What was not offered is left out, but for the codec itself.
func renumber(wanted, offered []webrtc.RTPCodecParameters) (out []webrtc.RTPCodecParameters) {
	i := slices.IndexFunc(wanted, func(c webrtc.RTPCodecParameters) bool { return !repairs(c) })
	media, known := find(offered, wanted[i].MimeType, "")
	if !known {
		return wanted
	}
	for _, c := range wanted {
		if !repairs(c) {
			c.PayloadType = media
			out = append(out, c)
			continue
		}
		format := rtxFormat(media)
		if strings.EqualFold(c.MimeType, mimeRED) {
			format = redFormat(media)
		}
		if repair, known := find(offered, c.MimeType, format); known {
			c.PayloadType, c.SDPFmtpLine = repair, format
			out = append(out, c)
		}
	}
	return out
}

// repairs reports whether a codec carries what another one had lost.
func repairs(c webrtc.RTPCodecParameters) bool {
	return strings.EqualFold(c.MimeType, webrtc.MimeTypeRTX) || strings.EqualFold(c.MimeType, mimeRED)
}

// find returns the payload type of a codec with that format; any when it is
// empty.
func find(codecs []webrtc.RTPCodecParameters, mime, format string) (webrtc.PayloadType, bool) {
	i := slices.IndexFunc(codecs, func(c webrtc.RTPCodecParameters) bool {
		return strings.EqualFold(c.MimeType, mime) && (format == "" || c.SDPFmtpLine == format)
	})
	if i < 0 {
		return 0, false
	}
	return codecs[i].PayloadType, true
}
