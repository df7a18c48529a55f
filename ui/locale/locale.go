// Package locale keeps Fyne from complaining about a locale that is fine.
//
// Under C.UTF-8, the usual locale of servers and containers, Fyne takes "C"
// for a language, cannot parse it, and prints three lines before main begins,
// in a program without a window too.
package locale

import (
	"os"
	"strings"
)

// Fyne reads the locale in an init of its own. This one comes before: it needs
// nothing but os and strings, and of the packages whose imports are ready the
// one with the least path is initialised first (the Go specification, "Program
// initialization"). Fyne's has to wait for text/template.
//
//nolint:gochecknoinits // in main it would be too late
func init() {
	if plain(os.Getenv) {
		// gettext's variable (GNU gettext manual, 2.3.3); Fyne asks it before
		// the others. Programs that are started from here speak English too,
		// as they would anyway.
		_ = os.Setenv("LANGUAGE", "en") // it fails on bad names only
	}
}

// plain reports whether the environment asks for the C locale with an
// encoding, and for no language beside it. Without an encoding Fyne knows it.
func plain(environment func(string) string) bool {
	if environment("LANGUAGE") != "" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := environment(name); value != "" {
			language, _, encoded := strings.Cut(value, ".")
			return encoded && (language == "C" || language == "POSIX")
		}
	}
	return false
}
