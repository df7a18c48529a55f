package call

import (
	"slices"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// cast brings the tiles up to date with who is in the call.
func (v *View) cast() {
	s := v.snapshot
	if v.self == nil {
		v.self = v.newTile(selfState(s), s.Self.Tracks)
	}
	v.self.set(selfState(s))
	v.others = slices.DeleteFunc(v.others, v.gone)
	short := v.narrow() || slices.ContainsFunc(s.Call.Participants, sharesScreen)
	for i, p := range s.Call.Participants {
		if i < len(v.others) && v.others[i].state.id == p.ID {
			v.others[i].set(stateOf(p, s, v.others[i].lines(), short))
			continue
		}
		v.others = slices.Insert(v.others, i, v.newTile(stateOf(p, s, 0, short), p.Tracks))
	}
	if v.pinned != "" && !slices.ContainsFunc(v.others, func(t *tile) bool { return t.state.id == v.pinned }) {
		v.pinned = ""
	}
}

// gone removes the tile of somebody who left, or whose tracks are new.
func (v *View) gone(t *tile) bool {
	for _, p := range v.snapshot.Call.Participants {
		if p.ID == t.state.id && p.Tracks.Camera == t.tracks.Camera {
			return false
		}
	}
	t.close()
	v.tiles.Remove(t.object)
	return true
}

// newTile puts a new tile onto the stage; one's own stays on top of all.
func (v *View) newTile(state tileState, tracks session.Tracks) *tile {
	var t *tile
	t = newTile(v.clock, state, tracks, tileActs{
		pin:    func() { v.pin(t.state.id) },
		volume: func(at *widgets.Button) { v.showVolume(at, t.state.key) },
		more:   func(at *widgets.Button) { widgets.ShowMenu(at, v.aboutPerson(t.state.key)) },
		stir:   v.stir,
		drag:   v.dragSelf,
		drop:   v.dropSelf,
		hide:   func() { v.hideSelf(true) },
	})
	v.tiles.Add(t.object)
	if v.self != nil {
		v.tiles.Remove(v.self.object)
		v.tiles.Add(v.self.object)
	}
	return t
}

func (v *View) pin(id string) {
	if v.pinned == id {
		id = ""
	}
	v.pinned = id
	v.relayout()
}

func (v *View) hideSelf(hidden bool) {
	v.selfHidden = hidden
	v.relayout()
}

// showVolume opens the slider for how loud somebody is heard.
func (v *View) showVolume(at *widgets.Button, key string) {
	for _, p := range v.snapshot.Call.Participants {
		if p.Person.Key == key {
			showPopover(at, 320, v.volumeCard(p))
		}
	}
}

func (v *View) volumeCard(p core.Participant) *fyne.Container {
	slider := widgets.NewSlider(assets.Speaker, 2, func(x float64) { v.acts.Do(core.SetVolume{Key: p.Person.Key, Volume: x}) })
	slider.SetValue(p.Contact.Volume)
	return widgets.NewColumn(theme.SpaceS,
		widgets.NewLabel("How loud you hear "+firstName(p.Person.Name), widgets.Style{Bold: true}), slider)
}
