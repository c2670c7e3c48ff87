// SPDX-License-Identifier: GPL-2.0-or-later
//
// Every frame of the canvas as OBS's outputs get it: reads the picture and prints what it shows, as the
// source `canvas`. libobs's video thread.
#pragma once

#include "test-picture.hpp"

#include <cstdint>
#include <vector>

struct video_data;

namespace frame_host {

class CanvasRecorder {
public:
	CanvasRecorder() = default;
	~CanvasRecorder() { stop(); }
	CanvasRecorder(const CanvasRecorder &) = delete;
	CanvasRecorder &operator=(const CanvasRecorder &) = delete;

	// Main thread.
	void start();
	void stop();

private:
	static void on_frame(void *recorder, video_data *frame);
	void record(const video_data &frame);

	bool is_started_ = false;
	// The video thread only.
	Size size_;
	std::vector<uint8_t> rgba_;
	int64_t frame_ = 0;
};

} // namespace frame_host
