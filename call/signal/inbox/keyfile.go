package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"parley/call/profile"
)

const (
	keysFile  = "inbox.keys"
	keysLimit = 1 << 10 // bytes
)

// LoadKeys returns the keys that live in the profile at dir, and makes them at
// the first start. A damaged file is an error, as one of an identity is.
func LoadKeys(dir string, now time.Time) (*Keys, error) {
	d, err := profile.Open(dir)
	if err != nil {
		return nil, err
	}
	data, err := d.Read(keysFile, keysLimit)
	if errors.Is(err, fs.ErrNotExist) {
		k, err := NewKeys(now)
		if err != nil {
			return nil, err
		}
		return k, k.Save(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	k, err := ParseKeys(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Path(keysFile), err)
	}
	return k, nil
}

// Save writes the keys to the profile at dir.
func (k *Keys) Save(dir string) error {
	d, err := profile.Open(dir)
	if err == nil {
		err = d.Write(keysFile, k.Marshal())
	}
	if err != nil {
		return fmt.Errorf("inbox: %w", err)
	}
	return nil
}
