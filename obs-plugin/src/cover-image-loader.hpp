// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads cover images on a thread of its own: OBS calls a filter's update on the graphics thread, where a
// file must not be waited for.
#pragma once

#include "cover-image.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace playalter {

class CoverImageLoader {
public:
	// `deliver` is called on the loader's thread, with an empty image where the file can't be used.
	explicit CoverImageLoader(std::function<void(CoverImage)> deliver) : deliver_(std::move(deliver)) {}
	// Waits for a read under way. Not under the graphics lock.
	~CoverImageLoader();
	CoverImageLoader(const CoverImageLoader &) = delete;
	CoverImageLoader &operator=(const CoverImageLoader &) = delete;

	// Any thread; never waits for a file. The same path again does nothing. An empty path: no image.
	void request(const std::string &path);

private:
	void run();

	std::function<void(CoverImage)> deliver_;
	std::mutex mutex_; // guards what follows
	std::condition_variable changed_;
	std::string path_;
	bool is_new_ = false;
	bool is_ending_ = false;
	std::thread thread_;
};

} // namespace playalter
