// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the filter and the daemon tell each other about a stream, as plain values. Field names and
// ranges: protocol/messages.ts.
#pragma once

#include <cstdint>
#include <string>

#include "protocol/generated/names.gen.h"

namespace playalter {

// Out-of-range numbers are clamped when the message is written.
struct StreamSettings {
	names::MaskType mask_type = names::MaskType::pixelate;
	int64_t intensity = names::default_intensity; // percent
	uint32_t mask_color = uint32_t(names::default_mask_color); // 0xAABBGGRR
	names::MaskMode mode = names::MaskMode::guard;
	int64_t look_ahead_ms = names::default_look_ahead_ms;

	bool operator==(const StreamSettings &other) const
	{
		return mask_type == other.mask_type && intensity == other.intensity &&
		       mask_color == other.mask_color && mode == other.mode && look_ahead_ms == other.look_ahead_ms;
	}
	bool operator!=(const StreamSettings &other) const { return !(*this == other); }
};

// Who the stream belongs to. Longer texts are cut to the protocol's limits (bytes), and bytes that are
// not UTF-8 are replaced.
struct StreamIdentity {
	std::string plugin_version; // 64
	std::string filter_uuid;    // 1 to 128
	std::string filter_name;    // 512
	std::string source_name;    // 512
	std::string obs_version;    // 64
};

// Frames since the filter was created. Their sum is the number drawn, by construction.
struct FrameCounters {
	uint64_t masked = 0;
	uint64_t repeated = 0;
	uint64_t extrapolated = 0;
	uint64_t covered = 0;

	uint64_t drawn() const { return masked + repeated + extrapolated + covered; }
};

struct Quantiles {
	double p50 = 0;
	double p99 = 0;
	int64_t n = 0;
};

enum class StreamState : uint32_t { warming, running, failed };
inline constexpr const char *stream_state_names[] = {"warming", "running", "failed"};

// The daemon's last `stream.status`.
struct StreamStatus {
	StreamState state = StreamState::warming;
	std::string code; // empty while all is well
	std::string message;
	std::string provider;
	int64_t faces = 0;
	int64_t faces_masked = 0;
	int64_t analysed = 0;
	int64_t unchanged = 0;
	int64_t skipped = 0;
	Quantiles frame_to_mask_ms;
	Quantiles detect_ms;
	Quantiles paint_ms;
	double rss_mb = 0;
};

} // namespace playalter
