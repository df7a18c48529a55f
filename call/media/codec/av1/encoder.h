#ifndef PARLEY_AV1_ENCODER_H
#define PARLEY_AV1_ENCODER_H

#include <stddef.h>
#include <stdint.h>

typedef struct av1_encoder av1_encoder;

// What settings.go decides. The first five are fixed for an encoder.
typedef struct {
	int width, height;
	int threads, tile_columns;
	int speed;
	int max_intra_percent;
	int kilobits;
	int min_quantizer, max_quantizer;
	int drop_threshold;
} av1_encoder_settings;

// One I420 picture of settings.width by settings.height. pts and duration are
// in ticks of 90 kHz.
typedef struct {
	int stride_y, stride_uv;
	int64_t pts, duration;
	int force_key;
} av1_encoder_input;

// One temporal unit: it lives until the next call. size is 0 when the rate
// control dropped the picture; error is 0 or libaom's reason.
typedef struct {
	const uint8_t *data;
	size_t size;
	int key;
	int quantizer;
	int error;
} av1_encoder_output;

// Returns NULL when libaom refuses the settings.
av1_encoder *av1_encoder_new(av1_encoder_settings s);
// Takes the settings that are not fixed. Returns 0 or libaom's reason.
int av1_encoder_set(av1_encoder *e, av1_encoder_settings s);
av1_encoder_output av1_encoder_encode(av1_encoder *e, uint8_t *y, uint8_t *u, uint8_t *v, av1_encoder_input in);
void av1_encoder_free(av1_encoder *e);

#endif
