// SPDX-License-Identifier: GPL-2.0-or-later
#include "destinations.hpp"

#include "channel/monotonic-clock.hpp"
#include "control/events.hpp"

#include <algorithm>
#include <random>

namespace playalter {

namespace {

constexpr int kLookIntervalMs = 500;
// While one runs its figures are told this often.
constexpr uint64_t kTellIntervalMs = 2'000;

[[noreturn]] void refuse(RequestError code, const char *sentence) { throw RequestFailure(code, sentence); }

std::string new_id()
{
	std::random_device random;
	char text[17];
	snprintf(text, sizeof(text), "%08x%08x", unsigned(random()), unsigned(random()));
	return text;
}

bool leads_elsewhere(const DestinationSettings &a, const DestinationSettings &b)
{
	return a.platform != b.platform || a.server != b.server;
}

} // namespace

Destinations &destinations()
{
	static Destinations the_destinations;
	return the_destinations;
}

void Destinations::start()
{
	char *path = obs_module_config_path(names::destination_file_name);
	file_ = std::make_unique<DestinationFile>(path ? path : names::destination_file_name);
	bfree(path);
	for (DestinationSettings &settings : file_->load())
		entries_.push_back(make(std::move(settings)));
	thread_.start("the list of destinations", [this] { look(); }, kLookIntervalMs);

	MainStreamWatch::Listener listener;
	listener.started = [this](std::shared_ptr<const MainStream> stream) { note_stream_started(std::move(stream)); };
	listener.stopping = [this] { note_stream_ended(false); };
	listener.stopped = [this] { note_stream_ended(true); };
	listener.exiting = [this] { end(); };
	watch_.begin(std::move(listener));
}

void Destinations::end()
{
	thread_.stop();
	std::vector<Entry> all;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		stream_.reset();
		all = entries_;
		all.insert(all.end(), removed_.begin(), removed_.end());
		entries_.clear();
		removed_.clear();
	}
	// Each waits for its stream's end as it goes.
}

Destinations::Entry Destinations::make(DestinationSettings settings)
{
	return std::make_shared<Destination>(std::move(settings), [this] { note_change(); });
}

void Destinations::note_stream_started(std::shared_ptr<const MainStream> stream)
{
	std::vector<Entry> all;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		stream_ = stream;
		all = entries_;
	}
	for (const Entry &entry : all) {
		if (entry->settings().is_enabled)
			entry->start(stream);
	}
}

void Destinations::note_stream_ended(bool is_over)
{
	std::vector<Entry> all;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		stream_.reset();
		all = entries_;
		all.insert(all.end(), removed_.begin(), removed_.end());
	}
	for (const Entry &entry : all)
		entry->stop(is_over);
}

void Destinations::note_change()
{
	is_changed_ = true;
	thread_.post([] {});
}

void Destinations::look()
{
	watch_.look_again();
	std::vector<Entry> gone;
	bool is_any_running = false;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		const auto ended = std::stable_partition(removed_.begin(), removed_.end(),
							 [](const Entry &entry) { return entry->is_running(); });
		gone.assign(ended, removed_.end());
		removed_.erase(ended, removed_.end());
		for (const Entry &entry : entries_)
			is_any_running |= entry->is_running();
	}
	const uint64_t now_ms = uint64_t(monotonic_ms());
	if (!is_changed_.exchange(false) && !(is_any_running && now_ms - told_at_ms_ >= kTellIntervalMs))
		return;
	told_at_ms_ = now_ms;
	tell_everybody(names::event_destinations_changed, list());
}

DataRef Destinations::list() const
{
	DataRef data(obs_data_create());
	const DataArrayRef array(obs_data_array_create());
	std::lock_guard<std::mutex> lock(mutex_);
	for (const Entry &entry : entries_)
		obs_data_array_push_back(array.get(), entry->report().get());
	obs_data_set_array(data.get(), "destinations", array.get());
	return data;
}

Destinations::Entry Destinations::find(const std::string &id) const
{
	for (const Entry &entry : entries_) {
		if (entry->settings().id == id)
			return entry;
	}
	refuse(RequestError::destination_not_found, "There is no such destination.");
}

void Destinations::check_name(const DestinationSettings &settings) const
{
	for (const Entry &entry : entries_) {
		const DestinationSettings other = entry->settings();
		if (other.id != settings.id && other.name == settings.name)
			refuse(RequestError::destination_name_taken, "Another destination has that name.");
	}
}

std::vector<DestinationSettings> Destinations::all_settings() const
{
	std::vector<DestinationSettings> all;
	for (const Entry &entry : entries_)
		all.push_back(entry->settings());
	return all;
}

Destinations::Entry Destinations::add(const DestinationChange &change)
{
	DestinationSettings settings = changed_settings({}, change);
	if (entries_.size() >= size_t(names::limit_destinations_max))
		refuse(RequestError::destinations_full, "There are as many destinations as there can be: remove one.");
	check_name(settings);
	settings.id = new_id();
	std::vector<DestinationSettings> all = all_settings();
	all.push_back(settings);
	file_->save(all);
	entries_.push_back(make(std::move(settings)));
	return entries_.back();
}

void Destinations::change(const Entry &entry, const DestinationChange &change)
{
	const DestinationSettings before = entry->settings();
	const DestinationSettings after = changed_settings(before, change);
	check_name(after);
	const bool is_elsewhere = leads_elsewhere(before, after);
	if (entry->is_running() && (is_elsewhere || change.key))
		refuse(RequestError::destination_is_running,
		       "This destination is running: stop it before its platform, server or key changes.");
	std::vector<DestinationSettings> all = all_settings();
	std::replace_if(
		all.begin(), all.end(), [&after](const DestinationSettings &one) { return one.id == after.id; }, after);
	file_->save(all);
	entry->set(after);
	// A key is for the server that it was entered for.
	if (is_elsewhere)
		entry->set_key({});
}

DataRef Destinations::set(const DestinationChange &change)
{
	std::lock_guard<std::mutex> lock(mutex_);
	Entry entry;
	if (change.id.empty()) {
		entry = add(change);
	} else {
		entry = find(change.id);
		this->change(entry, change);
	}
	if (change.key)
		entry->set_key(*change.key);
	note_change();
	return entry->report();
}

void Destinations::remove(const std::string &id)
{
	std::lock_guard<std::mutex> lock(mutex_);
	const Entry entry = find(id);
	std::vector<DestinationSettings> all = all_settings();
	all.erase(std::remove_if(all.begin(), all.end(),
				 [&id](const DestinationSettings &one) { return one.id == id; }),
		  all.end());
	file_->save(all);
	entries_.erase(std::find(entries_.begin(), entries_.end(), entry));
	entry->set_key({});
	entry->stop(true);
	removed_.push_back(entry);
	note_change();
}

DataRef Destinations::start_one(const std::string &id)
{
	std::lock_guard<std::mutex> lock(mutex_);
	const Entry entry = find(id);
	if (!stream_)
		refuse(RequestError::stream_not_live, "Destinations run while OBS's own stream does: start it first.");
	if (needs_key(entry->settings().platform) && !entry->has_key())
		refuse(RequestError::destination_key_missing,
		       "Enter the stream key: keys are forgotten when OBS is closed.");
	entry->start(stream_);
	return entry->report();
}

DataRef Destinations::stop_one(const std::string &id)
{
	std::lock_guard<std::mutex> lock(mutex_);
	const Entry entry = find(id);
	entry->stop(false);
	return entry->report();
}

} // namespace playalter
