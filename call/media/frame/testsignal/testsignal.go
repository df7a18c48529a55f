// Package testsignal makes the pictures and the sound of the test camera and
// the test microphone, and reads them back at the far end.
//
// Each picture carries its number and the time it was made, burnt in as black
// and white cells; each second of sound carries a marker with that second's
// number, and a lamp in the picture lights up with it. Delay, drops and the
// offset between sound and picture can so be measured on decoded pictures, on
// a screenshot and on recorded sound, as long as both ends share one clock.
//
// It is a leaf, in pure Go.
package testsignal
