package call

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/transfer"
	"parley/ui/amount"
	"parley/ui/widgets"
)

// actOnFile does what a button of a file's card is for.
func (v *View) actOnFile(id transfer.ID, what widgets.FileAct, at fyne.Widget) {
	t, ok := v.transfer(id)
	if !ok {
		return
	}
	switch what {
	case widgets.FileAccept:
		v.acts.Do(core.AcceptFiles{ID: id})
	case widgets.FileDecline:
		v.acts.Do(core.DeclineFiles{ID: id})
	case widgets.FilePause:
		v.acts.Do(core.PauseFiles{ID: id})
	case widgets.FileResume, widgets.FileGoOn:
		v.acts.Do(core.ResumeFiles{ID: id})
	case widgets.FileCancel:
		v.acts.Do(core.CancelFiles{ID: id})
	case widgets.FileForget:
		v.acts.Do(core.ForgetFiles{ID: id})
	case widgets.FileOpen:
		v.acts.OpenFile(t.Placed[0])
	case widgets.FileShow:
		v.acts.ShowFile(t.Placed[0])
	case widgets.FileMore:
		widgets.ShowMenu(at, v.offerItems(t))
	case widgets.FileLater:
		v.offers.later(id)
		v.relayout()
	case widgets.FileOpened, widgets.FileClosed: // of a group's card
	}
}

// transfer returns the transfer as it stands now. What is to be opened has its
// place.
func (v *View) transfer(id transfer.ID) (t transfer.Transfer, ok bool) {
	for _, t := range v.snapshot.Files {
		if t.ID == id {
			return t, true
		}
	}
	return t, false
}

// allowances are up to how many bytes a person's files may come unasked.
var allowances = []int64{100e6, 1e9, 10e9}

// offerItems are the other ways to take an offer.
func (v *View) offerItems(t transfer.Transfer) []widgets.MenuItem {
	who := v.nameOf(t.Peer)
	items := []widgets.MenuItem{{Text: "Accept into another folder", Icon: assets.Folder, Act: func() {
		v.acts.Choose(ChoosePlace, func(paths []string) {
			if len(paths) == 1 {
				v.acts.Do(core.AcceptFiles{ID: t.ID, Folder: paths[0]})
			}
		})
	}}}
	allowed := v.contact(t.Peer).AcceptBytes
	for _, most := range allowances {
		items = append(items, widgets.MenuItem{
			Text: "Always from " + who + ", up to " + amount.Bytes(most), Checked: allowed == most,
			Act: func() { v.allow(t, most) },
		})
	}
	if allowed > 0 {
		items = append(items, widgets.MenuItem{Text: "Ask every time", Act: func() { v.allow(t, 0) }})
	}
	return items
}

// allow lets a person's files come unasked up to a size, this offer among
// them.
func (v *View) allow(t transfer.Transfer, most int64) {
	v.acts.Do(core.AllowFiles{Key: t.Peer, Bytes: most})
	if t.Bytes <= most {
		v.acts.Do(core.AcceptFiles{ID: t.ID})
	}
}

// contact returns what is known of a person; somebody unknown has no name.
func (v *View) contact(key string) core.Contact {
	s := v.snapshot
	if s.Call != nil {
		for _, p := range s.Call.Participants {
			if p.Person.Key == key {
				c := p.Contact
				c.Name = p.Person.Name
				return c
			}
		}
		if s.Call.Peer.Key == key {
			return s.Call.Peer
		}
	}
	for _, list := range [][]core.Contact{s.Known, s.Nearby} {
		for _, c := range list {
			if c.Key == key {
				return c
			}
		}
	}
	return core.Contact{}
}

// nameOf is what a person is called on a card.
func (v *View) nameOf(key string) string {
	if name := v.contact(key).Name; name != "" {
		return firstName(name)
	}
	return "somebody"
}
