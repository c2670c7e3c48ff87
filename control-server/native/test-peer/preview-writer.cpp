// SPDX-License-Identifier: GPL-2.0-or-later
#include "preview-writer.hpp"

#include "../core/sequence-lock.hpp"

#include <cstring>

namespace playalter {

void PreviewWriter::write(const PreviewHeader &header, const uint8_t *pixels, bool skips_lock)
{
	if (skips_lock) {
		write_payload(header, pixels);
	} else {
		const SequenceWrite turn(channel_.preview(header.number).sequence,
					 sequences_[header.number % kPreviewSlots]);
		write_payload(header, pixels);
	}
	channel_.header().latest_preview.store(header.number, std::memory_order_release);
}

void PreviewWriter::write_payload(const PreviewHeader &header, const uint8_t *pixels)
{
	// Pixels first, as in FrameWriter.
	memcpy(channel_.preview_pixels(header.number), pixels, size_t(header.width) * header.height * 4);
	PreviewRecord &record = channel_.preview(header.number);
	record.number = header.number;
	record.frame_id = header.frame_id;
	record.newest_id = header.newest_id;
	record.drawn_ns = header.drawn_ns;
	record.published_ns = header.published_ns;
	record.state = header.state;
	record.width = header.width;
	record.height = header.height;
}

} // namespace playalter
