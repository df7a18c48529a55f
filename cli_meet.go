package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"parley/call"
	"parley/call/session"
)

// meetCommand is `parley meet`.
type meetCommand struct {
	callOptions
	Server string `required:"" placeholder:"HOST" help:"The server that brings people together, such as meet.example.org (see parley serve)."`
}

// joinCommand is `parley join`.
type joinCommand struct{ callOptions }

// linkVariable names the variable of the environment that holds a link. Other
// people on the computer see the arguments of a program, but not that.
const linkVariable = "PARLEY_LINK"

// Run begins a meeting and says how others come to it.
func (c meetCommand) Run(ctx context.Context, d desk) error {
	return d.serve(ctx, c.callOptions, c.meet(session.Place{Server: c.Server}), true)
}

// Run comes into a meeting.
func (c joinCommand) Run(ctx context.Context, d desk) error {
	link, err := readLink(d)
	if err != nil {
		return err
	}
	return d.serve(ctx, c.callOptions, c.meet(session.Place{Link: link}), true)
}

// meet is the command that comes into a meeting with what the options turn on.
func (o callOptions) meet(at session.Place) call.Command {
	return call.Meet{Place: at, Microphone: o.Microphone != "none", Video: o.Camera != "none"}
}

// longestLink bounds what is read for a link, in bytes: one is at most 512
// long, six words with a host less.
const longestLink = 1024

// readLink takes the link from the environment, where no other program that
// this one starts shall find it, or from the input's first line.
func readLink(d desk) (string, error) {
	link, err := takeLink()
	if err != nil {
		return "", err
	}
	if link == "" && d.In != nil {
		line, err := bufio.NewReader(io.LimitReader(d.In, longestLink)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", failure{exitUsage, "parley: the link cannot be read: " + err.Error() + ".", ""}
		}
		link = line
	}
	if link = strings.TrimSpace(link); link == "" {
		return "", failure{
			exitUsage, "parley: no link was given.",
			"Write it to the input, or put it into " + linkVariable + ". Arguments can be read by everybody on this computer.",
		}
	}
	return link, nil
}

// narrateMeeting tells how a meeting stands.
func narrateMeeting(e call.Event) string {
	if e.Link == "" {
		return ""
	}
	return fmt.Sprintf("Whoever has this link may come (the door is %s):\n%s", doors[e.Door], e.Link)
}

// doors puts the doors into words.
var doors = map[session.Door]string{
	session.DoorOpen: "open", session.DoorAsks: "opened by the host", session.DoorLocked: "locked",
}
