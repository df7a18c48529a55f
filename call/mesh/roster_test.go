package mesh

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal/signaltest"
)

func TestRoster(t *testing.T) {
	a, b := signaltest.Generate(t).Key(), signaltest.Generate(t).Key()
	for _, r := range []roster{
		{door: session.DoorOpen},
		{host: a, members: []identity.Key{a, b}, door: session.DoorAsks, removed: []identity.Key{b}, room: "pOexnXZhrB_owcgYhGsH7Q"},
	} {
		message, err := r.encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parseRoster(message); err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%s is read as %+v, %v", message, got, err)
		}
	}
	key := a.String()
	many, _ := json.Marshal(map[string]any{"type": typeMeeting, "door": "open", "members": manyKeys(t, 40), "removed": manyKeys(t, 90)})
	if r, err := parseRoster(many); err != nil || len(r.members) != mostMembers || len(r.removed) != mostRemoved {
		t.Errorf("%d members, %d removed, %v", len(r.members), len(r.removed), err)
	}
	odd := `{"type":"meeting","host":"","members":["` + key + `","` + key + `","","x","` + strings.ToUpper(key) + `"],"door":"open","removed":[],"room":"","new":1}`
	if r, err := parseRoster([]byte(odd)); err != nil || len(r.members) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, bad := range []string{
		`{"door":"ajar"}`, `{"door":7}`, `{"door":"open","host":"x"}`, `{"door":"open","members":"x"}`, `{"door":"open","members":[7]}`,
		`{"door":"open","room":"short"}`, `{"door":"open"}{}`, `[]`, ``,
	} {
		if _, err := parseRoster([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

func manyKeys(t *testing.T, n int) []string {
	t.Helper()
	var out []string
	for range n {
		out = append(out, signaltest.Generate(t).Key().String())
	}
	return out
}

func FuzzParseRoster(f *testing.F) {
	f.Add([]byte(`{"type":"meeting","host":"","members":[],"door":"open","removed":[],"room":""}`))
	f.Add([]byte(`{"type":"meeting","host":"4sawqzl7ezq2wbmqspz2iivtj2574fbhsz6ifdh3vcvkccgqyxya","members":["4sawqzl7ezq2wbmqspz2iivtj2574fbhsz6ifdh3vcvkccgqyxya"],"door":"ask","removed":[],"room":"pOexnXZhrB_owcgYhGsH7Q"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRoster(data)
		if err != nil {
			return
		}
		if len(r.members) > mostMembers || len(r.removed) > mostRemoved {
			t.Fatal("too many keys were read")
		}
		message, err := r.encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := parseRoster(message); err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("%+v became %+v, %v", r, again, err)
		}
	})
}
