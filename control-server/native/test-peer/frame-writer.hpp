// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writes frames into a mapping, as the filter does. One thread, the only writer of the frame ring.
#pragma once

#include "../core/channel-view.hpp"
#include "../core/frame-reader.hpp"

namespace playalter {

class FrameWriter {
public:
	explicit FrameWriter(const ChannelView &channel) : channel_(channel) {}

	// `pixels` holds width x height x 4 bytes, and these fit the slot. With `skips_lock` readers are
	// not warned: the fault that the tests of the sequence lock must be able to see.
	void write(const FrameHeader &header, const uint8_t *pixels, bool skips_lock);

private:
	void write_payload(const FrameHeader &header, const uint8_t *pixels);

	ChannelView channel_;
	uint32_t sequences_[kFrameSlots] = {};
};

} // namespace playalter
