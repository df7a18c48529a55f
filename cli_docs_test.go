package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"parley/call"
	"parley/call/stats"
)

// TestReadmeNamesEverything holds the README, and the page that it links for
// who runs a server, to the command line.
func TestReadmeNamesEverything(t *testing.T) {
	readme, options := text(t, "README.md"), text(t, "README.md")
	if page := "call/signal/rendezvous/SELFHOST.md"; strings.Contains(readme, "("+page+")") {
		options += text(t, page)
	}
	parser, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Leaves(true) {
		if !strings.Contains(readme, "`parley "+command.Name) && !strings.Contains(readme, "`parley ["+command.Name) {
			t.Errorf("README.md does not name the command %s", command.Name)
		}
		for _, flag := range command.Flags {
			if !flag.Hidden && !strings.Contains(options, "--"+flag.Name) {
				t.Errorf("README.md does not name the option --%s of %s", flag.Name, command.Name)
			}
		}
	}
}

// TestEventsAreDocumented holds EVENTS.md to what is written.
func TestEventsAreDocumented(t *testing.T) {
	document := text(t, "call/stats/EVENTS.md")
	for _, v := range []any{call.Event{}, stats.Track{}, stats.Frames{}, plugged{}, neighbour{}, acquaintance{}, finding{}} {
		for field := range fields(reflect.TypeOf(v)) {
			if !strings.Contains(document, "`"+field+"`") {
				t.Errorf("EVENTS.md does not name the field %s of %T", field, v)
			}
		}
	}
}

// fields yields the JSON names of a struct's fields.
func fields(t reflect.Type) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && !yield(name) {
				return
			}
		}
	}
}

func text(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
