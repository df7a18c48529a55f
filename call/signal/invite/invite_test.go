package invite_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"parley/call/signal/invite"
)

// The example of PROTOCOL.md, section 6.
const (
	host   = "meet.example.org"
	words  = "abacus drop-down felt-tip t-shirt yo-yo zoom"
	room   = "eGsoVsmtsXaB23IYfOjOJg"
	secret = "pOexnXZhrB_owcgYhGsH7Q"
	door   = "6894c5b7b35cd0d9883a002520603f2dfcca186061f4d8fe049c9878b6b4a988"
	link   = "https://" + host + "/j/" + room + "#" + secret
)

func parse(t testing.TB, text string) invite.Link {
	t.Helper()
	l, err := invite.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestVectors(t *testing.T) {
	l, err := invite.FromWords(host, words)
	if err != nil {
		t.Fatal(err)
	}
	key := l.Door()
	if l.String() != link || hex.EncodeToString(key[:]) != door {
		t.Errorf("%s, door %x", l.String(), key)
	}
	if got := strings.Join(l.Words(), " "); got != words {
		t.Errorf("words %q", got)
	}
	if read := parse(t, link); !read.Equal(l) || read.Door() != key || read.Words() != nil {
		t.Error("the link is another than that of its words")
	}
}

func TestParse(t *testing.T) {
	rest := "/j/" + room + "#" + secret
	for text, want := range map[string]string{
		"https://meet.example.org":        "https://meet.example.org",
		"HTTPS://Meet.Example.ORG":        "https://meet.example.org",
		"https://meet.example.org:443":    "https://meet.example.org",
		"https://meet.example.org:8443":   "https://meet.example.org:8443",
		"parley://meet.example.org":       "https://meet.example.org",
		"parley://localhost:8080":         "http://localhost:8080",
		"http://localhost":                "http://localhost",
		"http://localhost:80":             "http://localhost",
		"https://localhost":               "https://localhost",
		"http://127.9.9.9:1":              "http://127.9.9.9:1",
		"http://[::1]:8080":               "http://[::1]:8080",
		"https://[2001:db8::1]":           "https://[2001:db8::1]",
		"https://192.0.2.1:7000":          "https://192.0.2.1:7000",
		" \n\thttps://xn--bcher-kva.de":   "https://xn--bcher-kva.de",
		"https://a-1.b." + label(63) + "": "https://a-1.b." + label(63),
	} {
		l, err := invite.Parse(text + rest + "\n")
		if err != nil || l.Server() != want || l.String() != want+rest || !invite.Is(text) {
			t.Errorf("%s: %q, %v", text, l.String(), err)
		}
	}
}

func label(n int) string { return strings.Repeat("a", n) }

func TestParseRefuses(t *testing.T) {
	at := func(server string) string { return server + "/j/" + room + "#" + secret }
	for name, tc := range map[string]struct {
		text string
		want error
	}{
		"nothing":           {"", invite.ErrNoLink},
		"a name":            {"Ada", invite.ErrNoLink},
		"no scheme":         {at(host), invite.ErrNoLink},
		"another scheme":    {at("ftp://" + host), invite.ErrNoLink},
		"http":              {at("http://" + host), invite.ErrInsecure},
		"http elsewhere":    {at("http://localhost.example.org"), invite.ErrInsecure},
		"http, mapped":      {at("http://[::ffff:127.0.0.1]"), invite.ErrInsecure},
		"user":              {at("https://ada@" + host), invite.ErrNoLink},
		"user and word":     {at("https://ada:x@" + host), invite.ErrNoLink},
		"no host":           {at("https://"), invite.ErrHost},
		"port only":         {at("https://:443"), invite.ErrHost},
		"port 0":            {at("https://" + host + ":0"), invite.ErrHost},
		"no port":           {at("https://" + host + ":"), invite.ErrHost},
		"port too large":    {at("https://" + host + ":65536"), invite.ErrHost},
		"odd port":          {at("https://" + host + ":+443"), invite.ErrHost},
		"zeros in port":     {at("https://" + host + ":0443"), invite.ErrHost},
		"empty label":       {at("https://meet..example.org"), invite.ErrHost},
		"last dot":          {at("https://meet.example.org."), invite.ErrHost},
		"underline":         {at("https://meet_me.example.org"), invite.ErrHost},
		"letters":           {at("https://bücher.example.org"), invite.ErrHost},
		"per cent":          {at("https://%6deet.example.org"), invite.ErrHost},
		"hyphen":            {at("https://-meet.example.org"), invite.ErrHost},
		"long label":        {at("https://" + label(64) + ".org"), invite.ErrHost},
		"long host":         {at("https://" + strings.Repeat("a.", 126) + "aa"), invite.ErrHost},
		"half an address":   {at("https://127.1"), invite.ErrHost},
		"address in hex":    {at("https://0x7f000001"), invite.ErrHost},
		"number":            {at("https://2130706433"), invite.ErrHost},
		"zone":              {at("https://[fe80::1%25eth0]"), invite.ErrHost},
		"IPv6 long":         {at("https://[0:0:0:0:0:0:0:1]"), invite.ErrHost},
		"bracket":           {at("https://[::1"), invite.ErrHost},
		"backslash":         {at(`https://` + host + `\@evil.example`), invite.ErrNoLink},
		"too long":          {link + strings.Repeat("A", 512), invite.ErrNoLink},
		"other path":        {"https://" + host + "/k/" + room + "#" + secret, invite.ErrNoLink},
		"further path":      {"https://" + host + "/j/" + room + "/x#" + secret, invite.ErrNoLink},
		"slash at end":      {"https://" + host + "/j/" + room + "/#" + secret, invite.ErrNoLink},
		"query":             {"https://" + host + "/j/" + room + "?x=1#" + secret, invite.ErrNoLink},
		"no room":           {"https://" + host + "/j/#" + secret, invite.ErrDamaged},
		"no secret":         {"https://" + host + "/j/" + room, invite.ErrDamaged},
		"short secret":      {link[:len(link)-1], invite.ErrDamaged},
		"long secret":       {link + "A", invite.ErrDamaged},
		"padded":            {link + "==", invite.ErrDamaged},
		"line end inside":   {link[:len(link)-3] + "\n" + link[len(link)-2:], invite.ErrDamaged},
		"second fragment":   {link[:len(link)-1] + "#", invite.ErrDamaged},
		"unused bits":       {link[:len(link)-1] + "_", invite.ErrDamaged},
		"other secret":      {at("https://" + host)[:len(link)-22] + "A" + secret[1:], invite.ErrDamaged},
		"other room":        {"https://" + host + "/j/A" + room[1:] + "#" + secret, invite.ErrDamaged},
		"room in per cents": {"https://" + host + "/j/%41" + room[1:] + "#" + secret, invite.ErrDamaged},
	} {
		l, err := invite.Parse(tc.text)
		if !errors.Is(err, tc.want) || !l.IsZero() {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), secret[4:12]) {
			t.Errorf("%s: the error tells the secret", name)
		}
		if invite.Sentence(err) == "" {
			t.Errorf("%s: no sentence", name)
		}
	}
}

func TestWordsAsTyped(t *testing.T) {
	want := parse(t, link)
	for _, typed := range []string{
		"  Abacus DROP-DOWN felt tip\tt-SHIRT  yo\u2011yo zoom\n",
		"abacus-drop-down-felt-tip-t-shirt-yo-yo-zoom",
		"abacus, drop – down, felt-tip, t shirt, yo-yo, zoom.",
	} {
		typed = strings.TrimSuffix(typed, ".")
		l, err := invite.FromWords("https://"+host+"/", typed)
		if err != nil || !l.Equal(want) {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestWordsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		host, words string
		want        error
		unknown     string
	}{
		"none":          {host, "", invite.ErrWordCount, ""},
		"five":          {host, "abacus abacus abacus abacus abacus", invite.ErrWordCount, ""},
		"seven":         {host, strings.Repeat("zoom ", 7), invite.ErrWordCount, ""},
		"very many":     {host, strings.Repeat("zoom ", 100), invite.ErrWordCount, ""},
		"misspelt":      {host, "abacus zoom zoom zoom zoom Zooom", nil, "zooom"},
		"half a word":   {host, "zoom zoom zoom zoom zoom yo", nil, "yo"},
		"another half":  {host, "zoom zoom zoom zoom yo shirt", nil, "yo"},
		"part of one":   {host, "zoom zoom zoom zoom zoom abac", nil, "abac"},
		"insecure":      {"http://" + host, words, invite.ErrInsecure, ""},
		"no host":       {"", words, invite.ErrHost, ""},
		"host and path": {host + "/j", words, invite.ErrHost, ""},
	} {
		_, err := invite.FromWords(tc.host, tc.words)
		var unknown *invite.UnknownWordError
		switch {
		case tc.want != nil && !errors.Is(err, tc.want):
			t.Errorf("%s: %v", name, err)
		case tc.want == nil && (!errors.As(err, &unknown) || unknown.Word != tc.unknown):
			t.Errorf("%s: %v", name, err)
		case invite.Sentence(err) == "":
			t.Errorf("%s: no sentence", name)
		}
	}
}

func TestNew(t *testing.T) {
	l, err := invite.New("localhost:8080")
	if err != nil {
		t.Fatal(err)
	}
	if l.Server() != "http://localhost:8080" || l.Host() != "localhost:8080" || len(l.Words()) != 6 {
		t.Errorf("%s with %d words", l.Server(), len(l.Words()))
	}
	spoken, err := invite.FromWords(l.Host(), strings.Join(l.Words(), " "))
	if err != nil || !spoken.Equal(l) || !parse(t, l.String()).Equal(l) {
		t.Errorf("words and link lead elsewhere: %v", err)
	}
	other, err := invite.New("localhost:8080")
	if err != nil || other.Equal(l) {
		t.Errorf("drawn twice, %v", err)
	}
	if _, err := invite.New("http://" + host); !errors.Is(err, invite.ErrInsecure) {
		t.Error(err)
	}
}

// Whatever is printed by accident must not hold the secret, as text or as
// numbers, nor the whole room.
func TestBeside(t *testing.T) {
	from, err := invite.New("meet.example.org:8443")
	if err != nil {
		t.Fatal(err)
	}
	to, err := invite.New("https://meet.example.org:8443")
	if err != nil {
		t.Fatal(err)
	}
	got, err := from.Beside(to.Secret())
	if err != nil || !got.Equal(to) || got.String() != to.String() || got.Words() != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", to.Secret()[1:], to.Secret() + "A", to.Secret()[:21] + "\n", to.Secret()[:21] + "#"} {
		if _, err := from.Beside(bad); !errors.Is(err, invite.ErrDamaged) {
			t.Errorf("%d characters: %v", len(bad), err)
		}
	}
	if secret := (invite.Link{}).Secret(); secret != "" {
		t.Error("no link has a secret")
	}
}

func TestNothingTellsTheSecret(t *testing.T) {
	l := parse(t, link)
	bytes16, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Link   invite.Link
		hidden invite.Link
		at     *invite.Link
	}
	h := holder{l, l, &l}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("joined", "link", l, "holder", h, "at", &h, "list", []invite.Link{l})
	}
	for _, v := range []any{l, &l, h, &h, []holder{h}, map[string]invite.Link{"l": l}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		if data, err := json.Marshal(v); err == nil {
			log.Write(data)
		}
	}
	for _, tell := range []string{
		secret, room, hex.EncodeToString(bytes16), strings.Trim(fmt.Sprint(bytes16), "[]"),
		strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", bytes16), "[]byte{"), "}"), door[:16],
	} {
		if strings.Contains(strings.ToLower(log.String()), strings.ToLower(tell)) {
			t.Errorf("%q is told in\n%s", tell, &log)
		}
	}
	if !strings.Contains(log.String(), host) {
		t.Error("nothing is told at all")
	}
}

func TestZero(t *testing.T) {
	var l invite.Link
	if l.String() != "" || l.Words() != nil || l.RoomID() != [16]byte{} || l.Equal(parse(t, link)) || !l.Equal(invite.Link{}) {
		t.Error("the zero link leads somewhere")
	}
	if invite.Sentence(errors.New("other")) != "" || invite.Is("Ada") || invite.Is("ftp://x") {
		t.Error("what is none of a link's is taken for one")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{link, "parley://[::1]:8080/j/" + room + "#" + secret, "https://a/j/#", "http://127.0.0.1/j/x#y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := invite.Parse(text)
		if err != nil {
			if invite.Sentence(err) == "" {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		again, err := invite.Parse(l.String())
		if err != nil || !again.Equal(l) || again.String() != l.String() {
			t.Errorf("%q became %q, %v", text, l.String(), err)
		}
	})
}

func TestIsOrigin(t *testing.T) {
	for text, want := range map[string]bool{
		"https://meet.example.org":      true,
		"https://meet.example.org:8443": true,
		"http://localhost:8080":         true,
		"http://meet.example.org":       false,
		"https://meet.example.org/":     false,
		"https://me@meet.example.org":   false,
		"https://MEET.example.org":      false,
		"parley://meet.example.org":     false,
		"meet.example.org":              false,
		"":                              false,
	} {
		if got := invite.IsOrigin(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
