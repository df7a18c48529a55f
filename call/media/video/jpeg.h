#ifndef PARLEY_VIDEO_JPEG_H
#define PARLEY_VIDEO_JPEG_H

#include <stddef.h>
#include <stdint.h>

enum { JPEG_FINE, JPEG_CORRUPT, JPEG_UNSUPPORTED };

typedef struct {
	int width, height;
	int error; // one of the above
} jpeg_size;

// Reads the header.
jpeg_size jpeg_measure(const uint8_t *data, size_t size);

typedef struct {
	int stride_y, stride_uv;
	int width, height; // as jpeg_measure found
} jpeg_target;

// Decodes into I420, limited range. Returns one of the above; the planes are
// then undefined unless it is JPEG_FINE.
int jpeg_decode(const uint8_t *data, size_t size, uint8_t *y, uint8_t *u, uint8_t *v, jpeg_target to);

#endif
