package screenshare

import (
	"fmt"
	"strconv"
	"strings"
)

// target is an ID taken apart.
type target struct {
	kind   Kind
	number uint32 // of a display from 1, or the system's own of a window
}

func displayID(number int) string    { return fmt.Sprintf("display:%d", number) }
func windowID(number uint32) string  { return fmt.Sprintf("window:0x%x", number) }
func displayTitle(number int) string { return fmt.Sprintf("Display %d", number) }

// parseID reads "display:N" and "window:ID". The number of a window may be
// written in any way that Go knows, as tools print it differently.
func parseID(id string) (t target, err error) {
	kind, number, _ := strings.Cut(id, ":")
	base := 0
	switch kind {
	case "display":
		base = 10
	case "window":
		t.kind = Window
	default:
		return t, fmt.Errorf("%w: %.40q is neither display:N nor window:ID", ErrNotFound, id)
	}
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil || n == 0 {
		return t, fmt.Errorf("%w: %.40q has no number that could be one", ErrNotFound, id)
	}
	t.number = uint32(n)
	return t, nil
}
