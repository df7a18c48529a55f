package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"parley/call"
	"parley/call/stats"
)

// eventLog writes events for a script, one JSON object a line, as
// call/stats/EVENTS.md documents them. Every line is written at once. It
// belongs to one goroutine; nil writes nothing.
type eventLog struct {
	out  io.Writer
	file *os.File // nil when out is somebody else's
}

// openEventLog opens what --events names: a file, or - for out.
func openEventLog(name string, out io.Writer) (*eventLog, error) {
	switch name {
	case "":
		return nil, nil
	case "-":
		return &eventLog{out: out}, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, failure{exitStart, fmt.Sprintf("Events cannot be written to %q: %v.", name, err), "Name another file, or - for the output."}
	}
	return &eventLog{out: file, file: file}, nil
}

// eventTime is RFC 3339 with milliseconds, in UTC.
const eventTime = "2006-01-02T15:04:05.000Z07:00"

// happened is the line of most events.
type happened struct {
	Time string `json:"time"`
	call.Event
}

// measured is the line of statistics: the track's fields stand beside the
// others.
type measured struct {
	Time string         `json:"time"`
	Kind call.EventKind `json:"event"`
	Call string         `json:"call,omitempty"`
	stats.Track
}

// Write writes one event.
func (l *eventLog) Write(e call.Event) error {
	if l == nil {
		return nil
	}
	var line any
	at := e.Time.UTC().Truncate(time.Millisecond).Format(eventTime)
	if e.Stats != nil {
		line = measured{at, e.Kind, e.Call, *e.Stats}
	} else {
		line = happened{at, e}
	}
	if err := json.NewEncoder(l.out).Encode(line); err != nil {
		return failure{exitStart, "Events cannot be written any more: " + err.Error() + ".", ""}
	}
	return nil
}

// Close closes the file.
func (l *eventLog) Close() error {
	if l == nil || l.file == nil {
		return nil
	}
	return l.file.Close()
}
