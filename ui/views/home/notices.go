package home

import (
	"strings"

	"fyne.io/fyne/v2"

	"parley/call"
	"parley/call/session"
	"parley/call/signal/invite"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// notices are the strips above the people: how the last call ended, files on
// their way, trouble with a device, and what else the person has to know.
type notices struct {
	actions Actions
	content *fyne.Container
	end     *widgets.Strip
	files   *widgets.Strip
	doubt   *widgets.Strip // a ring by way of an unknown server
	device  *widgets.Strip // where the device's own row has no room
	strips  []*widgets.Strip
	latest  *call.Snapshot
	narrow  bool
}

// mostNotices is how many a snapshot has at most.
const mostNotices = 2

func newNotices(actions Actions) *notices {
	n := &notices{actions: actions, end: widgets.NewStrip(), files: widgets.NewStrip(), doubt: widgets.NewStrip(), device: widgets.NewStrip()}
	objects := []fyne.CanvasObject{n.doubt, n.end, n.files, n.device}
	for range mostNotices {
		s := widgets.NewStrip()
		n.strips = append(n.strips, s)
		objects = append(objects, s)
	}
	n.content = widgets.NewInset(theme.SpaceL, 0, 0, 0, widgets.NewColumn(theme.SpaceS, objects...))
	n.content.Hide()
	return n
}

func (n *notices) update(s *call.Snapshot) {
	n.latest = s
	n.showDoubt(s.Doubt)
	n.showEnd(s.LastEnd)
	n.showFiles(s)
	n.showDevice()
	for i, strip := range n.strips {
		if i < len(s.Notices) {
			n.showNotice(strip, s.Notices[i])
		} else {
			strip.Set(widgets.ToneInfo, "", "", nil, nil)
		}
	}
	n.showAny()
}

// setNarrow says whether the rows of the devices are hidden.
func (n *notices) setNarrow(narrow bool) {
	if n.narrow == narrow {
		return
	}
	n.narrow = narrow
	if n.latest != nil {
		n.showDevice()
		n.showAny()
	}
}

func (n *notices) showAny() {
	any := n.doubt.Visible() || n.end.Visible() || n.files.Visible() || n.device.Visible()
	for _, s := range n.strips {
		any = any || s.Visible()
	}
	widgets.SetVisible(n.content, any)
}

// showDoubt asks about a server that is new, as before a link to one is opened.
func (n *notices) showDoubt(d *call.Doubt) {
	if d == nil {
		n.doubt.Set(widgets.ToneInfo, "", "", nil, nil)
		return
	}
	use := func(yes bool) func() { return func() { n.actions.Do(call.UseServer{Yes: yes}) } }
	host := invite.HostOf(d.Server)
	text := "To call " + d.Peer.Name + " on another network, Parley needs " + host + ", which you have not used before."
	if d.Rings {
		text = d.Peer.Name + " calls by way of " + host + ", which you have not used before."
	}
	text += " It would learn from where and how long you are connected, and no more."
	n.doubt.Set(widgets.ToneWarning, text, "Use "+host, use(true), use(false))
}

func (n *notices) showEnd(e *call.End) {
	if e == nil {
		n.end.Set(widgets.ToneInfo, "", "", nil, nil)
		return
	}
	verb, again := "", (func())(nil)
	switch {
	case e.Meeting && (e.Retries || e.Reason == session.HungUp):
		verb, again = "Join again", n.actions.Again
	case e.Meeting: // there is nobody to call
	case e.Missed:
		verb, again = "Call back", n.ring(e.Peer)
	case e.Retries:
		verb, again = "Call again", n.ring(e.Peer)
	}
	n.end.Set(endTone(*e), endText(*e), verb, again, n.dismiss(0))
}

func (n *notices) showNotice(strip *widgets.Strip, notice call.Notice) {
	tone := widgets.ToneInfo
	switch notice.Severity {
	case call.Info:
	case call.Warning:
		tone = widgets.ToneWarning
	case call.Problem:
		tone = widgets.ToneProblem
	}
	strip.Set(tone, strings.TrimSpace(notice.Text+" "+notice.Hint), "", nil, n.dismiss(notice.ID))
}

// showDevice tells about the first device in trouble.
func (n *notices) showDevice() {
	d := n.latest.Devices
	for _, status := range []session.DeviceStatus{d.Camera, d.Microphone, d.Speaker} {
		if n.narrow && status.Text != "" {
			text := strings.TrimSpace(status.Text + " " + status.Hint)
			n.device.Set(widgets.ToneWarning, text, "Settings", n.actions.Settings, nil)
			return
		}
	}
	n.device.Set(widgets.ToneInfo, "", "", nil, nil)
}

func (n *notices) ring(c call.Contact) func() {
	return func() { n.actions.Do(call.Ring{Target: target(c), Video: true}) }
}

func (n *notices) dismiss(id int) func() {
	return func() { n.actions.Do(call.Dismiss{Notice: id}) }
}
