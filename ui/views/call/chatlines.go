package call

import (
	"time"

	"parley/call/chat"
)

// together is how long messages of one person share a head.
const together = 5 * time.Minute

// chatLine is one row of the chat before it is drawn. Equal lines look the
// same, so that a row is made once.
type chatLine struct {
	kind    chatLineKind
	text    string        // of all but messages
	message *chat.Message // of a message
	head    bool          // it begins a group
	time    string        // beside the head
	foot    string
	alert   bool // the foot is bad news
}

type chatLineKind int

const (
	chatDay chatLineKind = iota
	chatNew
	chatNotice
	chatMessage
	chatOlder
)

// chatLines sets messages in rows: grouped by person, with a line where a day
// begins and one before the first that was not read.
func chatLines(messages []*chat.Message, unread chat.Ref, older bool, now time.Time) []chatLine {
	lines := make([]chatLine, 0, len(messages)+2)
	if older {
		lines = append(lines, chatLine{kind: chatOlder})
	}
	var group *chat.Message // that began the group
	var day string
	for i, m := range messages {
		if d := dayOf(m.Time, now); d != day {
			day, group = d, nil
			lines = append(lines, chatLine{kind: chatDay, text: d + ", " + clock(m.Time)})
		}
		if m.Ref == unread && unread != (chat.Ref{}) {
			group = nil
			lines = append(lines, chatLine{kind: chatNew})
		}
		if m.Kind == chat.Notice {
			group = nil
			lines = append(lines, chatLine{kind: chatNotice, text: m.Text})
			continue
		}
		line := chatLine{kind: chatMessage, message: m, head: !joins(group, m)}
		if line.head {
			group, line.time = m, clock(m.Time)
		}
		line.foot, line.alert = footOf(m, i+1 == len(messages) || !joins(group, messages[i+1]))
		lines = append(lines, line)
	}
	return lines
}

// joins reports whether m stands under the head of group.
func joins(group, m *chat.Message) bool {
	if group == nil || m.Kind == chat.Notice || m.Author != group.Author || m.Own != group.Own {
		return false
	}
	since := m.Time.Sub(group.Time)
	return since >= 0 && since <= together
}

// footOf says how far a message of one's own has come; of several that
// arrived, the last says it for all.
func footOf(m *chat.Message, last bool) (foot string, alert bool) {
	if !m.Own || m.Deleted {
		return "", false
	}
	switch m.State {
	case chat.Pending:
		return clock(m.Time) + ", waits to be sent", false
	case chat.Undelivered:
		return clock(m.Time) + ", not delivered", true
	case chat.Sent:
		if last {
			return clock(m.Time) + ", sent", false
		}
	case chat.Delivered:
		if last {
			return clock(m.Time) + ", delivered", false
		}
	}
	return "", false
}

func clock(t time.Time) string { return t.Local().Format("15:04") }

// dayOf names a day as people do.
func dayOf(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch {
	case !t.Before(midnight) && t.Before(midnight.AddDate(0, 0, 1)):
		return "Today"
	case !t.Before(midnight.AddDate(0, 0, -1)) && t.Before(midnight):
		return "Yesterday"
	case t.Year() == now.Year():
		return t.Format("Monday 2 January")
	}
	return t.Format("2 January 2006")
}

// firstUnread returns the oldest of the newest count texts of others.
func firstUnread(messages []*chat.Message, count int) chat.Ref {
	var first chat.Ref
	for i := len(messages) - 1; i >= 0 && count > 0; i-- {
		m := messages[i]
		if m.Own || m.Deleted || m.Kind != chat.Text {
			continue
		}
		first = m.Ref
		count--
	}
	return first
}
