//go:build !linux

package devices

import (
	"runtime"

	"github.com/gen2brain/malgo"
)

// backends of the other systems have one sound service each.
func backends() []backend {
	switch runtime.GOOS {
	case "darwin", "ios":
		return []backend{{name: "Core Audio", value: malgo.BackendCoreaudio}}
	case "windows":
		return []backend{{name: "Windows audio", value: malgo.BackendWasapi}}
	}
	return []backend{
		{name: "PulseAudio", value: malgo.BackendPulseaudio},
		{name: "sndio", value: malgo.BackendSndio},
		{name: "OSS", value: malgo.BackendOss},
	}
}
