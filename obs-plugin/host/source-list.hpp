// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sources that the host shows, by name. The command thread changes the list, the graphics thread walks
// it; nothing that enters the graphics context happens under the lock.
#pragma once

#include <obs.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace frame_host {

struct SourceRelease {
	void operator()(obs_source_t *source) const { obs_source_release(source); }
};
using SourceRef = std::unique_ptr<obs_source_t, SourceRelease>;

// A source that is not drawn for so many ticks more; -1: until it is shown.
constexpr int64_t kHiddenForGood = -1;

struct ShownSource {
	std::string name;
	SourceRef source;
	std::atomic<int64_t> hidden_ticks{0};
};

class SourceList {
public:
	// False if the name is taken.
	bool add(const std::string &name, SourceRef source);
	// False if there is no such source.
	bool remove(const std::string &name);
	void clear();
	// Null if there is no such source; the list keeps its own reference.
	std::shared_ptr<ShownSource> find(const std::string &name) const;
	std::vector<std::shared_ptr<ShownSource>> all() const;

private:
	mutable std::mutex mutex_;
	std::vector<std::shared_ptr<ShownSource>> sources_;
};

} // namespace frame_host
