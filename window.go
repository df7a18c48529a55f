//go:build !headless

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/pprof"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"parley/ui"
)

// windowed says that this build can open a window.
const windowed = true

// openWindow opens the window and returns when the person quits or ctx ends.
func openWindow(ctx context.Context, s station, v view) error {
	if f := checkDisplay(); !f.OK {
		return failure{exitStart, f.Text, f.Hint}
	}
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "draw")))
	spareMemory()
	return ui.Run(ctx, ui.Options{
		Controller: s, Version: version, Scratch: v.scratch, Link: v.link, Links: v.links, Opener: v.opener,
	})
}

// windowGCPercent is how much garbage may gather before it is collected, in
// percent of what is alive. Most of that is Fyne's: it parses its fonts anew
// for each set of colours, some 40 MB that stay. Go's usual 100 would let as
// much garbage gather beside them; at 30 a call takes 50 MB less, for 0.3 % of
// a core.
const windowGCPercent = 30

// spareMemory collects garbage early, unless the person chose how early.
func spareMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(windowGCPercent)
	}
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
