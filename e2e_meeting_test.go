//go:build linux

package main

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/call"
	"parley/call/session"
	"parley/call/signal/invite"
	"parley/transfer"
)

// gathering is a meeting of real programs through a real server.
type gathering struct {
	t      testing.TB
	server *served
	link   string
	people []*program
}

// gather begins a meeting with one person in it.
func gather(t testing.TB, name string, options ...string) *gathering {
	t.Helper()
	g := &gathering{t: t, server: serve(t, "--http", "127.0.0.1:0")}
	host := strings.TrimSuffix(g.server.url, "/")
	g.people = []*program{start(t, name, place{}, append([]string{"meet", "--server", host, "--loopback"}, options...)...)}
	g.link = g.people[0].event(call.EventMeeting).Link
	g.people[0].state(call.Active)
	return g
}

// unbegun is a meeting that nobody has come to yet, at a server with options.
func unbegun(t testing.TB, at place, options ...string) *gathering {
	t.Helper()
	g := &gathering{t: t, server: serveAt(t, at, options...)}
	link, err := invite.New(strings.TrimSuffix(strings.TrimPrefix(g.server.url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	g.link = link.String()
	return g
}

// joins lets one more person come, by the link in their environment.
func (g *gathering) joins(name string, at place, options ...string) *program {
	g.t.Helper()
	return g.nears(name, at, append([]string{"--loopback"}, options...)...)
}

// nears is joins at a place with a network: 127.0.0.1 is nobody's address there.
func (g *gathering) nears(name string, at place, options ...string) *program {
	g.t.Helper()
	at.env = append(at.env, linkVariable+"="+g.link)
	p := start(g.t, name, at, append([]string{"join"}, options...)...)
	g.people = append(g.people, p)
	return p
}

// meets waits until a program sees and hears somebody, and returns their id.
func (p *program) meets(name string) (id string) {
	p.t.Helper()
	id = p.expect("meet "+name, func(e told) bool {
		return e.Kind == call.EventParticipant && e.Change == "joined" && e.Name == name
	}).ID
	for _, first := range []call.EventKind{call.EventFirstPicture, call.EventFirstSound} {
		p.expect(string(first)+" of "+name, func(e told) bool { return e.Kind == first && e.Participant == id })
	}
	return id
}

func (p *program) left(name string) {
	p.t.Helper()
	p.expect("miss "+name, func(e told) bool {
		return e.Kind == call.EventParticipant && e.Change == "left" && e.Name == name
	})
}

// TestMeetingOfThree meets by a link: everybody sees and hears everybody, one
// goes and comes back, and a file goes to all.
func TestMeetingOfThree(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "plan.bin")
	data := make([]byte, 300_000)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	takes := func(name string) []string {
		return append([]string{"--accept-files", "--downloads", filepath.Join(folder, name)}, signals...)
	}
	g := gather(t, "Ada", takes("ada")...)
	ada, bosHome := g.people[0], t.TempDir()
	bo := g.joins("Bo", place{home: bosHome}, takes("bo")...)
	ada.meets("Bo")
	bo.meets("Ada")
	cy := g.joins("Cy", place{}, append([]string{"--send", file}, signals...)...)
	for _, p := range []*program{ada, bo} {
		p.meets("Cy")
		cy.meets(p.name)
	}
	for _, p := range []*program{ada, bo} {
		p.expect("have the file", func(e told) bool { return e.Kind == call.EventFiles && e.State == transfer.Done.String() })
		got, err := os.ReadFile(filepath.Join(folder, strings.ToLower(p.name), "plan.bin"))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s has another file: %d bytes, %v", p.name, len(got), err)
		}
	}

	ada.forget()
	cy.forget()
	if status := bo.leave(); status != exitDone {
		t.Errorf("who left ended with status %d", status)
	}
	ada.left("Bo")
	cy.left("Bo")
	bo = g.joins("Bo", place{home: bosHome}, signals...)
	for _, p := range []*program{ada, cy} {
		p.meets("Bo")
		bo.meets(p.name)
	}
	for _, p := range []*program{ada, bo, cy} {
		if status := p.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", p.name, status)
		}
		if e := p.event(call.EventEnded); e.Reason != session.HungUp {
			t.Errorf("%s was told %+v", p.name, e.Event)
		}
	}
}

// TestJoinInVain ends in words.
func TestJoinInVain(t *testing.T) {
	s := serve(t, "--http", "127.0.0.1:0")
	s.stop()
	for name, tc := range map[string]struct {
		link   string
		reason session.Reason
		words  string
	}{
		"no link":    {"https://meet.example.org/j/nowhere", session.BadLink, ""},
		"no server":  {s.url + "j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q", session.NoServer, "cannot be reached"},
		"insecurely": {"http://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q", session.BadLink, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, "Bo", place{env: []string{linkVariable + "=" + tc.link}}, append([]string{"join", "--loopback"}, signals...)...)
			p.ended(tc.reason, tc.words)
			if status := p.status(); status != exitCall {
				t.Errorf("status %d", status)
			}
			if strings.Contains(p.stderr.String(), "pOexnXZhrB") {
				t.Errorf("the secret is told:\n%s", p.stderr)
			}
		})
	}
}
