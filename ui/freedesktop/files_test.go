package freedesktop

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// manager stands in for a file manager and the portal.
type manager struct {
	conn  *dbus.Conn
	shown chan []string

	mu      sync.Mutex
	options map[string]dbus.Variant       // of the dialog that was opened last
	answers func(request dbus.ObjectPath) // what the person does
}

// answer sets what the person does.
func (m *manager) answer(how func(request dbus.ObjectPath)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers = how
}

func (m *manager) ShowItems(uris []string, _ string) *dbus.Error {
	m.shown <- uris
	return nil
}

const requestPath = dbus.ObjectPath("/org/freedesktop/portal/desktop/request/1")

func (m *manager) OpenFile(_, _ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.options = options
	go m.answers(requestPath)
	return requestPath, nil
}

func newManager(t *testing.T) *manager {
	t.Helper()
	conn, err := dbus.Connect(newBus(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	m := &manager{conn: conn, shown: make(chan []string, 1)}
	for _, s := range []struct {
		name, as string
		path     dbus.ObjectPath
	}{{managerName, managerName, managerPath}, {portalName, chooserName, portalPath}} {
		if err := conn.Export(m, s.path, s.as); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.RequestName(s.name, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// respond answers a request as often as it takes to be heard.
func (m *manager) respond(request dbus.ObjectPath, response uint32, uris ...string) {
	results := map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)}
	_ = m.conn.Emit("/another/request", requestResponse, uint32(0), results)
	time.Sleep(50 * time.Millisecond) // the answer must not come before the call's own
	_ = m.conn.Emit(request, requestResponse, response, results)
}

func TestRevealShowsTheFile(t *testing.T) {
	m := newManager(t)
	d := New("Parley")
	defer d.Close()
	d.Reveal("/tmp/a b.pdf", func() { t.Error("it fell back") })
	if got := <-m.shown; !slices.Equal(got, []string{"file:///tmp/a%20b.pdf"}) {
		t.Errorf("shown %q", got)
	}
}

func TestRevealFallsBack(t *testing.T) {
	newBus(t)
	d := New("Parley")
	defer d.Close()
	back := make(chan bool, 1)
	d.Reveal("/tmp/a", func() { back <- true })
	<-back
}

func TestChoose(t *testing.T) {
	m := newManager(t)
	d := New("Parley")
	defer d.Close()
	for _, c := range []struct {
		response uint32
		uris     []string
		want     []string
	}{
		{0, []string{"file:///tmp/a%20b", "https://elsewhere/c", "file:///tmp/../d"}, []string{"/tmp/a b", "/d"}},
		{1, []string{"file:///tmp/a"}, nil},
		{0, nil, nil},
	} {
		m.answer(func(request dbus.ObjectPath) { m.respond(request, c.response, c.uris...) })
		got := make(chan []string, 1)
		d.Choose("Choose", false, func(paths []string, ok bool) {
			if !ok {
				t.Error("there is a dialog")
			}
			got <- paths
		})
		if paths := <-got; !slices.Equal(paths, c.want) {
			t.Errorf("response %d with %q gives %q", c.response, c.uris, paths)
		}
	}
}

// TestSeveralFilesOrOneFolder looks at what the dialog is asked to let the
// person choose.
func TestSeveralFilesOrOneFolder(t *testing.T) {
	m := newManager(t)
	d := New("Parley")
	defer d.Close()
	m.answer(func(request dbus.ObjectPath) {
		m.respond(request, 0, "file:///tmp/a", "file:///tmp/b", "file:///tmp/c")
	})
	for _, folder := range []bool{false, true} {
		got := make(chan []string, 1)
		d.Choose("Choose", folder, func(paths []string, _ bool) { got <- paths })
		paths := <-got
		m.mu.Lock()
		several, _ := m.options["multiple"].Value().(bool)
		directory, _ := m.options["directory"].Value().(bool)
		m.mu.Unlock()
		if several == folder || directory != folder || len(paths) != 3 {
			t.Errorf("a folder %v: several %v, a folder %v, %q", folder, several, directory, paths)
		}
	}
}

func TestCloseEndsChoosing(t *testing.T) {
	m := newManager(t)
	asked := make(chan bool, 1)
	m.answer(func(dbus.ObjectPath) { asked <- true })
	d := New("Parley")
	d.Choose("Choose", true, func([]string, bool) { t.Error("nobody chose") })
	<-asked
	d.Close()
	d.Choose("Choose", true, func([]string, bool) { t.Error("it is closed") })
}

func TestChooseWithoutADialog(t *testing.T) {
	newBus(t)
	d := New("Parley")
	defer d.Close()
	missing := make(chan bool, 1)
	d.Choose("Choose", false, func(_ []string, ok bool) { missing <- !ok })
	if !<-missing {
		t.Error("there is no dialog")
	}
}

func (m *manager) ComposeEmail(_ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return m.OpenFile("", "", options)
}

func TestMailIsComposed(t *testing.T) {
	m := newManager(t)
	if err := m.conn.Export(m, portalPath, "org.freedesktop.portal.Email"); err != nil {
		t.Fatal(err)
	}
	d := New("Parley")
	defer d.Close()
	asked, back := make(chan bool, 1), make(chan bool, 1)
	for _, response := range []uint32{0, 2} {
		m.answer(func(request dbus.ObjectPath) {
			m.respond(request, response)
			asked <- true
		})
		d.Compose(Mail{Subject: "Join my call", Body: "Here is the link."}, func() { back <- true })
		<-asked
		m.mu.Lock()
		subject, _ := m.options["subject"].Value().(string)
		body, _ := m.options["body"].Value().(string)
		m.mu.Unlock()
		if subject != "Join my call" || body != "Here is the link." {
			t.Errorf("a mail %q with %q", subject, body)
		}
	}
	if !<-back || len(back) != 0 {
		t.Error("it fell back though a mail was opened")
	}
}

func TestMailWithoutAPortal(t *testing.T) {
	newBus(t)
	d := New("Parley")
	defer d.Close()
	back := make(chan bool, 1)
	d.Compose(Mail{}, func() { back <- true })
	<-back
}
