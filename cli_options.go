package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"parley/call/signal/invite"
	"parley/devices"
)

// profileOption says where identity, people and settings are kept.
type profileOption struct {
	Profile string `placeholder:"DIR" type:"path" help:"Keep identity, people and settings here instead of in the home directory."`
}

// folder returns the profile's folder.
func (o profileOption) folder() (string, error) {
	if o.Profile != "" {
		return o.Profile, nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return "", failure{exitStart, "It is not known where your settings belong: " + err.Error() + ".", "Give a folder with --profile DIR."}
	}
	return filepath.Join(config, "parley"), nil
}

// fileOptions say what becomes of files that others send.
type fileOptions struct {
	Downloads   string `placeholder:"DIR" type:"path" help:"Keep files that others send here."`
	AcceptFiles bool   `help:"Take files without asking."`
}

// callOptions are the options of every command that calls. They hold for this
// run only; nothing of them is saved.
type callOptions struct {
	profileOption
	fileOptions
	Name         string           `placeholder:"NAME" help:"What others see."`
	Camera       cameraSource     `placeholder:"ID" help:"A camera from \"parley devices\", test (a moving picture), none, or file:CLIP (Y4M or MJPEG); test:CLIP has the marks of the test picture in it."`
	Microphone   microphoneSource `placeholder:"ID" help:"A microphone from \"parley devices\", test (speech-like sound), none, or file:CLIP.wav; test:CLIP.wav has the marks of the test sound in it."`
	Speaker      speakerSink      `placeholder:"ID" help:"A speaker from \"parley devices\", none, or file:OUT.wav, which keeps what would be heard."`
	AcceptCalls  bool             `help:"Take calls without asking."`
	For          duration         `placeholder:"TIME" help:"Leave after this long, such as 30s or 5m."`
	Events       string           `placeholder:"FILE" help:"Write what happens to a file, or to - for the output, as one JSON object a line (see call/stats/EVENTS.md)."`
	Listen       listenAddress    `placeholder:"HOST:PORT" help:"Where calls reach this computer; port 0 takes any that is free."`
	Inbox        inboxServer      `placeholder:"HOST" help:"Let contacts call across the internet by way of this server, instead of the one in the settings."`
	UseServer    []inboxServer    `placeholder:"HOST" sep:"none" help:"Meet contacts by way of this server too, when one of them uses it; may be given again."`
	RelayOnly    bool             `help:"Let others not learn this computer's address: everything goes through a server and its relay."`
	Headless     bool             `help:"Open no window."`
	Share        string           `placeholder:"ID" help:"Share display:N or window:ID from \"parley devices\" once the call is accepted."`
	ShareMode    string           `placeholder:"MODE" enum:"auto,text,motion,motion-60" default:"auto" help:"What matters in the shared picture: text (sharp letters), motion (smooth movement), motion-60 (the same at 60 pictures a second) or auto."`
	LetPoint     bool             `help:"Let others point at what is shared and draw on it."`
	Send         []string         `placeholder:"PATH" type:"existingpath" sep:"none" help:"Send a file or folder once the call is accepted; may be given again."`
	View         int              `hidden:"" default:"-1" help:"Ask others for a camera's picture as for a tile of so many lines; without a window nothing is asked otherwise."`
	CPUProfile   string           `name:"cpu-profile" hidden:"" help:"Write a profile of the processor's time to a file, with a label for each stage."`
	KeepPictures string           `hidden:"" type:"existingdir" help:"Keep a received picture a second in a folder, without a window."`
	Vitals       string           `hidden:"" help:"Add a line to a file every ten seconds: the Unix time, goroutines, and bytes in use on the heap."`
	Rest         interval         `hidden:"" help:"Turn the camera off for a part of the call, such as 40s-60s."`
	Loopback     bool             `hidden:"" help:"Let media use 127.0.0.1, for tests on one computer."`
}

// shown says whether a window is to be opened.
func (o callOptions) shown() bool { return windowed && !o.Headless }

// carriesMarks reports whether a source has the marks of the test signals in it.
func carriesMarks(source string) bool {
	return source == devices.SourceTest || strings.HasPrefix(source, devices.SourceMarked)
}

// cameraSource is what --camera takes.
type cameraSource string

// Validate implements kong's check of a value.
func (s cameraSource) Validate() error {
	return checkClip(string(s), ".y4m", ".mjpeg", ".mjpg", ".avi")
}

// microphoneSource is what --microphone takes.
type microphoneSource string

// Validate implements kong's check of a value.
func (s microphoneSource) Validate() error { return checkClip(string(s), ".wav") }

// checkClip checks that a file: or test: source is there and of a kind that
// can be played. Whatever else is a device's matter.
func checkClip(source string, kinds ...string) error {
	path, isFile := strings.CutPrefix(source, devices.SourceFile)
	if !isFile {
		path, isFile = strings.CutPrefix(source, devices.SourceMarked)
	}
	if !isFile {
		return nil
	}
	if path == "" {
		return fmt.Errorf("no file is named after %s (such as %sclip%s)", source, source, kinds[0])
	}
	if err := checkKind(path, kinds); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return fmt.Errorf("there is no file %q; check its path", path)
	case err != nil:
		return fmt.Errorf("%q cannot be read: %w", path, err)
	case info.IsDir():
		return fmt.Errorf("%q is a folder; name a file in it", path)
	}
	return nil
}

func checkKind(path string, kinds []string) error {
	for _, kind := range kinds {
		if strings.EqualFold(filepath.Ext(path), kind) {
			return nil
		}
	}
	return fmt.Errorf("%q is of a kind that cannot be used; its name has to end in %s", path, strings.Join(kinds, " or "))
}

// speakerSink is what --speaker takes.
type speakerSink string

// Validate implements kong's check of a value.
func (s speakerSink) Validate() error {
	path, isFile := strings.CutPrefix(string(s), "file:")
	switch {
	case s == "test":
		return fmt.Errorf("a speaker cannot be %q; take a speaker from \"parley devices\", none, or file:OUT.wav", s)
	case !isFile:
		return nil
	}
	if err := checkKind(path, []string{".wav"}); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %q to write into; make it first", folder)
	}
	return nil
}

// listenAddress is what --listen takes.
type listenAddress string

// Validate implements kong's check of a value.
func (a listenAddress) Validate() error {
	if a == "" {
		return nil
	}
	const form = "has to be HOST:PORT, such as 192.168.1.20:7000, [::1]:0 or :7000"
	_, port, err := net.SplitHostPort(string(a))
	if err != nil {
		return fmt.Errorf("%q %s", string(a), form)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q %s, with a port from 0 to 65535", string(a), form)
	}
	return nil
}

// inboxServer is what --inbox and --use-server take: the origin of a server.
type inboxServer string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *inboxServer) UnmarshalText(text []byte) error {
	origin, err := invite.Origin(string(text))
	if err != nil {
		return fmt.Errorf("%q has to be a server such as meet.example.org", text)
	}
	*s = inboxServer(origin)
	return nil
}

// duration is what --for takes: a time that is not over at once.
type duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil || parsed <= 0 {
		return fmt.Errorf("%q has to be a time such as 30s, 5m or 1h30m", text)
	}
	*d = duration(parsed)
	return nil
}

// interval is what --rest takes: a part of a call.
type interval struct{ from, to time.Duration }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *interval) UnmarshalText(text []byte) error {
	from, to, _ := strings.Cut(string(text), "-")
	begins, err := time.ParseDuration(from)
	ends, wrong := time.ParseDuration(to)
	if err != nil || wrong != nil || begins < 0 || ends <= begins {
		return fmt.Errorf("%q has to be a part of a call such as 40s-60s", text)
	}
	*i = interval{begins, ends}
	return nil
}
