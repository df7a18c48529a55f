package settings

import (
	"slices"

	"parley/call/signal/invite"
)

// mostServers is how many servers are remembered; the oldest makes room.
const mostServers = 64

// Knows reports whether the person agreed to meet at a server, by its origin.
func (s Settings) Knows(server string) bool { return slices.Contains(s.Servers, server) }

// Agree remembers that the person agreed to meet at a server.
func (s *Settings) Agree(server string) { s.Servers = append(slices.Clone(s.Servers), server) }

// tidyServers leaves what can be a server, each once, in a list that is nobody
// else's.
func (s Settings) tidyServers() Settings {
	s.Server = tidyServer(s.Server)
	var tidy []string
	for _, server := range slices.Backward(s.Servers) {
		server = tidyServer(server)
		if server != "" && !slices.Contains(tidy, server) && len(tidy) < mostServers {
			tidy = append(tidy, server)
		}
	}
	slices.Reverse(tidy)
	s.Servers = tidy
	return s
}

// tidyServer is the origin of a server; of what is none, "".
func tidyServer(text string) string {
	origin, err := invite.Origin(text)
	if err != nil {
		return ""
	}
	return origin
}
