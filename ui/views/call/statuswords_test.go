package call

import (
	"strings"
	"testing"

	core "parley/call"
	"parley/call/session"
	"parley/call/stats"
)

// callWith is a call with people of these degrees of trust.
func callWith(pair stats.Pair, trusts ...core.Trust) *core.Call {
	c := &core.Call{Pair: pair}
	for i, trust := range trusts {
		p := core.Participant{Contact: core.Contact{Trust: trust}}
		p.Participant = session.Participant{ID: string(rune('a' + i)), Person: session.Person{Name: "Mara Lindqvist", Key: "secret", Address: "10.0.0.1:5"}}
		c.Participants = append(c.Participants, p)
	}
	return c
}

// meetingWith is a meeting of people to whom these ways lead.
func meetingWith(pairs ...stats.Pair) *core.Call {
	c := callWith("", make([]core.Trust, len(pairs))...)
	c.Meeting = &session.Meeting{Server: "meet.example.org"}
	for i, p := range pairs {
		c.Participants[i].Pair = p
	}
	return c
}

func TestProtectionClaimsOnlyWhatIsTrue(t *testing.T) {
	tests := []struct {
		call   *core.Call
		narrow bool
		want   string
		sure   bool
	}{
		{callWith(stats.Host, core.Verified), false, "Direct · end-to-end encrypted · verified", true},
		{callWith(stats.Relay, core.Met), false, "Through a relay · end-to-end encrypted · not verified", false},
		{callWith("", core.Stranger), false, "End-to-end encrypted · not verified", false},
		{callWith(stats.Srflx, core.Verified, core.Met, core.Verified), false, "Direct · end-to-end encrypted · 2 of 3 verified", false},
		{callWith(stats.Host, core.Verified), true, "Encrypted, verified", true},
		{callWith(stats.Host), true, "Encrypted", false},
		{callWith("", core.Changed), true, "Encrypted, not verified", false},
		{meetingWith(), false, "End-to-end encrypted", false},
		{meetingWith(stats.Host, stats.Srflx), false, "Direct · end-to-end encrypted · not verified", false},
		{meetingWith(stats.Host, ""), false, "End-to-end encrypted · not verified", false},
		{meetingWith(stats.Host, stats.Relay), false, "Partly through a relay · end-to-end encrypted · not verified", false},
		{meetingWith("", stats.Relay), false, "End-to-end encrypted · not verified", false},
		{meetingWith(stats.Relay, stats.Relay), false, "Through a relay · end-to-end encrypted · not verified", false},
	}
	for _, test := range tests {
		if words, sure := protection(test.call, test.narrow); words != test.want || sure != test.sure {
			t.Errorf("says %q, sure %v; want %q, %v", words, sure, test.want, test.sure)
		}
		for _, e := range explanation(test.call) {
			if e.word == "" || !strings.HasSuffix(e.meaning, ".") {
				t.Errorf("%v explains nothing", e)
			}
		}
	}
}

// A guest's page comes from a server, which is not kept quiet about.
func TestGuestsAreExplained(t *testing.T) {
	c := meetingWith(stats.Host, stats.Host, stats.Host)
	for n, want := range []string{"", "In a browser", "In browsers"} {
		if n > 0 {
			c.Participants[n].Person.Guest = true
		}
		said := ""
		for _, e := range explanation(c) {
			if strings.HasPrefix(e.word, "In ") {
				said = e.word
			}
			if said != "" && !strings.Contains(e.meaning, "meet.example.org") {
				t.Errorf("%q does not name the server", e.meaning)
			}
		}
		if said != want {
			t.Errorf("of %d guests is said %q", n, said)
		}
	}
}
