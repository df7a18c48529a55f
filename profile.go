package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

// profileTo starts to note where the processor's time goes; stop ends it and
// closes the file. Goroutines of the media pipelines carry a label "stage".
func profileTo(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, failure{exitStart, fmt.Sprintf("the profile cannot be written to %q: %v.", path, err), "Name another file."}
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		file.Close()
		return nil, failure{exitStart, "the profile cannot be started: " + err.Error() + ".", ""}
	}
	return func() {
		pprof.StopCPUProfile()
		file.Close()
	}, nil
}
