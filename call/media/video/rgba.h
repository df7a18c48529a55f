#ifndef PARLEY_VIDEO_RGBA_H
#define PARLEY_VIDEO_RGBA_H

#include <stdint.h>

// The layout of an I420 picture.
typedef struct {
	int width, height;
	int stride_y, stride_uv;
} rgba_layout;

// Converts to bytes R, G, B, A, after scaling when the sizes differ and turning
// left to right when mirror is set. Returns 0, or -1 when there is no memory.
int rgba_from_i420(const uint8_t *y, const uint8_t *u, const uint8_t *v, rgba_layout layout,
                   uint8_t *pixels, int stride, int width, int height, int mirror);

#endif
