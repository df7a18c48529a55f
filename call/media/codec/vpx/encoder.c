#include "encoder.h"

#include <stdlib.h>
#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

struct encoder {
	vpx_codec_ctx_t codec;
	vpx_codec_enc_cfg_t config;
};

static void apply(vpx_codec_enc_cfg_t *c, encoder_settings s) {
	c->g_w = s.width;
	c->g_h = s.height;
	c->g_threads = s.threads;
	c->rc_target_bitrate = s.kilobits;
	c->rc_min_quantizer = s.min_quantizer;
	c->rc_max_quantizer = s.max_quantizer;
	c->rc_dropframe_thresh = s.drop_threshold;
}

// The constants are libwebrtc's: no look-ahead, constant bitrate with a buffer
// of a second, and key frames only when asked for.
static void configure(vpx_codec_enc_cfg_t *c) {
	c->g_timebase.num = 1;
	c->g_timebase.den = 90000;
	c->g_lag_in_frames = 0;
	c->g_error_resilient = 0;
	c->rc_end_usage = VPX_CBR;
	c->rc_undershoot_pct = 100;
	c->rc_overshoot_pct = 15;
	c->rc_buf_initial_sz = 500;
	c->rc_buf_optimal_sz = 600;
	c->rc_buf_sz = 1000;
	c->kf_mode = VPX_KF_DISABLED;
}

static int control(vpx_codec_ctx_t *c, encoder_settings s) {
	return vpx_codec_control(c, VP8E_SET_CPUUSED, s.speed) ||
	       vpx_codec_control(c, VP8E_SET_STATIC_THRESHOLD, s.static_threshold) ||
	       vpx_codec_control(c, VP8E_SET_NOISE_SENSITIVITY, s.noise_sensitivity) ||
	       vpx_codec_control(c, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION) ||
	       vpx_codec_control(c, VP8E_SET_MAX_INTRA_BITRATE_PCT, s.max_intra_percent) ||
	       vpx_codec_control(c, VP8E_SET_SCREEN_CONTENT_MODE, s.screen_mode);
}

encoder *encoder_new(encoder_settings s) {
	encoder *e = calloc(1, sizeof *e);
	if (e == NULL) return NULL;
	if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &e->config, 0) != VPX_CODEC_OK) {
		free(e);
		return NULL;
	}
	configure(&e->config);
	apply(&e->config, s);
	if (vpx_codec_enc_init(&e->codec, vpx_codec_vp8_cx(), &e->config, 0) != VPX_CODEC_OK) {
		free(e);
		return NULL;
	}
	if (control(&e->codec, s) != 0) {
		encoder_free(e);
		return NULL;
	}
	return e;
}

int encoder_set(encoder *e, encoder_settings s) {
	vpx_codec_enc_cfg_t wanted = e->config;
	apply(&wanted, s);
	int error = vpx_codec_enc_config_set(&e->codec, &wanted);
	if (error == 0) e->config = wanted;
	return error != 0 ? error : control(&e->codec, s);
}

// wrap describes the caller's planes. vpx_img_wrap would take one buffer only.
static vpx_image_t wrap(const encoder *e, uint8_t *y, uint8_t *u, uint8_t *v, encoder_input in) {
	vpx_image_t image = {
		.fmt = VPX_IMG_FMT_I420,
		.bit_depth = 8,
		.bps = 12,
		.x_chroma_shift = 1,
		.y_chroma_shift = 1,
		.w = e->config.g_w,
		.h = e->config.g_h,
		.d_w = e->config.g_w,
		.d_h = e->config.g_h,
		.planes = {y, u, v},
		.stride = {in.stride_y, in.stride_uv, in.stride_uv},
	};
	return image;
}

encoder_output encoder_encode(encoder *e, uint8_t *y, uint8_t *u, uint8_t *v, encoder_input in) {
	encoder_output out = {0};
	vpx_image_t image = wrap(e, y, u, v, in);
	vpx_enc_frame_flags_t flags = in.force_key ? VPX_EFLAG_FORCE_KF : 0;
	out.error = vpx_codec_encode(&e->codec, &image, in.pts, in.duration, flags, VPX_DL_REALTIME);
	if (out.error != 0) return out;
	vpx_codec_iter_t iterator = NULL;
	const vpx_codec_cx_pkt_t *packet;
	while ((packet = vpx_codec_get_cx_data(&e->codec, &iterator)) != NULL) {
		if (packet->kind != VPX_CODEC_CX_FRAME_PKT) continue;
		out.data = packet->data.frame.buf;
		out.size = packet->data.frame.sz;
		out.key = (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
	}
	out.error = vpx_codec_control(&e->codec, VP8E_GET_LAST_QUANTIZER_64, &out.quantizer);
	return out;
}

void encoder_free(encoder *e) {
	vpx_codec_destroy(&e->codec);
	free(e);
}
