package call

import (
	core "parley/call"
	"parley/call/session"
)

// tellViews tells everybody how they are shown, as far as that changed, so that
// nothing is sent that nobody sees. Until the call is there nothing is said:
// the first picture need not wait for it.
func (v *View) tellViews() {
	if v.snapshot == nil || v.snapshot.Call == nil || v.waiting() {
		return
	}
	for _, t := range v.others {
		view := session.View{Lines: t.lines(), Screen: v.seesScreen(t.state.id)}
		if t.told == nil || *t.told != view {
			t.told = &view
			v.acts.Do(core.View{Participant: t.state.id, View: view})
		}
	}
}

// See follows whether the window can be seen. While it is hidden, nobody's
// picture is wanted, and each stays as it was.
func (v *View) See(seen bool) {
	if v.hidden == !seen {
		return
	}
	v.hidden = !seen
	v.hidePictures()
	v.tellViews()
}

// hidePictures stops the pictures of the window when that is hidden.
func (v *View) hidePictures() {
	for _, t := range v.all() {
		t.hide(v.hidden)
	}
	for _, b := range v.screens.boards {
		b.hide(v.hidden)
	}
}

// seesScreen reports whether the screen that a participant shares, or would
// share now, is seen.
func (v *View) seesScreen(id string) bool {
	b := v.board(id)
	if apart := v.screens.apart; apart != nil && apart.id == id {
		return !apart.board.hidden
	}
	return v.shown && !v.hidden && (b == nil || b.shown)
}
