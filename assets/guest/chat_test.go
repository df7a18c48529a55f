package guest_test

import (
	"testing"

	"parley/assets/guest/guesttest"
)

// TestChanges has two guests react to what was written, edit it and take it
// back, by mouse and by keys.
func TestChanges(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara := b.Come(link, "Mara Lindqvist")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	noor := b.Come(link, "Noor")
	mara.Sees(1)
	noor.Sees(1)
	write := func(text string) {
		mara.Type(".write textarea", text)
		mara.Press("Enter", 0)
		mara.Wait("document.querySelector('.message:last-child')?.innerText.includes('delivered')")
	}
	mara.Click("Chat")
	noor.Click("Chat")
	write("The notes are in the folder.")
	write("See you at tne")

	noor.Wait("document.querySelectorAll('.message').length === 2")
	noor.Click("React to Mara Lindqvist")
	noor.Wait("document.activeElement?.matches('.face')")
	noor.Press("ArrowRight", 0)
	shoot(noor, "chat-menu")
	noor.Press("Enter", 0)
	mara.Wait("document.querySelector('.reaction')?.innerText === '❤️'")
	mara.Eval("document.querySelector('.reaction').click()", nil)
	noor.Wait("document.querySelector('.reaction')?.innerText.replace(/\\s/g, '') === '❤️2'")

	mara.Eval("document.querySelector('.write textarea').focus()", nil)
	mara.Press("ArrowUp", 0)
	mara.Wait("document.querySelector('.write textarea').value === 'See you at tne'")
	shoot(mara, "chat-editing")
	mara.Type(".write textarea", "See you at ten")
	mara.Press("Enter", 0)
	noor.Wait("document.querySelector('.message:last-child').innerText.includes('See you at ten') && document.querySelector('.message:last-child').innerText.includes('edited')")
	mara.Wait("document.querySelector('.message:last-child').innerText.includes('edited, delivered')")

	write("Not for you")
	mara.Eval("[...document.querySelectorAll('.message-more')].at(-1).click()", nil)
	shoot(mara, "chat-menu-own")
	mara.Click("Delete")
	mara.Click("Delete")
	noor.Wait("document.querySelector('.message:last-child').innerText.includes('This message was deleted.')")
	for _, p := range []*guesttest.Page{mara, noor} {
		shoot(p, "chat-changed")
		p.Screen(390, 844, false, true)
	}
	noor.Eval("document.querySelector('.message-more').click()", nil)
	shoot(noor, "chat-phone-menu")
	noor.Press("Escape", 0)
	noor.Wait("!document.querySelector(':popover-open') && document.querySelector('.panel')")
	shoot(mara, "chat-phone-changed")
	quiet(t, mara, noor)
}
