package chat_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"parley/call/chat"
	"parley/call/identity"
)

// links returns what is linked in a text, as "shown -> opened", or "shown"
// where both are the same.
func links(text string) []string {
	var found []string
	for _, s := range chat.Split(text, nil) {
		switch {
		case s.Kind == chat.Link && s.Text == s.Target:
			found = append(found, s.Text)
		case s.Kind == chat.Link:
			found = append(found, s.Text+" -> "+s.Target)
		}
	}
	return found
}

func TestLinks(t *testing.T) {
	for text, want := range map[string]string{
		"see https://notes.holm.example/plan now":            "https://notes.holm.example/plan",
		"HTTPS://Notes.Holm.Example/Plan":                    "https://notes.holm.example/Plan",
		"http://localhost:8080/?q=a&b=%20#top":               "http://localhost:8080/?q=a&b=%20#top",
		"http://192.168.1.10/ and http://[2001:db8::1]:81/x": "http://192.168.1.10/ http://[2001:db8::1]:81/x",
		"(https://a.example/b).":                             "https://a.example/b",
		"https://a.example/wiki/Go_(game)!":                  "https://a.example/wiki/Go_(game)",
		"[text](https://a.example/b)":                        "https://a.example/b",
		"\"https://a.example\",":                             "https://a.example",
		"<https://a.example/b>":                              "https://a.example/b",
		"https://a.example。見て":                               "https://a.example",
		"https://a.example/straße":                           "https://a.example/straße -> https://a.example/stra%C3%9Fe",
		"https://a.example/שלום":                             "https://a.example/%D7%A9%D7%9C%D7%95%D7%9D",
		"mailto:mara@holm.example":                           "mailto:mara@holm.example",
		"https://münchen.example/":                           "https://münchen.example/ -> https://xn--mnchen-3ya.example/",
		"https://пример.рф":                                  "https://пример.рф -> https://xn--e1afmkfd.xn--p1ai",
		"https://例え.テスト/":                                    "https://例え.テスト/ -> https://xn--r8jz45g.xn--zckzah/",
		"https://xn--mnchen-3ya.example/":                    "https://xn--mnchen-3ya.example/",

		// Hosts that could pass for others are shown as they are looked up.
		"https://pаypal.example/":  "https://xn--pypal-4ve.example/", // a Cyrillic а
		"https://аррӏе.com/":       "https://xn--80ak6aa92e.com/",    // all Cyrillic but for .com
		"https://ɡoogle.example/":  "https://xn--oogle-qmc.example/", // a Latin letter that looks like g
		"https://example.comノb.jp": "https://example.xn--comb-xq4c.jp",
		"https://faß.example/":     "https://faß.example/ -> https://xn--fa-hia.example/",

		// Tricks with what stands before the host.
		"https://holm.example@evil.example/":        "",
		"https://user:pw@holm.example/":             "",
		"https://holm.example%40evil.example/":      "",
		"https://holm.example\\@evil.example/":      "https://holm.example",
		"https://holm.example\u2215@evil.example/":  "https://holm.example",
		"https://holm.example\uff0fx.evil.example/": "https://holm.example",

		// No host, or one that only a browser can read.
		"https://": "", "http:///etc": "", "https://.": "", "https://a..b/": "", "https://-a.example/": "",
		"http://2130706433/": "", "http://0x7f.1/": "", "http://0177.0.0.1/": "", "http://127.1/": "", "http://1.2.3.4.5/": "",
		"http://a.example:0/": "", "http://a.example:65536/": "", "http://a.example:8o/": "", "http://a_b.example/": "",
		"http://[::1%25eth0]/": "", "http://[fe80::1%eth0]/": "", "http://[1.2.3.4]/": "",
		"https://a.example/%zz": "", "https://a.example/%": "", "https://a.example/[x]": "",
		"https://a.example./": "",

		// Other schemes, and none.
		"javascript:alert(1)": "", "file:///etc/passwd": "", "data:text/html,x": "", "ftp://a.example/": "", "parley:x": "",
		"www.a.example": "", "mara@holm.example": "", "xhttps://a.example/": "", "httpſ://a.example/": "", "view-source:https://a.example/": "https://a.example/",

		// More than one address to write to.
		"mailto:a@b.example?bcc=c@d.example": "", "mailto:a@b.example,c@d.example": "", "mailto:a@b.example?attach=/etc/passwd": "",
		"mailto:a": "", "mailto:@b.example": "", "mailto:a@[1.2.3.4]": "", "mailto:a@1.2.3.4": "", "mailto:a..b@c.example": "",
		"https://a.example/" + strings.Repeat("a", 3000): "",
	} {
		if got := strings.Join(links(text), " "); got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
	}
}

func TestMentions(t *testing.T) {
	people := []chat.Person{
		{Key: identity.Key{1}, Name: "Jonas Holm"},
		{Key: identity.Key{2}, Name: "Jonas"},
		{Key: identity.Key{3}, Name: "Zoë"},
		{Key: identity.Key{4}, Name: "山田 太郎"},
	}
	for text, want := range map[string]string{
		"@Jonas I am in the train": "@Jonas=1",
		"hi @jonas holm, @ZOË":     "@jonas holm=1 @ZOË=3",
		"(@zoë)!":                  "@zoë=3",
		"@山田さん":                    "",
		"@山田 さん":                   "@山田=4",
		"@Jonasson":                "",
		"mail@jonas.example":       "",
		"@":                        "",
		"@@Zoë":                    "@Zoë=3",
		"@nobody":                  "",
		"https://a.example/@Jonas": "",
	} {
		var found []string
		for _, s := range chat.Split(text, people) {
			if s.Kind == chat.Mention {
				found = append(found, s.Text+"="+string('0'+rune(s.Who[0])))
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSpansFollowOneAnother(t *testing.T) {
	got := chat.Split("a @Zoë b https://c.example/ d", []chat.Person{{Name: "Zoë"}})
	want := []chat.Span{
		{Text: "a "},
		{Kind: chat.Mention, Text: "@Zoë"},
		{Text: " b "},
		{Kind: chat.Link, Text: "https://c.example/", Target: "https://c.example/"},
		{Text: " d"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"see https://a.example/x?y#z, mailto:a@b.example", "https://аррӏе.com/é@x", "@Zoë http://[::1]:80/", "http://a@b/",
	} {
		f.Add(s)
	}
	people := []chat.Person{{Name: "Zoë Holm"}, {Name: "a"}}
	f.Fuzz(func(t *testing.T, s string) {
		s = chat.Clean(s)
		// Links may be shown otherwise than they were written; what stands
		// between them follows in its order.
		rest, linked := s, false
		for _, span := range chat.Split(s, people) {
			if span.Kind == chat.Link {
				checkLink(t, span)
				linked = true
				continue
			}
			at := strings.Index(rest, span.Text)
			if at < 0 || !linked && at > 0 {
				t.Fatalf("%q is not in its place in %q", span.Text, s)
			}
			rest = rest[at+len(span.Text):]
		}
		if !linked && rest != "" {
			t.Fatalf("%q is left out", rest)
		}
	})
}

// checkLink asks another parser where a link goes.
func checkLink(t *testing.T, span chat.Span) {
	u, err := url.Parse(span.Target)
	if err != nil || strings.ContainsFunc(span.Target, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Fatalf("%q: %v", span.Target, err)
	}
	switch u.Scheme {
	case "mailto":
		if u.RawQuery != "" || strings.Count(u.Opaque, "@") != 1 {
			t.Fatalf("%q", span.Target)
		}
	case "http", "https":
		if u.Host == "" || u.User != nil {
			t.Fatalf("%q", span.Target)
		}
		if shown, err := url.Parse(span.Text); err != nil || shown.Scheme != u.Scheme || shown.Path != u.Path || shown.RawQuery != "" != (u.RawQuery != "") {
			t.Fatalf("%q is shown as %q", span.Target, span.Text)
		}
	default:
		t.Fatalf("%q", span.Target)
	}
}
