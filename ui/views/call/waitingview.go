package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// When a wait says more: dots after dotsAfter, the reason after reasonAfter.
const (
	dotsAfter   = 300 * time.Millisecond
	reasonAfter = 5 * time.Second
)

// waitingView is what the stage shows before anybody else is there.
type waitingView struct {
	*fyne.Container
	ground *canvas.Rectangle
	face   *face
	people *widgets.Sign // instead of a face, where nobody is known yet
	words  *widgets.Label
	dots   [3]*canvas.Circle
	reason *widgets.Label

	state core.State
	waits bool // at a meeting's door
	since time.Time
	why   string
	calm  bool // nothing moves
}

const waitingFace float32 = 88

func newWaitingView() *waitingView {
	w := &waitingView{
		ground: box(theme.Surface, theme.RadiusStage),
		face:   newFace(),
		people: widgets.NewSign(assets.People, theme.Primary, waitingFace/2),
		words:  widgets.NewLabel("", widgets.Style{Size: theme.TextLead}),
		reason: widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 3}),
	}
	objects := []fyne.CanvasObject{w.ground, w.face.Container, w.people, w.words, w.reason}
	for i := range w.dots {
		w.dots[i] = canvas.NewCircle(dark(theme.Primary))
		objects = append(objects, w.dots[i])
	}
	w.Container = placed(w.place, objects...)
	return w
}

// set says what is waited for, from now on when that is new.
func (w *waitingView) set(s *core.Snapshot, now time.Time) {
	if s.State != w.state || s.Call.Waits != w.waits {
		w.state, w.waits, w.since = s.State, s.Call.Waits, now
	}
	if s.State == core.Ringing && !s.Call.Begun.IsZero() {
		w.since = s.Call.Begun // it goes on with the same words
	}
	words, why := waiting(s.State, s.Call.Peer, s.Self.Online)
	name, key := s.Call.Peer.Name, s.Call.Peer.Key
	if m := s.Call.Meeting; m != nil {
		words, why = meetingWords(s)
		name, key = hostName(s), m.Host
	}
	w.why, w.calm = why, s.Settings.LessMotion
	w.face.set(name, key)
	show(w.face.Container, name != "")
	show(w.people, name == "")
	w.words.SetText(words)
	w.beat(now)
	w.place(w.Size())
}

// beat brings dots and reason when their time has come.
func (w *waitingView) beat(now time.Time) {
	waited := now.Sub(w.since)
	lit := int(waited/(400*time.Millisecond)) % len(w.dots)
	for i, dot := range w.dots {
		show(dot, waited >= dotsAfter)
		name := theme.Disabled
		if w.calm || i == lit {
			name = theme.Primary
		}
		if fill := dark(name); dot.FillColor != fill {
			dot.FillColor = fill
			canvas.Refresh(dot)
		}
	}
	if waited >= reasonAfter {
		w.reason.SetText(w.why)
	} else {
		w.reason.SetText("")
	}
}

func (w *waitingView) place(size fyne.Size) {
	const dot, pitch = 6, 10
	put(w.ground, 0, 0, size.Width, size.Height)
	y := (size.Height - waitingFace - 96) / 2
	put(w.face.Container, (size.Width-waitingFace)/2, y, waitingFace, waitingFace)
	put(w.people, (size.Width-waitingFace)/2, y, waitingFace, waitingFace)
	y += waitingFace + theme.SpaceL
	height := w.words.MinSize().Height
	room := min(w.words.Natural()+1, size.Width-2*theme.SpaceXL-3*pitch)
	x := (size.Width - room - 3*pitch) / 2
	put(w.words, x, y, room, height)
	for i, d := range w.dots {
		put(d, x+room+theme.SpaceXS+float32(i)*pitch, y+(height-dot)/2+2, dot, dot)
	}
	room = min(560, size.Width-2*theme.SpaceXL)
	put(w.reason, (size.Width-room)/2, y+height+theme.SpaceS, room, 3*height)
}
