package inbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"parley/call/identity"
)

// Sender leaves messages in others' inboxes and asks who is there.
type Sender struct {
	Identity *identity.Identity
	// HTTP reaches servers; nil stands for the default client.
	HTTP *http.Client
	// Now is the clock; nil stands for time.Now.
	Now func() time.Time
}

const binaryType = "application/octet-stream"

// Send leaves a message for the owner of a card and returns its id. That it was
// taken says nothing of whether anybody is there.
func (s Sender) Send(ctx context.Context, to Card, body Body) (ID, error) {
	now := s.now()
	if !now.Before(to.Until) {
		return ID{}, fmt.Errorf("%w: it has ended", ErrCard)
	}
	id, sealed, err := Seal(s.Identity, to, body, now)
	if err != nil {
		return ID{}, err
	}
	_, err = s.post(ctx, to.Server+"/i/"+Of(to.Key).String(), sealed, http.StatusAccepted, 0)
	return id, err
}

// Present asks which of the owners of cards, all with an inbox at one server,
// are there now and want to be seen, at most MaxAsked.
func (s Sender) Present(ctx context.Context, cards []Card) ([]bool, error) {
	if len(cards) == 0 || len(cards) > MaxAsked {
		return nil, fmt.Errorf("%w: %d cards at once", ErrCard, len(cards))
	}
	var asked []byte
	for _, c := range cards {
		if c.Server != cards[0].Server {
			return nil, fmt.Errorf("%w: of another server", ErrCard)
		}
		token := c.Presence.At(s.now())
		asked = append(asked, token[:]...)
	}
	answer, err := s.post(ctx, cards[0].Server+"/p", asked, http.StatusOK, len(cards))
	if err != nil {
		return nil, err
	}
	present := make([]bool, len(cards))
	for i, b := range answer {
		present[i] = b == 1
	}
	return present, nil
}

func (s Sender) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// post sends a body and reads an answer of that status and size. Errors tell no
// inbox.
func (s Sender) post(ctx context.Context, to string, body []byte, status, size int) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: its address is none", ErrServer)
	}
	request.Header.Set("Content-Type", binaryType)
	response, err := straight(s.HTTP).Do(request)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer response.Body.Close()
	if response.StatusCode != status {
		return nil, fmt.Errorf("%w: it answers %d", ErrServer, response.StatusCode)
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, int64(size)+1))
	if err == nil && len(answer) != size {
		err = fmt.Errorf("%w: it answers %d bytes", ErrServer, len(answer))
	}
	return answer, err
}
