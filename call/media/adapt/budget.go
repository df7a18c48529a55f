package adapt

import "time"

const (
	// budgetWindow is over how long the time for encoding is summed up.
	budgetWindow = 2 * time.Second
	// tooMuch is the share of all time that encoding may take: with more,
	// pictures begin to wait for each other and are dropped.
	tooMuch = 0.75
	// enough is the share below which all must stay with a layer more.
	enough = 0.6
	// firstPatience and mostPatience bound the wait before a layer that took
	// too long is tried again; it doubles each time that was in vain.
	firstPatience = 10 * time.Second
	mostPatience  = 160 * time.Second
)

// heights are those of the layers, without the same twice.
var heights = [...]int{Layers[0].Height, Layers[1].Height, Layers[2].Height}

// Budget says up to which layer a machine can encode, by how long the layers
// took. It sheds them from the top. The zero value allows all; it belongs to
// one goroutine.
type Budget struct {
	shed     int                         // how many of heights are given up
	spent    [len(heights)]time.Duration // in this window
	begun    time.Time                   // of this window
	back     time.Time                   // when the last layer came back
	retry    time.Time                   // when the next may
	patience time.Duration
}

// Lines is the height of the largest layer to encode.
func (b *Budget) Lines() int { return heights[b.shed] }

// Spend notes that a picture of a height took so long to encode, and thinks
// again when it is time to.
func (b *Budget) Spend(now time.Time, height int, took time.Duration) {
	for i, h := range heights {
		if height == h {
			b.spent[i] += took
		}
	}
	elapsed := now.Sub(b.begun)
	if elapsed < budgetWindow {
		return
	}
	if elapsed < 2*budgetWindow { // nothing is known of a time without pictures
		b.judge(now, elapsed)
	}
	b.begun, b.spent = now, [len(heights)]time.Duration{}
}

func (b *Budget) judge(now time.Time, elapsed time.Duration) {
	total, top := time.Duration(0), len(heights)-1
	for i := len(heights) - 1; i >= 0; i-- {
		if total += b.spent[i]; b.spent[i] > 0 {
			top = i
		}
	}
	limit := func(share float64) time.Duration { return time.Duration(share * float64(elapsed)) }
	switch {
	case total > limit(tooMuch):
		b.give(now, top)
	case b.shed > 0 && !now.Before(b.retry) && total+b.grown(top) < limit(enough):
		b.shed--
		b.back, b.retry = now, now.Add(firstPatience)
	}
}

// grown is what the next layer to come back would take: as much for a pixel as
// the largest in use.
func (b *Budget) grown(top int) time.Duration {
	times := heights[b.shed-1] / heights[top]
	return b.spent[top] * time.Duration(times*times)
}

// give gives up the largest layer in use, unless it is the last.
func (b *Budget) give(now time.Time, top int) {
	if top+1 >= len(heights) {
		return
	}
	b.shed = top + 1
	if b.patience == 0 || now.Sub(b.back) > 2*firstPatience {
		b.patience = firstPatience
	} else {
		b.patience = min(2*b.patience, mostPatience)
	}
	b.retry = now.Add(b.patience)
}
