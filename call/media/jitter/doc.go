// Package jitter turns packets as the network delivers them back into sound
// and pictures at an even pace.
//
// Playout holds the sound of one person and is pulled by the speaker.
// VideoAssembler puts frames together and says what to ask the sender for.
// Sync decides when a picture is shown, so that lips and voice agree. Freezes
// counts what the eye would notice.
//
// Everything here is bounded: a flood, a jump of sequence numbers or
// timestamps, or a reader that stopped cannot make it grow.
package jitter
