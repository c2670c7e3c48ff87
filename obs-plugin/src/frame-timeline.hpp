// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which frame is which, and what may leave: frame ids, epochs, connections, the ring of delayed frames, the
// mask that belongs to the frame that is due, and the output policy. All of the frame path that decides and
// nothing that draws; no clock. Graphics thread. docs/output-frames.md has the whole machine.
#pragma once

#include "channel/mask-reader.hpp"
#include "frame-ring.hpp"
#include "output-policy.hpp"

#include <cstdint>
#include <optional>

namespace playalter {

class FrameTimeline {
public:
	FrameTimeline(uint64_t ring_bytes_max, uint64_t repeat_ns);

	// --- What voids the frames held. Those that return a bool: true if a copy staged for analysis is
	// void as well. ---

	// Before the first draw of a tick. A gap since the last one flushes: the source was hidden, what was
	// delayed is stale. So does a tick that was begun and never ended: an exception came in between, and
	// what was decided is not what was shown.
	bool begin_tick(uint64_t tick);
	void end_tick(uint64_t tick);
	bool is_drawn(uint64_t tick) const { return drawn_tick_ == tick; }

	// A flush, for that reason.
	void flush(CoverReason reason) { restart(reason); }

	// A flush, with room for that many frames of delay. In live mode only guesses are taken, in the
	// others none.
	void set_delay(uint32_t delay_frames, bool is_live, CoverReason reason);
	std::optional<uint32_t> delay_that_fits(uint32_t wanted, uint32_t width, uint32_t height,
						gs_color_space space) const
	{
		return ring_.delay_that_fits(wanted, width, height, space);
	}

	// Of the mapping in use; 0: no daemon. What is held was never seen by a new connection's daemon: it
	// can't have masks for it, whatever it says.
	bool set_connection(uint64_t mapping_serial);
	// The daemon has come and gets that mapping: what is held from before `first_id` it can't have been shown either.
	void begin_daemon(uint64_t first_id) { first_shown_id_ = first_id; }

	// --- Frames ---

	// The slot for the newest frame, which gets the next id even where the slot can't be had (null). It
	// is not a frame before hold().
	RingFrame *begin_frame(gs_color_space space);
	void hold(RingFrame &frame) { frame.frame_id = newest_id_; }
	uint32_t epoch() const { return epoch_; }
	uint64_t newest_id() const { return newest_id_; }

	// --- What leaves ---

	// The mask to look for; nothing if no frame is due that could leave.
	std::optional<MaskRequest> due_request(uint64_t latest_frame_id);
	// What was read for that request.
	DueMask judge(const MaskReadResult &result, const MaskCopy &mask) const;
	OutputDecision decide(uint64_t now_ns, DueMask due, CoverReason why_missing);
	// Nothing can leave in this tick but the cover.
	OutputDecision cover(CoverReason reason);
	// The decided picture could not be drawn: covered instead.
	OutputDecision drawing_failed();
	// The frame that decide() let go, once; from here on the slot is not a frame any more: half drawn or
	// whole, it is never found again. Null if there is none.
	RingFrame *take_due();

private:
	void restart(CoverReason reason);
	uint64_t due_id() const { return newest_id_ > delay_frames_ ? newest_id_ - delay_frames_ : 0; }

	FrameRing ring_;
	OutputPolicy policy_;
	uint64_t newest_id_ = 0;
	uint64_t granted_id_ = 0; // 0: none
	uint32_t epoch_ = 1;
	uint32_t delay_frames_ = 0;
	bool is_live_ = false;
	uint64_t mapping_serial_ = 0;
	uint64_t first_shown_id_ = 0;
	uint64_t drawn_tick_ = 0; // 0: never
	bool is_drawing_ = false;
};

} // namespace playalter
