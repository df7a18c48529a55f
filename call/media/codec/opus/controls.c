#include "controls.h"

#include <stddef.h>

int encoder_set_bitrate(OpusEncoder *e, int bitrate) {
	return opus_encoder_ctl(e, OPUS_SET_BITRATE(bitrate));
}

int encoder_set_loss(OpusEncoder *e, int percent) {
	return opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(percent));
}

int encoder_configure(OpusEncoder *e, encoder_settings s) {
	int error = encoder_set_bitrate(e, s.bitrate);
	if (error == OPUS_OK) error = encoder_set_loss(e, s.loss_percent);
	if (error == OPUS_OK) error = opus_encoder_ctl(e, OPUS_SET_VBR(s.vbr));
	if (error == OPUS_OK) error = opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(s.fec));
	if (error == OPUS_OK) error = opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(s.complexity));
	if (error == OPUS_OK) error = opus_encoder_ctl(e, OPUS_SET_SIGNAL(s.signal));
	if (error == OPUS_OK) error = opus_encoder_ctl(e, OPUS_SET_LSB_DEPTH(16));
	return error;
}

int packet_first_byte(const unsigned char *packet, int size) {
	const unsigned char *frames[48]; // the most a packet holds
	opus_int16 sizes[48];
	int count = opus_packet_parse(packet, size, NULL, frames, sizes, NULL);
	if (count < 0) return count;
	return count == 0 || sizes[0] == 0 ? OPUS_INVALID_PACKET : frames[0][0];
}
