package safename

import "strconv"

// Number returns a name that differs from name, for when that is taken:
// "name (1).ext".
func Number(name string, n int) string {
	base, extension := Split(name)
	return base + " (" + strconv.Itoa(n) + ")" + extension
}
