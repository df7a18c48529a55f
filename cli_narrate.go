package main

import (
	"fmt"

	"parley/call"
	"parley/call/signal/invite"
)

// tell narrates for a person without a window.
func (v *visit) tell(e call.Event) {
	if v.options.shown() || v.options.Events == "-" {
		return
	}
	if text := v.narrate(e); text != "" {
		fmt.Fprintln(v.Out, text)
	}
}

func (v *visit) narrate(e call.Event) string {
	switch e.Kind {
	case call.EventListening:
		return "Calls reach this computer at " + e.Address + "."
	case call.EventRinging:
		if v.options.AcceptCalls {
			return e.From + " calls."
		}
		return e.From + " calls. Nobody can answer without a window, unless Parley runs with --accept-calls."
	case call.EventState:
		return progress[e.State]
	case call.EventParticipant:
		return e.Name + " " + e.Change + "."
	case call.EventDoubt:
		return fmt.Sprintf("%s %s --use-server %s says that it may be used.", e.Text, e.Hint, invite.HostOf(e.Server))
	case call.EventMissed, call.EventError, call.EventEnded:
		if e.Server != "" {
			return "" // of a doubt
		}
		if e.Hint == "" {
			return e.Text
		}
		return e.Text + " " + e.Hint
	case call.EventChat:
		return e.Name + ": " + e.Text
	case call.EventFiles:
		return v.narrateFiles(e)
	case call.EventShare:
		return "Sharing " + e.Name + " " + e.Change + "."
	case call.EventInvitation:
		return narrateInvitation(e)
	case call.EventMeeting:
		return narrateMeeting(e)
	case call.EventWaiting:
		return e.Name + " would like to be let in."
	case call.EventWaits:
		return "Somebody has to let you in."
	case call.EventPresence:
		return narratePresence(e)
	case call.EventNearby, call.EventFirstPicture, call.EventFirstSound, call.EventStats, call.EventSpeaker:
	}
	return ""
}

// narratePresence tells of who can be rung across the internet.
func narratePresence(e call.Event) string {
	if e.Change == "came" {
		return e.Name + " can be called now."
	}
	return e.Name + " is no longer there."
}

// narrateFiles tells of a transfer when it turns.
func (v *visit) narrateFiles(e call.Event) string {
	if v.told[e.ID] == e.State {
		return ""
	}
	v.told[e.ID] = e.State
	return describeFiles(e)
}

// progress puts the states that a person waits through into words.
var progress = map[string]string{
	call.Dialing.String():      "Calling.",
	call.Ringing.String():      "It rings.",
	call.Connecting.String():   "Answered. Connecting.",
	call.Active.String():       "You are in the call.",
	call.Reconnecting.String(): "The connection is gone. Trying to get it back.",
}
