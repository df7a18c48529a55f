package ui

import (
	"fyne.io/fyne/v2"

	"parley/call"
	"parley/ui/freedesktop"
)

// door tells the host of somebody who waits to be let in, by a notification
// without a sound, while the window is not in front. In the window itself the
// page of the call tells it.
type door struct {
	desktop *freedesktop.Desktop
	do      func(call.Command)
	latest  *call.Snapshot
	behind  bool   // another program is in front
	waits   string // the key of whom the notification is about; empty for none
}

func newDoor(a fyne.App, d *freedesktop.Desktop, do func(call.Command)) *door {
	o := &door{desktop: d, do: do}
	a.Lifecycle().SetOnEnteredForeground(func() { o.stand(false) })
	a.Lifecycle().SetOnExitedForeground(func() { o.stand(true) })
	return o
}

// stand says whether another program is in front.
func (o *door) stand(behind bool) {
	o.behind = behind
	if o.latest != nil {
		o.apply(o.latest)
	}
}

// apply tells of who waits longest.
func (o *door) apply(s *call.Snapshot) {
	o.latest = s
	var key, name string
	if s.Call != nil && s.Call.Meeting != nil && len(s.Call.Meeting.Waiting) > 0 && o.behind {
		key, name = s.Call.Meeting.Waiting[0].Key, s.Call.Meeting.Waiting[0].Name
	}
	if key == o.waits {
		return
	}
	o.waits = key
	if key == "" {
		o.desktop.Notify(nil)
		return
	}
	answer := func(yes bool) func() { return func() { o.do(call.Admit{Key: key, Yes: yes}) } }
	o.desktop.Notify(&freedesktop.Notification{
		Title: name + " wants to join", Text: "Answer in Parley, or here.", Silent: true,
		Actions: []freedesktop.Action{{Label: "Let in", Act: answer(true)}, {Label: "Refuse", Act: answer(false)}},
	})
}
