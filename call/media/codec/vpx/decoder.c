#include "decoder.h"

#include <stdlib.h>
#include <string.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>

struct decoder {
	vpx_codec_ctx_t codec;
};

decoder *decoder_new(void) {
	decoder *d = calloc(1, sizeof *d);
	if (d == NULL) return NULL;
	vpx_codec_dec_cfg_t config = {.threads = 1};
	if (vpx_codec_dec_init(&d->codec, vpx_codec_vp8_dx(), &config, 0) != VPX_CODEC_OK) {
		free(d);
		return NULL;
	}
	return d;
}

decoder_output decoder_decode(decoder *d, const uint8_t *data, size_t size) {
	decoder_output out = {0};
	out.error = vpx_codec_decode(&d->codec, data, size, NULL, 0);
	if (out.error != 0) return out;
	vpx_codec_iter_t iterator = NULL;
	vpx_image_t *image = vpx_codec_get_frame(&d->codec, &iterator);
	// A frame that ended too early is decoded from zeros, and only marked.
	int corrupted = 0;
	out.error = vpx_codec_control(&d->codec, VP8D_GET_FRAME_CORRUPTED, &corrupted);
	if (corrupted) out.error = VPX_CODEC_CORRUPT_FRAME;
	if (out.error != 0 || image == NULL) return out;
	out.y = image->planes[VPX_PLANE_Y];
	out.u = image->planes[VPX_PLANE_U];
	out.v = image->planes[VPX_PLANE_V];
	out.stride_y = image->stride[VPX_PLANE_Y];
	out.stride_uv = image->stride[VPX_PLANE_U];
	out.width = image->d_w;
	out.height = image->d_h;
	return out;
}

static void copy_plane(const uint8_t *from, int from_stride, uint8_t *to, int to_stride, int width, int height) {
	for (int row = 0; row < height; row++) memcpy(to + (size_t)row * to_stride, from + (size_t)row * from_stride, width);
}

void decoder_copy(decoder_output from, uint8_t *y, uint8_t *u, uint8_t *v, int stride_y, int stride_uv) {
	int width = (from.width + 1) / 2, height = (from.height + 1) / 2;
	copy_plane(from.y, from.stride_y, y, stride_y, from.width, from.height);
	copy_plane(from.u, from.stride_uv, u, stride_uv, width, height);
	copy_plane(from.v, from.stride_uv, v, stride_uv, width, height);
}

void decoder_free(decoder *d) {
	vpx_codec_destroy(&d->codec);
	free(d);
}
