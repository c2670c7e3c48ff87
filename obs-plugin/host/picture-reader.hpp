// SPDX-License-Identifier: GPL-2.0-or-later
//
// Says what an output picture shows: which test frame, how much of its secret, which mask. Pure.
#pragma once

#include "test-picture.hpp"

#include <cstdint>
#include <vector>

namespace frame_host {

// What the target is cleared to before the source is drawn.
constexpr uint8_t kClearGray = 128;

struct PictureReading {
	// masked: a frame number and no secret; raw: some secret; covered: neither, and as dark as the
	// cover; blank: nothing was drawn; other: none of these, which no test accepts.
	const char *kind = "other";
	uint32_t frame = 0;         // 0: unreadable
	int32_t mask_id = -1;       // lowest twelve bits of the frame id in the mask's colour; -1: none
	uint32_t secret_pixels = 0; // anywhere in the picture
};

PictureReading read_picture(const std::vector<uint8_t> &rgba, Size size);

// Highest difference of a channel outside of the box.
uint32_t highest_difference(const std::vector<uint8_t> &one, const std::vector<uint8_t> &other, Size size,
			    const Box &except);

} // namespace frame_host
