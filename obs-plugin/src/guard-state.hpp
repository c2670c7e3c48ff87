// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the guardian and the graphics thread tell each other: atomics, one of each in this process, and
// nothing that anybody could wait for. Any thread may read and write them.
#pragma once

#include "protocol/generated/names.gen.h"

#include <atomic>
#include <cstdint>

namespace playalter {

using names::CanvasCoverReason;
using names::LiveOutput;

constexpr uint32_t bit_of(LiveOutput output) { return 1u << uint32_t(output); }

struct GuardState {
	// Grows with each panic and each resume: odd while panic is on. Two changes between two frames are seen
	// as well.
	std::atomic<uint32_t> panic_changes{0};
	// Bits of LiveOutput: those that are starting or live, and of these the ones that must not be.
	std::atomic<uint32_t> live{0};
	std::atomic<uint32_t> stopping{0};
	// Masks that were taken off their source while something was live.
	std::atomic<uint32_t> removed_masks{0};
	// How often somebody resumed: what was switched off before the last time was accepted.
	std::atomic<uint32_t> resume_count{0};
	// What the canvas showed in the last frame drawn; written by the graphics thread.
	std::atomic<CanvasCoverReason> drawn_reason{CanvasCoverReason::none};

	bool is_panicked() const { return is_panic(panic_changes.load()); }
	static bool is_panic(uint32_t changes) { return (changes & 1u) != 0; }
	// False if that is how it was.
	bool set_panicked(bool is_wanted)
	{
		uint32_t changes = panic_changes.load();
		while (is_panic(changes) != is_wanted) {
			if (panic_changes.compare_exchange_weak(changes, changes + 1))
				return true;
		}
		return false;
	}
};

inline GuardState &guard_state()
{
	static GuardState state;
	return state;
}

} // namespace playalter
