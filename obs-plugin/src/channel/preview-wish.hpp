// SPDX-License-Identifier: GPL-2.0-or-later
//
// The daemon's wish for previews, which ends by itself: set by the channel's thread, read by the graphics thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "monotonic-clock.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter {

class PreviewWish {
public:
	// For `limit_preview_lease_ms` from now; 0: no more. At most limit_preview_fps_max.
	void set(uint32_t fps) noexcept
	{
		const uint64_t until_ms = uint64_t(monotonic_ms() + names::limit_preview_lease_ms);
		wish_.store(fps == 0 ? 0 : until_ms << kFpsBits | fps, std::memory_order_relaxed);
	}

	// Previews a second; 0: nobody looks, which costs one load.
	uint32_t fps() const noexcept
	{
		const uint64_t wish = wish_.load(std::memory_order_relaxed);
		if (wish == 0 || uint64_t(monotonic_ms()) >= wish >> kFpsBits)
			return 0;
		return uint32_t(wish & ((1u << kFpsBits) - 1));
	}

private:
	static constexpr unsigned kFpsBits = 8;
	static_assert(names::limit_preview_fps_max < 1 << kFpsBits, "the rate fits into its bits");
	// The end in the upper bits, the rate in the lower eight; 0: none.
	std::atomic<uint64_t> wish_{0};
};

} // namespace playalter
