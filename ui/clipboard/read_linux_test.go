package clipboard

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"go.uber.org/goleak"

	"parley/ui/uitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a look at the clipboard may take on a busy machine.
const patience = 30 * time.Second

// display is one that this process reads the clipboard of.
func display(t *testing.T) *uitest.Display {
	t.Helper()
	d := uitest.Start(t, 200, 200)
	t.Setenv("DISPLAY", d.Name)
	return d
}

func paste(t *testing.T) (Content, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return Read(ctx)
}

// noise is so many bytes that look like nothing.
func noise(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data) // never fails
	return data
}

func TestRead(t *testing.T) {
	d := display(t)
	if got, err := paste(t); err != nil || got.Text != "" || got.Files != nil || got.Picture.Data != nil {
		t.Fatalf("an empty clipboard has %+v, %v", got, err)
	}
	picture, large := noise(1000), noise(3<<20+17)
	for _, c := range []struct {
		what   string
		copied uitest.Copied
		want   Content
	}{
		{"a text", uitest.Copied{"UTF8_STRING": []byte("Grüße")}, Content{Text: "Grüße"}},
		{"an old text", uitest.Copied{"STRING": []byte("Gr\xfc\xdfe")}, Content{Text: "Grüße"}},
		{"a broken text", uitest.Copied{"UTF8_STRING": []byte("a\xffb\x00")}, Content{Text: "a�b"}},
		{"a long text", uitest.Copied{"UTF8_STRING": bytes.Repeat([]byte("long "), 1<<20)}, Content{Text: string(bytes.Repeat([]byte("long "), 1<<20))}},
		{"a picture", uitest.Copied{"image/png": picture, "text/html": []byte("<img>")}, Content{Picture: Picture{picture, ".png"}}},
		{"a large picture", uitest.Copied{"image/jpeg": large}, Content{Picture: Picture{large, ".jpg"}}},
		{"the best of pictures", uitest.Copied{"image/bmp": large, "image/png": picture}, Content{Picture: Picture{picture, ".png"}}},
		{"cells that are drawn, too", uitest.Copied{"image/png": picture, "UTF8_STRING": []byte("1\t2")}, Content{Text: "1\t2"}},
		{"a picture with an empty text", uitest.Copied{"image/png": picture, "UTF8_STRING": []byte(" \n")}, Content{Picture: Picture{picture, ".png"}}},
		{"files", uitest.Copied{"text/uri-list": []byte("file:///tmp/a\r\nfile:///tmp/b%20c\r\n"), "UTF8_STRING": []byte("/tmp/a")}, Content{Files: []string{"/tmp/a", "/tmp/b c"}}},
		{"files of GNOME", uitest.Copied{"x-special/gnome-copied-files": []byte("copy\nfile:///tmp/a")}, Content{Files: []string{"/tmp/a"}}},
		{"files as a text", uitest.Copied{"UTF8_STRING": []byte("file:///tmp/a\n")}, Content{Files: []string{"/tmp/a"}}},
		{"a link", uitest.Copied{"text/uri-list": []byte("https://example.org\r\n"), "UTF8_STRING": []byte("https://example.org")}, Content{Text: "https://example.org"}},
		{"what is of no use", uitest.Copied{"audio/wav": picture}, Content{}},
	} {
		d.Copy(c.copied)
		got, err := paste(t)
		same := slices.Equal(got.Files, c.want.Files) && got.Text == c.want.Text &&
			bytes.Equal(got.Picture.Data, c.want.Picture.Data) && got.Picture.Ending == c.want.Picture.Ending
		if err != nil || !same {
			t.Errorf("%s: %d files, %d bytes of text, %d of a picture %q, %v", c.what, len(got.Files), len(got.Text), len(got.Picture.Data), got.Picture.Ending, err)
		}
	}
}

func TestReadOfTooMuch(t *testing.T) {
	d := display(t)
	d.Copy(uitest.Copied{"image/png": make([]byte, MaxBytes+1)})
	if _, err := paste(t); !errors.Is(err, ErrTooMuch) {
		t.Errorf("a picture of 64 MiB and a byte: %v", err)
	}
	d.Copy(uitest.Copied{"image/png": make([]byte, MaxBytes)})
	if got, err := paste(t); err != nil || len(got.Picture.Data) != MaxBytes {
		t.Errorf("a picture of 64 MiB: %d bytes, %v", len(got.Picture.Data), err)
	}
}

// TestReadFromWhoHangs asks a program that never answers.
func TestReadFromWhoHangs(t *testing.T) {
	d := display(t)
	d.CopyAndHang()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Read(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ends with %v", err)
	}
}

// TestReadFromWhoLies asks a program that announces little and never stops.
func TestReadFromWhoLies(t *testing.T) {
	d := display(t)
	conn, err := xgb.NewConnDisplay(d.Name)
	if err != nil {
		t.Fatal(err)
	}
	liar := newLiar(t, conn)
	done := make(chan struct{})
	go func() { defer close(done); liar.lie() }()
	defer func() { conn.Close(); <-done }()
	if _, err := paste(t); !errors.Is(err, ErrTooMuch) {
		t.Errorf("it ends with %v", err)
	}
}

func TestReadWithoutADisplay(t *testing.T) {
	for _, name := range []string{"", ":4711"} {
		t.Setenv("DISPLAY", name)
		if _, err := paste(t); !errors.Is(err, ErrNotHere) {
			t.Errorf("display %q: %v", name, err)
		}
	}
}

// liar owns the clipboard and hands over more and more.
type liar struct {
	conn                     *xgb.Conn
	clipboard, targets, incr xproto.Atom
	png                      xproto.Atom
}

func newLiar(t *testing.T, conn *xgb.Conn) *liar {
	t.Helper()
	atom := func(name string) xproto.Atom {
		r, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return r.Atom
	}
	l := &liar{conn: conn, clipboard: atom("CLIPBOARD"), targets: atom("TARGETS"), incr: atom("INCR"), png: atom("image/png")}
	window, err := xproto.NewWindowId(conn)
	if err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	if err := xproto.CreateWindowChecked(conn, 0, window, root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.SetSelectionOwnerChecked(conn, window, l.clipboard, xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *liar) lie() {
	piece := make([]byte, 200<<10)
	for {
		event, err := l.conn.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		switch e := event.(type) {
		case xproto.SelectionRequestEvent:
			kind, data := l.incr, []byte{1, 0, 0, 0}
			if e.Target == l.targets {
				kind, data = xproto.AtomAtom, []byte{byte(l.png), byte(l.png >> 8), byte(l.png >> 16), byte(l.png >> 24)}
			}
			xproto.ChangeWindowAttributes(l.conn, e.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
			xproto.ChangeProperty(l.conn, xproto.PropModeReplace, e.Requestor, e.Property, kind, 32, 1, data)
			notify := xproto.SelectionNotifyEvent{Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: e.Property}
			xproto.SendEvent(l.conn, false, e.Requestor, 0, string(notify.Bytes()))
		case xproto.PropertyNotifyEvent:
			if e.State == xproto.PropertyDelete {
				xproto.ChangeProperty(l.conn, xproto.PropModeReplace, e.Window, e.Atom, l.png, 8, uint32(len(piece)), piece)
			}
		}
	}
}
