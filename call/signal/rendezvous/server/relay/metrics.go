package relay

import (
	"net"

	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// counters are what an operator may see: how much, never who.
type counters struct {
	allocations, bytes, dropped, refused prometheus.Counter
}

func newCounters() counters {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Subsystem: "relay", Name: name, Help: help})
	}
	return counters{
		allocations: counter("allocations_total", "Allocations that were made."),
		bytes:       counter("bytes_total", "Bytes that were passed on, to and from peers."),
		dropped:     counter("packets_dropped_total", "Packets beyond the rate, or to where none may go."),
		refused:     counter("credentials_refused_total", "Requests with wrong or ended credentials."),
	}
}

func (n counters) register(to prometheus.Registerer, q *quota) error {
	if to == nil {
		return nil
	}
	present := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "parley", Subsystem: "relay", Name: "allocations", Help: "Allocations that are in use.",
	}, func() float64 { return float64(q.total()) })
	for _, c := range []prometheus.Collector{n.allocations, n.bytes, n.dropped, n.refused, present} {
		if err := to.Register(c); err != nil {
			return err
		}
	}
	return nil
}

// events counts what pion tells.
func (n counters) events(q *quota) turn.EventHandler {
	return turn.EventHandler{
		OnAuth: func(_, _ net.Addr, _, _, _, _ string, good bool) {
			if !good {
				n.refused.Inc()
			}
		},
		OnAllocationCreated: func(from, _ net.Addr, _, _, _ string, _ net.Addr, _ int) { q.site(from, 1) },
		OnAllocationDeleted: func(from, _ net.Addr, _, _, _ string) { q.site(from, -1) },
	}
}
