package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"parley/call"
	"parley/call/chat/history"
	"parley/call/identity"
	"parley/call/media"
	"parley/call/mesh"
	"parley/call/session"
	"parley/call/settings"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/reach"
	"parley/call/stats/radio"
)

// wired is the real house: the one place that knows what stands behind the
// interfaces.
type wired struct{}

// Station starts what calls need: identity, devices, network, controller.
func (wired) Station(o callOptions) (station, error) {
	dir, err := o.folder()
	if err != nil {
		return nil, err
	}
	p, err := openProfile(dir)
	if err != nil {
		return nil, err
	}
	log := logger()
	studio, err := media.NewStudio(log)
	if err != nil {
		return nil, failure{exitStart, "The sound processing cannot start: " + err.Error() + ".", "Install Parley again."}
	}
	override := o.override()
	now := p.settings.Get()
	override(&now)
	network, err := lan.Open(lan.Config{
		Identity: p.identity, Name: now.Name, Device: hostName(), Listen: string(o.Listen),
		Visible: now.Reachable, Known: p.contacts.Keys, Logger: log,
	})
	if err != nil {
		_ = studio.Close() // nothing was opened yet
		return nil, failure{exitStart, "Calls cannot reach this computer: " + err.Error() + ".", "Choose another address with --listen, or let Parley choose one."}
	}
	kept, err := history.Open(dir, now.KeepHistory)
	if err != nil {
		_ = studio.Close() // nothing was opened yet
		_ = network.Close()
		return nil, failure{exitStart, "What was written in chats cannot be kept: " + err.Error() + ".", "Look after the profile, or name another with --profile."}
	}
	files, err := openFiles(dir, o.fileOptions, p, now.Downloads, log)
	if err != nil {
		_ = studio.Close()
		_ = network.Close()
		_ = kept.Close()
		return nil, err
	}
	desk, err := openDesk(dir, p, override, log)
	if err != nil {
		_ = studio.Close()
		_ = network.Close()
		_ = kept.Close()
		_ = files.Close()
		return nil, err
	}
	reached := reach.Over(network, reach.Config{
		Identity: p.identity, Name: now.Name, Device: hostName(), Logger: log, Carrier: network, Loopback: o.Loopback, Known: desk,
		STUN: func() []string { return stunServers(p.settings.Get().Server) },
	})
	backend := mesh.New(mesh.Config{
		Identity: p.identity, Transport: reached, Rooms: reached, Texts: reached, Known: desk, Studio: studio, Files: files, Loopback: o.Loopback,
		RelayOnly: func() bool {
			now := p.settings.Get()
			override(&now)
			return now.AlwaysRelay
		},
		WiFiLevel:   radio.Level,
		TestSignals: carriesMarks(string(o.Camera)) || carriesMarks(string(o.Microphone)),
		Logger:      log,
	})
	controller := call.New(call.Config{
		Backend: backend, Studio: studio, Settings: p.settings, Contacts: p.contacts,
		History: kept, Files: files, Key: p.identity.Key(), Device: hostName(), Override: override, Logger: log,
	})
	return attended{controller, watchDoorstep(dir, func(key string, yes bool) { controller.Do(call.Block{Key: key, Yes: yes}) })}, nil
}

// override changes the settings by what the command line says, for this run.
func (o callOptions) override() func(*settings.Settings) {
	return func(s *settings.Settings) {
		for _, choice := range []struct {
			given string
			kept  *string
		}{
			{o.Name, &s.Name},
			{string(o.Camera), &s.Camera},
			{string(o.Microphone), &s.Microphone},
			{string(o.Speaker), &s.Speaker},
			{string(o.Inbox), &s.Server},
		} {
			if choice.given != "" {
				*choice.kept = choice.given
			}
		}
		for _, server := range o.UseServer {
			s.Agree(string(server))
		}
		s.AcceptCalls = s.AcceptCalls || o.AcceptCalls
		s.AlwaysRelay = s.AlwaysRelay || o.RelayOnly
	}
}

// person is what the files of a profile hold.
type person struct {
	identity *identity.Identity
	contacts *identity.Contacts
	settings *settings.Store
}

// openProfile reads or makes the files of a profile.
func openProfile(dir string) (person, error) {
	const hint = "Look after that file, or name another folder with --profile."
	var p person
	var err error
	if p.identity, err = identity.Load(dir); err != nil {
		return p, failure{exitStart, fmt.Sprintf("The identity in %s cannot be used: %v.", dir, err), hint}
	}
	if p.contacts, err = identity.OpenContacts(dir); err != nil {
		return p, failure{exitStart, fmt.Sprintf("The people in %s cannot be read: %v.", dir, err), hint}
	}
	if p.settings, err = settings.Open(dir); err != nil {
		return p, failure{exitStart, fmt.Sprintf("The settings in %s cannot be read: %v.", dir, err), hint}
	}
	return p, nil
}

// hostName is what others see as this computer's name.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// logger writes to the error output; PARLEY_LOG=debug says more.
func logger() *slog.Logger {
	level := slog.LevelWarn
	if os.Getenv("PARLEY_LOG") == "debug" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// Nearby lists who is on this network when ctx ends.
func (wired) Nearby(ctx context.Context, profile string) ([]session.Person, error) {
	p, err := openProfile(profile)
	if err != nil {
		return nil, err
	}
	network, err := lan.Open(lan.Config{Identity: p.identity, Listen: "127.0.0.1:0", Known: p.contacts.Keys, Logger: logger()})
	if err != nil {
		return nil, failure{exitStart, "The network cannot be searched: " + err.Error() + ".", "Check that this computer has a network."}
	}
	defer network.Close()
	var people []signal.Person
	for {
		select {
		case people = <-network.Nearby():
		case <-ctx.Done():
			return mesh.Persons(people), nil
		}
	}
}
