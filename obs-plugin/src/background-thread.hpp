// SPDX-License-Identifier: GPL-2.0-or-later
//
// One thread for work that must not hold up the thread that asks for it, and for a look at things from time
// to time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace playalter {

class BackgroundThread {
public:
	using Work = std::function<void()>;

	BackgroundThread() = default;
	~BackgroundThread() { stop(); }
	BackgroundThread(const BackgroundThread &) = delete;
	BackgroundThread &operator=(const BackgroundThread &) = delete;

	// `look` is called after each work and at least every `interval_ms`. False, with a line in the log, if the
	// system gives no thread; work is then done by nobody.
	// `name`: for that line, and the one for what was thrown.
	bool start(const char *name, Work look, int interval_ms);
	// Joins the thread; what was not begun is dropped, as is all that comes later. Not from its own work.
	void stop();

	// Any thread; held up for the push onto a list at most. In order.
	void post(Work work);

private:
	void run(const char *name, const Work &look, int interval_ms);

	std::mutex mutex_; // guards what follows; never held during work
	std::condition_variable changed_;
	std::deque<Work> work_;
	bool is_running_ = false;
	std::thread thread_;
};

} // namespace playalter
