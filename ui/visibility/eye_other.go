//go:build !linux

package visibility

// eye sees every window: here it is not known which are hidden.
type eye struct{}

func open(uint32) *eye { return new(eye) }

func (*eye) seen() bool { return true }

func (*eye) close() {}
