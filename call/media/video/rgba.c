#include "rgba.h"

#include <libyuv.h>
#include <stdlib.h>

// An I420 picture; block is set when it owns its planes.
typedef struct {
	const uint8_t *y, *u, *v;
	rgba_layout layout;
	uint8_t *block;
} picture;

// Returns a picture of undefined content. malloc keeps blocks of this size at
// hand after the first, so this costs nothing a frame.
static picture allocate(int width, int height) {
	rgba_layout l = {width, height, (width + 31) & ~31, ((width + 1) / 2 + 31) & ~31};
	size_t luma = (size_t)l.stride_y * height, chroma = (size_t)l.stride_uv * ((height + 1) / 2);
	picture p = {.layout = l, .block = malloc(luma + 2 * chroma)};
	p.y = p.block;
	p.u = p.y + luma;
	p.v = p.u + chroma;
	return p;
}

static int scale(picture *p, int width, int height) {
	picture to = allocate(width, height);
	if (to.block == NULL) return -1;
	I420Scale(p->y, p->layout.stride_y, p->u, p->layout.stride_uv, p->v, p->layout.stride_uv, p->layout.width, p->layout.height,
	          (uint8_t *)to.y, to.layout.stride_y, (uint8_t *)to.u, to.layout.stride_uv, (uint8_t *)to.v, to.layout.stride_uv,
	          width, height, kFilterBox);
	*p = to;
	return 0;
}

static int mirrored(picture *p) {
	picture to = allocate(p->layout.width, p->layout.height);
	if (to.block == NULL) return -1;
	I420Mirror(p->y, p->layout.stride_y, p->u, p->layout.stride_uv, p->v, p->layout.stride_uv,
	           (uint8_t *)to.y, to.layout.stride_y, (uint8_t *)to.u, to.layout.stride_uv, (uint8_t *)to.v, to.layout.stride_uv,
	           p->layout.width, p->layout.height);
	free(p->block);
	*p = to;
	return 0;
}

int rgba_from_i420(const uint8_t *y, const uint8_t *u, const uint8_t *v, rgba_layout layout,
                   uint8_t *pixels, int stride, int width, int height, int mirror) {
	picture p = {y, u, v, layout, NULL};
	int error = 0;
	if (layout.width != width || layout.height != height) error = scale(&p, width, height);
	if (error == 0 && mirror) error = mirrored(&p);
	if (error == 0) {
		// libyuv names the bytes of a little-endian word: its ABGR is R, G, B, A.
		I420ToABGR(p.y, p.layout.stride_y, p.u, p.layout.stride_uv, p.v, p.layout.stride_uv, pixels, stride, width, height);
	}
	free(p.block);
	return error;
}
