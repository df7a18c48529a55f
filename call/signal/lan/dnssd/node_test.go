package dnssd

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// start opens a node on the bus that announces an instance; an empty one only
// looks.
func start(b *bus, source, instance string) (*Node, *member) {
	m := b.join(source)
	n := Open(kind, m)
	if instance != "" {
		n.Announce(&Advert{Instance: instance, Port: 7753, Text: []string{"name=" + instance}})
	}
	return n, m
}

// latest returns the list as it is once nothing more happens for now.
func latest(n *Node, last []Advert) []Advert {
	synctest.Wait()
	select {
	case list := <-n.Found():
		return list
	default:
		return last
	}
}

func instances(list []Advert) string {
	out := ""
	for _, a := range list {
		out += a.Instance + " "
	}
	return out
}

func TestComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		looker, _ := start(b, "192.0.2.1", "")
		defer looker.Close()
		mara, _ := start(b, "192.0.2.2", "mara")
		list := latest(looker, nil)
		if len(list) != 1 || list[0].Port != 7753 || list[0].Text[0] != "name=mara" ||
			list[0].Addresses[0] != netip.MustParseAddrPort("192.0.2.2:7753") {
			t.Fatalf("%+v", list)
		}
		// Who comes later asks, and is told within a moment.
		late, _ := start(b, "192.0.2.3", "ben")
		defer late.Close()
		time.Sleep(2 * time.Second)
		if got := instances(latest(late, nil)); got != "mara " {
			t.Errorf("the late one sees %q", got)
		}
		list = latest(looker, list)
		if got := instances(list); got != "ben mara " {
			t.Errorf("the first one sees %q", got)
		}
		mara.Announce(&Advert{Instance: "mara", Port: 7753, Text: []string{"name=other"}})
		if list = latest(looker, list); list[1].Text[0] != "name=other" {
			t.Errorf("after a new name: %+v", list)
		}
		mara.Close()
		time.Sleep(2 * time.Second)
		if got := instances(latest(looker, list)); got != "ben " {
			t.Errorf("after the goodbye: %q", got)
		}
	})
}

func TestSilentDeath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		looker, _ := start(b, "192.0.2.1", "")
		defer looker.Close()
		mara, m := start(b, "192.0.2.2", "mara")
		list := latest(looker, nil)
		time.Sleep(time.Hour)
		if list = latest(looker, list); len(list) != 1 {
			t.Fatal("the instance was lost while it was there")
		}
		b.leave(m)
		time.Sleep(ttl + time.Second)
		if list = latest(looker, list); len(list) != 0 {
			t.Errorf("%v after its last word: %+v", ttl, list)
		}
		mara.Close()
	})
}

func TestNetworkChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		looker, _ := start(b, "192.0.2.1", "ben")
		defer looker.Close()
		mara, m := start(b, "192.0.2.2", "mara")
		defer mara.Close()
		list, own := latest(looker, nil), latest(mara, nil)
		m.move("198.51.100.2")
		mara.Refresh()
		time.Sleep(3 * time.Second)
		list, own = latest(looker, list), latest(mara, own)
		if len(list) != 1 || list[0].Addresses[len(list[0].Addresses)-1].Addr() != m.source {
			t.Errorf("the others see %+v", list)
		}
		if instances(own) != "ben " {
			t.Errorf("who moved sees %+v", own)
		}
		time.Sleep(ttl)
		if list = latest(looker, list); len(list) != 1 || len(list[0].Addresses) != 1 {
			t.Errorf("the old address is still there: %+v", list)
		}
	})
}

// Known answers and back-off keep the network quiet: of ten people in an hour.
func TestQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		for i := range 10 {
			n, _ := start(b, netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 1)}).String(), string(rune('a'+i)))
			defer n.Close()
		}
		time.Sleep(time.Minute)
		before := b.count()
		time.Sleep(time.Hour)
		rate := float64(b.count()-before) / 3600
		t.Logf("ten people: %.2f packets a second", rate)
		if rate > 1 {
			t.Errorf("%.2f packets a second", rate)
		}
	})
}

// A flood of queries makes one answer a second.
func TestQueryFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		mara, _ := start(b, "192.0.2.2", "mara")
		defer mara.Close()
		time.Sleep(5 * time.Second)
		asker := b.join("192.0.2.9")
		query, err := newNames(kind).query(nil)
		if err != nil {
			t.Fatal(err)
		}
		before, sent := b.count(), 0
		for range 100 {
			for range 10 {
				_ = asker.Send(1, query)
				sent++
			}
			time.Sleep(100 * time.Millisecond)
		}
		if answers := b.count() - before - sent; answers < 5 || answers > 13 {
			t.Errorf("%d answers to %d queries in 10 s", answers, sent)
		}
		asker.Close()
	})
}
