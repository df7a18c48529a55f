package ui

import (
	"strings"

	"parley/call"
	"parley/call/session"
	"parley/call/signal/invite"
	"parley/ui/freedesktop"
	callview "parley/ui/views/call"
)

// newCall opens the lobby of a new call.
func (w *Window) newCall() { w.openLobby("", "") }

// openInvite opens the lobby of a link, or of a server and six words. What is
// none is refused, in words where the person is.
func (w *Window) openInvite(text string) {
	text = strings.Join(strings.Fields(text), " ")
	server, err := invite.Check(text)
	if err != nil {
		w.tell(invite.Sentence(err))
		return
	}
	w.openLobby(text, server)
}

// openLobby shows the page before a meeting, unless a call goes on.
func (w *Window) openLobby(link, server string) {
	if w.snapshot.State != call.Idle {
		w.tell("A call goes on. End it first, then open the link again.")
		return
	}
	w.settling, w.entering = false, true
	w.lobby.Open(link, server)
	w.turn()
	w.lobby.Focus(w.window.Canvas())
}

// tell says a sentence where the person is.
func (w *Window) tell(sentence string) {
	switch w.page {
	case callPage:
		w.call.Say(sentence)
	case homePage, lobbyPage, settingsPage:
		w.leaveLobby()
		w.settle(false)
		w.home.Say(sentence)
	}
}

// leaveLobby goes back to where the person came from.
func (w *Window) leaveLobby() {
	w.entering = false
	w.lobby.Close()
	w.turn()
}

// meet comes into a meeting.
func (w *Window) meet(m call.Meet) {
	w.meeting = m.Place
	w.do(m)
}

// noteMeeting remembers the meeting that goes on, as its link may change.
func (w *Window) noteMeeting(s *call.Snapshot) {
	if s.Call != nil && s.Call.Meeting != nil && s.Call.Meeting.Link != "" {
		w.meeting = session.Place{Link: s.Call.Meeting.Link, Server: s.Call.Meeting.Server}
	}
}

// meetAgain opens the lobby of the last meeting once more.
func (w *Window) meetAgain() {
	if w.meeting.Link == "" {
		w.newCall()
		return
	}
	w.openInvite(w.meeting.Link)
}

// takeLinks opens the link that the window was opened for, and those that
// come from elsewhere.
func (w *Window) takeLinks(opts Options) {
	if opts.Link != "" {
		w.answers.put(func() { w.openInvite(opts.Link) })
	}
	if opts.Links == nil {
		return
	}
	w.links.Go(func() {
		for {
			select {
			case link, open := <-opts.Links:
				if !open {
					return
				}
				w.answers.put(func() { w.come(link) })
			case <-w.closed:
				return
			}
		}
	})
}

// come opens the window, and the link that it is opened for, if there is one.
func (w *Window) come(link string) {
	w.Show()
	if link != "" {
		w.openInvite(link)
	}
}

// mail opens a mail with a text in the desktop's own program. Where the desktop
// cannot be asked without the text in a command line, which everybody on this
// computer can read, otherwise is called instead.
func (w *Window) mail(m callview.Mail, otherwise func()) {
	w.desktop.Compose(freedesktop.Mail(m), func() { w.answers.put(otherwise) })
}
