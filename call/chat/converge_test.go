package chat_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/call/chat"
)

// TestBothSeeTheSame lets two people do whatever they like over a channel that
// breaks at any moment.
func TestBothSeeTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, a, b := two(t)
		r.connect(a, b)
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			r.now = r.now.Add(time.Second)
			s := rapid.SampledFrom([]*side{a, b}).Draw(rt, "who")
			act(rt, r, s)
		}
		r.cut()
		r.connect(a, b)
		for _, s := range []*side{a, b} {
			if i := slices.IndexFunc(s.Snapshot().Messages, func(m *chat.Message) bool {
				return m.Own && !m.Deleted && m.State != chat.Delivered
			}); i >= 0 {
				rt.Fatalf("%s: message %d did not arrive", s.Name, i)
			}
		}
		if a, b := contents(a), contents(b); a != b {
			rt.Fatalf("one sees\n%s\nthe other\n%s", a, b)
		}
	})
}

func act(rt *rapid.T, r *room, s *side) {
	var refs []chat.Ref
	for _, m := range s.Snapshot().Messages {
		refs = append(refs, m.Ref)
	}
	some := chat.Ref{}
	if len(refs) > 0 {
		some = rapid.SampledFrom(refs).Draw(rt, "message")
	}
	var effects chat.Effects
	switch rapid.IntRange(0, 9).Draw(rt, "act") {
	case 0, 1, 2:
		effects, _ = s.Say(rapid.StringMatching(`[a-z]{1,5}`).Draw(rt, "text"))
	case 3:
		effects, _ = s.Edit(some.ID, rapid.StringMatching(`[A-Z]{1,5}`).Draw(rt, "text"))
	case 4:
		effects, _ = s.Delete(some.ID)
	case 5:
		effects, _ = s.React(some, rapid.SampledFrom([]string{"👍", "🎉", ""}).Draw(rt, "emoji"))
	case 6:
		r.deliver()
	case 7: // one message arrives, and perhaps what it causes does not
		if len(s.inbox) > 0 {
			l := s.inbox[0]
			s.inbox = s.inbox[1:]
			effects, _ = s.Receive(l.from, l.data)
		}
	case 8:
		r.cut()
	case 9:
		r.cut()
		for _, one := range r.side {
			for _, other := range r.side {
				if one != other {
					one.open[other.Key] = true
				}
			}
		}
		for _, one := range r.side {
			for _, other := range r.side {
				if one != other {
					joined, _ := one.Joined(other.Person)
					one.do(joined)
				}
			}
		}
	}
	s.do(effects)
}

// contents returns what is seen, in the order of ids: which of two messages
// that crossed came first is a matter of view.
func contents(s *side) string {
	var all []string
	for _, m := range s.Snapshot().Messages {
		if m.Deleted && m.Text != "" {
			return "a deleted message has text"
		}
		line := m.ID.String() + " " + m.Text
		if m.Deleted {
			continue // whoever never had it does not see that it was there
		}
		var tallies []string
		for _, t := range m.Tally() {
			tallies = append(tallies, t.Emoji+strings.Join(slices.Sorted(slices.Values(t.Names)), "+"))
		}
		slices.Sort(tallies)
		all = append(all, line+" "+strings.Join(tallies, " "))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
