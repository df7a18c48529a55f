package main

import (
	"fmt"

	"parley/call"
	"parley/transfer"
)

// describeFiles tells in a line how a transfer is.
func describeFiles(e call.Event) string {
	what := fmt.Sprintf("%q", e.Name)
	if e.Files != nil && *e.Files > 1 {
		what = fmt.Sprintf("%q and more, %d files", e.Name, *e.Files)
	}
	words := receivingWords
	if e.Direction == "send" {
		words = sendingWords
	}
	text := words[e.State]
	if text == "" {
		return ""
	}
	text = fmt.Sprintf(text, what)
	if e.Bytes != nil && e.State == transfer.Offered.String() {
		text += " (" + size(*e.Bytes) + ")"
	}
	if e.Text != "" {
		text += " " + e.Text
	}
	return text
}

var sendingWords = map[string]string{
	transfer.Offered.String():   "Offered: %s",
	transfer.Running.String():   "Sending %s",
	transfer.Paused.String():    "Paused: %s",
	transfer.Done.String():      "Sent and checked: %s",
	transfer.Declined.String():  "Not wanted: %s",
	transfer.Cancelled.String(): "Cancelled: %s",
	transfer.Failed.String():    "Not sent: %s",
}

var receivingWords = map[string]string{
	transfer.Offered.String():   "You are offered %s",
	transfer.Running.String():   "Receiving %s",
	transfer.Paused.String():    "Paused: %s",
	transfer.Done.String():      "Received and checked: %s",
	transfer.Cancelled.String(): "Cancelled: %s",
	transfer.Failed.String():    "Not received: %s",
}

// size puts a number of bytes into words, in units of a thousand.
func size(bytes int64) string {
	const units = "kMGTPE"
	if bytes < 1000 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	value, unit := float64(bytes)/1000, 0
	for value >= 1000 {
		value /= 1000
		unit++
	}
	return fmt.Sprintf("%.1f %cB", value, units[unit])
}
