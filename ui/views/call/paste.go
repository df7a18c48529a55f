package call

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/ui/widgets"
)

// Pasted is what was copied: files, which may have been made only for this, or
// a text; or a sentence why it cannot be had.
type Pasted struct {
	Paths   []string
	Text    string
	Problem string
}

// Paste takes what was copied while nobody writes: files and pictures are
// offered, and a text belongs into the chat if that is open.
func (v *View) Paste() {
	if v.snapshot == nil || v.snapshot.Call == nil || v.asked() {
		return
	}
	if v.opened == chatPanel && !v.chat.searching {
		v.chat.composer.Paste()
		return
	}
	v.acts.Paste(func(got Pasted) {
		if len(got.Paths) == 0 && got.Problem == "" {
			got.Problem = "There is no picture and no file to paste."
		}
		v.takePaste(got)
	})
}

// asked says whether the person has something else to answer first.
func (v *View) asked() bool {
	c := fyne.CurrentApp().Driver().CanvasForObject(v.bar.more)
	return v.parcel == nil && c != nil && c.Overlays().Top() != nil
}

// readPaste asks for what was copied for who writes; write gets the text.
func (v *View) readPaste(write func(text string)) {
	v.acts.Paste(func(got Pasted) {
		v.takePaste(got)
		write(got.Text)
	})
}

// takePaste offers files and pictures, and says what is wrong.
func (v *View) takePaste(got Pasted) {
	switch {
	case got.Problem != "" && v.snapshot.Call != nil:
		v.say(got.Problem)
	case len(got.Paths) > 0:
		v.Offer(got.Paths)
	}
}

// say shows a sentence for a while.
func (v *View) say(sentence string) {
	v.toasts.say(v.now, widgets.NewToast(widgets.ToneInfo, assets.Info, sentence, "", false, nil))
	v.relayout()
}
