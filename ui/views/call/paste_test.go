package call

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	core "parley/call"
)

// paste presses Ctrl+V where the focus is.
func (r *rig) paste() {
	if f, ok := r.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(&fyne.ShortcutPaste{})
		return
	}
	r.view.Paste()
}

func TestPastedTextIsWritten(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.copies = Pasted{Text: "Grüße\nfrom afar"}
	r.paste()
	if got := r.view.chat.composer.Text(); got != "Grüße\nfrom afar" || r.view.parcel != nil {
		t.Errorf("a text that is pasted leaves %q", got)
	}
}

// TestWhatIsTypedAfterPastingComesAfter types and sends while the clipboard is
// still being read.
func TestWhatIsTypedAfterPastingComesAfter(t *testing.T) {
	r := chatRig(t, plainTalk())
	var arrive func(Pasted)
	r.view.acts.Paste = func(done func(Pasted)) { arrive = done }
	r.write("see ")
	r.paste()
	r.write(" and")
	r.paste()
	r.write(" well")
	r.press(fyne.KeyReturn)
	arrive(Pasted{Text: "this"})
	if got := r.view.chat.composer.Text(); got != "see this and" {
		t.Errorf("before the second arrives, there is %q", got)
	}
	arrive(Pasted{Text: "that"})
	if !r.has(core.Say{Text: "see this andthat well"}) {
		t.Errorf("what is sent is %v", r.given)
	}
}

func TestPastedFilesAreOffered(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.copies = Pasted{Paths: []string{"/tmp/a b.png", "/tmp/c"}}
	r.paste()
	if r.view.parcel == nil || !slices.Equal(r.view.parcel.paths, r.copies.Paths) || r.view.chat.composer.Text() != "" {
		t.Errorf("the question is about %+v", r.view.parcel)
	}
	r.press(fyne.KeyEscape)
	if !slices.Equal(r.thrown, r.copies.Paths) || r.view.parcel != nil {
		t.Errorf("what is not sent is kept: %q", r.thrown)
	}
}

func TestPasteBesideTheChat(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(meeting())
	r.view.Letter('f', false)
	r.copies = Pasted{Text: "a text"}
	r.paste()
	if r.view.parcel != nil || len(r.view.toasts.all) != 1 {
		t.Errorf("a text beside the files asks about %+v, with %d sentences", r.view.parcel, len(r.view.toasts.all))
	}
	r.copies = Pasted{Problem: "Too much was copied."}
	r.paste()
	if got := r.view.toasts.all[0].widget.Text(); got != "Too much was copied." {
		t.Errorf("it says %q", got)
	}
	r.copies = Pasted{Paths: []string{"/tmp/a.png"}}
	r.paste()
	if r.view.parcel == nil {
		t.Error("a picture is not offered")
	}
	r.show(&core.Snapshot{})
	r.view.takePaste(r.copies)
	if !slices.Equal(r.thrown, []string{"/tmp/a.png", "/tmp/a.png"}) {
		t.Errorf("after the call, %q is thrown away", r.thrown)
	}
	r.thrown = nil
	r.paste()
	if r.view.parcel != nil {
		t.Error("outside a call a picture is offered")
	}
}

// painted writes a picture of one colour.
func painted(t *testing.T, path string, width, height int, c color.Color) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPictureIsShownBeforeItIsSent(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(meeting())
	folder := t.TempDir()
	red := color.RGBA{0xff, 0, 0, 0xff}
	one := painted(t, filepath.Join(folder, "one.png"), 1600, 900, red)
	r.view.Offer([]string{one})
	r.view.parcel.glance.done.Wait()
	r.view.Beat(r.now)
	p := r.view.parcel
	if p.picture == nil || p.glance.at(0).Rect.Size() != image.Pt(853, 480) || p.glance.at(0).At(400, 200) != red {
		t.Fatalf("a picture alone looks like %v", p.glance.at(0))
	}
	if p.cards[0].File().Picture != nil {
		t.Error("it is shown twice")
	}
	r.view.Offer([]string{one, filepath.Join(folder, "gone.png")})
	p = r.view.parcel
	p.glance.done.Wait()
	r.view.Beat(r.now)
	if p.picture != nil || p.cards[0].File().Picture == nil || p.cards[1].File().Picture != nil {
		t.Error("of two, the first is a picture and the second is gone")
	}
}

func TestGlanceHasBounds(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	large := painted(t, filepath.Join(folder, "large.png"), 8000, 5001, color.Black)
	paths := []string{
		large, write("text.png", []byte("no picture")), write("empty.jpg", nil), folder,
		painted(t, filepath.Join(folder, "thin.png"), 4000, 1, color.Black),
	}
	g := newGlance(paths, pictureBound)
	g.done.Wait()
	for i := range paths[:4] {
		if g.at(i) != nil {
			t.Errorf("%s is shown", paths[i])
		}
	}
	if got := g.at(4); got == nil || got.Rect.Size() != image.Pt(864, 1) {
		t.Errorf("a thin picture becomes %v", got)
	}
}
