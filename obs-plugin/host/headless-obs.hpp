// SPDX-License-Identifier: GPL-2.0-or-later
//
// libobs without a user interface: X11, EGL, one module. Main thread.
#pragma once

#include <string>

namespace frame_host {

struct HeadlessObsOptions {
	std::string module_path;
	std::string module_data_path;
	std::string config_path;
	unsigned frames_per_second = 30;
};

class HeadlessObs {
public:
	// Whole or not at all: on failure `error` says which step, and nothing is left running.
	HeadlessObs() = default;
	~HeadlessObs() { stop(); }
	HeadlessObs(const HeadlessObs &) = delete;
	HeadlessObs &operator=(const HeadlessObs &) = delete;

	bool start(const HeadlessObsOptions &options, std::string &error);
	// Allocations that libobs and its modules still hold afterwards.
	long stop();

private:
	bool start_steps(const HeadlessObsOptions &options, std::string &error);

	void *display_ = nullptr;
	bool is_started_ = false;
};

} // namespace frame_host
