#ifndef PARLEY_AUDIO_APM_H
#define PARLEY_AUDIO_APM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// WebRTC's audio processing at 48 kHz, mono, 10 ms at a time. One thread calls
// render and capture; nothing here may run beside apm_free.
typedef struct apm apm;

typedef struct {
	int echo, gain, high_pass; // on or off
	int noise; // 0 leaves it, and 1 to 3 take it out by 6, 12 and 18 dB
} apm_options;

// error is 0 or one of the library's codes.
typedef struct {
	int error, voice;
} apm_captured;

// Returns NULL when there is no memory or the library refuses.
apm *apm_new(void);
int apm_set(apm *a, apm_options options);
// pcm has 480 samples for each of 1 or 2 channels.
int apm_render(apm *a, const int16_t *pcm, int channels);
// pcm has 480 samples, which are replaced.
apm_captured apm_capture(apm *a, int16_t *pcm, int delay_ms);
// By how many decibels the echo has been weakened lately.
int apm_echo_return_loss(apm *a);
void apm_free(apm *a);

#ifdef __cplusplus
}
#endif

#endif
