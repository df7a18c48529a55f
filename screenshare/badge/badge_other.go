//go:build !linux

package badge

func show(Config) (screen, error) { return nil, ErrUnsupported }
