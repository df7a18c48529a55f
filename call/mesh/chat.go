package mesh

import (
	"parley/call/peer"
	"parley/call/session"
)

// chatOpened says that the other side's chat can be written to.
func (l *leg) chatOpened() {
	if l.phase == answered {
		l.chatShut = false
		l.audience.tell(l, session.ChatOpen{ID: l.as, Participant: l.far.ID})
	}
}

// chatMessage hands on one message of the other side, unread.
func (l *leg) chatMessage(message []byte) {
	if l.phase == answered {
		l.audience.tell(l, session.ChatReceived{ID: l.as, Participant: l.far.ID, Message: message})
	}
}

// chat sends a message. A channel that takes no more is as good as closed,
// until the path is back.
func (l *leg) chat(participant string, message []byte) {
	if l.phase != answered || participant != l.far.ID {
		return
	}
	if err := l.conn.Send(peer.Chat, message); err != nil {
		l.b.cfg.Logger.Debug("chat failed", "call", l.id, "error", err)
		l.chatShut = true
		l.audience.tell(l, session.ChatClosed{ID: l.as, Participant: l.far.ID})
	}
}
