package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"parley/call/session"
)

// nearbyCommand is `parley nearby`.
type nearbyCommand struct {
	profileOption
	For  duration `default:"3s" placeholder:"TIME" help:"Look around for this long."`
	JSON bool     `help:"Print one JSON object a line, with name, device, address and key."`
}

// neighbour is one line of `parley nearby --json`, an interface for scripts.
type neighbour struct {
	Name    string `json:"name"`
	Device  string `json:"device"`
	Address string `json:"address"`       // host:port
	Key     string `json:"key,omitempty"` // claimed, not proven
}

// Run looks around and prints who is there.
func (c nearbyCommand) Run(ctx context.Context, d desk) error {
	profile, err := c.folder()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(c.For))
	defer cancel()
	people, err := d.Nearby(ctx, profile)
	if err != nil {
		return err
	}
	if c.JSON {
		return printNeighbours(d, people)
	}
	return tabulateNeighbours(d, people)
}

func printNeighbours(d desk, people []session.Person) error {
	out := json.NewEncoder(d.Out)
	for _, p := range people {
		if err := out.Encode(neighbour{p.Name, p.Device, p.Address, p.Key}); err != nil {
			return err
		}
	}
	return nil
}

func tabulateNeighbours(d desk, people []session.Person) error {
	if len(people) == 0 {
		fmt.Fprintln(d.Err, "Nobody is nearby. Parley has to be open on the other computer too, on the same network.")
		fmt.Fprintln(d.Err, "Where a network keeps computers apart, call by address: parley ring HOST:PORT.")
		return nil
	}
	table := tabwriter.NewWriter(d.Out, 0, 0, 3, ' ', 0)
	for _, p := range people {
		fmt.Fprintf(table, "%s\t%s\t%s\n", p.Name, p.Device, p.Address)
	}
	return table.Flush()
}
