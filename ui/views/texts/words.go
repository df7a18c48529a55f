package texts

import "parley/call"

// words are the title of the sheet and what to do with its text.
func words(i call.Invitation) (title, how string) {
	if i.Answers {
		title, how = "Answer the invitation", "Send this back to who invited you, and keep Parley open. It rings here as soon as they have pasted it."
	} else {
		title, how = "Call without a server", "Send this to the person you want to call, by mail or any other way. They paste it into their Parley, "+
			"and send a text back. Nobody else is to have either. Both are good for an hour."
	}
	if i.Fault != "" {
		how = i.Fault
	}
	return title, how
}

// line is the text in one line: nobody has to read it.
func line(i call.Invitation) string {
	switch {
	case i.Text != "":
		return i.Text
	case i.Fault != "":
		return "There is no text."
	}
	return "The text is being made."
}
