// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is to be said over one connection of the plugin link, from whatever thread. It outlives the connection: a reply
// that comes too late goes nowhere, and never into the next one.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "shared-memory.hpp"

namespace playalter {

class LinkOutbox {
public:
	explicit LinkOutbox(std::shared_ptr<Doorbell> wake) : wake_(std::move(wake)) {}

	// Any thread; held up for the push onto a list at most. An empty line is nothing.
	void put(std::string line)
	{
		if (line.empty())
			return;
		{
			const std::lock_guard<std::mutex> lock(mutex_);
			if (is_closed_)
				return;
			bytes_ += line.size();
			lines_.push_back(std::move(line));
		}
		wake_->ring();
	}

	// The link's thread.
	std::vector<std::string> take()
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		bytes_ = 0;
		return std::exchange(lines_, {});
	}
	size_t bytes() const
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		return bytes_;
	}
	void close()
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		is_closed_ = true;
		lines_.clear();
	}

private:
	const std::shared_ptr<Doorbell> wake_;
	mutable std::mutex mutex_;
	std::vector<std::string> lines_;
	size_t bytes_ = 0;
	bool is_closed_ = false;
};

} // namespace playalter
