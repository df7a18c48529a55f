package server

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// counters are what an operator may see: how much, never who.
type counters struct {
	frames, bytes prometheus.Counter
	dropped       prometheus.Counter
	strayed       prometheus.Counter
	ends, refuses *prometheus.CounterVec
}

func newCounters() counters {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help})
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help}, []string{label})
	}
	return counters{
		frames:  counter("frames_total", "Frames that clients sent."),
		bytes:   counter("frame_bytes_total", "Bytes of the frames that clients sent."),
		dropped: counter("frames_dropped_total", "Frames to a peer that was not there."),
		strayed: counter("replica_dropped_total", "Messages between replicas that were lost, or no such messages."),
		ends:    vector("connections_closed_total", "Connections that ended, by WebSocket status.", "code"),
		refuses: vector("requests_refused_total", "Requests for a room that were refused, by HTTP status.", "status"),
	}
}

// register makes the counters and the present numbers known.
func (c counters) register(to prometheus.Registerer, s *Server) error {
	if to == nil {
		return nil
	}
	gauge := func(name, help string, value func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "parley", Name: name, Help: help},
			func() float64 { return float64(value()) })
	}
	for _, collector := range []prometheus.Collector{
		c.frames, c.bytes, c.dropped, c.strayed, c.ends, c.refuses,
		gauge("rooms", "Rooms with somebody in them.", s.countRooms),
		gauge("connections", "Connections that are in a room.", s.countMembers),
	} {
		if err := to.Register(collector); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) countRooms() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rooms)
}

func (s *Server) countMembers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.members)
}

func (c counters) passed(bytes int, there bool) {
	c.frames.Inc()
	c.bytes.Add(float64(bytes))
	if !there {
		c.dropped.Inc()
	}
}

func (c counters) closed(why closing) { c.ends.WithLabelValues(strconv.Itoa(int(why.code))).Inc() }
func (c counters) refused(status int) { c.refuses.WithLabelValues(strconv.Itoa(status)).Inc() }
