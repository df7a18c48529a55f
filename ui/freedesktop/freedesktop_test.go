package freedesktop

import (
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"

	"parley/ui/uitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server stands in for the desktop's own services.
type server struct {
	mu     sync.Mutex
	shown  map[uint32]string // title by id
	keys   []string          // of the buttons shown last
	awake  bool
	lastID uint32
}

func (s *server) GetCapabilities() ([]string, *dbus.Error) { return []string{"body", "actions"}, nil }

func (s *server) Notify(_ string, _ uint32, _, title, _ string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	s.shown[s.lastID], s.keys = title, actions
	return s.lastID, nil
}

func (s *server) CloseNotification(id uint32) *dbus.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shown, id)
	return nil
}

func (s *server) Inhibit(_, _ string) (uint32, *dbus.Error) { s.setAwake(true); return 7, nil }

func (s *server) UnInhibit(uint32) *dbus.Error { s.setAwake(false); return nil }

func (s *server) setAwake(awake bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.awake = awake
}

// state returns the titles shown, and whether the screen is kept awake.
func (s *server) state() (titles string, awake bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, title := range s.shown {
		titles += title
	}
	return titles, s.awake
}

// newBus starts a bus of the test's own and makes it the session's.
func newBus(t *testing.T) (address string) {
	t.Helper()
	address = uitest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return address
}

func newServer(t *testing.T) (*server, *dbus.Conn) {
	t.Helper()
	conn, err := dbus.Connect(newBus(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	s := &server{shown: map[uint32]string{}}
	for name, path := range map[string]dbus.ObjectPath{notificationsName: notificationsPath, screenSaverName: screenSaverPath} {
		if err := conn.Export(s, path, name); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	}
	return s, conn
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestNotificationWithButtons(t *testing.T) {
	s, conn := newServer(t)
	d := New("Parley")
	pressed := make(chan string, 4)
	press := func(what string) func() { return func() { pressed <- what } }
	d.Notify(&Notification{Title: "Mara calls", Actions: []Action{{"Accept", press("accept")}, {"Decline", press("decline")}}})
	eventually(t, "the notification", func() bool { titles, _ := s.state(); return titles == "Mara calls" })
	for _, body := range [][]any{{uint32(99), "1"}, {uint32(1), "7"}, {uint32(1), "x"}, {"1"}, {uint32(1), "1"}} {
		if err := conn.Emit(notificationsPath, actionInvoked, body...); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-pressed; got != "decline" {
		t.Errorf("pressed %s, want decline", got)
	}
	d.Notify(nil)
	eventually(t, "the notification to go", func() bool { titles, _ := s.state(); return titles == "" })
	d.Close()
	if len(pressed) != 0 {
		t.Error("a forged press did something")
	}
}

func TestCloseTakesEverythingBack(t *testing.T) {
	s, _ := newServer(t)
	d := New("Parley")
	d.Notify(&Notification{Title: "Mara calls"})
	d.KeepAwake(true)
	eventually(t, "both wishes", func() bool { titles, awake := s.state(); return titles != "" && awake })
	d.Close()
	d.Close()
	if titles, awake := s.state(); titles != "" || awake {
		t.Errorf("after Close %q is shown, awake %v", titles, awake)
	}
}

func TestNobodyListens(t *testing.T) {
	newBus(t)
	d := New("Parley")
	d.Notify(&Notification{Title: "Mara calls", Actions: []Action{{"Accept", func() {}}}})
	d.KeepAwake(true)
	d.Close()
}

func TestWithoutABus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	d := New("Parley")
	d.Notify(&Notification{Title: "Mara calls"})
	d.Close()
}
