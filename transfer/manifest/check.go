package manifest

import (
	"fmt"
	"io"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// Check reads a whole manifest and reports whether it is the one that was
// offered: hash, length, counts and sizes.
func Check(stream io.Reader, offer wire.Offer) error {
	sum := block.NewSummer()
	counted := &counter{stream: io.TeeReader(stream, sum)}
	r := NewReader(counted)
	for {
		if _, _, err := r.Next(); err == io.EOF { //nolint:errorlint // Next returns it as it is
			break
		} else if err != nil {
			return err
		}
	}
	t := r.tally
	if sum.Sum() != offer.Hash || counted.n != offer.Manifest ||
		t.files != offer.Files || t.folders != offer.Folders || t.bytes != offer.Bytes {
		return fmt.Errorf("%w: not the one that was offered", ErrInvalid)
	}
	return nil
}

type counter struct {
	stream io.Reader
	n      int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.stream.Read(p)
	c.n += int64(n)
	return n, err
}
