package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"

	"parley/call/session"
	"parley/call/signal/invite"
)

// openCommand is `parley` and `parley open`.
type openCommand struct {
	callOptions
	Who string `arg:"" optional:"" name:"name-or-address" help:"Somebody nearby or known, or HOST:PORT. A link is taken from PARLEY_LINK."`
}

// Run opens the window, or waits without one. Where Parley is open with this
// profile already, perhaps in the tray alone, its window takes the link, and
// comes forward.
func (c openCommand) Run(ctx context.Context, d desk) error {
	link, err := takeLink()
	if err != nil {
		return err
	}
	switch {
	case link == "" && (c.Who != "" || !c.shown()):
		return d.serve(ctx, c.callOptions, c.ring(c.Who), false)
	case !c.shown():
		return d.serve(ctx, c.callOptions, c.meet(session.Place{Link: link}), false)
	}
	dir, err := c.folder()
	if err != nil {
		return err
	}
	if handOver(dir, linksDoorstep, link) == nil {
		said := "The window that is open takes the link."
		if link == "" {
			said = "Parley is open already: its window comes forward."
		}
		_, err := fmt.Fprintln(d.Out, said)
		return err
	}
	d.link = link
	return d.serve(ctx, c.callOptions, nil, false)
}

// takeLink takes the link out of the environment, where no other program that
// this one starts shall find it.
func takeLink() (string, error) {
	link := os.Getenv(linkVariable)
	return link, os.Unsetenv(linkVariable)
}

// hideLink starts the program again with the link that a desktop put among the
// arguments in the environment instead: everybody on the computer can read the
// arguments for as long as the program runs. It returns only if there is none,
// or when that fails.
func hideLink(args []string) error {
	link, rest, found := linkAmong(args)
	if !found {
		return nil
	}
	program, err := os.Executable()
	if err == nil {
		err = os.Setenv(linkVariable, link)
	}
	if err == nil {
		err = syscall.Exec(program, append([]string{os.Args[0]}, rest...), os.Environ())
	}
	return failure{exitStart, "parley: the link cannot be opened: " + err.Error() + ".", "Put it into " + linkVariable + " instead."}
}

// linkAmong finds the link that is to be opened, and the arguments without it.
// Other commands refuse one: nobody but a desktop has to give it so. The origin
// of a server, as options take it, leads to nobody.
func linkAmong(args []string) (link string, rest []string, found bool) {
	i := slices.IndexFunc(args, func(a string) bool {
		_, err := invite.Origin(a)
		return invite.Is(a) && err != nil
	})
	if i < 0 || i > 0 && args[0] != "open" {
		return "", args, false
	}
	return args[i], slices.Delete(slices.Clone(args), i, i+1), true
}
