package guest_test

import (
	"testing"

	"parley/assets/guest/guesttest"
)

// TestNobodyIsLeft has somebody write when they have removed the other: it is
// said that nobody reads it.
func TestNobodyIsLeft(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara, noor := b.Come(link, "Mara"), b.Come(link, "Noor")
	mara.Sees(1)
	noor.Sees(1)
	write := func(text string) {
		mara.Type(".write textarea", text)
		mara.Press("Enter", 0)
	}
	mara.Press("c", 0)
	write("Good morning.")
	mara.Wait("document.querySelector('.mine')?.innerText.includes('delivered')")
	mara.Press("Escape", 0)
	mara.Click("People")
	mara.Click("Remove Noor")
	mara.Click("Remove")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	mara.Press("Escape", 0)
	mara.Press("c", 0)
	write("Are you there?")
	mara.Wait("document.querySelector('.panel').innerText.includes('Nobody is here to read it yet.')")
	quiet(t, mara)
}
