package lan

import (
	"strings"
	"testing"

	"parley/call/identity"
)

func TestAdvertTextFits(t *testing.T) {
	key := identity.Key{1}
	long := strings.Repeat("名", 200)
	p := profile{shorten(long), shorten(long), hint("mara", key)}
	for _, s := range p.text() {
		if len(s) > 255 {
			t.Errorf("%d bytes in a string of TXT", len(s))
		}
	}
	got, ok := parseText(p.text())
	if !ok || got.hint != p.hint || got.name == "" || !strings.HasPrefix(long, got.name) {
		t.Errorf("%+v, %v", got, ok)
	}
}

func TestHintIsForThoseWhoKnow(t *testing.T) {
	a, b := identity.Key{1}, identity.Key{2}
	mark := hint("x", a)
	if mark == hint("y", a) || mark == hint("x", b) {
		t.Error("the hint does not tell keys and instances apart")
	}
	if first := newInstance(); first == newInstance() {
		t.Error("two starts have the same instance")
	}
}

func TestParseTextIsStrict(t *testing.T) {
	good := profile{"Mara", "laptop", hint("mara", identity.Key{1})}.text()
	if _, ok := parseText(good); !ok {
		t.Fatal("a good advert is refused")
	}
	for name, edit := range map[string]func([]string) []string{
		"nothing":       func([]string) []string { return nil },
		"newer":         func(s []string) []string { s[0] = "txtvers=2"; return s },
		"more":          func(s []string) []string { return append(s, "user=mara") },
		"fewer":         func(s []string) []string { return s[:3] },
		"other order":   func(s []string) []string { s[1], s[2] = s[2], s[1]; return s },
		"other case":    func(s []string) []string { s[1] = "Name=Mara"; return s },
		"long name":     func(s []string) []string { s[1] = "name=" + strings.Repeat("a", 250); return s },
		"short hint":    func(s []string) []string { s[3] = s[3][:20]; return s },
		"hint of noise": func(s []string) []string { s[3] = "hint=" + strings.Repeat("!", 26); return s },
	} {
		if p, ok := parseText(edit(append([]string(nil), good...))); ok {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func FuzzParseText(f *testing.F) {
	f.Add("txtvers=1", "name=Mara", "device=laptop", "hint="+hint("mara", identity.Key{1}))
	f.Add("txtvers=1", "name=\u202e", "device=\x00", "hint=")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		p, ok := parseText([]string{a, b, c, d})
		if ok && (p.name != identity.CleanName(p.name) || p.device != identity.CleanLabel(p.device) || len(p.hint) != 26) {
			t.Errorf("%+v", p)
		}
	})
}
