// Package screen holds what a shared screen decides: whether sharpness or
// smoothness comes first, and how a picture that stands still becomes perfect.
// It is pure: the caller says what time it is, and no type is safe for
// concurrent use.
package screen

// Mode is what a share is tuned for.
type Mode int

const (
	// Auto lets what moves decide between the other two.
	Auto Mode = iota
	// Text keeps the native size and sharp edges, and gives up pictures: at
	// most 15 a second.
	Text
	// Motion keeps the pictures coming, 30 a second, and gives up size: at most
	// 1080p.
	Motion
	// Motion60 is Motion with 60 pictures a second.
	Motion60
)

// MotionFPS is how many pictures a second a mode keeps coming; 0 for one whose
// sharpness comes first.
func (m Mode) MotionFPS() int {
	switch m {
	case Motion:
		return 30
	case Motion60:
		return 60
	case Auto, Text:
	}
	return 0
}

// String is the mode's name, as people see it in commands and logs.
func (m Mode) String() string {
	switch m {
	case Auto:
		return "auto"
	case Text:
		return "text"
	case Motion:
		return "motion"
	case Motion60:
		return "motion-60"
	}
	return "unknown"
}
