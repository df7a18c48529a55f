package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/profile"
)

const (
	file      = "settings.json"
	fileLimit = 64 << 10 // bytes
)

// Store is the settings in force and their file. It is safe for concurrent
// use; reading never waits for the disk.
type Store struct {
	dir     profile.Dir
	name    string // of this computer's user, for who clears the name
	damage  error
	writing sync.Mutex // one change at a time, its file included
	now     atomic.Pointer[Settings]
}

// Open reads the settings of the profile at dir, or starts with the defaults.
// A file that cannot be used is renamed, not overwritten: see Damage. Fields
// this program does not know are left out at the next change.
func Open(dir string) (*Store, error) {
	d, err := profile.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	s := &Store{dir: d, name: userName()}
	settings := Default(s.name)
	data, err := d.Read(file, fileLimit)
	if err == nil {
		settings, err = decode(data, settings)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		settings = Default(s.name)
		if err := s.setAside(err); err != nil {
			return nil, err
		}
	}
	s.put(settings)
	return s, nil
}

// decode reads the file over the defaults, so that a setting which came later
// has its default.
func decode(data []byte, settings Settings) (Settings, error) {
	if err := json.Unmarshal(data, &settings); err != nil {
		return Settings{}, err
	}
	return settings, nil
}

func (s *Store) setAside(why error) error {
	aside, err := s.dir.SetAside(file, time.Now())
	if err != nil {
		return fmt.Errorf("settings: %w", errors.Join(why, err))
	}
	s.damage = fmt.Errorf("settings could not be read and start anew; the old file is now %s: %w", aside, why)
	return nil
}

// Damage says why the settings of the last time are not in force, and where
// their file is now; nil when nothing was wrong.
func (s *Store) Damage() error { return s.damage }

// Get returns the settings in force.
func (s *Store) Get() Settings { return *s.now.Load() }

// Update changes the settings: edit is called once, with a copy, and must not
// call Update itself. What edit puts out of range is put back. When the disk
// fails the change is in force until the program ends, and the error says that
// it will be lost.
func (s *Store) Update(edit func(*Settings)) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	before := s.Get()
	after := before
	edit(&after)
	if s.put(after); s.Get().Equal(before) {
		return nil
	}
	data, err := json.MarshalIndent(s.Get(), "", "\t")
	if err == nil {
		err = s.dir.Write(file, append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	return nil
}

func (s *Store) put(settings Settings) {
	settings = settings.tidy(s.name)
	s.now.Store(&settings)
}
