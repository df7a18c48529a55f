package devices

import (
	"path/filepath"
	"strings"

	"github.com/gen2brain/malgo"
)

// backends of Linux. PipeWire answers as PulseAudio. ALSA alone is tried just
// where there is a sound card: without one its library lists pseudo devices
// and complains on standard error.
func backends() []backend {
	return []backend{
		{name: "PulseAudio", value: malgo.BackendPulseaudio, usable: pulseAnswers},
		{name: "ALSA", value: malgo.BackendAlsa, usable: hasSoundCard, isDevice: isCardDevice},
	}
}

func hasSoundCard() bool {
	cards, _ := filepath.Glob("/dev/snd/pcmC*")
	return len(cards) > 0
}

// isCardDevice accepts miniaudio's ":card,device" and ALSA's own names of
// hardware.
func isCardDevice(id string) bool {
	return strings.HasPrefix(id, ":") || strings.HasPrefix(id, "hw:") || strings.HasPrefix(id, "plughw:")
}
