package home

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/call/settings"
	"parley/call/signal/invite"
	"parley/ui/widgets"
)

// person puts a contact into a card's or row's words.
func person(c call.Contact, now time.Time) widgets.Person {
	p := widgets.Person{
		Key: c.Key, Name: c.Name, Verified: c.Trust == call.Verified,
		Presence: widgets.Away, Aside: lastCall(c.Last, now),
	}
	if (c.Presence == call.Here || c.Presence == call.Online) && !c.Blocked {
		p.Presence = widgets.Online
	}
	return p
}

// nearbyPerson says which computer somebody nearby sits at.
func nearbyPerson(c call.Contact, now time.Time) widgets.Person {
	p := person(c, now)
	p.Presence, p.Line = widgets.Online, c.Device
	if c.Blocked {
		p.Line = join(c.Device, "blocked")
		return p
	}
	switch c.Trust {
	case call.Stranger:
		p.Line = join(c.Device, "new to you")
	case call.Changed:
		p.Line, p.Alert = "Key changed, Parley asks before it calls", true
	case call.Met, call.Verified:
	}
	return p
}

// knownPerson says whether somebody met before is there.
func knownPerson(c call.Contact, now time.Time) widgets.Person {
	p := person(c, now)
	switch {
	case c.Trust == call.Changed:
		p.Line, p.Alert = "Key changed, Parley asks before it calls", true
	case c.Blocked:
		p.Line = "Blocked"
	case c.Last.Missed:
		p.Line, p.Alert = "You missed a call", true
	case c.Presence == call.Here:
		p.Line = join("Online", c.Device)
	case c.Presence == call.Online:
		p.Line = "Online, on another network"
	default:
		p.Line = "Away"
	}
	return p
}

// join sets two phrases side by side; the first may be empty.
func join(a, b string) string {
	switch {
	case a == "":
		return strings.ToUpper(b[:min(1, len(b))]) + b[min(1, len(b)):]
	case b == "":
		return a
	}
	return a + ", " + b
}

// lastCall says when a call was and how long: less exactly the longer ago.
func lastCall(l call.LastCall, now time.Time) string {
	if l.Time.IsZero() {
		return ""
	}
	when := day(l.Time.In(now.Location()), now)
	if l.Missed || l.Length < time.Second {
		return when
	}
	return when + ", " + length(l.Length)
}

func day(t, now time.Time) string {
	midnight := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	switch days := int(midnight(now).Sub(midnight(t)).Hours() / 24); {
	case days <= 0:
		return "Today " + t.Format("15:04")
	case days == 1:
		return "Yesterday"
	case days < 7:
		return t.Weekday().String()
	case t.Year() == now.Year():
		return t.Format("2 January")
	}
	return t.Format("2 January 2006")
}

func length(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// processing says what is done with the microphone's sound.
func processing(s settings.Settings) string {
	switch {
	case s.Music:
		return "Music mode"
	case s.Echo && s.Noise:
		return "Echo and noise removed"
	case s.Echo:
		return "Echo removed"
	case s.Noise:
		return "Noise removed"
	}
	return "Sound as it comes"
}

// deviceName is what a device is called: the one in use, else the one chosen,
// else the system's.
func deviceName(status session.DeviceStatus, list []session.Device, chosen string) string {
	if status.Device.Name != "" {
		return status.Device.Name
	}
	for _, d := range list {
		if d.ID == chosen || chosen == "" && d.Default {
			return d.Name
		}
	}
	if len(list) > 0 && chosen == "" {
		return list[0].Name
	}
	return ""
}

// meaning is what the words in the search field come to.
type meaning struct {
	target  string // to ring; empty when nobody is meant
	link    bool   // it leads to a meeting
	problem string // why it means nothing
}

// interpret finds out what is meant by text: a link, a person by name, or an
// address.
func interpret(text string, people []call.Contact) meaning {
	text = strings.TrimSpace(text)
	if text == "" {
		return meaning{problem: "Type a name or an address, or paste a link."}
	}
	if invite.IsTyped(text) {
		return interpretLink(text)
	}
	var matches []call.Contact
	for _, c := range people {
		if strings.EqualFold(c.Name, text) {
			return meaning{target: target(c)}
		}
		if matching(c, text) {
			matches = append(matches, c)
		}
	}
	if len(matches) == 1 {
		return meaning{target: target(matches[0])}
	}
	if len(matches) > 1 {
		return meaning{problem: "Several people match. Choose one below."}
	}
	switch {
	case invite.AreWords(text):
		return interpretLink(text)
	case invite.AreWords("server " + text):
		return meaning{problem: "Type the name of the server before the six words."}
	}
	return interpretAddress(text)
}

func interpretLink(text string) meaning {
	if _, err := invite.Check(text); err != nil {
		return meaning{problem: invite.Sentence(err)}
	}
	return meaning{link: true}
}

func interpretAddress(text string) meaning {
	host, port, err := net.SplitHostPort(text)
	n, bad := strconv.Atoi(port)
	switch {
	case err == nil && host != "" && bad == nil && n > 0 && n < 1<<16:
		return meaning{target: text}
	case strings.Contains(text, ":") || net.ParseIP(text) != nil || strings.Contains(text, "."):
		return meaning{problem: "An address ends with a colon and a number, such as 192.168.1.24:47100."}
	}
	return meaning{problem: "Nobody of that name is here. Type an address, such as 192.168.1.24:47100."}
}

// matching says whether a contact is among those that text may mean.
func matching(c call.Contact, text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return strings.Contains(strings.ToLower(c.Name), text) ||
		strings.Contains(strings.ToLower(c.Device), text)
}

// target is what to ring to reach a contact.
func target(c call.Contact) string {
	for _, t := range []string{c.Key, c.Instance, c.Address} {
		if t != "" {
			return t
		}
	}
	return c.Name
}

// endTone is how grave the end of a call is.
func endTone(e call.End) widgets.Tone {
	switch e.Reason {
	case session.HungUp, session.Declined, session.Busy:
		return widgets.ToneInfo
	case session.Cancelled, session.NoAnswer:
		if e.Missed {
			return widgets.ToneWarning
		}
		if e.Reason == session.Cancelled {
			return widgets.ToneInfo
		}
	case session.Full, session.Locked, session.NoRelay:
		return widgets.ToneWarning
	case session.Unreachable, session.Lost, session.Mismatch, session.KeyChanged,
		session.Incompatible, session.ProtocolFail, session.BadLink, session.NoServer, session.Removed:
	}
	return widgets.ToneProblem
}

// endText is what happened, and what to do next.
func endText(e call.End) string {
	text := e.Text
	if e.Reason == session.HungUp && e.Length >= time.Second {
		text += " It lasted " + length(e.Length) + "."
	}
	return strings.TrimSpace(text + " " + e.Hint)
}
