package main

import (
	"fmt"
	"log/slog"
	"time"

	"parley/call/settings"
	"parley/call/signal/inbox"
	"parley/call/signal/known"
)

// openDesk starts what rings people who are known, across the internet.
func openDesk(dir string, p person, override func(*settings.Settings), log *slog.Logger) (*known.Desk, error) {
	keys, err := inbox.LoadKeys(dir, time.Now())
	if err != nil {
		return nil, failure{exitStart, fmt.Sprintf("The keys in %s cannot be used: %v.", dir, err), "Look after that file, or name another folder with --profile."}
	}
	now := func() settings.Settings {
		s := p.settings.Get()
		override(&s)
		return s
	}
	return known.Open(known.Config{
		Identity: p.identity, Contacts: p.contacts, Keys: keys, Save: func() error { return keys.Save(dir) }, Logger: log,
		Wishes: func() known.Wishes {
			s := now()
			return known.Wishes{Server: s.Server, Reachable: s.Reachable, Hidden: s.Hidden}
		},
		Agreed: func(server string) bool { return now().Knows(server) },
	}), nil
}
