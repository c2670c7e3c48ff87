// SPDX-License-Identifier: GPL-2.0-or-later
//
// When only some frames are sent to a daemon: while it starts and catches up, so that the frame ring holds a long time
// instead of the last four frames. Pure. Graphics thread.
#pragma once

#include <cstdint>

namespace playalter {

class SparseSending {
public:
	// Of the mapping in use: a new one begins sparsely.
	bool is_on(uint64_t mapping_serial) const { return mapping_serial != serial_ || !is_over_; }

	// Once a tick in which a frame was due. It ends with the first mask that is in time, or, where none is, when some have
	// come for two delays: a daemon that is always late is not helped by fewer frames.
	void note(uint64_t mapping_serial, bool has_mask, bool is_in_time, uint32_t delay_frames)
	{
		if (mapping_serial != serial_) {
			serial_ = mapping_serial;
			masked_ticks_ = 0;
			is_over_ = false;
		}
		if (has_mask)
			masked_ticks_++;
		if (is_in_time || masked_ticks_ > uint64_t(delay_frames) * 2)
			is_over_ = true;
	}

private:
	uint64_t serial_ = 0; // 0: none
	uint64_t masked_ticks_ = 0;
	bool is_over_ = false;
};

} // namespace playalter
