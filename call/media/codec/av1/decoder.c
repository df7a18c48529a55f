#include "decoder.h"

#include <dav1d/dav1d.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct av1_decoder {
	Dav1dContext *context;
	Dav1dPicture picture; // without data when there is none
};

av1_decoder *av1_decoder_new(unsigned max_pixels) {
	av1_decoder *d = calloc(1, sizeof *d);
	if (d == NULL) return NULL;
	Dav1dSettings settings;
	dav1d_default_settings(&settings);
	settings.n_threads = 1;
	settings.max_frame_delay = 1;
	settings.all_layers = 0;
	settings.frame_size_limit = max_pixels;
	settings.logger.callback = NULL; // it would print what a peer sent
	if (dav1d_open(&d->context, &settings) != 0) {
		free(d);
		return NULL;
	}
	return d;
}

static void drop(av1_decoder *d) {
	if (d->picture.data[0] != NULL) dav1d_picture_unref(&d->picture);
}

// take fetches all pictures that are ready and keeps the last.
static int take(av1_decoder *d) {
	for (;;) {
		Dav1dPicture picture = {0};
		int error = dav1d_get_picture(d->context, &picture);
		if (error != 0) return error == DAV1D_ERR(EAGAIN) ? 0 : error;
		drop(d);
		d->picture = picture;
	}
}

// feed decodes all of the data, so that dav1d has room for the next.
static int feed(av1_decoder *d, Dav1dData *data) {
	int error = dav1d_send_data(d->context, data);
	return error != 0 ? error : take(d);
}

static int decode(av1_decoder *d, const uint8_t *data, size_t size) {
	Dav1dData in = {0};
	uint8_t *copy = dav1d_data_create(&in, size);
	if (copy == NULL) return DAV1D_ERR(ENOMEM);
	memcpy(copy, data, size);
	int error = feed(d, &in);
	if (in.sz > 0) dav1d_data_unref(&in);
	return error;
}

av1_decoder_output av1_decoder_decode(av1_decoder *d, const uint8_t *data, size_t size) {
	av1_decoder_output out = {0};
	drop(d);
	out.error = decode(d, data, size);
	const Dav1dPicture *p = &d->picture;
	if (out.error == DAV1D_ERR(ERANGE)) out.error = AV1_TOO_LARGE;
	if (out.error == 0 && p->data[0] != NULL && (p->p.layout != DAV1D_PIXEL_LAYOUT_I420 || p->p.bpc != 8))
		out.error = AV1_UNSUPPORTED;
	if (out.error != 0) {
		drop(d);
		dav1d_flush(d->context); // what is left of the unit, and all references
		return out;
	}
	if (p->data[0] == NULL) return out;
	out.y = p->data[0];
	out.u = p->data[1];
	out.v = p->data[2];
	out.stride_y = p->stride[0];
	out.stride_uv = p->stride[1];
	out.width = p->p.w;
	out.height = p->p.h;
	return out;
}

static void copy_plane(const uint8_t *from, ptrdiff_t from_stride, uint8_t *to, int to_stride, int width, int height) {
	for (int row = 0; row < height; row++) memcpy(to + (ptrdiff_t)row * to_stride, from + row * from_stride, width);
}

void av1_decoder_copy(av1_decoder_output from, uint8_t *y, uint8_t *u, uint8_t *v, int stride_y, int stride_uv) {
	int width = (from.width + 1) / 2, height = (from.height + 1) / 2;
	copy_plane(from.y, from.stride_y, y, stride_y, from.width, from.height);
	copy_plane(from.u, from.stride_uv, u, stride_uv, width, height);
	copy_plane(from.v, from.stride_uv, v, stride_uv, width, height);
}

void av1_decoder_free(av1_decoder *d) {
	drop(d);
	dav1d_close(&d->context);
	free(d);
}
