package guest_test

import (
	"crypto/rand"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/assets/guest"
	"parley/assets/guest/guesttest"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/server"
)

var pictures = flag.String("pictures", "", "write pictures of the page to this folder")

// site is a server that guests meet at. It ends with the test.
func site(t testing.TB) string {
	t.Helper()
	meet, err := server.New(server.Config{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = meet.Close() })
	mux := http.NewServeMux()
	mux.Handle("/r/", meet)
	guest.New().Handle(mux)
	return serve(t, mux)
}

// serve returns the address of a server that ends with the test.
func serve(t testing.TB, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// newLink makes a link to a room at a site.
func newLink(t testing.TB, url string) string {
	t.Helper()
	link, err := invite.New(strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	return link.String()
}

func shoot(p *guesttest.Page, name string) {
	if *pictures != "" {
		p.Picture(filepath.Join(*pictures, name+".png"))
	}
}

// quiet fails for everything that a page wrote to its console: it tells nobody
// anything there, least of all a secret.
func quiet(t *testing.T, pages ...*guesttest.Page) {
	t.Helper()
	for _, p := range pages {
		for _, complaint := range p.Complaints() {
			t.Errorf("the console has %s", complaint)
		}
	}
}

func TestTwoGuests(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara := b.Come(link, "Mara Lindqvist")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	noor := b.Come(link, "Noor")
	for _, p := range []*guesttest.Page{mara, noor} {
		p.Sees(1)
		p.Hears(1)
		p.Wait("document.querySelector('.status').innerText.includes('Direct')")
	}
	if hash := noor.Text("location.href"); strings.Contains(hash, "#") {
		t.Errorf("the secret stays in the address")
	}
	shoot(mara, "call-two")
	talk(t, mara, noor)
	files(t, mara, noor)
	words(t, mara, noor)

	noor.Press("m", 0)
	mara.Wait("document.querySelector('.tile:not(.own) .mic-off')")
	noor.Click("Camera")
	mara.Wait("document.querySelector('.tile:not(.own) .off-camera')?.offsetParent")
	shoot(mara, "call-camera-off")
	noor.Click("Unmute")
	noor.Click("Start camera")
	mara.Wait("!document.querySelector('.tile:not(.own) .mic-off')")
	mara.Sees(1)

	noor.Click("Leave")
	noor.Wait("document.body.innerText.includes('You left the call')")
	mara.Wait("document.body.innerText.includes('Noor left.')")
	noor.Click("Come back")
	noor.Click("Join the call")
	mara.Sees(1)
	noor.Sees(1)
	mara.Hears(1)

	noor.Reload()
	noor.Wait("document.querySelector('.lobby video')?.videoWidth > 0")
	if name := noor.Text("document.querySelector('#name').value"); name != "Noor" {
		t.Errorf("the name is remembered as %q", name)
	}
	noor.Click("Join the call")
	mara.Sees(1)
	noor.Sees(1)
	quiet(t, mara, noor)
}

// talk has both write to each other, and what is markup to a browser among it.
func talk(t *testing.T, mara, noor *guesttest.Page) {
	t.Helper()
	mara.Press("c", 0)
	mara.Type(".write textarea", "Morning! The notes: https://notes.example/plan. <b>bold</b>")
	mara.Press("Enter", 0)
	mara.Wait("document.querySelector('.mine')?.innerText.includes('delivered')")
	noor.Wait("document.querySelector('.count:not([hidden])')?.innerText === '1'")
	noor.Click("Chat, 1 new")
	noor.Wait("document.querySelector('.message a')?.href === 'https://notes.example/plan'")
	if markup := noor.Text("document.querySelectorAll('.message b').length"); markup != "0" {
		t.Error("what somebody writes is taken for markup")
	}
	noor.Type(".write textarea", "Thanks. exe.\u202egpj")
	noor.Press("Enter", 0)
	mara.Wait("[...document.querySelectorAll('.text')].some((e) => e.innerText === 'Thanks. exe.gpj')")
	shoot(mara, "chat")
	mara.Press("Escape", 0)
	noor.Press("Escape", 0)
}

// files has a file go each way.
func files(t *testing.T, mara, noor *guesttest.Page) {
	t.Helper()
	sent := make([]byte, 3<<20+12345)
	if _, err := rand.Read(sent); err != nil {
		t.Fatal(err)
	}
	copy(sent[1<<20:2<<20], make([]byte, 1<<20)) // some blocks hold nothing
	for name, way := range map[string][2]*guesttest.Page{"plan one.bin": {mara, noor}, ".hidden<2>.txt": {noor, mara}} {
		from, to := way[0], way[1]
		path, folder := filepath.Join(t.TempDir(), name), t.TempDir()
		if err := os.WriteFile(path, sent, 0o600); err != nil {
			t.Fatal(err)
		}
		to.Downloads(folder)
		from.Choose("input[type=file]", path)
		to.Wait("document.querySelector('.toast')?.innerText.includes('offers')")
		to.Wait("document.querySelector('.panel .card') || (document.querySelector('.toast .primary')?.click(), false)")
		shoot(to, "file-offered")
		to.Click("Accept")
		to.Wait("document.querySelector('.card').innerText.includes('checked')")
		from.Wait("document.querySelector('.card').innerText.includes('has it')")
		shoot(to, "file-done")
		to.Downloaded(folder, sent)
		for _, p := range []*guesttest.Page{from, to} {
			p.Press("Escape", 0)
			p.Wait("!document.querySelector('.panel')")
		}
	}
}

// words has both compare what they are to read to each other.
func words(t *testing.T, mara, noor *guesttest.Page) {
	t.Helper()
	var six [2][]string
	for i, p := range []*guesttest.Page{mara, noor} {
		p.Press("p", 0)
		p.Wait("document.querySelector('.people .button')")
		p.Eval("[...document.querySelectorAll('.people .button')].at(-1).click()", nil)
		p.Wait("document.querySelector('.six li')?.innerText.length > 2")
		p.Eval("[...document.querySelectorAll('.six li')].map((e) => e.innerText)", &six[i])
		shoot(p, "words")
		p.Click("The words match")
		p.Wait("document.querySelector('.status').innerText.endsWith('· verified')")
		p.Press("Escape", 0)
	}
	if len(six[0]) != 6 || !slices.Equal(six[0], six[1]) {
		t.Errorf("one reads %q, the other %q", six[0], six[1])
	}
}

// TestPictures writes what the page looks like, for people to judge.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no folder for pictures")
	}
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	for _, v := range []struct {
		name          string
		width, height int
		dark, touch   bool
	}{
		{"lobby-light", 1280, 800, false, false},
		{"lobby-dark", 1280, 800, true, false},
		{"lobby-phone", 390, 844, false, true},
		{"lobby-phone-dark", 390, 844, true, true},
		{"lobby-small", 760, 560, false, false},
		{"lobby-large", 1920, 1080, false, false},
	} {
		p := b.Lobby(link)
		p.Screen(v.width, v.height, v.dark, v.touch)
		p.Type("#name", "Amal Benali")
		time.Sleep(time.Second) // the meter
		shoot(p, v.name)
		p.Close()
	}
	names := []string{"Mara Lindqvist", "Tomás Rivera", "Yuki Tanaka with a name that is far too long to be shown", "Amal Benali"}
	var all []*guesttest.Page
	for _, name := range names {
		all = append(all, b.Come(link, name))
	}
	mara := all[0]
	mara.Sees(3)
	all[3].Click("Camera")
	all[2].Click("Mute")
	mara.Wait("document.querySelector('.tile:not(.own) .mic-off')")
	mara.Screen(1280, 800, false, false)
	time.Sleep(2 * time.Second)
	shoot(mara, "call-four")
	mara.Press("p", 0)
	time.Sleep(time.Second)
	shoot(mara, "call-people")
	mara.Click("More")
	time.Sleep(time.Second)
	shoot(mara, "call-more")
	all[1].Click("Share")
	mara.Wait("document.querySelector('.screen-tile video.front')?.videoWidth > 0")
	mara.Press("Escape", 0)
	time.Sleep(time.Second)
	shoot(mara, "call-screen")
	shoot(all[1], "call-sharing")
	mara.Screen(390, 844, false, true)
	time.Sleep(time.Second)
	shoot(mara, "call-phone-screen")
	all[1].Click("Stop sharing")
	mara.Wait("!document.querySelector('.screen-tile')")
	time.Sleep(time.Second)
	shoot(mara, "call-phone-four")
	mara.Click("Chat")
	time.Sleep(time.Second)
	shoot(mara, "call-phone-chat")
	mara.Press("Escape", 0)
	all[2].Click("Leave")
	all[3].Click("Leave")
	mara.Sees(1)
	time.Sleep(8 * time.Second)
	shoot(mara, "call-phone-two")
	mara.Click("More")
	time.Sleep(time.Second)
	shoot(mara, "call-phone-more")
}
