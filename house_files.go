package main

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"parley/transfer"
)

// transfers is the folder of the profile that holds what is on its way.
const transfers = "transfers"

// openFiles starts what sends and receives files. Without a folder in the
// options or the settings they go to the person's downloads.
func openFiles(dir string, o fileOptions, p person, chosen string, log *slog.Logger) (*transfer.Engine, error) {
	downloads, err := o.downloads(chosen)
	if err != nil {
		return nil, err
	}
	accept := transfer.UpTo(func(peer string) int64 {
		known, _ := p.contacts.Lookup(peer)
		return known.AcceptBytes
	})
	if o.AcceptFiles {
		accept = func(transfer.Transfer) bool { return true }
	}
	files, err := transfer.Open(transfer.Config{
		State: filepath.Join(dir, transfers), Downloads: downloads, AutoAccept: accept,
		Log: func(what string, err error) { log.Warn("files: "+what, "error", err) },
	})
	if errors.Is(err, transfer.ErrInUse) {
		return nil, failure{exitStart, "Another Parley uses this profile.", "Close it, or name another profile with --profile."}
	}
	if err != nil {
		return nil, failure{exitStart, "Files cannot be received: " + err.Error() + ".", "Look after the profile, or name another with --profile."}
	}
	return files, nil
}

// downloads is the folder for what is received.
func (o fileOptions) downloads(chosen string) (string, error) {
	for _, folder := range []string{o.Downloads, chosen, os.Getenv("XDG_DOWNLOAD_DIR")} {
		if folder != "" {
			return folder, nil
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", failure{exitStart, "It is not known where files belong: " + err.Error() + ".", "Give a folder with --downloads DIR."}
	}
	return filepath.Join(home, "Downloads"), nil
}
