package main

import (
	"fmt"
	"os"
	"runtime/metrics"
	"sync"
	"time"
)

// vitalsEvery is how often vitals are noted.
const vitalsEvery = 10 * time.Second

// noteVitals adds lines to a file that say how the program is from the inside,
// for `make soak`; stop ends it, waits, and closes the file.
func noteVitals(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, failure{exitStart, fmt.Sprintf("the vitals cannot be written to %q: %v.", path, err), "Name another file."}
	}
	over := make(chan struct{})
	var noting sync.WaitGroup
	noting.Go(func() {
		ticker := time.NewTicker(vitalsEvery)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				_, _ = fmt.Fprintln(file, vitals(now)) // a full disk stops no call
			case <-over:
				return
			}
		}
	})
	return func() {
		close(over)
		noting.Wait()
		file.Close()
	}, nil
}

// vitals is one line.
func vitals(now time.Time) string {
	samples := []metrics.Sample{{Name: "/sched/goroutines:goroutines"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	return fmt.Sprintf("%d %d %d", now.Unix(), samples[0].Value.Uint64(), samples[1].Value.Uint64())
}
