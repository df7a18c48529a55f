package peer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/stun/v4"
	"github.com/pion/webrtc/v4"
)

// refreshServers makes the next gathering use the servers of now: credentials
// end (RFC 8656, section 5), and a call may have moved on to others.
func (n *negotiation) refreshServers() error {
	if n.servers == nil {
		return nil
	}
	config := n.pc.GetConfiguration()
	config.ICEServers = nil
	for _, s := range n.servers() {
		if urls := s.usable(); len(urls) > 0 {
			config.ICEServers = append(config.ICEServers, webrtc.ICEServer{URLs: urls, Username: s.Username, Credential: s.Credential})
		}
	}
	if err := n.pc.SetConfiguration(config); err != nil {
		return fmt.Errorf("servers for ICE: %w", err)
	}
	return nil
}

// Relays reports whether the server is a relay that can be used.
func (s Server) Relays() bool {
	return slices.ContainsFunc(s.usable(), func(u string) bool { return strings.HasPrefix(strings.ToLower(u), "turn") })
}

// usable are the URLs that pion takes; one that it does not would cost the call.
func (s Server) usable() []string {
	var out []string
	for _, u := range s.URLs {
		uri, err := stun.ParseURI(u)
		if err != nil {
			continue
		}
		relays := uri.Scheme == stun.SchemeTypeTURN || uri.Scheme == stun.SchemeTypeTURNS
		if !relays || s.Username != "" && s.Credential != "" {
			out = append(out, u)
		}
	}
	return out
}
