package ui

import (
	"parley/call"
	callview "parley/ui/views/call"
)

// offerText opens the sheet with a text that invites somebody.
func (w *Window) offerText() {
	w.leaveLobby()
	w.texts.Offer(w.root, w.snapshot.Invitation)
}

// answerText opens it with the answer to a text, unless a call goes on.
func (w *Window) answerText(offer string) {
	if w.snapshot.State != call.Idle {
		w.tell("A call goes on. End it first, then paste the text again.")
		return
	}
	w.texts.Answer(w.root, offer)
}

// mailText opens a mail with a text, as it does with a link.
func (w *Window) mailText(subject, body string) {
	w.mail(callview.Mail{Subject: subject, Body: body}, func() {
		w.app.Clipboard().SetContent(body)
		w.openLink("mailto:")
	})
}
