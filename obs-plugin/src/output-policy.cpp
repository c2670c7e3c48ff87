// SPDX-License-Identifier: GPL-2.0-or-later
#include "output-policy.hpp"

namespace playalter {

OutputDecision OutputPolicy::cover(CoverReason reason)
{
	may_repeat_ = false;
	standing_reason_ = reason;
	return {OutputKind::covered, reason};
}

void OutputPolicy::invalidate(CoverReason reason) { cover(reason); }

OutputDecision OutputPolicy::decide(uint64_t now_ns, DueMask due, CoverReason why_missing)
{
	switch (due) {
	case DueMask::valid:
	case DueMask::extrapolated:
		may_repeat_ = true;
		masked_at_ns_ = now_ns;
		standing_reason_ = CoverReason::none;
		return {due == DueMask::valid ? OutputKind::masked : OutputKind::extrapolated, CoverReason::none};
	case DueMask::cover:
		return cover(CoverReason::daemon_requested);
	case DueMask::invalid:
		return cover(CoverReason::record_invalid);
	case DueMask::missing:
		break;
	}

	// A clock that jumped back makes the age huge, which covers.
	if (may_repeat_ && now_ns - masked_at_ns_ <= repeat_ns_)
		return {OutputKind::repeated, why_missing};
	// A flush names its reason until the first new mask, unless there is nobody to make one.
	const bool is_daemon_there = why_missing == CoverReason::mask_late;
	return cover(is_daemon_there && standing_reason_ != CoverReason::none ? standing_reason_ : why_missing);
}

OutputDecision OutputPolicy::drawing_failed() { return cover(CoverReason::graphics_failure); }

} // namespace playalter
