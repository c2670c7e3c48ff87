// SPDX-License-Identifier: GPL-2.0-or-later
//
// A frame's or a preview's header as the numbers of a Float64Array. Order is the protocol between this addon and
// its TypeScript wrappers, where `frameMetaIndex` and `previewMetaIndex` repeat it.
#pragma once

#include "../core/frame-reader.hpp"
#include "../core/preview-reader.hpp"

namespace playalter {

constexpr size_t kFrameMetaLength = 12;

inline void to_meta(const FrameHeader &header, double *meta)
{
	meta[0] = double(header.frame_id);
	meta[1] = double(header.epoch);
	meta[2] = double(header.captured_ns) / 1e6;
	meta[3] = double(header.published_ns) / 1e6;
	meta[4] = double(header.source_width);
	meta[5] = double(header.source_height);
	meta[6] = double(header.width);
	meta[7] = double(header.height);
	meta[8] = double(header.mode);
	meta[9] = double(header.delay_frames);
	meta[10] = double(header.look_ahead_frames);
	meta[11] = double(header.frame_interval_ns) / 1e6;
}

constexpr size_t kPreviewMetaLength = 8;

inline void to_meta(const PreviewHeader &header, double *meta)
{
	meta[0] = double(header.number);
	meta[1] = double(header.frame_id);
	meta[2] = double(header.newest_id);
	meta[3] = double(header.drawn_ns) / 1e6;
	meta[4] = double(header.published_ns) / 1e6;
	meta[5] = double(header.state);
	meta[6] = double(header.width);
	meta[7] = double(header.height);
}

} // namespace playalter
