// Package audio works on blocks of sound: it removes echo and noise from what
// the microphone hears, mixes what the speaker plays, meters levels, converts
// rates and channels, and stretches time for the playout buffer.
//
// Samples are signed 16-bit, interleaved when there are two channels, at
// frame.SampleRate unless a comment says otherwise. Blocks are 10 ms long.
// Nothing here allocates per block, so it may run in an audio callback.
package audio
