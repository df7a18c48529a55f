package call

import (
	"fmt"
	"time"

	core "parley/call"
	"parley/call/identity"
	"parley/call/session"
	"parley/call/stats"
)

const meetingLink = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"

// gatherers are who is in the meetings.
var gatherers = []string{"Mara Lindqvist", "Tomás Rivera", "Yuki Tanaka", "Amal Benali", "Samir Haddad", "Greta Holm", "Ines Okafor"}

// gathered is a meeting of Mara's with n others, in which all is not well.
func gathered(n int) *core.Snapshot {
	s := inCall(core.Active, 0)
	s.Call.Peer, s.Call.Connected = core.Contact{}, time.Now().Add(-31*time.Minute)
	s.Self.Key = keyOf(9).String()
	s.Call.Meeting = &session.Meeting{
		Link: meetingLink, Server: "meet.example.org", Room: "room", Host: keyOf(0).String(), Door: session.DoorOpen,
	}
	for i := range n {
		p := session.Participant{
			ID: fmt.Sprint("p", i), Person: session.Person{Name: gatherers[i], Key: keyOf(byte(i)).String()},
			Media: session.Media{Microphone: i != 3, Camera: i != 3}, Tracks: tracks(), Pair: stats.Srflx,
		}
		c := core.Contact{Person: p.Person, Trust: core.Verified, Volume: 1}
		switch i {
		case 2:
			p.Lost = true
		case 3:
			p.Person.Guest, c.Trust, c.Volume = true, core.Stranger, 0.5
		case 4:
			c.Trust = core.Changed
		case 5:
			p.Pair = ""
		}
		s.Call.Participants = append(s.Call.Participants, core.Participant{Participant: p, Contact: c})
	}
	return s
}

// alone is a meeting that just began.
func alone() *core.Snapshot {
	s := gathered(0)
	s.Call.Meeting.Words = []string{"abacus", "drop-down", "felt-tip", "t-shirt", "yo-yo", "zoom"}
	s.Call.Meeting.Host, s.Call.Meeting.Hosts = s.Self.Key, true
	return s
}

// byLink is one that somebody came to by a link, and the server is away.
func byLink() *core.Snapshot {
	s := alone()
	s.Call.Meeting.Words, s.Call.Meeting.Away = nil, true
	return s
}

// joining waits for the server.
func joining() *core.Snapshot {
	s := gathered(0)
	s.State, s.Call.Meeting = core.Dialing, &session.Meeting{Server: "meet.example.org"}
	return s
}

// atTheDoor waits for Mara, who is known.
func atTheDoor() *core.Snapshot {
	s := gathered(0)
	s.State, s.Call.Waits = core.Dialing, true
	s.Known = []core.Contact{{Person: session.Person{Name: gatherers[0], Key: keyOf(0).String()}}}
	return s
}

// hosting is a meeting of one's own with three others, one of them with a long
// name, for which so many ask.
func hosting(waiting int) *core.Snapshot {
	s := gathered(3)
	m := s.Call.Meeting
	m.Host, m.Hosts, m.Door = s.Self.Key, true, session.DoorAsks
	s.Call.Participants[1].Person.Name = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff senior"
	for i := range waiting {
		name := []string{"Amal Benali", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"}[i%2]
		m.Waiting = append(m.Waiting, session.Person{Name: name, Key: identity.Key{byte(100 + i)}.String()})
	}
	return s
}
