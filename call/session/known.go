package session

// The events of a backend about people who are known and not nearby.
type (
	// Present lists the keys of contacts who can be rung across the internet now,
	// and want others to know it.
	Present struct{ Keys []string }
	// Doubtful says that a contact has their inbox at a server that the person does
	// not know, or, with a Link, rings by way of it. Nothing was asked of it.
	Doubtful struct{ Key, Server, Link string }
)

func (Present) event()  {}
func (Doubtful) event() {}
