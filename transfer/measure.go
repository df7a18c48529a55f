package transfer

import (
	"context"

	"parley/transfer/outbox"
)

// Measure lists what Send would offer, to be shown before: Items, Files,
// Folders, Bytes and LeftOut of the Transfer. It reads folders and no files.
func Measure(ctx context.Context, paths []string) (Transfer, error) {
	offer, leftOut, count, err := outbox.Measure(ctx, paths)
	if err != nil {
		return Transfer{}, err
	}
	t := Transfer{Direction: Sending, State: Preparing, LeftOut: leftOut, LeftOutCount: count, Left: -1}
	t.describe(&offer)
	return t, nil
}
