#ifndef PARLEY_AV1_DECODER_H
#define PARLEY_AV1_DECODER_H

#include <stddef.h>
#include <stdint.h>

typedef struct av1_decoder av1_decoder;

// Reasons of ours, beside dav1d's negative ones.
enum { AV1_UNSUPPORTED = 1, AV1_TOO_LARGE = 2 };

// The picture of the last temporal unit: it lives until the next call. width is
// 0 when nothing is to be shown; error is not 0 when it could not be decoded.
typedef struct {
	const uint8_t *y, *u, *v;
	ptrdiff_t stride_y, stride_uv;
	int width, height;
	int error;
} av1_decoder_output;

// Returns NULL when there is no memory. No picture may have more pixels.
av1_decoder *av1_decoder_new(unsigned max_pixels);
av1_decoder_output av1_decoder_decode(av1_decoder *d, const uint8_t *data, size_t size);
// Copies the planes of a picture, whose rows may have another stride.
void av1_decoder_copy(av1_decoder_output from, uint8_t *y, uint8_t *u, uint8_t *v, int stride_y, int stride_uv);
void av1_decoder_free(av1_decoder *d);

#endif
