#include "jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>
#include <libyuv.h>

// A decoder that leaves by longjmp as soon as something is wrong.
typedef struct {
	struct jpeg_decompress_struct jpeg; // first, so that a pointer to it is one to decoder
	struct jpeg_error_mgr errors;
	jmp_buf escape;
} decoder;

static void give_up(j_common_ptr jpeg) {
	longjmp(((decoder *)jpeg)->escape, JPEG_CORRUPT);
}

// libjpeg only warns when a picture ends early or its codes make no sense, and
// goes on with grey. Bytes between the segments are harmless, and some cameras
// send them in every picture.
static void hear(j_common_ptr jpeg, int level) {
	int code = jpeg->err->msg_code;
	if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR) give_up(jpeg);
}

static void say_nothing(j_common_ptr jpeg) { (void)jpeg; }

// Reads the header and refuses what no camera sends: several passes, which
// would need the whole picture in memory, and other colours. escape is set.
static void open_header(decoder *d, const uint8_t *data, size_t size) {
	jpeg_create_decompress(&d->jpeg);
	jpeg_mem_src(&d->jpeg, data, size);
	jpeg_read_header(&d->jpeg, TRUE);
	J_COLOR_SPACE colours = d->jpeg.jpeg_color_space;
	if (jpeg_has_multiple_scans(&d->jpeg) || (colours != JCS_YCbCr && colours != JCS_GRAYSCALE)) {
		longjmp(d->escape, JPEG_UNSUPPORTED);
	}
}

static void prepare(decoder *d) {
	memset(d, 0, sizeof *d);
	d->jpeg.err = jpeg_std_error(&d->errors);
	d->errors.error_exit = give_up;
	d->errors.emit_message = hear;
	d->errors.output_message = say_nothing;
}

jpeg_size jpeg_measure(const uint8_t *data, size_t size) {
	decoder d;
	prepare(&d);
	int error = setjmp(d.escape);
	if (error == 0) open_header(&d, data, size);
	jpeg_size found = {(int)d.jpeg.image_width, (int)d.jpeg.image_height, error};
	jpeg_destroy_decompress(&d.jpeg);
	return found;
}

// How libyuv turns a strip of a picture into I420. YCbCr comes with all, half
// or a quarter of its chroma.
typedef int (*to_i420)(const uint8_t *, int, const uint8_t *, int, const uint8_t *, int,
                       uint8_t *, int, uint8_t *, int, uint8_t *, int, int, int);

static int from_grey(const uint8_t *y, int stride, const uint8_t *u, int stride_u, const uint8_t *v, int stride_v,
                     uint8_t *to_y, int to_stride, uint8_t *to_u, int to_stride_u, uint8_t *to_v, int to_stride_v,
                     int width, int height) {
	(void)u, (void)stride_u, (void)v, (void)stride_v;
	return I400ToI420(y, stride, to_y, to_stride, to_u, to_stride_u, to_v, to_stride_v, width, height);
}

static to_i420 conversion(const struct jpeg_decompress_struct *jpeg) {
	const jpeg_component_info *y = jpeg->comp_info, *u = y + 1, *v = y + 2;
	if (jpeg->num_components == 1) return from_grey;
	if (jpeg->num_components != 3 || u->h_samp_factor != v->h_samp_factor || u->v_samp_factor != v->v_samp_factor) return NULL;
	int wider = y->h_samp_factor == 2 * u->h_samp_factor, higher = y->v_samp_factor == 2 * u->v_samp_factor;
	int as_wide = y->h_samp_factor == u->h_samp_factor, as_high = y->v_samp_factor == u->v_samp_factor;
	if (wider && higher) return I420Copy;
	if (wider && as_high) return I422ToI420;
	if (as_wide && as_high) return I444ToI420;
	return NULL;
}

// JPEG uses 0 to 255 (JFIF 1.02), video 16 to 235 for luma and 16 to 240 for
// chroma (BT.601). 220/256 and 225/256 are 219/255 and 224/255 to within a
// seventh of a step, and fit 16 bits.
static void limit_luma(uint8_t *p, int width) {
	for (int x = 0; x < width; x++) p[x] = (uint16_t)(p[x] * 220u + 16 * 256 + 128) >> 8;
}

static void limit_chroma(uint8_t *p, int width) {
	for (int x = 0; x < width; x++) p[x] = (uint16_t)(p[x] * 225u + 16 * 256) >> 8;
}

// Room for one row of blocks of each component.
typedef struct {
	JSAMPARRAY rows[3];
	int strides[3];
	int height; // in luma rows
} strip;

static strip make_strip(j_decompress_ptr jpeg) {
	strip s = {.height = jpeg->max_v_samp_factor * DCTSIZE};
	j_common_ptr owner = (j_common_ptr)jpeg; // frees it all
	int across = jpeg->max_h_samp_factor * DCTSIZE;
	int units = ((int)jpeg->image_width + across - 1) / across;
	for (int i = 0; i < jpeg->num_components; i++) {
		const jpeg_component_info *c = &jpeg->comp_info[i];
		int rows = c->v_samp_factor * DCTSIZE;
		s.strides[i] = units * c->h_samp_factor * DCTSIZE;
		s.rows[i] = jpeg->mem->alloc_small(owner, JPOOL_IMAGE, rows * sizeof(JSAMPROW));
		JSAMPROW block = jpeg->mem->alloc_large(owner, JPOOL_IMAGE, (size_t)s.strides[i] * rows);
		for (int row = 0; row < rows; row++) s.rows[i][row] = block + (size_t)row * s.strides[i];
	}
	return s;
}

static void store(const strip *s, to_i420 convert, uint8_t *y, uint8_t *u, uint8_t *v, jpeg_target to, int from, int count) {
	int width = (to.width + 1) / 2, half = (count + 1) / 2;
	y += (size_t)from * to.stride_y;
	u += (size_t)from / 2 * to.stride_uv;
	v += (size_t)from / 2 * to.stride_uv;
	const uint8_t *chroma_u = s->rows[1] ? s->rows[1][0] : NULL, *chroma_v = s->rows[2] ? s->rows[2][0] : NULL;
	convert(s->rows[0][0], s->strides[0], chroma_u, s->strides[1], chroma_v, s->strides[2],
	        y, to.stride_y, u, to.stride_uv, v, to.stride_uv, to.width, count);
	for (int row = 0; row < count; row++) limit_luma(y + (size_t)row * to.stride_y, to.width);
	for (int row = 0; row < half; row++) {
		limit_chroma(u + (size_t)row * to.stride_uv, width);
		limit_chroma(v + (size_t)row * to.stride_uv, width);
	}
}

// Decodes a row of blocks at a time. escape is set.
static void decode_strips(decoder *d, uint8_t *y, uint8_t *u, uint8_t *v, jpeg_target to) {
	j_decompress_ptr jpeg = &d->jpeg;
	to_i420 convert = conversion(jpeg);
	if (convert == NULL) longjmp(d->escape, JPEG_UNSUPPORTED);
	if ((int)jpeg->image_width != to.width || (int)jpeg->image_height != to.height) longjmp(d->escape, JPEG_CORRUPT);
	jpeg->raw_data_out = TRUE;
	jpeg->out_color_space = jpeg->jpeg_color_space;
	jpeg_start_decompress(jpeg);
	strip s = make_strip(jpeg);
	for (int from = 0; from < to.height; from += s.height) {
		if (jpeg_read_raw_data(jpeg, s.rows, s.height) == 0) give_up((j_common_ptr)jpeg);
		int left = to.height - from;
		store(&s, convert, y, u, v, to, from, left < s.height ? left : s.height);
	}
}

int jpeg_decode(const uint8_t *data, size_t size, uint8_t *y, uint8_t *u, uint8_t *v, jpeg_target to) {
	decoder d;
	prepare(&d);
	int error = setjmp(d.escape);
	if (error == 0) {
		open_header(&d, data, size);
		decode_strips(&d, y, u, v, to);
	}
	jpeg_destroy_decompress(&d.jpeg);
	return error;
}
