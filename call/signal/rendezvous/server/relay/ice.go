package relay

import "github.com/pion/stun/v4"

// ICEServer is what a client needs to use a server for ICE: an RTCIceServer of
// the W3C's WebRTC, as JSON has it.
type ICEServer struct {
	URLs       []string `json:"urls"` // RFC 7064 and RFC 7065
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}

// ValidURL says whether a URL names a TURN server (RFC 7065).
func ValidURL(url string) bool {
	u, err := stun.ParseURI(url)
	return err == nil && (u.Scheme == stun.SchemeTypeTURN || u.Scheme == stun.SchemeTypeTURNS)
}
