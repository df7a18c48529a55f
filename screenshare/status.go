package screenshare

// State is how a Capture is doing.
type State int

// The states of a Capture.
const (
	Live   State = iota
	Hidden       // the window is minimised: it stays as it was last seen
	Ended        // for good
)

func (s State) String() string {
	switch s {
	case Live:
		return "live"
	case Hidden:
		return "hidden"
	case Ended:
		return "ended"
	}
	return "unknown"
}

// Status is a report about a Capture.
type Status struct {
	State   State
	Source  Source   // as it is now, or was last
	Err     error    // why it ended, one of the errors of this package; else nil
	Problem *Problem // the same in words; nil when all is well
}

// equal compares what a person could notice.
func (s Status) equal(t Status) bool {
	return s.State == t.State && s.Source == t.Source && s.Err == t.Err //nolint:errorlint // the same report, not the same kind
}
