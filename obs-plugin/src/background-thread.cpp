// SPDX-License-Identifier: GPL-2.0-or-later
#include "background-thread.hpp"

#include <obs-module.h>

#include <chrono>
#include <exception>
#include <system_error>

namespace playalter {

bool BackgroundThread::start(const char *name, Work look, int interval_ms)
{
	std::lock_guard<std::mutex> lock(mutex_);
	if (is_running_)
		return true;
	try {
		thread_ = std::thread([this, name, look = std::move(look), interval_ms] { run(name, look, interval_ms); });
	} catch (const std::system_error &error) {
		blog(LOG_ERROR, "[playalter] no thread for %s: %s", name, error.what());
		return false;
	}
	is_running_ = true;
	return true;
}

void BackgroundThread::stop()
{
	{
		std::lock_guard<std::mutex> lock(mutex_);
		is_running_ = false;
		work_.clear();
	}
	changed_.notify_all();
	if (thread_.joinable())
		thread_.join();
}

void BackgroundThread::post(Work work)
{
	{
		std::lock_guard<std::mutex> lock(mutex_);
		if (!is_running_)
			return;
		work_.push_back(std::move(work));
	}
	changed_.notify_one();
}

void BackgroundThread::run(const char *name, const Work &look, int interval_ms)
{
	std::unique_lock<std::mutex> lock(mutex_);
	while (is_running_) {
		Work work;
		if (changed_.wait_for(lock, std::chrono::milliseconds(interval_ms),
				      [this] { return !is_running_ || !work_.empty(); })) {
			if (!is_running_)
				return;
			work = std::move(work_.front());
			work_.pop_front();
		}
		lock.unlock();
		try {
			if (work)
				work();
			look();
		} catch (const std::exception &error) {
			blog(LOG_ERROR, "[playalter] %s failed: %s", name, error.what());
		}
		lock.lock();
	}
}

} // namespace playalter
