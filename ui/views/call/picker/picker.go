// Package picker asks what to share: a display or a window, with what it looks
// like now, and how.
package picker

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Acts is what the picker tells. None is nil.
type Acts struct {
	Share func(session.ShareRequest) // the picker is closed
	Close func()                     // nothing was chosen; the picker is closed
}

// Picker is a dialog over the window. Its methods belong to the main thread.
type Picker struct {
	widget.BaseWidget
	acts   Acts
	canvas fyne.Canvas
	sheet  *widgets.Sheet // nil once closed

	head   *fyne.Container
	note   *widgets.Label // instead of sources
	groups [2]*group      // displays and windows
	list   *fyne.Container
	scroll *container.Scroll
	rule   *widgets.Ground
	modes  *widgets.Segments
	about  *widgets.Label // the mode
	cancel *widgets.Button
	share  *widgets.Button
	body   *fyne.Container

	sources []session.ShareSource
	chosen  string // the ID of a source
	opened  time.Time
	why     string // there are no sources, if the studio said so
}

// width is the picker's where there is room.
const width float32 = 880

// Open shows the picker over the window that at is in, with a mode chosen.
func Open(at fyne.Widget, mode session.ShareMode, now time.Time, acts Acts) *Picker {
	p := &Picker{acts: acts, opened: now, canvas: fyne.CurrentApp().Driver().CanvasForObject(at)}
	p.build(mode)
	p.sheet = widgets.ShowSheet(at, width, p, p.Cancel)
	p.paint(now)
	p.focus(p.cancel)
	return p
}

func (p *Picker) build(mode session.ShareMode) {
	away := widgets.NewIconButton(assets.Close, "Close (Esc)", widgets.Plain, p.Cancel)
	p.head = widgets.NewLine(theme.SpaceM, 0, widgets.NewColumn(2,
		widgets.NewLabel("Share your screen", widgets.Style{Size: theme.TextTitle, Bold: true}),
		widgets.NewLabel("Everyone in the call sees what you choose, and nothing else.", widgets.Style{Color: theme.Muted, Lines: 2})), away)
	p.note = widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 3})
	p.groups = [2]*group{newGroup("Displays", ""), newGroup("Windows", "Parley’s own windows are left out")}
	p.list = widgets.NewColumn(theme.SpaceM, p.groups[0].object, p.groups[1].object)
	p.scroll = container.NewVScroll(widgets.NewInset(0, margin, 0, margin, p.list))
	p.rule = widgets.NewGround(theme.Separator, 0, nil)
	p.modes = widgets.NewSegments(modeOptions(), func(string) { p.paintMode() })
	p.about = widgets.NewLabel("", widgets.Style{Color: theme.Muted, Lines: 2})
	p.cancel = widgets.NewButton("Cancel", "", widgets.Standard, p.Cancel)
	p.share = widgets.NewButton("Share", assets.Share, widgets.Primary, p.take)
	p.modes.Set(string(mode))
	p.body = container.New(placer(p.place), p.head, p.note, p.scroll, p.rule, p.modes, p.about, p.cancel, p.share)
	p.ExtendBaseWidget(p)
}

// Set shows what can be shared now. What is chosen stays chosen while it is
// there; else the current display is.
func (p *Picker) Set(s core.Sharing, now time.Time) {
	if p.sheet == nil {
		return
	}
	first := len(p.sources) == 0 && len(s.Sources) > 0
	p.sources, p.why = s.Sources, s.Text
	if len(p.sources) > 0 && p.source(p.chosen) == nil {
		p.chosen = current(p.sources)
	}
	changed := p.fill()
	p.paint(now)
	if changed {
		p.sheet.Refresh() // it is as high as what it holds
	}
	if first {
		if c := p.card(p.chosen); c != nil {
			p.focus(c)
		}
	}
}

// Beat follows the time while there is nothing to choose.
func (p *Picker) Beat(now time.Time) {
	if p.sheet != nil && len(p.sources) == 0 {
		p.paint(now)
	}
}

// Mode is the mode that is chosen.
func (p *Picker) Mode() session.ShareMode { return session.ShareMode(p.modes.Chosen()) }

// Cancel closes the picker.
func (p *Picker) Cancel() {
	if p.close() {
		p.acts.Close()
	}
}

// take shares what is chosen.
func (p *Picker) take() {
	request := session.ShareRequest{Source: p.chosen, Mode: p.Mode()}
	if p.source(p.chosen) != nil && p.close() {
		p.acts.Share(request)
	}
}

func (p *Picker) close() bool {
	if p.sheet == nil {
		return false
	}
	p.sheet.Close()
	p.sheet = nil
	return true
}

func (p *Picker) source(id string) *session.ShareSource {
	for i := range p.sources {
		if p.sources[i].ID == id {
			return &p.sources[i]
		}
	}
	return nil
}

// current is what is chosen beforehand: the display that the person works on,
// else whatever comes first.
func current(sources []session.ShareSource) string {
	for _, s := range sources {
		if s.Current && s.Display {
			return s.ID
		}
	}
	return sources[0].ID
}

func (p *Picker) focus(o fyne.Focusable) {
	if p.canvas != nil {
		p.canvas.Focus(o)
	}
}

// Places names the parts that can be seen or clicked: the sources by their IDs,
// the buttons, and the modes' row.
func (p *Picker) Places() map[string]fyne.CanvasObject {
	places := map[string]fyne.CanvasObject{}
	if p.sheet == nil {
		return places
	}
	places["picker/share"], places["picker/cancel"], places["picker/modes"] = p.share, p.cancel, p.modes
	for _, g := range p.groups {
		for id, c := range g.cards {
			places["picker/"+id] = c
		}
	}
	return places
}

// CreateRenderer implements fyne.Widget.
func (p *Picker) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.body) }
