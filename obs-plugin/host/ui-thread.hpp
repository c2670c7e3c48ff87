// SPDX-License-Identifier: GPL-2.0-or-later
//
// The main thread as libobs's UI thread: it waits for the lines of stdin and meanwhile does what libobs or a
// module asks of a user interface (obs_queue_task with OBS_TASK_UI).
#pragma once

#include <obs.h>

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace frame_host {

class UiThread {
public:
	// On the thread that is to be the UI's; one at a time.
	UiThread();
	~UiThread();
	UiThread(const UiThread &) = delete;
	UiThread &operator=(const UiThread &) = delete;

	// To be called once libobs has started.
	void serve_libobs();
	// False at the end of stdin.
	bool next_line(std::string &line);

private:
	static void queue_task(obs_task_t task, void *data, bool wait);
	void ring();
	bool take_line(std::string &line);
	void run_tasks();

	const std::thread::id id_ = std::this_thread::get_id();
	int bell_[2] = {-1, -1}; // a pipe: a byte for each task
	std::string text_;       // read, but not yet taken
	std::mutex mutex_;       // guards the tasks
	std::deque<std::function<void()>> tasks_;
};

} // namespace frame_host
