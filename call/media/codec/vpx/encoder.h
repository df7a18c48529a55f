#ifndef PARLEY_VPX_ENCODER_H
#define PARLEY_VPX_ENCODER_H

#include <stddef.h>
#include <stdint.h>

typedef struct encoder encoder;

// What settings.go decides.
typedef struct {
	int width, height;
	int kilobits;
	int threads;
	int speed;
	int min_quantizer, max_quantizer;
	int drop_threshold;
	int static_threshold;
	int screen_mode;
	int max_intra_percent;
	int noise_sensitivity;
} encoder_settings;

// One I420 picture, at most settings.width by settings.height. pts and
// duration are in ticks of 90 kHz.
typedef struct {
	int stride_y, stride_uv;
	int64_t pts, duration;
	int force_key;
} encoder_input;

// One compressed frame: it lives until the next call. size is 0 when the rate
// control dropped the picture; error is 0 or libvpx' reason.
typedef struct {
	const uint8_t *data;
	size_t size;
	int key;
	int quantizer;
	int error;
} encoder_output;

// Returns NULL when libvpx refuses the settings.
encoder *encoder_new(encoder_settings s);
// Returns 0, or libvpx' reason why a running encoder cannot take them.
int encoder_set(encoder *e, encoder_settings s);
encoder_output encoder_encode(encoder *e, uint8_t *y, uint8_t *u, uint8_t *v, encoder_input in);
void encoder_free(encoder *e);

#endif
