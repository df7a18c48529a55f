package peer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pion/ice/v4"
)

// Way is where a side is reached without a relay, and with which credentials
// (RFC 8445, section 5.3).
type Way struct {
	UsernameFragment, Password string
	Candidates                 []string // "candidate:..." (RFC 8839, section 5.1)
}

const (
	// scoutGathering bounds how long servers are asked how they see this computer.
	scoutGathering = 2 * time.Second
	// scoutChecks is how often a pair of candidates is tried, each 200 ms: the other
	// side may begin a gathering later.
	scoutChecks = 20
	// mostScouted is how many candidates a Way has at most. Computers have a dozen.
	mostScouted = 32
	// Lengths of credentials (RFC 8839, section 5.4).
	leastFragment, leastPassword, mostCredential = 4, 22, 256
)

// ErrNoWay says that the far side is not reached without a relay.
var ErrNoWay = errors.New("not reached without a relay")

// Scout finds out whether the far side, which scouts too, is reached without a
// relay: beside the connection's own path, which Restart would interrupt to look
// for another. It calls tell with the Way to this side, which goes to the far one,
// takes the Way to that from far, and returns nil when both answer each other. The
// error wraps ErrMalformed when the far side is to blame, and ErrNoWay when ctx
// is done before, or this side uses relays only.
func (c *Conn) Scout(ctx context.Context, tell func(Way), far <-chan Way) error {
	if c.config.RelayOnly {
		return ErrNoWay
	}
	agent, err := c.newScout()
	if err != nil {
		return fmt.Errorf("scout: %w", err)
	}
	defer func() { _ = agent.GracefulClose() }() // it has served
	own, err := gather(ctx, agent)
	if err != nil {
		return err
	}
	tell(own)
	select {
	case way := <-far:
		return c.try(ctx, agent, way)
	case <-ctx.Done():
		return ErrNoWay
	}
}

// newScout makes an agent for ICE like that of the connection, but for relays.
func (c *Conn) newScout() (*ice.Agent, error) {
	options := []ice.AgentOption{
		ice.WithNet(c.config.Net),
		ice.WithLoggerFactory(loggers{c.config.Logger}),
		ice.WithNetworkTypes([]ice.NetworkType{ice.NetworkTypeUDP4, ice.NetworkTypeUDP6}),
		ice.WithCandidateTypes([]ice.CandidateType{ice.CandidateTypeHost, ice.CandidateTypeServerReflexive}),
		ice.WithDisableActiveTCP(),
		ice.WithUrls(c.config.mappers()),
		ice.WithSTUNGatherTimeout(scoutGathering),
		ice.WithRemoteIPFilter(newAdmission(c.config).ip),
		ice.WithMulticastDNSMode(multicastMode(c.config)),
		ice.WithMaxBindingRequests(scoutChecks),
	}
	if c.config.Loopback {
		options = append(options, ice.WithIncludeLoopback())
	}
	return ice.NewAgentWithOptions(options...)
}

// gather returns the way to an agent, once it knows all of its candidates.
func gather(ctx context.Context, agent *ice.Agent) (Way, error) {
	complete := make(chan struct{})
	err := agent.OnCandidate(func(c ice.Candidate) {
		if c == nil {
			close(complete)
		}
	})
	if err == nil {
		err = agent.GatherCandidates()
	}
	if err != nil {
		return Way{}, fmt.Errorf("gather candidates: %w", err)
	}
	select {
	case <-complete:
	case <-ctx.Done():
		return Way{}, ErrNoWay
	}
	var w Way
	if w.UsernameFragment, w.Password, err = agent.GetLocalUserCredentials(); err != nil {
		return w, fmt.Errorf("credentials: %w", err)
	}
	all, err := agent.GetLocalCandidates()
	if err != nil {
		return w, fmt.Errorf("gathered candidates: %w", err)
	}
	for _, c := range all[:min(len(all), mostScouted)] {
		w.Candidates = append(w.Candidates, candidateName+c.Marshal())
	}
	return w, nil
}

// try checks the ways to the far side until one works.
func (c *Conn) try(ctx context.Context, agent *ice.Agent, far Way) error {
	if err := far.check(); err != nil {
		return err
	}
	admitted := newAdmission(c.config)
	for _, line := range far.Candidates {
		candidate, err := ice.UnmarshalCandidate(line)
		if err != nil || candidate.Type() == ice.CandidateTypeRelay || !admitted.candidate(candidate) {
			continue
		}
		if err := agent.AddRemoteCandidate(candidate); err != nil {
			return fmt.Errorf("add a candidate: %w", err)
		}
	}
	connect := agent.Accept
	if c.config.Offerer {
		connect = agent.Dial
	}
	if _, err := connect(ctx, far.UsernameFragment, far.Password); err != nil {
		return fmt.Errorf("%w: %w", ErrNoWay, err)
	}
	return nil
}

// check refuses what no way looks like.
func (w Way) check() error {
	if len(w.Candidates) > mostScouted {
		return fmt.Errorf("%w: way of %d candidates", ErrMalformed, len(w.Candidates))
	}
	for _, line := range w.Candidates {
		if _, err := (Candidate{Candidate: line}).check(); err != nil {
			return err
		}
	}
	if !credential(w.UsernameFragment, leastFragment) || !credential(w.Password, leastPassword) {
		return fmt.Errorf("%w: credentials of a way", ErrMalformed)
	}
	return nil
}

// credential reports whether text is at least so many ice-chars (RFC 8839,
// section 5.1).
func credential(text string, least int) bool {
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && r != '+' && r != '/' {
			return false
		}
	}
	return len(text) >= least && len(text) <= mostCredential
}
