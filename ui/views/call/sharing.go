package call

import (
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/views/call/picker"
	"parley/ui/widgets"
)

// sharing is what the page says and asks about one's own screen.
type sharing struct {
	picker *picker.Picker // nil while it is closed
	mode   session.ShareMode
	quick  bool // the current display shall be shared as soon as it is known
	badge  *badge
	ended  *widgets.Strip // why it ended by itself
	strip  fyne.CanvasObject
	asks   *widgets.Strip // who would like to point and draw
	wish   fyne.CanvasObject
	seen   string // the reason that was taken away
	before string // the reason there was when the picker was opened
}

func (v *View) buildSharing() {
	v.sharing.mode = session.ShareAuto
	v.sharing.badge = newBadge(v.stopSharing)
	v.sharing.ended = widgets.NewStrip()
	v.sharing.strip = container.NewThemeOverride(v.sharing.ended, theme.Call())
	v.sharing.asks = widgets.NewStrip()
	v.sharing.wish = container.NewThemeOverride(v.sharing.asks, theme.Call())
}

// showSharing brings everything about the own screen up to date.
func (v *View) showSharing(now time.Time) {
	s := v.snapshot
	if s.Sharing.On {
		v.sharing.mode, v.sharing.seen = s.Sharing.Mode, ""
	}
	v.sharing.badge.set(sourceName(s.Sharing.Source), ownShare(s))
	show(v.sharing.badge.Container, s.Sharing.On)
	v.showEnded(s.Sharing.ShareStatus)
	v.showWish(s.Sharing.Asks)
	v.offer(now)
	v.shareAtOnce()
}

// showWish asks whether somebody may point and draw.
func (v *View) showWish(name string) {
	if name != "" {
		name = firstName(name) + " would like to point and draw on what you share."
	}
	v.sharing.asks.Set(widgets.ToneHint, name, "Let everybody", v.allowPointing(true), v.allowPointing(false))
}

func (v *View) allowPointing(on bool) func() {
	return func() { v.acts.Do(core.AllowPointing{On: on}) }
}

// offer shows in the picker what can be shared, or why nothing can. Why a share
// ended before it was opened does not belong there.
func (v *View) offer(now time.Time) {
	if v.sharing.picker == nil {
		return
	}
	s := v.snapshot.Sharing
	if s.Text == v.sharing.before {
		s.Text = ""
	}
	v.sharing.picker.Set(s, now)
}

// showEnded says why the share ended by itself, until the person took note.
func (v *View) showEnded(s session.ShareStatus) {
	text := joined(s.Text, s.Hint)
	if s.On || text == v.sharing.seen || v.sharing.picker != nil {
		text = ""
	}
	away := func() {
		v.sharing.seen = text
		v.showEnded(s)
		v.relayout()
	}
	v.sharing.ended.Set(widgets.ToneWarning, text, "Share again", v.choose, away)
}

// placeSharing puts what is said about the own screen above the stage, and
// returns where that begins.
func (v *View) placeSharing(left, width, top float32) float32 {
	for _, o := range []struct {
		object        fyne.CanvasObject
		visible       bool
		width, height float32
	}{
		{v.sharing.badge.Container, v.sharing.badge.Visible(), v.sharing.badge.width(), v.badgeHeight()},
		{v.sharing.strip, v.sharing.ended.Visible(), width, v.sharing.ended.HeightFor(width)},
		{v.sharing.wish, v.sharing.asks.Visible(), width, v.sharing.asks.HeightFor(width)},
		{v.server.object, v.server.strip.Visible(), width, v.server.strip.HeightFor(width)},
	} {
		if o.visible {
			w := min(o.width, width)
			put(o.object, left+(width-w)/2, top, w, o.height)
			top += o.height + v.gap
		}
	}
	return top
}

func (v *View) badgeHeight() float32 {
	if v.narrow() {
		return badgeHeight - theme.SpaceS
	}
	return badgeHeight
}

// canShare says whether somebody would see it.
func (v *View) canShare() bool {
	return v.snapshot != nil && v.snapshot.Call != nil &&
		(v.snapshot.State == core.Active || v.snapshot.State == core.Reconnecting)
}

// toggleShare stops sharing, or asks what to share. The current display is
// chosen beforehand, so that Enter shares it.
func (v *View) toggleShare() {
	switch {
	case !v.canShare() || v.sharing.picker != nil:
	case v.snapshot.Sharing.On:
		v.stopSharing()
	default:
		v.choose()
	}
}

func (v *View) stopSharing() { v.acts.Do(core.StopSharing{}) }

// choose opens the picker.
func (v *View) choose() {
	if !v.canShare() || v.sharing.picker != nil {
		return
	}
	v.sharing.quick = false
	v.acts.Do(core.Browse{On: true})
	now := time.Now()
	v.sharing.picker = picker.Open(v.Anchor(), pickable(v.sharing.mode), now, picker.Acts{Share: v.share, Close: v.picked})
	v.sharing.before = v.snapshot.Sharing.Text
	v.offer(now)
	v.showEnded(v.snapshot.Sharing.ShareStatus)
	v.relayout()
}

// pickable is the mode among those in the picker that is nearest to one.
func pickable(m session.ShareMode) session.ShareMode {
	if m == session.ShareMotion60 {
		return session.ShareMotion
	}
	return m
}

func (v *View) share(r session.ShareRequest) {
	v.sharing.mode, v.sharing.seen = r.Mode, joined(v.snapshot.Sharing.Text, v.snapshot.Sharing.Hint)
	v.acts.Do(core.Share{ShareRequest: r})
	v.picked()
}

// picked ends what the picker began.
func (v *View) picked() {
	if v.sharing.picker != nil {
		v.sharing.mode = v.sharing.picker.Mode()
	}
	v.sharing.picker, v.sharing.quick = nil, false
	v.acts.Do(core.Browse{On: false})
	if v.snapshot.Call != nil {
		v.showEnded(v.snapshot.Sharing.ShareStatus)
		v.relayout()
	}
}

// closePicker takes the picker away with the page.
func (v *View) closePicker() {
	switch {
	case v.sharing.picker != nil:
		v.sharing.picker.Cancel()
	case v.sharing.quick:
		v.picked()
	}
}

// shareDisplay shares the current display as soon as it is known which that is.
func (v *View) shareDisplay() {
	v.sharing.quick = true
	v.acts.Do(core.Browse{On: true})
	v.shareAtOnce()
}

func (v *View) shareAtOnce() {
	if !v.sharing.quick {
		return
	}
	for _, s := range v.snapshot.Sharing.Sources {
		if s.Display && s.Current {
			v.share(session.ShareRequest{Source: s.ID, Mode: v.sharing.mode})
			return
		}
	}
}

// listSharing opens the menu of the share control.
func (v *View) listSharing(at *widgets.Control) {
	if !v.canShare() {
		return
	}
	s := v.snapshot.Sharing
	if !s.On {
		widgets.ShowMenu(at, []widgets.MenuItem{
			{Text: "Share this display", Icon: assets.Laptop, Act: v.shareDisplay},
			{Text: "Choose what to share", Icon: assets.Share, Act: v.choose},
		})
		return
	}
	var items []widgets.MenuItem
	for _, m := range []struct {
		mode session.ShareMode
		icon assets.Icon
		text string
	}{
		{session.ShareAuto, assets.Auto, "Auto: follows what moves"},
		{session.ShareText, assets.Text, "Text: sharp letters first"},
		{session.ShareMotion, assets.Motion, "Motion: smooth movement first"},
		{session.ShareMotion60, assets.Motion, "Motion, 60 pictures a second"},
	} {
		items = append(items, widgets.MenuItem{Text: m.text, Icon: m.icon, Checked: s.Mode == m.mode, Act: func() {
			v.acts.Do(core.Share{ShareRequest: session.ShareRequest{Source: s.Source.ID, Mode: m.mode, Paused: s.Paused}})
		}})
	}
	pause := widgets.MenuItem{Text: "Pause", Icon: assets.Pause, Act: func() { v.acts.Do(core.PauseSharing{On: true}) }}
	if s.Paused {
		pause = widgets.MenuItem{Text: "Go on", Icon: assets.Play, Act: func() { v.acts.Do(core.PauseSharing{}) }}
	}
	widgets.ShowMenu(at, append(items,
		widgets.MenuItem{Text: "Others may point and draw", Icon: assets.Pen, Checked: s.Pointing, Act: v.allowPointing(!s.Pointing)},
		pause,
		widgets.MenuItem{Text: "Share something else", Icon: assets.Share, Act: v.choose},
		widgets.MenuItem{Text: "Stop sharing", Icon: assets.Stop, Act: v.stopSharing}))
}

// setShare shows in the bar whether the own screen is shared.
func (b *bar) setShare(s *core.Snapshot) {
	b.share.SetEnabled(s.State == core.Active || s.State == core.Reconnecting)
	if s.Sharing.On {
		b.share.Set(assets.Share, "Stop sharing", widgets.ControlSharing)
		b.share.SetTip("Stop sharing (S)")
		return
	}
	b.share.Set(assets.Share, "Share", widgets.ControlOn)
	b.share.SetTip("Share your screen (S)")
}

// addSharePlaces names what is there because somebody shares.
func (v *View) addSharePlaces(places map[string]fyne.CanvasObject) {
	places["sharing/stop"] = v.sharing.badge.stop
	if !v.sharing.badge.Visible() {
		delete(places, "sharing/stop")
	}
	if v.sharing.asks.Visible() {
		places["sharing/allow"] = v.sharing.asks.Button()
	}
	if v.sharing.picker != nil {
		maps.Copy(places, v.sharing.picker.Places())
	}
	if b := v.largeBoard(); b != nil {
		maps.Copy(places, boardPlaces(b, v.screens.tools))
	}
	for _, b := range v.onStage() {
		if b.small && b.object.Visible() {
			places["board/"+b.state.name] = b.object
		}
	}
}
