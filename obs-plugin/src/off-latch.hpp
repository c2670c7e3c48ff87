// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether a filter may have been passed over in the frame that is being drawn. Pure: no libobs, no clock.
//
// libobs switches a filter on and off between any two instructions of the graphics thread, and tells of it
// afterwards. So what is read at the end of a frame says nothing of how its source was drawn:
//
//   on at the last look, on now    passed over only if it was said to be off meanwhile
//   off at the last look, on now   perhaps off still when the source was drawn
//   off now                        perhaps off already when the source was drawn
//
// Somebody who resumes while it is off accepts that, until it was on again.
#pragma once

#include <atomic>
#include <cstdint>

namespace playalter {

class OffLatch {
public:
	// Any thread, after the filter was switched. `resume_count`: how often somebody resumed so far.
	void note_switched(bool is_on, uint32_t resume_count)
	{
		if (is_on)
			return was_on_.store(true);
		off_at_resume_.store(resume_count);
		was_off_.store(true);
	}

	// Graphics thread, after the source was drawn; several times in a frame where several canvases are drawn.
	bool look(uint64_t frame_ns, bool is_on, uint32_t resume_count)
	{
		if (frame_ns != frame_ns_) {
			frame_ns_ = frame_ns;
			is_passed_over_ = is_off_and_counts_;
		}
		const bool was_on = was_on_.exchange(false);
		const bool was_off = was_off_.exchange(false);
		// Where the order of things is in doubt, nobody has accepted anything.
		if (was_on || (!is_on && !is_off_ && !was_off))
			resume_count_when_off_ = resume_count;
		else if (was_off)
			resume_count_when_off_ = off_at_resume_.load();
		is_off_ = !is_on;
		const bool is_accepted = resume_count_when_off_ != resume_count;
		is_off_and_counts_ = is_off_ && !is_accepted;
		is_passed_over_ = is_passed_over_ || is_off_and_counts_ || (was_off && !is_accepted);
		return is_passed_over_;
	}

private:
	std::atomic<bool> was_on_{false};
	std::atomic<bool> was_off_{false};
	std::atomic<uint32_t> off_at_resume_{0};
	// Of the graphics thread.
	uint32_t resume_count_when_off_ = 0;
	uint64_t frame_ns_ = 0;
	bool is_passed_over_ = false;    // in this frame
	bool is_off_ = false;            // at the last look
	bool is_off_and_counts_ = false; // at the last look, and nobody accepted it
};

} // namespace playalter
