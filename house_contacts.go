package main

import (
	"errors"
	"strings"
	"sync"
	"time"

	"parley/call"
	"parley/call/identity"
	"parley/call/signal/inbox"
)

// book is the people of a profile on the disk.
type book struct {
	dir string
	person
}

// Contacts opens the people of a profile.
func (wired) Contacts(profile string) (contactBook, error) {
	p, err := openProfile(profile)
	if err != nil {
		return nil, err
	}
	return book{profile, p}, nil
}

// List returns everybody, the last seen first.
func (b book) List() []acquaintance {
	var out []acquaintance
	for _, c := range b.contacts.List() {
		a := acquaintance{Name: c.Name, Device: c.Device, Key: c.Key.String(), Verified: c.Verified, Blocked: c.Blocked}
		if card, err := inbox.ParseCard(c.Card, c.Key, time.Now()); err == nil {
			a.Server = card.Server
		}
		if !c.Last.Time.IsZero() {
			a.Last = &c.Last.Time
		}
		out = append(out, a)
	}
	return out
}

// Block leaves word for the Parley that is open. Without one it writes the
// files itself, and keeps others from opening them meanwhile.
func (b book) Block(key string, yes bool) error {
	if handOver(b.dir, contactsDoorstep, blockWord(key, yes)) == nil {
		return nil
	}
	lock, err := openFiles(b.dir, fileOptions{Downloads: b.dir}, b.person, "", logger())
	if err != nil {
		return err
	}
	return errors.Join(b.write(key, yes), lock.Close())
}

func (b book) write(key string, yes bool) error {
	contacts, err := identity.OpenContacts(b.dir) // perhaps they changed before
	if err != nil {
		return err
	}
	if err := contacts.SetBlocked(key, yes); err != nil || !yes {
		return err
	}
	keys, err := inbox.LoadKeys(b.dir, time.Now())
	if err != nil {
		return err
	}
	keys.Renew() // so that they do not see who is here
	return keys.Save(b.dir)
}

// The words of what is to become of a contact.
const (
	wordBlock   = "block"
	wordUnblock = "unblock"
)

func blockWord(key string, yes bool) string {
	if yes {
		return wordBlock + " " + key
	}
	return wordUnblock + " " + key
}

// readBlockWord reads what blockWord wrote.
func readBlockWord(word string) (key string, yes, ok bool) {
	verb, key, _ := strings.Cut(word, " ")
	_, err := identity.ParseKey(key)
	return key, verb == wordBlock, err == nil && (verb == wordBlock || verb == wordUnblock)
}

// warden does what `parley block` and `parley unblock` leave word of. The zero
// warden does nothing.
type warden struct {
	step *doorstep
	done *sync.WaitGroup
}

// watchDoorstep calls block with what is left at the doorstep of a profile, until
// the warden is closed. Where there can be no doorstep it does nothing: then
// whoever blocks is told that a Parley is open.
func watchDoorstep(dir string, block func(key string, yes bool)) warden {
	step, err := openDoorstep(dir, contactsDoorstep)
	if err != nil {
		logger().Debug("no word can be left here", "error", err)
		return warden{}
	}
	w := warden{step, new(sync.WaitGroup)}
	w.done.Go(func() {
		for word := range step.Words() {
			if key, yes, ok := readBlockWord(word); ok {
				block(key, yes)
			}
		}
	})
	return w
}

// Close ends it and waits.
func (w warden) Close() {
	if w.step != nil {
		w.step.Close()
		w.done.Wait()
	}
}

// attended is a station at whose doorstep word can be left.
type attended struct {
	*call.Controller
	warden warden
}

// Close closes the doorstep, then the station.
func (a attended) Close() error {
	a.warden.Close()
	return a.Controller.Close()
}
