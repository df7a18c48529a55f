// Package nativewindow tells which of the desktop's windows one of Fyne's is.
package nativewindow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// X11 is the window's id at the X server, 0 when it has none: it is shown on
// another system, or was not shown yet.
func X11(window fyne.Window) (id uint32) {
	native, ok := window.(driver.NativeWindow)
	if !ok {
		return 0
	}
	native.RunNative(func(context any) {
		if x, ok := context.(driver.X11WindowContext); ok {
			id = uint32(x.WindowHandle)
		}
	})
	return id
}
