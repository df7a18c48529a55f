package relay

import (
	"crypto/hmac"
	"crypto/sha1" // the scheme's, as a keyed hash
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

// Credentials are handed out and checked by who shares a secret, as the TURN
// REST API has it (draft-uberti-behave-turn-rest-00): the name is when it ends
// and whose it is, the password the name's HMAC-SHA1.
type Credentials struct {
	Secret   []byte
	Lifetime time.Duration
	Now      func() time.Time
}

// afterlife is how long an allocation may be kept up with credentials that
// ended. No call has to break because it took longer than they last; new
// allocations take new ones.
const afterlife = 24 * time.Hour

// For returns the name and the password of a room. The name goes over the
// network in clear, and so it tells nothing of the room.
func (c Credentials) For(room string) (name, password string) {
	mac := hmac.New(sha256.New, c.Secret)
	mac.Write([]byte("room " + room))
	whose := base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
	name = strconv.FormatInt(c.Now().Add(c.Lifetime).Unix(), 10) + ":" + whose
	return name, c.password(name)
}

func (c Credentials) password(name string) string {
	mac := hmac.New(sha1.New, c.Secret)
	mac.Write([]byte(name))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// check is a turn.AuthHandler. Whose they are is what quotas count by.
func (c Credentials) check(r *turn.RequestAttributes) (whose string, key []byte, ok bool) {
	until, whose, ok := strings.Cut(r.Username, ":")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if !ok || err != nil || whose == "" || r.Realm != realm {
		return "", nil, false
	}
	end := time.Unix(seconds, 0)
	if r.Method != stun.MethodAllocate {
		end = end.Add(afterlife)
	}
	if c.Now().After(end) {
		return "", nil, false
	}
	return whose, turn.GenerateAuthKey(r.Username, r.Realm, c.password(r.Username)), true
}
