package devices

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// album keeps what a camera delivers.
type album struct {
	mu    sync.Mutex
	marks []testsignal.Mark
	sizes [][2]int
	times []time.Time
}

func (a *album) deliver(v *frame.Video) {
	a.mu.Lock()
	defer a.mu.Unlock()
	m, _ := testsignal.ReadFrame(v)
	a.marks = append(a.marks, m)
	a.sizes = append(a.sizes, [2]int{v.Width, v.Height})
	a.times = append(a.times, v.Captured)
	v.Release()
}

func (a *album) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.marks)
}

func (a *album) waitFor(t testing.TB, more int) {
	t.Helper()
	want := a.count() + more
	for deadline := time.Now().Add(hang); a.count() < want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d pictures in %v", a.count(), hang)
		}
	}
}

func openCamera(t testing.TB, source string, a *album) (*Camera, *reports) {
	r := &reports{}
	c := OpenCamera(CameraConfig{
		Source: source, Width: 320, Height: 180, FPS: 30,
		Deliver: a.deliver,
		Report:  func(s Status) { r.add(KindCamera, s) },
	})
	t.Cleanup(c.Close)
	return c, r
}

func TestTestCamera(t *testing.T) {
	a := &album{}
	c, r := openCamera(t, SourceTest, a)
	got := r.wait(t, KindCamera, 0, isLive)
	if got.Mode != "320x180, 30 pictures a second" || got.Device.Name != "Test camera" {
		t.Errorf("%+v", got)
	}
	a.waitFor(t, 10)
	c.Close()
	c.Close()
	for i, m := range a.marks {
		if int(m.Number) != i || m.Age(a.times[i]) != 0 || a.sizes[i] != [2]int{320, 180} {
			t.Errorf("picture %d is %+v of %v", i, m, a.sizes[i])
		}
	}
	if c.pool.Live() != 0 {
		t.Error("pictures leaked")
	}
}

func TestNoCamera(t *testing.T) {
	a := &album{}
	c, r := openCamera(t, SourceNone, a)
	if got := r.wait(t, KindCamera, 0, func(Status) bool { return true }); got.State != None || got.Problem != nil {
		t.Errorf("%+v", got)
	}
	c.Close()
}

func TestFilmCamera(t *testing.T) {
	name := filepath.Join(t.TempDir(), "film.y4m")
	picture := "FRAME\n" + strings.Repeat("\x80", 32*18*3/2)
	if err := os.WriteFile(name, []byte("YUV4MPEG2 W32 H18 F50:1 Ip C420jpeg\n"+picture+picture), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &album{}
	_, r := openCamera(t, SourceFile+name, a)
	if got := r.wait(t, KindCamera, 0, isLive); got.Mode != "32x18, 50 pictures a second" {
		t.Errorf("%+v", got)
	}
	a.waitFor(t, 20)
	if pace := a.times[19].Sub(a.times[0]) / 19; pace < 15*time.Millisecond {
		t.Errorf("a picture each %v", pace)
	}
}

// A film with the test camera's marks tells when each of its pictures was made.
func TestMarkedFilmCamera(t *testing.T) {
	name := filepath.Join(t.TempDir(), "film.y4m")
	picture := "FRAME\n" + strings.Repeat("\x80", 320*180*3/2)
	if err := os.WriteFile(name, []byte("YUV4MPEG2 W320 H180 F50:1 Ip C420jpeg\n"+picture+picture), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &album{}
	c, r := openCamera(t, SourceMarked+name, a)
	if got := r.wait(t, KindCamera, 0, isLive); got.Mode != "320x180, 50 pictures a second" || got.Device.Name != "film.y4m" {
		t.Errorf("%+v", got)
	}
	a.waitFor(t, 10)
	c.Close()
	for i, m := range a.marks {
		if int(m.Number) != i || m.Age(a.times[i]) != 0 {
			t.Errorf("picture %d is %+v", i, m)
		}
	}
}

func TestFilmThatCannotBePlayed(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "film.txt")
	if err := os.WriteFile(text, []byte("no film at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		text:                         "The file film.txt holds no pictures that Parley can play.",
		filepath.Join(dir, "no.y4m"): "There is no file " + filepath.Join(dir, "no.y4m") + ".",
	} {
		_, r := openCamera(t, SourceFile+path, &album{})
		got := r.wait(t, KindCamera, 0, func(s Status) bool { return s.Problem != nil })
		if got.State != Gone || got.Problem.Text != want {
			t.Errorf("%s %+v", got.State, got.Problem)
		}
	}
}

func TestCameraThatIsNotThere(t *testing.T) {
	_, r := openCamera(t, filepath.Join(t.TempDir(), "video7"), &album{})
	got := r.wait(t, KindCamera, 0, func(s Status) bool { return s.Problem != nil })
	if got.State != Gone || !strings.Contains(got.Problem.Text, "not connected") {
		t.Errorf("%s %+v", got.State, got.Problem)
	}
}
