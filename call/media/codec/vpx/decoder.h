#ifndef PARLEY_VPX_DECODER_H
#define PARLEY_VPX_DECODER_H

#include <stddef.h>
#include <stdint.h>

typedef struct decoder decoder;

// The picture of the last frame: it lives until the next call. width is 0 when
// the frame is not to be shown; error is not 0 when it was corrupt.
typedef struct {
	const uint8_t *y, *u, *v;
	int stride_y, stride_uv;
	int width, height;
	int error;
} decoder_output;

// Returns NULL when there is no memory.
decoder *decoder_new(void);
decoder_output decoder_decode(decoder *d, const uint8_t *data, size_t size);
// Copies the planes of a picture, whose rows may have another stride.
void decoder_copy(decoder_output from, uint8_t *y, uint8_t *u, uint8_t *v, int stride_y, int stride_uv);
void decoder_free(decoder *d);

#endif
