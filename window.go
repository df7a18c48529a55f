//go:build !headless

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/pprof"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"parley/ui"
)

// windowed says that this build can open a window.
const windowed = true

// openWindow opens the window and returns when the person quits or ctx ends.
func openWindow(ctx context.Context, s station) error {
	if f := checkDisplay(); !f.OK {
		return failure{exitStart, f.Text, f.Hint}
	}
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "draw")))
	return ui.Run(ctx, ui.Options{Controller: s, Version: version})
}

// checkDisplay finds out whether a window can be opened.
func checkDisplay() finding {
	name := os.Getenv("DISPLAY")
	if name == "" {
		return finding{
			"display", false, "There is no display to open a window on.",
			"Start Parley from your desktop, or call without a window: parley ring NAME --headless.",
		}
	}
	xgb.Logger.SetOutput(io.Discard) // the sentence below says it
	conn, err := xgb.NewConnDisplay(name)
	if err != nil {
		return finding{
			"display", false, "The display " + name + " does not answer: " + err.Error() + ".",
			"Check that you are logged in there, and that DISPLAY is right.",
		}
	}
	defer conn.Close()
	screen := xproto.Setup(conn).DefaultScreen(conn)
	return finding{"display", true, describeScreen(name, screen), ""}
}

func describeScreen(name string, s *xproto.ScreenInfo) string {
	return fmt.Sprintf("The display %s is %d×%d.", name, s.WidthInPixels, s.HeightInPixels)
}
