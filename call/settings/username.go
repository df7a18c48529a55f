package settings

import (
	"os/user"
	"strings"

	"parley/call/identity"
)

// userName returns the name of the person whose account this is: the full name
// where the system has one (in the GECOS field it ends at the first comma),
// else the account's.
func userName() string {
	account, err := user.Current()
	if err != nil {
		return identity.Anonymous
	}
	full, _, _ := strings.Cut(account.Name, ",")
	if full = identity.CleanLabel(full); full != "" {
		return full
	}
	// Windows puts the domain before the name.
	name := account.Username[strings.LastIndexByte(account.Username, '\\')+1:]
	return identity.CleanName(name)
}
