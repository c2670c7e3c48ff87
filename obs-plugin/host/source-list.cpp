// SPDX-License-Identifier: GPL-2.0-or-later
#include "source-list.hpp"

#include <algorithm>

namespace frame_host {

bool SourceList::add(const std::string &name, SourceRef source)
{
	if (find(name))
		return false;
	auto shown = std::make_shared<ShownSource>();
	shown->name = name;
	shown->source = std::move(source);
	const std::lock_guard<std::mutex> lock(mutex_);
	sources_.push_back(std::move(shown));
	return true;
}

bool SourceList::remove(const std::string &name)
{
	// Released after the lock: a source's end enters the graphics context.
	std::shared_ptr<ShownSource> removed;
	const std::lock_guard<std::mutex> lock(mutex_);
	const auto found = std::find_if(sources_.begin(), sources_.end(),
					[&](const auto &shown) { return shown->name == name; });
	if (found == sources_.end())
		return false;
	removed = std::move(*found);
	sources_.erase(found);
	return true;
}

void SourceList::clear()
{
	std::vector<std::shared_ptr<ShownSource>> removed;
	const std::lock_guard<std::mutex> lock(mutex_);
	removed.swap(sources_);
}

std::shared_ptr<ShownSource> SourceList::find(const std::string &name) const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	for (const auto &shown : sources_) {
		if (shown->name == name)
			return shown;
	}
	return nullptr;
}

std::vector<std::shared_ptr<ShownSource>> SourceList::all() const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	return sources_;
}

} // namespace frame_host
