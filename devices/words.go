package devices

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"parley/devices/clip"
)

// Every sentence about devices stands in this file: first what happened, then
// what to do.

func nothingConnected(kind Kind) *Problem {
	switch kind {
	case KindCamera:
		return &Problem{
			kind, "No camera is connected.",
			"Connect one and the picture starts by itself. Others still hear you.",
		}
	case KindMicrophone:
		return &Problem{kind, "No microphone is connected.", "Connect one and it is used at once."}
	case KindSpeaker:
		return &Problem{
			kind, "No speaker or headphones are connected.",
			"Connect some and they are used at once.",
		}
	}
	return nil
}

func notConnected(d Device) *Problem {
	return &Problem{
		d.Kind, named(d) + " is not connected.",
		"Connect it again, or choose another " + d.Kind.String() + " in the settings.",
	}
}

// replaced says that another device works in a device's place.
func replaced(wanted, used Device) *Problem {
	text := fmt.Sprintf("%s is not connected. You speak through %s.", named(wanted), used.Name)
	if wanted.Kind == KindSpeaker {
		text = fmt.Sprintf("%s is not connected. You hear through %s.", named(wanted), used.Name)
	}
	return &Problem{wanted.Kind, text, "Connect it again, or choose another one in the settings."}
}

func heldByOther(d Device) *Problem {
	switch d.Kind {
	case KindCamera:
		return &Problem{
			d.Kind, named(d) + " is in use by another app.",
			"Close that app and the picture comes back by itself.",
		}
	case KindMicrophone, KindSpeaker:
	}
	return &Problem{
		d.Kind, named(d) + " does not start.",
		"Another app may hold it. Close that app, or choose another " + d.Kind.String() + " in the settings.",
	}
}

func wentSilent(d Device) *Problem {
	if d.Kind == KindCamera {
		return &Problem{
			d.Kind, named(d) + " sends no pictures.",
			"It is being started again. If that does not help, unplug it and connect it again.",
		}
	}
	return &Problem{d.Kind, named(d) + " stopped.", "It is being started again."}
}

func unplugged(d Device) *Problem {
	return &Problem{
		d.Kind, named(d) + " was unplugged.",
		"Connect it again and the picture comes back by itself.",
	}
}

func notAllowed(d Device) *Problem {
	return &Problem{
		d.Kind, "Parley may not open " + named(d) + ".",
		"Ask whoever looks after this computer to add you to the group \"video\", then log in again.",
	}
}

func noUsableMode(d Device) *Problem {
	return &Problem{
		d.Kind, named(d) + " sends pictures in a form that Parley does not know.",
		"Choose another camera in the settings.",
	}
}

func noSoundServer(kind Kind) *Problem {
	text, hint := "This computer's sound service does not answer, so nobody hears you.", "It is asked again every 2 s."
	if kind == KindSpeaker {
		text = "This computer's sound service does not answer, so you hear nothing."
	}
	return &Problem{kind, text, "Start PulseAudio or PipeWire, or log in again. " + hint}
}

// unplayable says why a clip cannot be used.
func unplayable(kind Kind, path string, err error) *Problem {
	text := fmt.Sprintf("The file %s cannot be opened.", filepath.Base(path))
	hint := "Look whether you may read it."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text, hint = fmt.Sprintf("There is no file %s.", path), "Check the name after \"file:\"."
	case errors.Is(err, clip.ErrTooLarge):
		text, hint = fmt.Sprintf("The file %s is too large.", filepath.Base(path)), "Cut a shorter or smaller one."
	case errors.Is(err, clip.ErrFormat) && kind == KindCamera:
		text = fmt.Sprintf("The file %s holds no pictures that Parley can play.", filepath.Base(path))
		hint = "Convert it to Y4M or MJPEG."
	case errors.Is(err, clip.ErrFormat):
		text = fmt.Sprintf("The file %s holds no sound that Parley can play.", filepath.Base(path))
		hint = "Convert it to WAV."
	}
	return &Problem{kind, text, hint}
}

func unwritable(path string, err error) *Problem {
	hint := "Look whether the folder exists and you may write to it."
	if errors.Is(err, fs.ErrPermission) {
		hint = "Choose a folder you may write to."
	}
	return &Problem{KindSpeaker, fmt.Sprintf("The sound cannot be written to %s.", path), hint}
}

// named is a device's name at the start of a sentence or within.
func named(d Device) string {
	if d.Name == "" {
		return "The " + d.Kind.String()
	}
	return d.Name
}

func soundMode(channels int) string {
	if channels == 1 {
		return "48 kHz, mono"
	}
	return "48 kHz, stereo"
}

// testDevice and fileDevice describe what is no hardware.
func testDevice(kind Kind) Device {
	return Device{ID: SourceTest, Name: "Test " + kind.String(), Kind: kind}
}

func fileDevice(kind Kind, path string) Device {
	return Device{ID: SourceFile + path, Name: filepath.Base(path), Kind: kind}
}
