// Parley calls people face to face: on one network with nothing but the app,
// between two computers, end to end. One program serves a person with a window
// and a script without one; cli.go lists the commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// A reader of the output that is gone is an error like any other, so that
	// the call ends in order.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // asked a second time, end at once
	d := desk{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, house: wired{}}
	if err := hideLink(os.Args[1:]); err != nil {
		os.Exit(d.report(err))
	}
	os.Exit(run(ctx, os.Args[1:], d))
}
