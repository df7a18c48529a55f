package guest_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"parley/assets/guest"
	"parley/assets/guest/guesttest"
	"parley/call/signal/rendezvous/server"
)

// TestDoor has a guest who came first decide who comes in: the door asks, is
// locked, and somebody is removed, whom neither link nor room help any more.
func TestDoor(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara := b.Come(link, "Mara")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	door(mara, "ask")
	noor := b.Come(link, "Noor")
	noor.Wait("document.querySelector('.joining').innerText.includes('has to let you in')")
	shoot(noor, "lobby-waiting")
	shoot(mara, "knock")
	mara.Click("Let in")
	noor.Sees(1)
	tom := b.Come(link, "Tom")
	mara.Wait("document.querySelector('.toast')?.innerText.includes('Tom asks to come in')")
	tom.Click("Do not wait")
	mara.Wait("!document.querySelector('.toasts').innerText.includes('Tom asks')")
	tom.Click("Come back")
	tom.Click("Join the call")
	mara.Wait("document.querySelector('.toast')?.innerText.includes('Tom asks to come in')")
	mara.Click("No")
	tom.Wait("document.querySelector('h1').innerText === 'You were not let in'")
	door(mara, "locked")
	tom.Click("Try again")
	tom.Click("Join the call")
	tom.Wait("document.querySelector('h1').innerText === 'The call is locked'")
	shoot(tom, "locked")
	door(mara, "open")
	tom.Click("Try again")
	tom.Click("Join the call")
	for _, p := range []*guesttest.Page{mara, noor, tom} {
		p.Sees(2)
	}
	noor.Wait("document.querySelector('.status').innerText.includes('Direct')")
	before := mara.Text("location.pathname")
	mara.Click("Ask Noor to mute")
	noor.Click("Mute")
	mara.Wait("document.querySelector('.tile:not(.own) .mic-off')")
	mara.Click("Remove Noor")
	mara.Click("Remove")
	noor.Wait("document.querySelector('h1').innerText === 'You were removed from the call'")
	shoot(noor, "removed")
	for _, p := range []*guesttest.Page{mara, tom} {
		p.Sees(1)
		p.Wait("location.pathname !== " + quote(before))
	}
	if mara.Text("location.pathname") != tom.Text("location.pathname") {
		t.Error("they moved to different rooms")
	}
	// The old link leads to a room where nobody is.
	noor.Go(link)
	noor.Click("Join the call")
	noor.Wait("document.querySelector('.alone h2')?.offsetParent")
	// The call goes on, by the link that the others have now.
	tom.Reload()
	tom.Click("Join the call")
	tom.Sees(1)
	quiet(t, mara, noor, tom)
}

// door says who comes in.
func door(p *guesttest.Page, value string) {
	p.Wait("document.querySelector('.door select') || (document.querySelector('.control.wide:nth-of-type(3)').click(), false)")
	p.Eval("(() => { const s = document.querySelector('.door select'); s.value = "+quote(value)+"; s.dispatchEvent(new Event('change')); })()", nil)
}

// TestServerAway has the server go and come back: the call does not notice,
// and others can come again.
func TestServerAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	stop := host(t, l)
	link := newLink(t, "http://"+at)
	b := guesttest.Start(t)
	mara, noor := b.Come(link, "Mara"), b.Come(link, "Noor")
	mara.Sees(1)
	noor.Sees(1)
	stop()
	for _, p := range []*guesttest.Page{mara, noor} {
		p.Wait("document.querySelector('.strip').offsetParent")
		p.Sees(1)
	}
	shoot(mara, "server-away")
	if l, err = net.Listen("tcp", at); err != nil {
		t.Fatal(err)
	}
	host(t, l)
	for _, p := range []*guesttest.Page{mara, noor} {
		p.Wait("!document.querySelector('.strip').offsetParent")
		p.Sees(1)
	}
	tom := b.Come(link, "Tom")
	for _, p := range []*guesttest.Page{mara, noor, tom} {
		p.Sees(2)
		p.Hears(2)
	}
}

// host serves at a listener until the test ends or stop is called.
func host(t *testing.T, l net.Listener) (stop func()) {
	t.Helper()
	meet, err := server.New(server.Config{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/r/", meet)
	guest.New().Handle(mux)
	s := &http.Server{Handler: mux}
	go func() { _ = s.Serve(l) }() // until stop
	stop = func() {
		_ = meet.Close()
		_ = s.Close()
	}
	t.Cleanup(stop)
	return stop
}

// TestRefusals are told in words.
func TestRefusals(t *testing.T) {
	url := site(t)
	link := newLink(t, url)
	b := guesttest.Start(t)
	for name, tc := range map[string]struct{ link, title string }{
		"no secret":      {strings.Split(link, "#")[0], "This link is damaged"},
		"another secret": {strings.Split(link, "#")[0] + "#pOexnXZhrB_owcgYhGsH7Q", "This link is damaged"},
		"half a secret":  {link[:len(link)-3], "This link is damaged"},
		"no room":        {url + "/j/x#pOexnXZhrB_owcgYhGsH7Q", "This link is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			p := b.Visit(tc.link)
			p.Wait("document.querySelector('h1')?.innerText === " + quote(tc.title))
			shoot(p, "damaged")
		})
	}
	old := b.Visit(link, "delete RTCPeerConnection.prototype; window.RTCPeerConnection = undefined;")
	old.Wait("document.querySelector('h1')?.innerText === 'This browser is too old'")
	blind := b.Visit(link, "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };")
	blind.Wait("document.querySelector('.preview-words')?.innerText.includes('does not let this page use the camera')")
	shoot(blind, "lobby-no-camera")
	blind.Click("Join the call")
	blind.Wait("document.querySelector('.alone h2')?.offsetParent")
}
