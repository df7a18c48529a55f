//go:build !linux

package residence

func trimHeap() {}

func dropCode() {}
