// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writes previews into a mapping, as the filter does. One thread, the only writer of the ring.
#pragma once

#include "../core/channel-view.hpp"
#include "../core/preview-reader.hpp"

namespace playalter {

class PreviewWriter {
public:
	explicit PreviewWriter(const ChannelView &channel) : channel_(channel) {}

	// As FrameWriter::write.
	void write(const PreviewHeader &header, const uint8_t *pixels, bool skips_lock);

private:
	void write_payload(const PreviewHeader &header, const uint8_t *pixels);

	ChannelView channel_;
	uint32_t sequences_[kPreviewSlots] = {};
};

} // namespace playalter
