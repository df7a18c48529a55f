package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"parley/call/signal/invite"
)

// contactsCommand is `parley contacts`.
type contactsCommand struct {
	profileOption
	JSON bool `help:"Print one JSON object a line, with name, device, key, verified, blocked, server and last."`
}

// contactOption says whom a command is about.
type contactOption struct {
	profileOption
	Who string `arg:"" name:"name-or-key" help:"Somebody from \"parley contacts\"."`
}

// blockCommand is `parley block`.
type blockCommand struct{ contactOption }

// unblockCommand is `parley unblock`.
type unblockCommand struct{ contactOption }

// acquaintance is one line of `parley contacts --json`, an interface for
// scripts.
type acquaintance struct {
	Name     string     `json:"name"`
	Device   string     `json:"device,omitempty"`
	Key      string     `json:"key"`
	Verified bool       `json:"verified,omitempty"`
	Blocked  bool       `json:"blocked,omitempty"`
	Server   string     `json:"server,omitempty"` // where their inbox is, an origin; empty when they cannot be rung there
	Last     *time.Time `json:"last,omitempty"`   // the last call with them
}

// contactBook is the people of a profile.
type contactBook interface {
	// List returns everybody, the last seen first.
	List() []acquaintance
	// Block keeps somebody, by key, from ringing, or lets them again; by way of
	// the Parley that is open with the profile, if there is one.
	Block(key string, yes bool) error
}

// Run prints who was met.
func (c contactsCommand) Run(d desk) error {
	book, err := d.book(c.profileOption)
	if err != nil {
		return err
	}
	list := book.List()
	switch {
	case c.JSON:
		return printContacts(d, list)
	case len(list) == 0:
		fmt.Fprintln(d.Err, "You have met nobody yet. Whoever you are in a call with is a contact from then on.")
		return nil
	}
	return tabulateContacts(d, list)
}

// Run blocks.
func (c blockCommand) Run(d desk) error { return c.block(d, true) }

// Run lets somebody ring again.
func (c unblockCommand) Run(d desk) error { return c.block(d, false) }

func (d desk) book(o profileOption) (contactBook, error) {
	profile, err := o.folder()
	if err != nil {
		return nil, err
	}
	return d.Contacts(profile)
}

func (c contactOption) block(d desk, yes bool) error {
	book, err := d.book(c.profileOption)
	if err != nil {
		return err
	}
	who, err := findContact(book.List(), c.Who)
	if err != nil {
		return err
	}
	if who.Blocked != yes {
		if err := book.Block(who.Key, yes); err != nil {
			return err
		}
	}
	said := " may call you again."
	if yes {
		said = " is blocked: they can no longer call you, nor see that you are here, and are not told."
	}
	_, err = fmt.Fprintln(d.Out, plain(who.Name)+said)
	return err
}

// findContact finds the one who is meant, by key or by name.
func findContact(list []acquaintance, who string) (acquaintance, error) {
	var found []acquaintance
	for _, a := range list {
		if a.Key == who {
			return a, nil
		}
		if equalNames(a.Name, who) {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return acquaintance{}, failure{exitCall, fmt.Sprintf("Nobody whom you have met is called %q.", who), "See parley contacts."}
	}
	keys := make([]string, len(found))
	for i, a := range found {
		keys[i] = a.Key + "  " + plain(a.Device)
	}
	return acquaintance{}, failure{exitCall, fmt.Sprintf("%d people are called %q. Say by their key whom you mean:", len(found), who), strings.Join(keys, "\n")}
}

func printContacts(d desk, list []acquaintance) error {
	out := json.NewEncoder(d.Out)
	for _, a := range list {
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

func tabulateContacts(d desk, list []acquaintance) error {
	table := tabwriter.NewWriter(d.Out, 0, 0, 3, ' ', 0)
	for _, a := range list {
		where := "no inbox"
		if a.Server != "" {
			where = "inbox at " + invite.HostOf(a.Server)
		}
		last := "no call yet"
		if a.Last != nil {
			last = "last call " + a.Last.Local().Format("2 January 2006")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", plain(a.Name), plain(a.Device), a.standing(), where, last)
	}
	return table.Flush()
}

// standing is how a contact is trusted.
func (a acquaintance) standing() string {
	switch {
	case a.Blocked:
		return "blocked"
	case a.Verified:
		return "verified"
	}
	return "not verified"
}
