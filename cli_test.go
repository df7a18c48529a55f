package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/call/session"
)

// furnished is a house of fixed things.
type furnished struct {
	station  *actor
	options  callOptions // that Station was asked for
	people   []session.Person
	devices  session.Devices
	displays []session.Device
	windows  []session.Device
	carrier  carrier
	book     *memoryBook
	findings []finding
	err      error
}

func (f *furnished) Station(o callOptions) (station, error) {
	f.options = o
	return f.station, f.err
}

func (f *furnished) Nearby(context.Context, string) ([]session.Person, error) {
	return f.people, f.err
}

func (f *furnished) Contacts(string) (contactBook, error)    { return f.book, f.err }
func (f *furnished) Devices(context.Context) session.Devices { return f.devices }
func (f *furnished) Sources() (displays, windows []session.Device) {
	return f.displays, f.windows
}

func (f *furnished) Carrier(carryOptions, fileOptions) (carrier, error) {
	return f.carrier, f.err
}
func (f *furnished) Check(context.Context) []finding { return f.findings }

func (f *furnished) Network(_ context.Context, o networkOptions) []finding {
	return append([]finding{{"server", true, "tried " + string(o.Server), ""}}, f.findings...)
}

// typed runs a command line and returns its status and what it printed.
func typed(t *testing.T, h house, args ...string) (status int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), args, desk{Out: &stdout, Err: &stderr, house: h})
	return status, stdout.String(), stderr.String()
}

func TestUsage(t *testing.T) {
	folder := t.TempDir()
	clip := filepath.Join(folder, "clip.y4m")
	if err := os.WriteFile(clip, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args string
		want string // in the complaint
	}{
		{"ring", "name-or-address"},
		{"ring Mara --for soon", `"soon" has to be a time such as 30s`},
		{"ring Mara --for=-3s", `has to be a time`},
		{"wait --headless --for 0s", `has to be a time`},
		{"wait --listen 7000", "has to be HOST:PORT"},
		{"wait --listen [::1]:70000", "with a port from 0 to 65535"},
		{"wait --camera file:", "no file is named"},
		{"wait --camera test:" + folder + "/none.y4m", "there is no file"},
		{"wait --microphone test:", "no file is named after test:"},
		{"wait --rest 60s-40s", "has to be a part of a call"},
		{"wait --camera file:" + folder + "/none.y4m", "there is no file"},
		{"wait --camera file:" + folder + "/film.mp4", "has to end in .y4m or .mjpeg"},
		{"wait --microphone file:" + clip, "has to end in .wav"},
		{"wait --speaker test", `a speaker cannot be "test"`},
		{"wait --speaker file:" + folder + "/none/out.wav", "make it first"},
		{"wait --speaker file:out.mp3", "has to end in .wav"},
		{"devices --sound", "unknown flag --sound"},
		{"Mara Noor", "unexpected argument"},
	} {
		status, out, complaint := typed(t, &furnished{}, strings.Fields(test.args)...)
		if status != exitUsage || !strings.Contains(complaint, test.want) || out != "" {
			t.Errorf("parley %s: status %d, said %q and printed %q; want %q", test.args, status, complaint, out, test.want)
		}
		if !strings.Contains(complaint, "parley --help") {
			t.Errorf("parley %s: %q does not say where to read on", test.args, complaint)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range []string{"--help", "ring --help", "wait -h", "doctor --help"} {
		status, out, complaint := typed(t, &furnished{}, strings.Fields(args)...)
		if status != exitDone || !strings.Contains(out, "Usage: parley") || complaint != "" {
			t.Errorf("parley %s: status %d, printed %q and said %q", args, status, out, complaint)
		}
		if strings.Contains(out, "--loopback") {
			t.Errorf("parley %s shows an option of the tests", args)
		}
	}
}

func TestVersion(t *testing.T) {
	status, out, _ := typed(t, &furnished{}, "version")
	if status != exitDone || !strings.HasPrefix(out, "parley "+version) {
		t.Errorf("status %d, printed %q", status, out)
	}
}

// TestOneVersion holds the places together where the version is written.
func TestOneVersion(t *testing.T) {
	for file, pattern := range map[string]string{
		"FyneApp.toml": `(?m)^\s*Version = "(.*)"`,
		"CHANGELOG.md": `(?m)^## ([0-9.]+)`, // the newest stands first
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindSubmatch(text)
		if found == nil || string(found[1]) != version {
			t.Errorf("%s has version %q, the program %q", file, found, version)
		}
	}
}

func TestNearby(t *testing.T) {
	mara := session.Person{Name: "Mara", Device: "attic", Address: "10.0.0.7:7000", Key: "k1"}
	for _, test := range []struct {
		args   string
		people []session.Person
		out    string
		err    string
	}{
		{"nearby", []session.Person{mara}, "Mara   attic   10.0.0.7:7000\n", ""},
		{"nearby --json", []session.Person{mara}, `{"name":"Mara","device":"attic","address":"10.0.0.7:7000","key":"k1"}` + "\n", ""},
		{"nearby", nil, "", "Nobody is nearby."},
		{"nearby --json", nil, "", ""},
	} {
		status, out, said := typed(t, &furnished{people: test.people}, append(strings.Fields(test.args), "--for", "1ms")...)
		if status != exitDone || out != test.out || !strings.HasPrefix(said, test.err) {
			t.Errorf("parley %s: status %d, printed %q and said %q", test.args, status, out, said)
		}
	}
}

func TestDevices(t *testing.T) {
	h := &furnished{devices: session.Devices{
		Cameras:  []session.Device{{ID: "video0", Name: "Front \x1b[31mcamera", Default: true}},
		Speakers: []session.Device{{ID: "spk", Name: "Headphones"}},
	}}
	_, out, _ := typed(t, h, "devices")
	want := []string{"Cameras\n  video0   Front [31mcamera   the system's choice\n", "No microphone was found.", "spk"}
	for _, w := range want {
		if !strings.Contains(out, w) {
			t.Errorf("%q is missing in\n%s", w, out)
		}
	}
	_, out, _ = typed(t, h, "devices", "--json")
	const lines = `{"kind":"camera","id":"video0","name":"Front \u001b[31mcamera","default":true}
{"kind":"speaker","id":"spk","name":"Headphones"}
`
	if out != lines {
		t.Errorf("printed %s", out)
	}
}

func TestDoctor(t *testing.T) {
	t.Setenv("DISPLAY", "")
	h := &furnished{findings: []finding{{"sound", true, "PulseAudio runs.", ""}, {"camera", false, "There is no camera.", "Plug one in."}}}
	folder := filepath.Join(t.TempDir(), "not", "yet")
	status, out, said := typed(t, h, "doctor", "--profile", folder)
	if status != exitCall || !strings.Contains(said, "not work") {
		t.Errorf("status %d, said %q", status, said)
	}
	for _, w := range []string{"are kept in " + folder, "PulseAudio runs.", "does not work   There is no camera.", "Plug one in."} {
		if !strings.Contains(out, w) {
			t.Errorf("%q is missing in\n%s", w, out)
		}
	}
	if _, err := os.Stat(filepath.Dir(folder)); !os.IsNotExist(err) {
		t.Error("looking left a folder behind")
	}
}

func TestProfileThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if f := checkProfile(filepath.Join(file, "profile")); f.OK || f.Hint == "" {
		t.Errorf("found %+v", f)
	}
}
