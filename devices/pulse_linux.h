#ifndef PARLEY_PULSE_H
#define PARLEY_PULSE_H

// Loads libpulse once. Returns 0 when this computer has none.
int pulse_load(void);

// Returns 1 when a PulseAudio server answers where libpulse looks for one,
// and 0 otherwise. It takes as long as the server does. pulse_load comes first.
int pulse_answers(void);

#endif
