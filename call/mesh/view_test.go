package mesh

import (
	"slices"
	"testing"
	"time"

	"parley/call/media/congestion"
	"parley/call/session"
)

// demand is what a person could send to another, which is less for a smaller
// picture.
func (p *guest) demand(to *guest) (bps int) {
	done := make(chan struct{})
	l := p.legOf(to.id.Key())
	l.do(func() {
		bps = l.sender.Demand()
		close(done)
	})
	<-done
	return bps
}

// alike says whether two demands differ by no more than sound does, whose rate
// depends on the path of the moment.
func alike(a, b int) bool {
	const sound = 64_000
	return max(a, b)-min(a, b) < sound
}

// How somebody shows what is sent reaches who sends it, and nobody else.
func TestViewIsObeyed(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		g.studio.Configure(session.StudioConfig{Camera: "none", Microphone: "none", Speaker: "none"})
		g.studio.SetMedia(session.Media{Camera: true})
		a, b, c, _ := g.three()
		show := func(participant string, v session.View) int {
			a.View(a.call, participant, v)
			pass(viewEvery + congestion.ScavengeEvery)
			return b.demand(a)
		}
		large, far := b.demand(a), a.participant(b).ID
		small := show(far, session.View{Lines: 200, Screen: true})
		hidden := show(far, session.View{})
		if hidden >= small || small >= large {
			t.Errorf("%d bit/s as large as it comes, %d for 200 lines, and %d for none", large, small, hidden)
		}
		if still := show("somebody else", session.View{Lines: 200}); !alike(still, hidden) {
			t.Errorf("%d bit/s after a view of somebody else", still)
		}
		if again := show(far, session.View{Lines: 700, Screen: true}); !alike(again, large) {
			t.Errorf("%d bit/s for 700 lines", again)
		}
		if others := []int{b.demand(c), c.demand(a), a.demand(b)}; !alike(slices.Min(others), large) {
			t.Errorf("%v bit/s for those who said nothing", others)
		}
	})
}

// A view is told at once; one that changes all the time is told seldom, and at
// last as it is.
func TestViewsArePaced(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		var told []session.View
		var at []time.Time
		g.wires.overhear(func(from, _ string, message []byte) {
			if v, err := parseView(message); err == nil && from == "A" {
				told, at = append(told, v), append(at, time.Now())
			}
		})
		begun, far := time.Now(), a.participant(b).ID
		for i := range 400 {
			a.View(a.call, far, session.View{Lines: i + 1})
			pass(5 * time.Millisecond)
		}
		pass(time.Second)
		g.wires.overhear(nil)
		if len(told) < 4 || at[0] != begun || told[len(told)-1].Lines != 400 {
			t.Fatalf("views %v were told", told)
		}
		for i := range at[1:] {
			if pause := at[i+1].Sub(at[i]); pause < viewEvery {
				t.Errorf("a view follows another after %v", pause)
			}
		}
		if last := at[len(at)-1].Sub(begun); last > 2*time.Second+viewEvery+congestion.ScavengeEvery {
			t.Errorf("the last view is told after %v", last)
		}
	})
}
