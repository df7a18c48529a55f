package identity

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/profile"
)

// MaxContacts is how many people are remembered. One more pushes out the one
// not heard of for longest, unless verified.
const MaxContacts = 1000

// ErrUnknown says that nobody of that key was met.
var ErrUnknown = errors.New("not a contact")

// Contacts are the people met, in a file of the profile. Keys are given in
// their text form, as the rest of the call names people. Reading never waits
// for the disk. It is safe for concurrent use.
type Contacts struct {
	dir     profile.Dir
	now     func() time.Time
	writing sync.Mutex // one change at a time, its file included
	// people is never changed, only replaced.
	people atomic.Pointer[map[Key]Contact]
}

// OpenContacts reads the contacts of the profile at dir. A damaged file is an
// error: going on without it would trust every key as if it were new.
func OpenContacts(dir string) (*Contacts, error) {
	d, err := profile.Open(dir)
	if err != nil {
		return nil, err
	}
	people := make(map[Key]Contact)
	data, err := d.Read(contactsFile, contactsLimit)
	if err == nil {
		people, err = decodeContacts(data)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("contacts: %s: %w", d.Path(contactsFile), err)
	}
	c := &Contacts{dir: d, now: time.Now}
	c.people.Store(&people)
	return c, nil
}

// Lookup returns what is known of a key.
func (c *Contacts) Lookup(key string) (Contact, bool) {
	k, err := ParseKey(key)
	if err != nil {
		return Contact{}, false
	}
	contact, ok := (*c.people.Load())[k]
	return contact, ok
}

// List returns everybody, the last seen first.
func (c *Contacts) List() []Contact {
	list := slices.Collect(maps.Values(*c.people.Load()))
	sortContacts(list)
	return list
}

// Keys returns everybody's key, in no order.
func (c *Contacts) Keys() []Key { return slices.Collect(maps.Keys(*c.people.Load())) }

// Trust says how a name and a key fit what is known. The key is zero, or only
// claimed, for a person who was not reached yet.
func (c *Contacts) Trust(name string, key Key) Verdict {
	return judge(*c.people.Load(), name, key)
}

// NameTaken reports whether a person goes by the name of a contact with
// another key. The call must stop and ask.
func (c *Contacts) NameTaken(name, key string) bool {
	k, err := ParseKey(key)
	if err != nil {
		k = Key{}
	}
	return c.Trust(name, k) == NameTaken
}

// Met remembers a person, or what they are called now. Name and device are
// cleaned; an empty address keeps the one known.
func (c *Contacts) Met(key, name, device, address string) error {
	k, err := ParseKey(key)
	if err != nil {
		return fmt.Errorf("contacts: %w", err)
	}
	return c.change(func(people map[Key]Contact) error {
		contact, known := people[k]
		if !known {
			contact = Contact{Key: k, Met: c.now(), Volume: 1}
			makeRoom(people)
		}
		contact.Name, contact.Device = CleanName(name), CleanLabel(device)
		if address != "" && len(address) <= maxAddress {
			contact.Address = address
		}
		people[k] = contact
		return nil
	})
}

// SetLast remembers the last call with a contact.
func (c *Contacts) SetLast(key string, last LastCall) error {
	return c.edit(key, func(contact *Contact) { contact.Last = last })
}

// SetVolume remembers how loud a contact is heard, 0 to 2.
func (c *Contacts) SetVolume(key string, volume float64) error {
	return c.edit(key, func(contact *Contact) { contact.Volume = clampVolume(volume) })
}

// SetAcceptBytes remembers up to how many bytes a contact's files are taken
// without asking; 0 asks.
func (c *Contacts) SetAcceptBytes(key string, bytes int64) error {
	return c.edit(key, func(contact *Contact) { contact.AcceptBytes = max(bytes, 0) })
}

// SetVerified remembers whether a contact's key was compared in person.
func (c *Contacts) SetVerified(key string, verified bool) error {
	return c.edit(key, func(contact *Contact) { contact.Verified = verified })
}

// SetBlocked remembers whether a contact is not to ring any more.
func (c *Contacts) SetBlocked(key string, blocked bool) error {
	return c.edit(key, func(contact *Contact) { contact.Blocked = blocked })
}

// SetCard remembers the card that a contact gave last. Who gives it has read
// it: here it is text.
func (c *Contacts) SetCard(key, card string) error {
	return c.edit(key, func(contact *Contact) { contact.Card = tidyCard(card) })
}

// SetGiven remembers which card of this device a contact has got.
func (c *Contacts) SetGiven(key, card string) error {
	return c.edit(key, func(contact *Contact) { contact.Given = tidyCard(card) })
}

// Forget removes a contact. It is no error when there is none.
func (c *Contacts) Forget(key string) error {
	k, err := ParseKey(key)
	if err != nil {
		return fmt.Errorf("contacts: %w", err)
	}
	return c.change(func(people map[Key]Contact) error {
		delete(people, k)
		return nil
	})
}

// edit changes one contact; the error wraps ErrUnknown when there is none.
func (c *Contacts) edit(key string, edit func(*Contact)) error {
	k, err := ParseKey(key)
	if err != nil {
		return fmt.Errorf("contacts: %w: %w", ErrUnknown, err)
	}
	return c.change(func(people map[Key]Contact) error {
		contact, ok := people[k]
		if !ok {
			return fmt.Errorf("contacts: %w", ErrUnknown)
		}
		edit(&contact)
		people[k] = contact
		return nil
	})
}

// change applies edit to a copy, writes that and then shows it to readers.
// When the disk fails the change is in force until the program ends, and the
// error says that it will be lost.
func (c *Contacts) change(edit func(map[Key]Contact) error) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	people := maps.Clone(*c.people.Load())
	if err := edit(people); err != nil {
		return err
	}
	c.people.Store(&people)
	data, err := encodeContacts(people)
	if err == nil {
		err = c.dir.Write(contactsFile, data)
	}
	if err != nil {
		return fmt.Errorf("contacts: %w", err)
	}
	return nil
}

// makeRoom forgets the unverified person not heard of for longest when there
// is no place for one more; of MaxContacts verified people it forgets one all
// the same.
func makeRoom(people map[Key]Contact) {
	if len(people) < MaxContacts {
		return
	}
	list := slices.Collect(maps.Values(people))
	sortContacts(list)
	oldest := list[len(list)-1]
	for _, c := range slices.Backward(list) {
		if !c.Verified {
			oldest = c
			break
		}
	}
	delete(people, oldest.Key)
}
