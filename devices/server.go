package devices

import (
	"encoding/hex"
	"errors"
	"strings"
	"unicode"

	"github.com/gen2brain/malgo"
)

// errNoServer says that no sound service of this system answers.
var errNoServer = errors.New("no sound server answers")

// backend is one way to this system's sound, as miniaudio knows it.
type backend struct {
	name  string // for people
	value malgo.Backend
	// usable reports whether the backend can be tried without side effects;
	// nil means always.
	usable func() bool
	// isDevice tells devices from what else the backend lists; nil means all.
	isDevice func(id string) bool
}

// server is a connection to the sound service. It belongs to one goroutine.
type server struct {
	backend backend
	context *malgo.AllocatedContext
}

// connect takes the first backend that answers. The caller closes the server.
func connect() (*server, error) {
	for _, b := range backends() {
		if b.usable != nil && !b.usable() {
			continue
		}
		context, err := malgo.InitContext([]malgo.Backend{b.value}, malgo.ContextConfig{}, nil)
		if err == nil {
			return &server{b, context}, nil
		}
	}
	return nil, errNoServer
}

func (s *server) close() {
	_ = s.context.Uninit()
	s.context.Free()
}

// soundDevice is a Device with what it takes to open it.
type soundDevice struct {
	Device
	handle  malgo.DeviceID
	monitor bool // it hears what a speaker plays
	chosen  bool // by the server as its default
}

// list returns the devices of a kind. An error means that the server is gone.
func (s *server) list(kind Kind) ([]soundDevice, error) {
	infos, err := s.context.Devices(deviceType(kind))
	if err != nil {
		return nil, err
	}
	var found []soundDevice
	for i := range infos {
		id := deviceID(infos[i].ID)
		if s.backend.isDevice != nil && !s.backend.isDevice(id) {
			continue
		}
		found = append(found, soundDevice{
			Device:  Device{ID: id, Name: infos[i].Name(), Kind: kind},
			handle:  infos[i].ID,
			monitor: kind == KindMicrophone && strings.HasSuffix(id, ".monitor"),
			chosen:  infos[i].IsDefault != 0,
		})
	}
	if usual, ok := pick(found, SourceDefault); ok {
		for i := range found {
			found[i].Default = found[i].ID == usual.ID
		}
	}
	return found, nil
}

func deviceType(kind Kind) malgo.DeviceType {
	if kind == KindSpeaker {
		return malgo.Playback
	}
	return malgo.Capture
}

// deviceID makes text of miniaudio's ID, which is text already on most
// systems and a structure on others.
func deviceID(id malgo.DeviceID) string {
	text, _, _ := strings.Cut(string(id[:]), "\x00")
	printable := func(r rune) bool { return r < unicode.MaxASCII && unicode.IsPrint(r) }
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !printable(r) }) < 0 && len(text) > 1 {
		return text
	}
	return hex.EncodeToString(id[:])
}

// pick finds the device to open: the wanted one; or when wanted is empty, the
// server's choice or else the first. A monitor is never taken for a microphone unless it was asked for:
// it would send people back what they say.
func pick(found []soundDevice, wanted string) (soundDevice, bool) {
	var other *soundDevice
	for i, d := range found {
		switch {
		case wanted != "" && d.ID == wanted, wanted == "" && d.chosen && !d.monitor:
			return d, true
		case !d.monitor && other == nil:
			other = &found[i]
		}
	}
	if wanted == "" && other != nil {
		return *other, true
	}
	return soundDevice{}, false
}
