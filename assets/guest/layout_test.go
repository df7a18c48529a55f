package guest_test

import (
	"fmt"
	"testing"

	"parley/assets/guest/guesttest"
)

// screens are a desktop, a narrow window, and phones held both ways.
var screens = []struct {
	width, height int
	touch         bool
}{
	{1280, 800, false},
	{800, 600, false},
	{500, 700, false},
	{390, 844, true},
	{360, 640, true},
	{844, 390, true},
	{667, 375, true},
}

// faults is a list of what is wrong with where things are on a page: what can
// be pressed is 44 pixels large, under nothing and on the screen, and the status
// covers no tile but one that has the whole stage.
const faults = `(() => {
	const found = [];
	const name = (e) => (e.getAttribute('aria-label') || e.innerText || e.id || e.className).slice(0, 40);
	const seen = (e) => e.checkVisibility() && getComputedStyle(e).visibility === 'visible' && e.offsetWidth > 0;
	const top = document.querySelector('.side:not([hidden])') ?? document; // an open panel may lie over the rest
	for (const e of top.querySelectorAll('button, select, textarea, input, a.button')) {
		if (!seen(e) || e.disabled || e.closest('.messages')) continue;
		e.scrollIntoView({ block: 'center' });
		const box = (e.closest('label') ?? e).getBoundingClientRect();
		const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
		for (const [dx, dy] of [[0, 0], [-21, 0], [21, 0], [0, -21], [0, 21]]) {
			const hit = document.elementFromPoint(x + dx, y + dy);
			if (hit?.closest('button, select, textarea, input, a') !== e && hit?.closest('label')?.control !== e) found.push(name(e) + ' is not hit ' + dx + ',' + dy + ' off its middle, but ' + (hit ? hit.className || hit.tagName : 'nothing'));
		}
	}
	const status = document.querySelector('.status')?.getBoundingClientRect();
	for (const tile of status ? document.querySelectorAll('.tile:not([hidden])') : []) {
		const box = tile.getBoundingClientRect();
		if (document.querySelector('.self-view') && !tile.matches('.self-view')) continue;
		if (box.left < status.right && status.left < box.right && box.top < status.bottom && status.top < box.bottom) found.push('the status covers ' + name(tile));
	}
	if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the screen');
	return found;
})()`

// settled is true when a page is of a size and nothing moves any more. What
// follows the size does so in the next picture.
const settled = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
	.then(() => innerWidth === %d && innerHeight === %d && document.getAnimations().length === 0)`

// inPlace looks at a page on every screen.
func inPlace(t *testing.T, what string, p *guesttest.Page) {
	t.Helper()
	for _, s := range screens {
		p.Screen(s.width, s.height, false, s.touch)
		p.Wait(fmt.Sprintf(settled, s.width, s.height))
		shoot(p, fmt.Sprintf("%s-%dx%d", what, s.width, s.height))
		var found []string
		p.Eval(faults, &found)
		for _, fault := range found {
			t.Errorf("%s, %d by %d: %s", what, s.width, s.height, fault)
		}
	}
}

// TestLayout looks at the lobby and at calls of one to three people, each with
// their panels.
func TestLayout(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara := b.Lobby(link)
	mara.Type("#name", "Mara Lindqvist")
	inPlace(t, "lobby", mara)
	mara.Click("Join the call")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	inPlace(t, "one", mara)
	noor := b.Come(link, "Noor of the name that is as long as a name can be, and longer")
	mara.Sees(1)
	inPlace(t, "two", mara)
	b.Come(link, "Tomás Rivera")
	mara.Sees(2)
	inPlace(t, "three", mara)
	noor.Click("Camera")
	mara.Wait("document.querySelector('.tile:not(.own) .off-camera')?.offsetParent")
	for _, panel := range []string{"chat", "files", "people", "more"} {
		mara.Eval(fmt.Sprintf("document.querySelector('.bar [aria-label^=%q]').click()", map[string]string{"chat": "Chat", "files": "Files", "people": "People", "more": "More"}[panel]), nil)
		inPlace(t, panel, mara)
	}
	quiet(t, mara, noor)
}
