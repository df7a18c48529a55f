//go:build linux

package main

import (
	"testing"
	"time"

	"parley/assets/guest/guesttest"
	"parley/call/media/frame"
	"parley/call/peer/pathtest"
)

// TestGuestSeesWhoSpeaks has somebody speak now and then, and somebody else be
// silent. A guest's page marks who speaks, for as long as they do, even when
// the guest has turned them down.
func TestGuestSeesWhoSpeaks(t *testing.T) {
	for name, browser := range map[string]func(*pathtest.Host, *testing.T) *guesttest.Browser{
		"Chromium": func(host *pathtest.Host, t *testing.T) *guesttest.Browser { return guesttest.StartOn(host, t) },
		"Firefox":  startFirefox,
	} {
		t.Run(name, func(t *testing.T) {
			executable(t)
			host := pathtest.NewStar(t).A // a host to which no address comes late
			b := browser(host, t)
			at := place{namespace: host.Namespace}
			g := unbegun(t, at, "--http", "127.0.0.1:0")
			gus := b.Come(g.link, "Gus")
			const pause = 4 * frame.SampleRate
			g.nears("Ada", at, says(t, append(voice(3*time.Second), make([]int16, pause)...))...).meets("Gus")
			g.nears("Bo", at, says(t, make([]int16, pause))...).meets("Gus")
			gus.Sees(2)
			gus.Eval(noting, nil)
			speaksAndStops(gus)
			gus.Eval(turningDown, nil)
			speaksAndStops(gus)
			if who := gus.Text("[...window.spoke].join()"); who != "Ada" {
				t.Errorf("these are marked: %s", who)
			}
			silent(t, g, gus)
		})
	}
}

// noting has a page keep the names of those others who are marked.
const noting = `(() => {
	window.spoke = new Set();
	setInterval(() => document.querySelectorAll('.tile.speaking:not(.own) .name').forEach((name) => window.spoke.add(name.innerText)), 50);
})()`

// turningDown has a page play nobody's sound.
const turningDown = `document.querySelectorAll('.volume input').forEach((range) => {
	range.value = 0;
	range.dispatchEvent(new Event('input'));
})`

// says are the options of a program that sends a sound again and again.
func says(t *testing.T, pcm []int16) []string {
	t.Helper()
	return []string{"--headless", "--camera", "test", "--microphone", "file:" + sounds(t, pcm), "--speaker", "none"}
}

// speaksAndStops waits until a page marks who speaks, then nobody, and then
// somebody again.
func speaksAndStops(gus *guesttest.Page) {
	const marked = "document.querySelector('.tile.speaking:not(.own) .level.wave')"
	gus.Wait(marked)
	gus.Wait("!" + marked)
	gus.Wait(marked)
}
