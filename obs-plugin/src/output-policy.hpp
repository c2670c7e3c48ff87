// SPDX-License-Identifier: GPL-2.0-or-later
//
// What leaves the filter in one tick. Pure: no libobs, no clock. Called on the graphics thread.
//
// Per tick exactly one of:
//
//   mask for the due frame is there and valid    -> masked        (extrapolated, in live mode)
//   it is not, but a masked frame went out less
//     than repeat_ns ago and may still be shown  -> repeated      (that same picture again)
//   anything else                                -> covered
//
//   masked, extrapolated   -> any
//   repeated               -> masked, extrapolated, repeated; covered when the time is up
//   covered                -> masked, extrapolated; never repeated: once covered, only a new
//                             mask takes the cover off
//
// invalidate() (start, size change, source came back, bad record) forbids repeating at once.
#pragma once

#include "protocol/generated/names.gen.h"

#include <cstdint>

namespace playalter {

using names::CoverReason;

using OutputKind = names::OutputState;

enum class DueMask : uint32_t {
	valid,        // made for the due frame, from that frame
	extrapolated, // made for the due frame before it was analysed; only handed in in live mode
	missing,      // there is no due frame yet, or no mask for it
	cover,        // the daemon asks for a cover
	invalid,      // there is a record and it is not believed
};

struct OutputDecision {
	OutputKind kind;
	CoverReason reason; // none unless covered or repeated
};

class OutputPolicy {
public:
	explicit OutputPolicy(uint64_t repeat_ns) : repeat_ns_(repeat_ns) {}

	// The picture that went out last must not be shown again; the cover stays up, for this
	// reason, until the next valid mask.
	void invalidate(CoverReason reason);

	// `why_missing` is shown when the mask is missing and nothing more specific is known.
	OutputDecision decide(uint64_t now_ns, DueMask due, CoverReason why_missing);

	// The masked picture could not be drawn after all: this tick is covered instead.
	OutputDecision drawing_failed();

private:
	OutputDecision cover(CoverReason reason);

	uint64_t repeat_ns_;
	uint64_t masked_at_ns_ = 0;
	bool may_repeat_ = false;
	CoverReason standing_reason_ = CoverReason::starting;
};

} // namespace playalter
