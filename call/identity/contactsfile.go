package identity

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

const (
	contactsFile    = "contacts.json"
	contactsLimit   = 4 << 20 // bytes; MaxContacts of the longest entries fit
	contactsVersion = 1
	maxAddress      = 300 // bytes: a DNS name of 253, a port, brackets and a zone
	maxCard         = 600 // bytes: a card with the longest origin, in base 64
)

// contactsDocument is the file.
type contactsDocument struct {
	Version  int       `json:"version"`
	Contacts []Contact `json:"contacts"`
}

func encodeContacts(people map[Key]Contact) ([]byte, error) {
	list := slices.Collect(maps.Values(people))
	sortContacts(list)
	data, err := json.MarshalIndent(contactsDocument{contactsVersion, list}, "", "\t")
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}

// decodeContacts reads the file. It repairs nothing but what is harmless: a
// volume out of range, a name that is not clean.
func decodeContacts(data []byte) (map[Key]Contact, error) {
	var doc contactsDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if doc.Version != contactsVersion {
		return nil, fmt.Errorf("%w: version %d, this program reads %d", ErrDamaged, doc.Version, contactsVersion)
	}
	if len(doc.Contacts) > MaxContacts {
		return nil, fmt.Errorf("%w: %d contacts, at most %d", ErrDamaged, len(doc.Contacts), MaxContacts)
	}
	people := make(map[Key]Contact, len(doc.Contacts))
	for _, c := range doc.Contacts {
		if c.Key.IsZero() || people[c.Key].Key == c.Key {
			return nil, fmt.Errorf("%w: a key is missing or there twice", ErrDamaged)
		}
		c.Name, c.Device, c.Volume = CleanName(c.Name), CleanLabel(c.Device), clampVolume(c.Volume)
		if len(c.Address) > maxAddress {
			c.Address = ""
		}
		c.Card, c.Given = tidyCard(c.Card), tidyCard(c.Given)
		people[c.Key] = c
	}
	return people, nil
}

// clampVolume keeps a volume within 0 to 2; what is no number becomes 1.
func clampVolume(v float64) float64 {
	if math.IsNaN(v) {
		return 1
	}
	return min(max(v, 0), 2)
}

// tidyCard drops what is too long to be a card.
func tidyCard(card string) string {
	if len(card) > maxCard {
		return ""
	}
	return card
}
