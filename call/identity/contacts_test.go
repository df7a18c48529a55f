package identity_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/profile"
)

func open(t *testing.T, dir string) *identity.Contacts {
	t.Helper()
	c, err := identity.OpenContacts(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestContactsAreKept(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	mara, ben := generate(t).Key().String(), generate(t).Key().String()
	call := identity.LastCall{Time: time.Now().Add(time.Hour).Round(0), Length: time.Minute, Outgoing: true}
	must(t,
		c.Met(mara, " Mara\u202e ", "laptop", "192.0.2.7:7753"), c.Met(mara, "Mara L", "desk", ""),
		c.SetLast(mara, call), c.SetVolume(mara, 7), c.SetVerified(mara, true),
		c.SetCard(mara, "a card"), c.SetGiven(mara, "another"), c.SetBlocked(mara, true), c.SetCard(mara, strings.Repeat("x", 601)), c.SetCard(mara, "card"),
		c.Met(ben, "", "", ""))
	again := open(t, dir)
	got, ok := again.Lookup(mara)
	if !ok || got.Name != "Mara L" || got.Device != "desk" || got.Address != "192.0.2.7:7753" ||
		got.Volume != 2 || !got.Verified || !got.Last.Time.Equal(call.Time) || got.Last.Length != call.Length ||
		got.Card != "card" || got.Given != "another" || !got.Blocked {
		t.Errorf("%+v", got)
	}
	list := again.List()
	if len(list) != 2 || list[0].Name != "Mara L" || list[1].Name != identity.Anonymous || list[1].Volume != 1 {
		t.Errorf("%+v", list)
	}
	must(t, again.Forget(mara), again.Forget(mara))
	if _, ok := open(t, dir).Lookup(mara); ok {
		t.Error("a forgotten contact is back")
	}
	if err := c.SetVolume(generate(t).Key().String(), 1); !errors.Is(err, identity.ErrUnknown) {
		t.Error(err)
	}
}

func TestTrust(t *testing.T) {
	c := open(t, t.TempDir())
	mara, ben, eve := generate(t).Key(), generate(t).Key(), generate(t).Key()
	must(t, c.Met(mara.String(), "Mara Lindqvist", "", ""), c.Met(ben.String(), "Ben", "", ""),
		c.Met(generate(t).Key().String(), "", "", ""))
	for _, tc := range []struct {
		name string
		key  identity.Key
		want identity.Verdict
	}{
		{"Mara Lindqvist", mara, identity.Known},
		{"Mara at work", mara, identity.Known},
		{"Ben", mara, identity.NameTaken},
		{"Eve", eve, identity.New},
		{"Eve", identity.Key{}, identity.New},
		{"Mara Lindqvist", eve, identity.NameTaken},
		{"Mara Lindqvist", identity.Key{}, identity.NameTaken},
		{"MARA  lindqvist", eve, identity.NameTaken},
		{"Mara\u00a0Lindqvist\u200b", eve, identity.NameTaken},
		{"Ｍara Ｌindqvist", eve, identity.NameTaken},
		{"MaraLindqvist", eve, identity.NameTaken},
		{"", eve, identity.New},
		{identity.Anonymous, eve, identity.New},
	} {
		if got := c.Trust(tc.name, tc.key); got != tc.want {
			t.Errorf("%q: %v, want %v", tc.name, got, tc.want)
		}
		if got := c.NameTaken(tc.name, tc.key.String()); got != (tc.want == identity.NameTaken) {
			t.Errorf("%q is taken: %v", tc.name, got)
		}
	}
}

func TestContactsFileFaults(t *testing.T) {
	key := generate(t).Key().String()
	for name, tc := range map[string]struct {
		data string
		want error
	}{
		"empty":       {"", identity.ErrDamaged},
		"cut":         {`{"version":1,"contacts":[`, identity.ErrDamaged},
		"newer":       {`{"version":2}`, identity.ErrDamaged},
		"bad key":     {`{"version":1,"contacts":[{"key":"abc"}]}`, identity.ErrDamaged},
		"no key":      {`{"version":1,"contacts":[{"name":"x"}]}`, identity.ErrDamaged},
		"twice":       {fmt.Sprintf(`{"version":1,"contacts":[{"key":%q},{"key":%q}]}`, key, key), identity.ErrDamaged},
		"too large":   {string(make([]byte, 5<<20)), profile.ErrTooLarge},
		"wrong shape": {`[]`, identity.ErrDamaged},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "contacts.json")
		must(t, os.WriteFile(path, []byte(tc.data), 0o600))
		if _, err := identity.OpenContacts(dir); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != tc.data {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestContactsAreBounded(t *testing.T) {
	dir := t.TempDir()
	list := `{"version":1,"contacts":[`
	for i := range identity.MaxContacts {
		key := identity.Key{byte(i), byte(i >> 8), 1}
		list += fmt.Sprintf(`{"key":%q,"met":"2026-01-01T%02d:%02d:00Z","verified":%v},`, key, i/60, i%60, i == 0)
	}
	list = list[:len(list)-1] + "]}"
	must(t, os.WriteFile(filepath.Join(dir, "contacts.json"), []byte(list), 0o600))
	c := open(t, dir)
	must(t, c.Met(generate(t).Key().String(), "one more", "", ""))
	if n := len(c.List()); n != identity.MaxContacts {
		t.Errorf("%d contacts", n)
	}
	_, verified := c.Lookup(identity.Key{0, 0, 1}.String())
	_, oldest := c.Lookup(identity.Key{1, 0, 1}.String())
	if !verified || oldest {
		t.Errorf("kept: verified %v, oldest %v", verified, oldest)
	}
}

func TestContactsConcurrently(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	var all sync.WaitGroup
	for range 8 {
		key := generate(t).Key().String()
		all.Go(func() {
			for i := range 5 {
				if err := errors.Join(c.Met(key, "Mara", "", ""), c.SetVolume(key, float64(i))); err != nil {
					t.Error(err)
				}
				c.List()
				c.Trust("Mara", identity.Key{})
			}
		})
	}
	all.Wait()
	if n := len(open(t, dir).List()); n != 8 {
		t.Errorf("%d contacts", n)
	}
}
