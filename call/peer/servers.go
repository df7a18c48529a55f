package peer

import (
	"fmt"
	"iter"

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
		var urls []string
		for u := range s.usable() {
			urls = append(urls, u)
		}
		if len(urls) > 0 {
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
	for _, uri := range s.usable() {
		if relays(uri) {
			return true
		}
	}
	return false
}

// mappers are the servers of now that say how they see this computer.
func (c Config) mappers() (out []*stun.URI) {
	if c.Servers == nil {
		return nil
	}
	for _, s := range c.Servers() {
		for _, uri := range s.usable() {
			if uri.Scheme == stun.SchemeTypeSTUN {
				out = append(out, uri)
			}
		}
	}
	return out
}

// usable are the URLs that pion takes, as they are written and as they are read;
// one that it does not would cost the call.
func (s Server) usable() iter.Seq2[string, *stun.URI] {
	return func(yield func(string, *stun.URI) bool) {
		for _, u := range s.URLs {
			uri, err := stun.ParseURI(u)
			if err != nil || relays(uri) && (s.Username == "" || s.Credential == "") {
				continue
			}
			if !yield(u, uri) {
				return
			}
		}
	}
}

func relays(u *stun.URI) bool {
	return u.Scheme == stun.SchemeTypeTURN || u.Scheme == stun.SchemeTypeTURNS
}
