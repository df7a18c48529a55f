// Package devices finds, opens and watches cameras, microphones and speakers.
//
// A Camera or a Sound that was opened stays open whatever happens to the
// hardware: it says by Report what is wrong, in sentences for the person who
// sits before it, tries again, and goes on by itself when the device is back.
// Instead of hardware each can use a test signal, a file, or nothing.
package devices

// Kind tells what a device is for.
type Kind int

// The kinds of devices.
const (
	KindCamera Kind = iota
	KindMicrophone
	KindSpeaker
)

func (k Kind) String() string {
	switch k {
	case KindCamera:
		return "camera"
	case KindMicrophone:
		return "microphone"
	case KindSpeaker:
		return "speaker"
	}
	return "device"
}

// Device is one camera, microphone or speaker of this computer.
type Device struct {
	ID      string // stays the same while the device is connected, mostly longer
	Name    string // for people
	Kind    Kind
	Default bool   // the one used when nobody chose
	Modes   []Mode // of a camera, best first
}

// Inventory is what is connected at one moment.
type Inventory struct {
	Devices     []Device
	SoundServer string // such as "PulseAudio"; empty without one
	Problems    []Problem
}

// Of returns the devices of a kind.
func (i Inventory) Of(kind Kind) (found []Device) {
	for _, d := range i.Devices {
		if d.Kind == kind {
			found = append(found, d)
		}
	}
	return found
}

// Problem says what is wrong and what a person can do about it.
type Problem struct {
	Kind Kind
	Text string // what happened, a sentence
	Hint string // what to do, a sentence or two
}

// Sources that are no hardware. A source is one of these, SourceFile and a
// path, the ID of a device, or empty for the default device.
const (
	SourceDefault = ""
	SourceTest    = "test"
	SourceNone    = "none"
	SourceFile    = "file:"
	// SourceMarked and a path are a file with the test signals' marks in it, so
	// that delay and offset are measured as with the test signals.
	SourceMarked = "test:"
)

// State is how a source of pictures or sound is doing.
type State int

// The states of a source. Whatever the state, it stays open and becomes Live
// when it can.
const (
	Starting State = iota
	Live
	Stalled // it is there and gives nothing
	Busy    // another program holds it
	Gone    // it is not connected any more, or the file cannot be played
	None    // there is nothing to use, or nothing is wanted
)

func (s State) String() string {
	switch s {
	case Starting:
		return "starting"
	case Live:
		return "live"
	case Stalled:
		return "stalled"
	case Busy:
		return "busy"
	case Gone:
		return "gone"
	case None:
		return "none"
	}
	return "unknown"
}

// Status is a report about a source.
type Status struct {
	State   State
	Device  Device   // what is in use, or was wanted when nothing is
	Mode    string   // such as "1280x720, 30 pictures a second, MJPEG"; empty when not Live
	Problem *Problem // nil when all is well
}

// equal compares all but the modes of the device.
func (s Status) equal(t Status) bool {
	sameProblem := s.Problem == t.Problem || s.Problem != nil && t.Problem != nil && *s.Problem == *t.Problem
	return sameProblem && s.State == t.State && s.Mode == t.Mode &&
		s.Device.ID == t.Device.ID && s.Device.Name == t.Device.Name
}
