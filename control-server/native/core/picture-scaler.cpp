// SPDX-License-Identifier: GPL-2.0-or-later
#include "picture-scaler.hpp"

#include "../../../protocol/channel_layout.h"

#include <cmath>
#include <cstring>

namespace playalter {

namespace {

constexpr uint32_t kWeightOne = 256;
// Samples that rounding pushes this far over the edge still count as on it.
constexpr double kEdgeSlack = 1e-3;

struct Sample {
	uint32_t before; // index of the pixel at or before the position
	uint32_t after;
	uint32_t weight; // of `after`, of kWeightOne
	bool is_inside;
};

Sample sample_at(double position, uint32_t length)
{
	const double last = double(length - 1);
	if (!(position >= -kEdgeSlack && position <= last + kEdgeSlack))
		return {0, 0, 0, false};
	const double clamped = position < 0 ? 0 : position > last ? last : position;
	const uint32_t before = uint32_t(clamped);
	const uint32_t after = before + 1 < length ? before + 1 : before;
	return {before, after, uint32_t(std::lround((clamped - before) * kWeightOne)), true};
}

double position_of(uint32_t index, uint32_t count, SampleSpan span)
{
	return count < 2 ? span.first : span.first + (span.last - span.first) * index / (count - 1);
}

} // namespace

void scale_picture(const PictureSource &from, SampleSpan across, SampleSpan down, uint8_t *to, uint32_t width,
		   uint32_t height)
{
	Sample columns[kScaledSideMax];
	for (uint32_t x = 0; x < width; x++)
		columns[x] = sample_at(position_of(x, width, across), from.width);

	// One source row at the output row's height, kWeightOne times as bright.
	uint16_t blended[kAnalysisSideMax * 4];
	const size_t source_row_bytes = size_t(from.width) * 4;
	for (uint32_t y = 0; y < height; y++) {
		uint8_t *out = to + size_t(y) * width * 4;
		const Sample row = sample_at(position_of(y, height, down), from.height);
		if (!row.is_inside) {
			memset(out, 0, size_t(width) * 4);
			continue;
		}
		const uint8_t *upper = from.rgba + row.before * source_row_bytes;
		const uint8_t *lower = from.rgba + row.after * source_row_bytes;
		const uint16_t lower_weight = uint16_t(row.weight);
		const uint16_t upper_weight = uint16_t(kWeightOne - row.weight);
		for (size_t i = 0; i < source_row_bytes; i++)
			blended[i] = uint16_t(upper[i] * upper_weight + lower[i] * lower_weight);

		for (uint32_t x = 0; x < width; x++, out += 4) {
			const Sample &column = columns[x];
			if (!column.is_inside) {
				memset(out, 0, 4);
				continue;
			}
			const uint16_t *left = blended + column.before * 4;
			const uint16_t *right = blended + column.after * 4;
			const uint32_t right_weight = column.weight;
			const uint32_t left_weight = kWeightOne - right_weight;
			for (int channel = 0; channel < 4; channel++)
				out[channel] = uint8_t((left[channel] * left_weight + right[channel] * right_weight +
							kWeightOne * kWeightOne / 2) /
						       (kWeightOne * kWeightOne));
		}
	}
}

} // namespace playalter
