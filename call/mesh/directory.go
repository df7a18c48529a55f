package mesh

import (
	"slices"
	"strings"
	"sync"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
)

// directory knows who is on this network. Its zero value is empty.
type directory struct {
	mu     sync.Mutex
	nearby []signal.Person
}

func (d *directory) set(people []signal.Person) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.nearby = people
}

// resolve turns what was typed or chosen into where to dial.
func (d *directory) resolve(target session.Target) signal.Target {
	out := signal.Target{Host: target.Address}
	for _, text := range []string{target.Key, target.Text} {
		if key, err := identity.ParseKey(text); err == nil {
			out.Key = key
			break
		}
	}
	if p, ok := d.find(target); ok {
		out.Addresses = p.Addresses
		if out.Key == (identity.Key{}) {
			out.Key = p.Key
		}
		return out
	}
	if out.Key == (identity.Key{}) && out.Host == "" {
		out.Host = strings.TrimSpace(target.Text)
	}
	return out
}

// find returns the advert that a target means: by key, by the advert's own
// name, or by the person's name.
func (d *directory) find(target session.Target) (signal.Person, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, same := range []func(signal.Person) bool{
		func(p signal.Person) bool {
			return p.Key != (identity.Key{}) && (p.Key.String() == target.Key || p.Key.String() == target.Text)
		},
		func(p signal.Person) bool { return p.Instance == target.Text },
		func(p signal.Person) bool { return target.Key == "" && foldEqual(p.Name, target.Text) },
	} {
		if i := slices.IndexFunc(d.nearby, same); i >= 0 {
			return d.nearby[i], true
		}
	}
	return signal.Person{}, false
}
