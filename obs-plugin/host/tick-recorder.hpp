// SPDX-License-Identifier: GPL-2.0-or-later
//
// Once per tick, on the graphics thread: draws every source of the list as often as asked, reads the
// pictures and prints what they show, one line a source.
#pragma once

#include "picture-reader.hpp"
#include "picture-target.hpp"
#include "reference-frames.hpp"
#include "source-list.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace frame_host {

class TickRecorder {
public:
	explicit TickRecorder(const SourceList &sources);
	// No tick is recorded any more once this returns.
	~TickRecorder();
	TickRecorder(const TickRecorder &) = delete;
	TickRecorder &operator=(const TickRecorder &) = delete;

	// --- Command thread; from the next tick on ---

	// Each draw of a tick goes into a target of its own.
	void set_draws(unsigned draws) { draws_.store(draws, std::memory_order_relaxed); }
	void set_target_space(gs_color_space space) { space_.store(space, std::memory_order_relaxed); }
	// Keeps the picture of each frame there.
	void keep_frames(const std::string &folder);
	// Compares each readable frame with the one kept there.
	void compare_frames(const std::string &folder);

private:
	static void on_main_render(void *recorder, uint32_t, uint32_t);
	void record_tick();
	void record_source(ShownSource &shown);
	PictureTarget &target(size_t index);

	const SourceList &sources_;
	std::atomic<unsigned> draws_{1};
	std::atomic<gs_color_space> space_{GS_CS_SRGB};

	std::mutex frames_mutex_; // guards the two below; held for a pointer's copy
	std::shared_ptr<const ReferenceFrames> kept_;
	std::shared_ptr<const ReferenceFrames> compared_;

	// The graphics thread only.
	int64_t tick_ = 0;
	std::vector<std::unique_ptr<PictureTarget>> targets_;
};

} // namespace frame_host
