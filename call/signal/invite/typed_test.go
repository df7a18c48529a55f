package invite_test

import (
	"errors"
	"strings"
	"testing"

	"parley/call/signal/invite"
)

func TestOpen(t *testing.T) {
	want := parse(t, link)
	for _, text := range []string{link, " " + link + "\n", "parley" + strings.TrimPrefix(link, "https"), strings.TrimPrefix(link, "https://"), host + " " + words, host + "\n" + words, "https://" + host + "/ " + words} {
		l, err := invite.Open(text)
		server, checked := invite.Check(text)
		if err != nil || !l.Equal(want) || checked != nil || server != "https://"+host {
			t.Errorf("%q: %v, %q, %v", text, err, server, checked)
		}
	}
}

func TestCheckRefusesWhatOpenRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                                     invite.ErrNoLink,
		"Ada":                                  invite.ErrNoLink,
		link[:len(link)-1]:                     invite.ErrDamaged,
		"http" + link[5:]:                      invite.ErrInsecure,
		host + "/k/" + room + "#" + secret:     invite.ErrNoLink,
		host + "/j/" + room:                    invite.ErrDamaged,
		"b a/j/" + room + "#" + secret:         invite.ErrHost,
		host:                                   invite.ErrNoLink,
		host + " zoom zoom":                    invite.ErrWordCount,
		host + " " + words + " zoom":           invite.ErrWordCount,
		"me_et.example " + words:               invite.ErrHost,
		"http://" + host + " " + words:         invite.ErrInsecure,
		host + "\u00a0" + words:                nil,
		host + " " + strings.Repeat("a ", 300): invite.ErrNoLink,
	} {
		_, opened := invite.Open(text)
		server, checked := invite.Check(text)
		if !errors.Is(opened, want) || !errors.Is(checked, want) || (server == "") != (want != nil) {
			t.Errorf("%q: %v and %v with %q, want %v", text, opened, checked, server, want)
		}
	}
}

func TestAreWords(t *testing.T) {
	for text, want := range map[string]bool{
		host + " " + words:       true,
		host + " zoom":           true,
		"localhost zoom":         true,
		"localhost:8080 a b":     true,
		"intranet " + words:      true,
		words:                    false, // there is no server before them
		"Mara Lindqvist":         false,
		"Dr. Mara Lindqvist":     false,
		"Hubert Blaine W. Elder": false,
		link:                     false,
		"":                       false,
	} {
		if got := invite.AreWords(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"Meet.Example.org":           "https://meet.example.org",
		" https://meet.example.org/": "https://meet.example.org",
		"meet.example.org:8443":      "https://meet.example.org:8443",
		"localhost:8080":             "http://localhost:8080",
		"https://localhost":          "https://localhost",
	} {
		got, err := invite.Origin(text)
		again, twice := invite.Origin(got)
		if got != want || err != nil || again != got || twice != nil {
			t.Errorf("%q: %q, %v; again %q, %v", text, got, err, again, twice)
		}
		if invite.HostOf(got) != strings.SplitN(want, "://", 2)[1] {
			t.Errorf("%q: host %q", text, invite.HostOf(got))
		}
	}
	for _, text := range []string{"", "http://example.org", "a b", link, "meet.example.org/j"} {
		if got, err := invite.Origin(text); err == nil {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{link, host + " " + words, "localhost:8080 zoom", "a b", "#", "https://"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		server, err := invite.Check(text)
		if (err == nil) == (server == "") {
			t.Errorf("%q: %q, %v", text, server, err)
		}
		if err != nil && invite.Sentence(err) == "" {
			t.Errorf("%q: no sentence for %v", text, err)
		}
		if again, twice := invite.Origin(server); err == nil && (twice != nil || again != server) {
			t.Errorf("%q: origin %q is read as %q, %v", text, server, again, twice)
		}
	})
}
