// SPDX-License-Identifier: GPL-2.0-or-later
#include "cover-image-loader.hpp"

namespace playalter {

CoverImageLoader::~CoverImageLoader()
{
	{
		std::lock_guard<std::mutex> lock(mutex_);
		is_ending_ = true;
	}
	changed_.notify_one();
	if (thread_.joinable())
		thread_.join();
}

void CoverImageLoader::request(const std::string &path)
{
	std::lock_guard<std::mutex> lock(mutex_);
	if (path == path_)
		return;
	path_ = path;
	is_new_ = true;
	if (!thread_.joinable())
		thread_ = std::thread(&CoverImageLoader::run, this);
	changed_.notify_one();
}

void CoverImageLoader::run()
{
	std::unique_lock<std::mutex> lock(mutex_);
	for (;;) {
		changed_.wait(lock, [this] { return is_new_ || is_ending_; });
		if (is_ending_)
			return;
		is_new_ = false;
		const std::string path = path_;
		lock.unlock();
		deliver_(CoverImage(path));
		lock.lock();
	}
}

} // namespace playalter
