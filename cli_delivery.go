package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"parley/call"
	"parley/transfer"
)

// delivery follows the transfers of one command.
type delivery struct {
	desk
	carrier
	log   *eventLog
	quiet bool                 // the output is for events
	mine  map[transfer.ID]bool // those to wait for; nil to wait for ever
	asks  bool                 // the person is asked about offers
	seen  map[transfer.ID]transfer.Transfer
	bar   bool // a progress bar stands in the last line
}

// progressEvery is how often the bar is drawn.
const progressEvery = 200 * time.Millisecond

// follow tells of transfers until all of the command's own have ended, or ctx
// is done.
func (v *delivery) follow(ctx context.Context) error {
	watch := v.Files().Watch()
	defer watch.Close()
	answers := v.answers(ctx)
	var question transfer.ID
	drawn := time.Time{}
	for {
		select {
		case list := <-watch.C():
			for _, t := range list {
				v.update(t)
				if v.asks && question == "" && t.Direction == transfer.Receiving && t.State == transfer.Offered {
					question = t.ID
					v.ask(t)
				}
			}
			if now := time.Now(); now.Sub(drawn) >= progressEvery {
				drawn = now
				v.draw(list)
			}
			if done, err := v.outcome(list); done {
				v.clear()
				return err
			}
		case yes := <-answers:
			if question != "" {
				v.answer(question, yes)
				question = ""
			}
		case <-ctx.Done():
			v.clear()
			return v.cut()
		}
	}
}

// update tells what is new about a transfer.
func (v *delivery) update(t transfer.Transfer) {
	last, known := v.seen[t.ID]
	v.seen[t.ID] = t
	if known && last.State == t.State && last.Sent == t.Sent && last.Reason == t.Reason {
		return
	}
	e := call.FilesEvent(t)
	if err := v.log.Write(e); err != nil {
		fmt.Fprintln(v.Err, err)
	}
	if !known || last.State != t.State {
		v.say(describeFiles(e))
	}
}

func (v *delivery) tell(e call.Event) {
	e.Time = time.Now()
	if err := v.log.Write(e); err != nil {
		fmt.Fprintln(v.Err, err)
	}
	v.say("Files reach this computer at " + e.Address + ".")
}

func (v *delivery) say(text string) {
	if v.quiet || text == "" {
		return
	}
	v.clear()
	fmt.Fprintln(v.Out, text)
}

// outcome reports whether all that the command waits for has ended, and how.
func (v *delivery) outcome(list []transfer.Transfer) (done bool, err error) {
	if v.mine == nil {
		return false, nil
	}
	ended := 0
	for _, t := range list {
		if !v.mine[t.ID] || !t.State.Ended() {
			continue
		}
		if ended++; t.State != transfer.Done || t.SkippedCount > 0 {
			err = failure{exitCall, "Not everything arrived.", ""}
		}
	}
	return ended == len(v.mine), err
}

// cut is how it ends when the time is over.
func (v *delivery) cut() error {
	if v.mine == nil {
		return nil
	}
	return failure{exitCall, "The time is over. What is missing goes on when you send to the same person again.", ""}
}

// answers reads yes and no from a terminal.
func (v *delivery) answers(ctx context.Context) <-chan bool {
	if !v.asks || !isTerminal(os.Stdin) {
		return nil
	}
	out := make(chan bool)
	go func() { // it ends with the program: a terminal cannot be told to stop
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			answer := strings.ToLower(strings.TrimSpace(lines.Text()))
			select {
			case out <- answer == "y" || answer == "yes":
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (v *delivery) ask(t transfer.Transfer) {
	if v.quiet {
		return
	}
	v.clear()
	if !isTerminal(os.Stdin) {
		fmt.Fprintln(v.Out, "Nobody can be asked here. With --accept-files it is taken without asking.")
		return
	}
	fmt.Fprintf(v.Out, "Take it? [y/N] ")
}

func (v *delivery) answer(id transfer.ID, yes bool) {
	if yes {
		v.Files().Accept(id, "")
	} else {
		v.Files().Decline(id)
	}
}

// draw shows how far the running transfers are, in the last line of a terminal.
func (v *delivery) draw(list []transfer.Transfer) {
	if out, ok := v.Out.(*os.File); v.quiet || !ok || !isTerminal(out) {
		return
	}
	var sent, bytes int64
	var speed float64
	for _, t := range list {
		if t.State == transfer.Running {
			sent, bytes, speed = sent+t.Sent, bytes+t.Bytes, speed+t.Speed
		}
	}
	if bytes == 0 {
		return
	}
	const width = 30
	full := int(float64(sent) / float64(bytes) * width)
	fmt.Fprintf(v.Out, "\r[%s%s] %s of %s, %s/s \x1b[K", strings.Repeat("#", full), strings.Repeat(".", width-full),
		size(sent), size(bytes), size(int64(speed)))
	v.bar = true
}

func (v *delivery) clear() {
	if v.bar {
		fmt.Fprint(v.Out, "\r\x1b[K")
		v.bar = false
	}
}
