package server

import "github.com/prometheus/client_golang/prometheus"

// counters are what an operator may see: how much, never who.
type counters struct {
	messages, dropped, unproven prometheus.Counter
}

func newCounters() counters {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Subsystem: "inbox", Name: name, Help: help})
	}
	return counters{
		messages: counter("messages_total", "Sealed messages that were left."),
		dropped:  counter("messages_dropped_total", "Sealed messages whose owner is not there, or that were too many."),
		unproven: counter("owners_refused_total", "Connections that did not prove the key of their inbox."),
	}
}

func (c counters) register(to prometheus.Registerer, s *Server) error {
	if to == nil {
		return nil
	}
	present := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "parley", Subsystem: "inbox", Name: "owners", Help: "Inboxes that are open.",
	}, func() float64 {
		s.mu.Lock()
		defer s.mu.Unlock()
		return float64(s.owners)
	})
	for _, c := range []prometheus.Collector{c.messages, c.dropped, c.unproven, present} {
		if err := to.Register(c); err != nil {
			return err
		}
	}
	return nil
}
