// SPDX-License-Identifier: GPL-2.0-or-later
//
// All destinations of this OBS: kept in a file without their keys, started and stopped with OBS's own stream, told of when
// they change.
#pragma once

#include "background-thread.hpp"
#include "destination-file.hpp"
#include "destination.hpp"
#include "main-stream.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace playalter {

class Destinations {
public:
	// obs_module_post_load and obs_module_unload.
	void start();
	void end();

	// All: any thread but the graphics one, never waiting for the network. They throw RequestFailure with the codes
	// of protocol/requests.ts, and nothing has changed then. What is returned is what it says there.
	DataRef list() const;
	DataRef set(const DestinationChange &change);
	void remove(const std::string &id);
	DataRef start_one(const std::string &id);
	DataRef stop_one(const std::string &id);

private:
	using Entry = std::shared_ptr<Destination>;

	void note_stream_started(std::shared_ptr<const MainStream> stream);
	void note_stream_ended(bool is_over);
	void look();
	void note_change();

	// With the mutex held.
	Entry find(const std::string &id) const;
	Entry make(DestinationSettings settings);
	Entry add(const DestinationChange &change);
	void change(const Entry &entry, const DestinationChange &change);
	void check_name(const DestinationSettings &settings) const;
	std::vector<DestinationSettings> all_settings() const;

	MainStreamWatch watch_;

	mutable std::mutex mutex_; // guards what follows; held for copies, and to write the file
	std::unique_ptr<DestinationFile> file_;
	std::vector<Entry> entries_;
	std::vector<Entry> removed_; // until their streams have ended
	std::shared_ptr<const MainStream> stream_; // while OBS's own stream runs

	uint64_t told_at_ms_ = 0; // the list's thread only
	std::atomic<bool> is_changed_{false};
	BackgroundThread thread_;
};

Destinations &destinations();

} // namespace playalter
