package call

import (
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// mostToasts is how many stand at a time, the newest below.
const mostToasts = 2

// mutedToast is the toast that says nobody hears you, and doorToast the one
// that says who wants to join. Notices count from one.
const (
	mutedToast = 0
	doorToast  = math.MinInt
)

// toasts are the sentences at the bottom of the stage.
type toasts struct {
	layer *fyne.Container
	all   []*toast
	do    func(core.Command)
	said  int // how many the page said; they count down from there
	door  doorAsk
}

// doorAsk is what is asked about somebody at the door; without words nothing.
type doorAsk struct {
	words, verb string
	act         func()
}

type toast struct {
	id     int
	own    bool // of the page: no notice says it
	stays  bool
	until  time.Time
	widget *widgets.Toast
	object fyne.CanvasObject
}

func newToasts(layer *fyne.Container, do func(core.Command)) *toasts {
	return &toasts{layer: layer, do: do}
}

// set shows what the snapshot tells and reports whether anything changed.
func (t *toasts) set(s *core.Snapshot, now time.Time) bool {
	all := t.wanted(s)
	all = all[max(0, len(all)-mostToasts):]
	changed := false
	for _, old := range slices.Clone(t.all) {
		is := func(w wantedToast) bool { return w.id == old.id }
		if !old.own && !slices.ContainsFunc(all, is) {
			t.remove(old)
			changed = true
		}
	}
	for _, w := range all {
		changed = t.ensure(w.id, w.stays, now, w.make) || changed
	}
	for len(t.all) > mostToasts {
		t.remove(t.all[0])
	}
	return changed
}

// wantedToast is one that the snapshot calls for.
type wantedToast struct {
	id    int
	stays bool
	make  func() *widgets.Toast
}

// wanted lists what is to be told, what matters most last.
func (t *toasts) wanted(s *core.Snapshot) []wantedToast {
	var all []wantedToast
	for _, n := range s.Notices {
		all = append(all, wantedToast{n.ID, n.Stays, func() *widgets.Toast { return t.notice(n) }})
	}
	if s.Call != nil && s.Call.SpeakingMuted {
		all = append(all, wantedToast{mutedToast, true, t.muted})
	}
	if t.door.words != "" {
		all = append(all, wantedToast{doorToast, true, func() *widgets.Toast {
			return widgets.NewToast(widgets.ToneGood, assets.UserAdd, t.door.words, t.door.verb, false, func() { t.door.act() })
		}})
	}
	return all
}

// ask changes what is asked about the door; set shows it.
func (t *toasts) ask(words, verb string, act func()) {
	if words != t.door.words {
		for _, old := range slices.Clone(t.all) {
			if old.id == doorToast {
				t.remove(old)
			}
		}
	}
	t.door.words, t.door.verb, t.door.act = words, verb, act
}

// say shows a sentence of the page's own for a while, instead of the last one.
func (t *toasts) say(now time.Time, w *widgets.Toast) {
	for _, old := range t.all {
		if old.own {
			t.remove(old)
		}
	}
	t.said--
	t.ensure(t.said, false, now, func() *widgets.Toast { return w })
	t.all[len(t.all)-1].own = true
	for len(t.all) > mostToasts {
		t.remove(t.all[0])
	}
}

func (t *toasts) ensure(id int, stays bool, now time.Time, make func() *widgets.Toast) bool {
	for _, old := range t.all {
		if old.id == id {
			return false
		}
	}
	w := make()
	fresh := &toast{id: id, stays: stays, until: now.Add(widgets.ToastTime), widget: w, object: container.NewThemeOverride(w, theme.Call())}
	t.all = append(t.all, fresh)
	t.layer.Add(fresh.object)
	return true
}

func (t *toasts) remove(old *toast) {
	for i, x := range t.all {
		if x == old {
			t.all = append(t.all[:i:i], t.all[i+1:]...)
			break
		}
	}
	t.layer.Remove(old.object)
}

// beat lets those go whose time is over and that nobody looks at. It says
// whether one of the page's own went.
func (t *toasts) beat(now time.Time) (changed bool) {
	for _, x := range t.all {
		switch {
		case x.stays:
		case x.widget.Hovered():
			x.until = now.Add(widgets.ToastTime)
		case x.own && now.After(x.until):
			t.remove(x)
			changed = true
		case now.After(x.until):
			x.stays = true // once
			t.do(core.Dismiss{Notice: x.id})
		}
	}
	return changed
}

func (t *toasts) muted() *widgets.Toast {
	unmute := func() { t.do(core.SetMicrophone{On: true}) }
	return widgets.NewToast(widgets.ToneProblem, assets.MicrophoneOff, "You are muted. Nobody hears you.", "Unmute", true, unmute)
}

func (t *toasts) notice(n core.Notice) *widgets.Toast {
	sentence := n.Text
	if n.Hint != "" {
		sentence += " " + n.Hint
	}
	return widgets.NewToast(toneOf(n.Severity), "", sentence, "Close", false, func() { t.do(core.Dismiss{Notice: n.ID}) })
}

func toneOf(s core.Severity) widgets.Tone {
	switch s {
	case core.Warning:
		return widgets.ToneWarning
	case core.Problem:
		return widgets.ToneProblem
	case core.Info:
	}
	return widgets.ToneInfo
}

// place stacks the toasts above bottom, centred between left and left+width,
// and returns where there is room above them.
func (t *toasts) place(left, width, bottom float32) float32 {
	for i := len(t.all) - 1; i >= 0; i-- {
		o := t.all[i].object
		m := o.MinSize()
		w := min(m.Width, width-2*theme.SpaceM)
		put(o, left+(width-w)/2, bottom-m.Height, w, m.Height)
		bottom -= m.Height + theme.SpaceS
	}
	return bottom
}

// deviceItems lists devices for a menu; the chosen one is checked.
func deviceItems(devices []session.Device, chosen string, choose func(id string)) []widgets.MenuItem {
	items := make([]widgets.MenuItem, 0, len(devices)+1)
	items = append(items, widgets.MenuItem{Text: "System standard", Checked: chosen == "", Act: func() { choose("") }})
	for _, d := range devices {
		items = append(items, widgets.MenuItem{Text: d.Name, Checked: d.ID == chosen, Act: func() { choose(d.ID) }})
	}
	return items
}
