package guesttest

import _ "embed" // for the script

// Signals is a script that gives a page, as its camera, its microphone and its
// screen, the test signals: who gets them can say when they were made.
//
//go:embed signals.js
var Signals string
