package texts

import "fyne.io/fyne/v2"

// Places names the parts that can be seen and clicked while the sheet is open.
func (s *Sheet) Places() map[string]fyne.CanvasObject {
	if s.sheet == nil {
		return nil
	}
	places := map[string]fyne.CanvasObject{
		"texts/copy": s.copy, "texts/mail": s.mail, "texts/undo": s.undo, "texts/close": s.close,
	}
	if s.reply.Visible() {
		places["texts/answer"] = s.field
	}
	return places
}
