package freedesktop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The names under which the desktop knows this program as the one that opens
// parley: links (Desktop Entry Specification 1.5, Shared MIME-info).
const (
	entryName  = "app.parley.Parley.desktop"
	schemeType = "x-scheme-handler/parley"
)

// toolPatience bounds how long the desktop's tools may take.
const toolPatience = 10 * time.Second

// errNoTools says that the desktop's tools are missing.
var errNoTools = errors.New("xdg-mime is not installed")

// Handles tells whether the desktop opens parley: links by a command line, on
// a goroutine of this package and not after Close.
func (d *Desktop) Handles(opener []string, done func(bool)) {
	d.beside(func(ctx context.Context) {
		written, err := os.ReadFile(entryPath())
		chosen, asked := query(ctx)
		if ctx.Err() == nil {
			done(err == nil && string(written) == entry(opener) && (!asked || chosen == entryName))
		}
	})
}

// Handle lets the desktop open parley: links by a command line, behind which it
// puts the link, or no longer. done is told what went wrong, on a goroutine of
// this package and not after Close.
func (d *Desktop) Handle(opener []string, on bool, done func(error)) {
	d.beside(func(ctx context.Context) {
		err := forget()
		if on {
			err = remember(ctx, opener)
		}
		if ctx.Err() == nil {
			done(err)
		}
	})
}

// remember writes the entry and makes it the one for the links.
func remember(ctx context.Context, opener []string) error {
	tool, err := exec.LookPath("xdg-mime")
	if err != nil {
		return errNoTools
	}
	path := entryPath()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(entry(opener)), 0o644); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, toolPatience)
	defer cancel()
	// Some desktops look into this list of all entries; where there is no tool
	// for it, they do not.
	_ = exec.CommandContext(ctx, "update-desktop-database", filepath.Dir(path)).Run()
	if err := exec.CommandContext(ctx, tool, "default", entryName, schemeType).Run(); err != nil {
		return fmt.Errorf("xdg-mime: %w", err)
	}
	return nil
}

// forget takes the entry away. What still names it is left out by desktops.
func forget() error {
	err := os.Remove(entryPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// query asks which entry is the one for the links.
func query(ctx context.Context) (name string, asked bool) {
	ctx, cancel := context.WithTimeout(ctx, toolPatience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "xdg-mime", "query", "default", schemeType).Output()
	return strings.TrimSpace(string(out)), err == nil
}

// entryPath is where the person's own entries are (XDG Base Directory).
func entryPath() string {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			home = "/" // it cannot be written there, which is said
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "applications", entryName)
}

// entry is the desktop entry. The link comes as an argument, which the program
// hides at once; it is not listed among the programs to start by hand.
func entry(opener []string) string {
	quoted := make([]string, len(opener))
	for i, arg := range opener {
		quoted[i] = quote(arg)
	}
	return "[Desktop Entry]\nType=Application\nName=Parley\nComment=Call people face to face\nNoDisplay=true\nTerminal=false\n" +
		"Exec=" + strings.Join(quoted, " ") + " %u\nMimeType=" + schemeType + ";\n"
}

// quote writes an argument of Exec: first in quotes, then as a string of the
// file, in which a backslash is two.
func quote(arg string) string {
	quoted := strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`, `%`, `%%`).Replace(arg)
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(`"` + quoted + `"`)
}
