package guest_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call/chat"
	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/seal"
)

// TestSealsFit makes links between a session in Go and one in the page, opened
// by either.
func TestSealsFit(t *testing.T) {
	p, folder := bench(t)
	link, err := invite.FromWords("meet.example.org", "abacus drop-down felt-tip t-shirt yo-yo zoom")
	if err != nil {
		t.Fatal(err)
	}
	p.Eval(fmt.Sprintf(`(async () => {
		const load = (name) => import(%q + name);
		Object.assign(window, await load('seal.js'), await load('bytes.js'), await load('identity.js'));
		Object.assign(window, { keys: await roomOf(unbase64url('pOexnXZhrB_owcgYhGsH7Q', 16)), me: await createIdentity() });
		window.config = { ...keys, identity: me };
		window.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
	})()`, folder), nil)
	door := link.Door()
	if got := p.Text("hex(keys.room) + ' ' + hex(keys.door)"); got != "786b2856c9adb17681db72187ce8ce26 "+hex.EncodeToString(door[:]) {
		t.Errorf("the page derives %s", got)
	}
	id, err := identity.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := fit{t: t, page: p, config: seal.Config{Room: link.RoomID(), Door: door, Identity: id}, here: seal.Peer{1}, there: seal.Peer{2}}
	f.opened()
	f.accepted()
}

// fit is one session in Go that meets one in the page.
type fit struct {
	t           *testing.T
	page        *guesttest.Page
	config      seal.Config
	here, there seal.Peer
	session     *seal.Session
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// js evaluates what gives bytes in the page.
func (f *fit) js(expression string, args ...any) []byte {
	f.t.Helper()
	var text string
	f.page.Eval(fmt.Sprintf("(async () => base64("+expression+"))()", args...), &text)
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		f.t.Fatal(err)
	}
	return data
}

// receive takes a message of the page.
func (f *fit) receive(message []byte) seal.Received {
	f.t.Helper()
	got, err := f.session.Receive(message)
	if err != nil {
		f.t.Fatal(err)
	}
	return got
}

// opened has Go open a link.
func (f *fit) opened() {
	f.t.Helper()
	session, first, err := seal.New(f.config, f.here, f.there)
	if err != nil {
		f.t.Fatal(err)
	}
	f.session = session
	answer := f.js("await Session.accept(config, bytes(%q), bytes(%q), bytes(%q)).then(({ session, reply }) => (window.session = session, reply))",
		b64(f.there[:]), b64(f.here[:]), b64(first))
	got := f.receive(answer)
	if !got.Ready {
		f.t.Fatal("the page has not proven its key")
	}
	f.page.Eval(fmt.Sprintf("session.receive(bytes(%q)).then(({ ready }) => { if (!ready) throw 1 })", b64(got.Reply)), nil)
	f.talk()
}

// accepted has the page open one.
func (f *fit) accepted() {
	f.t.Helper()
	first := f.js("await Session.open(config, bytes(%q), bytes(%q)).then(({ session, message }) => (window.session = session, message))", b64(f.there[:]), b64(f.here[:]))
	session, reply, err := seal.Accept(f.config, f.here, f.there, first)
	if err != nil {
		f.t.Fatal(err)
	}
	f.session = session
	third := f.js("(await session.receive(bytes(%q))).reply", b64(reply))
	if got := f.receive(third); !got.Ready {
		f.t.Fatal("the page has not proven its key")
	}
	f.talk()
}

// talk says something each way, and ends the link.
func (f *fit) talk() {
	f.t.Helper()
	remote, mine := f.session.Remote(), f.config.Identity.Key()
	if got := f.page.Text("me.text + ' ' + keyText(session.remote)"); got != remote.String()+" "+mine.String() {
		f.t.Errorf("the keys are %s", got)
	}
	for _, text := range []string{"one", "two"} {
		if got := f.js("(await session.receive(bytes(%q))).message", b64(f.session.Carry([]byte(text)))); string(got) != text {
			f.t.Errorf("the page reads %q", got)
		}
		if got := f.receive(f.js("await session.carry(utf8(%q))", text)); string(got.Message) != text {
			f.t.Errorf("Go reads %q", got.Message)
		}
	}
	if got := f.receive(f.js("await session.end()")); !got.Ended {
		f.t.Error("the end is not seen")
	}
}

// TestReadersAgree has both readers of messages look at the same ones, most of
// them hostile.
func TestReadersAgree(t *testing.T) {
	p, folder := bench(t)
	p.Eval(fmt.Sprintf("import(%q).then(({ decode }) => (window.decode = decode, 1))", folder+"envelope.js"), nil)
	taken := 0
	for _, message := range messages() {
		_, err := signal.Decode(message)
		if err == nil {
			taken++
		}
		var takes bool
		p.Eval(fmt.Sprintf("(() => { try { return !!decode(Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))); } catch (e) { if (e.kind !== 'protocol') throw e; return false; } })()", b64(message)), &takes)
		if takes != (err == nil) {
			t.Errorf("Go says %v, the page takes it: %v\n%.300q", err, takes, message)
		}
	}
	if taken < 10 {
		t.Errorf("only %d messages are good", taken)
	}
}

// messages are good ones, and what is made of them by changing one thing.
func messages() (all [][]byte) {
	const call = `"call":"2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f",`
	digest := "sha-256 " + strings.TrimSuffix(strings.Repeat("AB:", 32), ":")
	signature := base64.StdEncoding.EncodeToString(make([]byte, 64))
	good := []string{
		`{"v":1,"seq":1,"type":"hello","body":{"name":"Mara","device":"","versions":[1]}}`,
		`{"v":1,"seq":1,"type":"hello","body":{"name":"Mara","device":"d","versions":[1,2],"guest":true,"later":{"a":[1]}}}`,
		`{"v":1,"seq":2,"type":"ping","body":{}}`,
		`{"v":1,` + call + `"seq":7,"type":"join","body":{"video":true}}`,
		`{"v":1,` + call + `"seq":7,"type":"ring","body":{"video":false}}`,
		`{"v":1,` + call + `"seq":7,"type":"accept","body":{"video":true}}`,
		`{"v":1,` + call + `"seq":7,"type":"resume","body":{}}`,
		`{"v":1,` + call + `"seq":9007199254740991,"type":"decline","body":{"reason":"no-answer"}}`,
		`{"v":1,` + call + `"seq":7,"type":"description","body":{"kind":"offer","sdp":"v=0\r\n","fingerprint":"` + digest + `","signature":"` + signature + `"}}`,
		`{"v":1,` + call + `"seq":7,"type":"candidate","body":{"candidate":"candidate:1 1 udp 1 192.0.2.1 5000 typ host","mid":"0","mline":0,"ufrag":"x"}}`,
		"\t{ \"v\" : 1 ,\n" + call + `"seq":7,"type":"busy","body":{ } } `,
	}
	changes := [][2]string{
		{`"v":1`, `"v":0`},
		{`"v":1`, `"v":256`},
		{`"v":1`, `"v":"1"`},
		{`"v":1`, `"v":1,"v":1`},
		{`"v":1`, `"V":1`},
		{`"v":1`, `"v":null`},
		{`"v":1`, `"v":1.5`},
		{`"v":1`, `"v":-1`},
		{`"v":1`, `"v":01`},
		{`"seq":7`, `"seq":0`},
		{`"seq":7`, `"seq":9007199254740992`},
		{`"seq":7`, `"seq":1e400`},
		{`"seq":7,`, ``},
		{`2f6c`, `2F6C`},
		{`2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f`, `00000000000000000000000000000000`},
		{`2f6c`, `2f6`},
		{call, ``},
		{`"seq":1,`, `"seq":1,` + call},
		{`true`, `1`},
		{`true`, `null`},
		{`true`, `true,"more":1`},
		{`"video":true`, ``},
		{`"video":true`, `"video":true,"video":true`},
		{`"body":{`, `"body":[`},
		{`"body":{}`, `"body":null`},
		{`"body":{}`, `"body":{"a":1}`},
		{`{}`, `{}}`},
		{`}}`, `}`},
		{`}}`, `}} x`},
		{`}}`, `}}{}`},
		{`"Mara"`, `"\ud800"`},
		{`"Mara"`, `"\u0000"`},
		{`"Mara"`, `"\ufffd"`},
		{`"Mara"`, `"` + strings.Repeat("é", 128) + `"`},
		{`"Mara"`, `7`},
		{`"Mara"`, `"\x"`},
		{`"Mara"`, "\"\n\""},
		{`"Mara"`, "\"\xff\""},
		{`"Mara"`, `"\ud83d\ude00"`},
		{`[1]`, `[]`},
		{`[1]`, `[0]`},
		{`[1]`, `[1,]`},
		{`[1]`, `1`},
		{`[1]`, `[` + strings.Repeat("1,", 16) + `1]`},
		{`[1]`, `[[[[1]]]]`},
		{`[1,2]`, `[1,256]`},
		{`"later":{"a":[1]}`, `"later":{"a":{"b":{"c":1}}}`},
		{`"later":{"a":[1]}`, `"later":{"A":1}`},
		{`"guest":true`, `"guest":"yes"`},
		{`no-answer`, `No`},
		{`no-answer`, ``},
		{`no-answer`, strings.Repeat("a", 33)},
		{`offer`, `pranswer`},
		{`v=0\r\n`, ``},
		{`v=0\r\n`, strings.Repeat(`m=\n`, 33)},
		{`v=0\r\n`, strings.Repeat(`a=candidate\n`, 101)},
		{`AB:AB`, `ab:AB`},
		{`AB:AB`, `AB`},
		{`sha-256`, `sha-1`},
		{`AA=="`, `AA="`},
		{`AAAA`, `AA-A`},
		{`candidate:1`, `candidate:1\n`},
		{`candidate:1`, strings.Repeat("x", 600)},
		{`"mline":0`, `"mline":32`},
		{`"mline":0`, `"mline":-1`},
		{`"type":"join"`, `"type":"constructor"`},
		{`"type":"join"`, `"type":"toString"`},
		{`"type":"join"`, `"type":7`},
		{`"type":"join"`, `"type":"join","extra":1`},
		{`"type":"join"`, `"type":"join","__proto__":{}`},
	}
	for _, text := range good {
		all = append(all, []byte(text))
		for _, c := range changes {
			if changed := strings.Replace(text, c[0], c[1], 1); changed != text {
				all = append(all, []byte(changed))
			}
		}
	}
	return append(all, nil, []byte("null"), []byte("[]"), []byte(`""`), bytes.Repeat([]byte("["), 1000), []byte(`{"v":1,"body":"`+strings.Repeat("a", 70_000)+`"}`), []byte("\xef\xbb\xbf"+good[3]))
}

// TestTextsAreCleanedAlike has both sides clean the same, so that both see the
// same.
func TestTextsAreCleanedAlike(t *testing.T) {
	p, folder := bench(t)
	p.Eval(fmt.Sprintf("import(%q).then((clean) => (Object.assign(window, clean), 1))", folder+"clean.js"), nil)
	for _, text := range []string{
		"Mara Lindqvist", "  a   b ", "exe.\u202egpj", "zero\u200bwidth", "a\u0301", "Z̸̧̢̛a̴͇͂l̵͎̆g̴̺̀o", "tab\tand\nline", "é", "👩\u200d👩\u200d👧\u200d👦", "🇨🇭", "\u3164", "\u2800x", "",
		"\u0627\u0644\u200c\u0633", "\u1100\u1161", "ﬁ", "a\u00a0b", "\ufeffx", "\ue000", "line one\r\nline two\n\n\n\nline five   ", strings.Repeat("x", 100), "क्\u200dष", "x\u0336\u0336\u0336\u0336\u0336\u0336\u0336", "﷽", "<script>", "\u2028a", "a\u200db",
	} {
		if got, want := p.Text("cleanName("+quote(text)+")"), identity.CleanName(text); got != want {
			t.Errorf("the name %q is cleaned to %q, not %q", text, got, want)
		}
		if got, want := p.Text("cleanText("+quote(text)+")"), chat.Clean(text); got != want {
			t.Errorf("the text %q is cleaned to %q, not %q", text, got, want)
		}
	}
}
