package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"parley/call/session"
)

// commandLine is the grammar: one field a command.
type commandLine struct {
	Open     openCommand     `cmd:"" default:"withargs" help:"Open the window; with somebody named, call them. This is what Parley does when no command is given."`
	Ring     ringCommand     `cmd:"" help:"Call somebody, and leave when the call ends."`
	Wait     waitCommand     `cmd:"" help:"Take calls."`
	Meet     meetCommand     `cmd:"" help:"Begin a meeting: others come to it by a link."`
	Join     joinCommand     `cmd:"" help:"Come into a meeting: its link is read from the input, or from PARLEY_LINK."`
	Offer    offerCommand    `cmd:"" help:"Call somebody with no server's help: prints a text for them, and reads the one that they send back."`
	Answer   answerCommand   `cmd:"" help:"Take such a call: reads their text, and prints the one to send back."`
	Send     sendCommand     `cmd:"" help:"Send files and folders to somebody, without a call."`
	Receive  receiveCommand  `cmd:"" help:"Take files that others send, without a call."`
	Nearby   nearbyCommand   `cmd:"" help:"List the people on this network."`
	Contacts contactsCommand `cmd:"" help:"List the people you have met."`
	Block    blockCommand    `cmd:"" help:"Keep somebody from calling you, and from seeing that you are here."`
	Unblock  unblockCommand  `cmd:"" help:"Let somebody call you again."`
	Devices  devicesCommand  `cmd:"" help:"List cameras, microphones, speakers, and what can be shared."`
	Serve    serveCommand    `cmd:"" help:"Be the server through which people meet by a link."`
	Doctor   doctorCommand   `cmd:"" help:"Check what calls need: what works, what does not, and what to do about it."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

const description = `Calls people face to face: no server, no account, encrypted from end to end.

Exit status: 0 done; 1 the call did not come about or broke off, or doctor found a problem; 2 the command line makes no sense; 3 Parley could not start.`

// The exit statuses, an interface for scripts.
const (
	exitDone  = 0
	exitCall  = 1
	exitUsage = 2
	exitStart = 3
)

// desk is what a command works with: where it prints, and the house behind it.
type desk struct {
	In  io.Reader // what is too secret for an argument; nil is empty
	Out io.Writer // what was asked for
	Err io.Writer // what goes wrong
	house

	link string // that the window opens at first; may be empty
}

// house is what stands behind the commands; tests furnish their own.
type house interface {
	// Station starts what calls need. The caller closes it.
	Station(callOptions) (station, error)
	// Carrier starts what carries files without a call. The caller closes it.
	Carrier(carryOptions, fileOptions) (carrier, error)
	// Nearby lists who is on this network when ctx ends.
	Nearby(ctx context.Context, profile string) ([]session.Person, error)
	// Contacts opens the people of a profile.
	Contacts(profile string) (contactBook, error)
	// Devices lists what is plugged in.
	Devices(context.Context) session.Devices
	// Sources lists the displays and windows that can be shared.
	Sources() (displays, windows []session.Device)
	// Check examines sound and camera for `parley doctor`.
	Check(context.Context) []finding
	// Network tries the server with its relay for `parley doctor --network`.
	Network(context.Context, networkOptions) []finding
}

// failure ends the program with a status, a sentence, and what to do next.
type failure struct {
	status     int
	text, hint string
}

func (f failure) Error() string { return f.text }

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, d desk) int {
	command, helped, err := parse(args, d)
	if helped {
		return exitDone
	}
	if err == nil {
		command.BindTo(ctx, (*context.Context)(nil))
		err = command.Run(d)
	}
	return d.report(err)
}

// parse finds the command. Asked for help, it has printed it.
func parse(args []string, d desk) (command *kong.Context, helped bool, err error) {
	parser, err := kong.New(&commandLine{},
		kong.Name("parley"),
		kong.Description(description),
		kong.Writers(d.Out, d.Err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		return nil, false, err
	}
	command, err = parser.Parse(args)
	if err != nil && !helped {
		err = failure{exitUsage, "parley: " + err.Error(), "See parley --help for the commands, and parley COMMAND --help for its options."}
	}
	return command, helped, err
}

// report tells the person what went wrong and returns the exit status.
func (d desk) report(err error) int {
	if err == nil {
		return exitDone
	}
	f := failure{status: exitStart, text: "parley: " + err.Error()}
	errors.As(err, &f)
	for _, line := range []string{f.text, f.hint} {
		if line != "" {
			fmt.Fprintln(d.Err, line)
		}
	}
	return f.status
}
