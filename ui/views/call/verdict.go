package call

import (
	"fmt"
	"time"
)

// verdict is the connection in one sentence, with what follows from it.
type verdict struct {
	title, detail string
	good          bool
}

// judge says how the connection is, since when, and what to do.
func (p *past) judge(name string, lost time.Time, now time.Time) verdict {
	newest, measured := p.last()
	switch {
	case !lost.IsZero():
		return verdict{
			"The connection is away.",
			fmt.Sprintf("Nothing has come for %s. Parley keeps trying; check the network here.", seconds(now.Sub(lost))), false,
		}
	case !measured:
		return verdict{"The connection is being measured.", "The first figures come in a second.", true}
	case newest.weak():
		title, shows, helps := newest.verdict.Words(name)
		return verdict{title, fmt.Sprintf("%s It has been so for %s. %s", shows, seconds(now.Sub(p.weakSince)), helps), false}
	case !p.weakEnd.IsZero() && now.Sub(p.weakEnd) < minute*time.Second:
		return verdict{
			"The connection is good again.",
			fmt.Sprintf("The network was weak for %s, so the picture got smaller. Nothing to do.", seconds(p.weakFor)), true,
		}
	}
	return verdict{"The connection is good.", "Nothing to do.", true}
}

// seconds rounds a length of time for reading.
func seconds(d time.Duration) string {
	switch s := int(d.Round(time.Second) / time.Second); {
	case s == 1:
		return "1 second"
	case s < 90:
		return fmt.Sprintf("%d seconds", s)
	default:
		return fmt.Sprintf("%d minutes", (s+30)/60)
	}
}
