package home

import (
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
)

func TestLastCall(t *testing.T) {
	now := time.Date(2026, 3, 13, 12, 0, 0, 0, time.UTC) // a Friday
	for _, c := range []struct {
		at   time.Time
		long time.Duration
		miss bool
		want string
	}{
		{time.Time{}, 0, false, ""},
		{now.Add(-20 * time.Minute), 0, true, "Today 11:40"},
		{now.Add(-13 * time.Hour), 51 * time.Minute, false, "Yesterday, 51 min"},
		{now.AddDate(0, 0, -4), 8 * time.Minute, false, "Monday, 8 min"},
		{now.AddDate(0, 0, -40), 65 * time.Minute, false, "1 February, 1 h 5 min"},
		{now.AddDate(-1, 0, 0), 30 * time.Second, false, "13 March 2025, 30 s"},
		{now.Add(time.Hour), time.Minute, false, "Today 13:00, 1 min"}, // a clock that was put back
	} {
		got := lastCall(call.LastCall{Time: c.at, Length: c.long, Missed: c.miss}, now)
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestInterpret(t *testing.T) {
	people := []call.Contact{
		{Person: session.Person{Key: "m", Name: "Mara Lindqvist"}},
		{Person: session.Person{Key: "m2", Name: "Mara Lind"}},
		{Person: session.Person{Instance: "x", Name: "Paul", Device: "paul-mini"}},
	}
	for text, want := range map[string]string{
		"mara lind":          "m2",
		"Lindqvist":          "m",
		" paul-mini ":        "x",
		"mara":               "",
		"Zoe":                "",
		"":                   "",
		"10.0.0.7:47100":     "10.0.0.7:47100",
		"[::1]:1":            "[::1]:1",
		"studio.local:47100": "studio.local:47100",
		"10.0.0.7":           "",
		"10.0.0.7:":          "",
		"10.0.0.7:99999":     "",
		"10.0.0.7:x":         "",
		":47100":             "",
		"fe80::1":            "",
	} {
		m := interpret(text, people)
		if m.target != want || m.link {
			t.Errorf("%q means %q, want %q", text, m.target, want)
		}
		if (m.problem == "") != (want != "") {
			t.Errorf("%q: problem %q", text, m.problem)
		}
	}
}

func FuzzInterpret(f *testing.F) {
	for _, seed := range []string{"Mara", "[::1]:1", "a:b:c", "é…\x00", "10.0.0.7:0", "https://x/j/", "a.b c"} {
		f.Add(seed)
	}
	people := []call.Contact{{Person: session.Person{Key: "m", Name: "Mara"}}}
	f.Fuzz(func(t *testing.T, text string) {
		if m := interpret(text, people); (m.target == "" && !m.link) == (m.problem == "") {
			t.Errorf("%q: %+v", text, m)
		}
	})
}

func TestEndText(t *testing.T) {
	for _, c := range []struct {
		end  call.End
		want string
	}{
		{call.End{Reason: session.HungUp, Text: "The call with Mara has ended.", Length: 12 * time.Minute}, "The call with Mara has ended. It lasted 12 min."},
		{call.End{Reason: session.NoAnswer, Text: "Mara did not answer.", Hint: "Try again later."}, "Mara did not answer. Try again later."},
	} {
		if got := endText(c.end); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestNearbyWords(t *testing.T) {
	now := time.Now()
	for want, c := range map[string]call.Contact{
		"paul-mini, new to you": {Person: session.Person{Device: "paul-mini"}, Trust: call.Stranger},
		"New to you":            {Trust: call.Stranger},
		"studio-pc":             {Person: session.Person{Device: "studio-pc"}, Trust: call.Verified},
	} {
		if got := nearbyPerson(c, now).Line; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
