// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-delay-keeper.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <set>

#include <poll.h>

namespace playalter {

namespace {

constexpr int64_t kMsNs = 1000000;

int64_t monotonic_ns()
{
	using namespace std::chrono;
	return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

// libobs holds its list of sources meanwhile, and the graphics thread takes that lock once a tick: so
// nothing is done here but taking references.
std::vector<SourceRef> all_sources()
{
	std::vector<SourceRef> sources;
	obs_enum_all_sources(
		[](void *context, obs_source_t *source) {
			if (obs_source_t *reference = obs_source_get_ref(source))
				static_cast<std::vector<SourceRef> *>(context)->emplace_back(reference);
			return true;
		},
		&sources);
	return sources;
}

AudioOffset offset_of(obs_source_t *source)
{
	const DataRef data(obs_source_get_private_settings(source));
	return {obs_source_get_sync_offset(source), obs_data_get_int(data.get(), names::audio_share_key)};
}

void write_offset(obs_source_t *source, AudioOffset offset)
{
	const DataRef data(obs_source_get_private_settings(source));
	if (offset.share_ns == 0)
		obs_data_erase(data.get(), names::audio_share_key);
	else
		obs_data_set_int(data.get(), names::audio_share_key, offset.share_ns);
	if (obs_source_get_sync_offset(source) != offset.total_ns)
		obs_source_set_sync_offset(source, offset.total_ns);
}

} // namespace

bool has_own_sound(const obs_source_t *source)
{
	return obs_source_get_type(source) == OBS_SOURCE_TYPE_INPUT &&
	       (obs_source_get_output_flags(source) & (OBS_SOURCE_AUDIO | OBS_SOURCE_COMPOSITE)) == OBS_SOURCE_AUDIO;
}

AudioDelayKeeper &AudioDelayKeeper::shared()
{
	static auto *keeper = new AudioDelayKeeper;
	return *keeper;
}

void AudioDelayKeeper::start()
{
	ChannelError error;
	bell_ = Doorbell::create(error);
	if (!bell_.is_open()) {
		blog(LOG_ERROR, "[playalter] sound is not delayed with the picture: %s", error.message.c_str());
		return;
	}
	is_ending_.store(false);
	try {
		thread_ = std::thread(&AudioDelayKeeper::run, this);
	} catch (const std::exception &failure) {
		blog(LOG_ERROR, "[playalter] sound is not delayed with the picture: %s", failure.what());
		return;
	}
	signal_handler_t *signals = obs_get_signal_handler();
	signal_handler_connect(signals, "source_create", on_change, this);
	signal_handler_connect(signals, "source_remove", on_change, this);
	signal_handler_connect(signals, "source_rename", on_rename, this);
}

void AudioDelayKeeper::stop()
{
	if (!thread_.joinable())
		return;
	signal_handler_t *signals = obs_get_signal_handler();
	signal_handler_disconnect(signals, "source_create", on_change, this);
	signal_handler_disconnect(signals, "source_remove", on_change, this);
	signal_handler_disconnect(signals, "source_rename", on_rename, this);
	is_ending_.store(true);
	wake();
	thread_.join();
	// The bell stays: masks that outlive the module still ring it.
}

void AudioDelayKeeper::run()
{
	for (;;) {
		const int64_t due_ns = due_ns_.load();
		const int64_t wait_ms = (due_ns - monotonic_ns() + kMsNs - 1) / kMsNs;
		pollfd bell = {bell_.descriptor(), POLLIN, 0};
		const int ready = poll(&bell, 1, due_ns == 0 ? -1 : int(std::clamp<int64_t>(wait_ms, 0, 60000)));
		if (ready < 0 && errno != EINTR) {
			blog(LOG_ERROR, "[playalter] sound is no longer delayed with the picture: no poll");
			return;
		}
		bell_.drain();
		if (is_ending_.load())
			return;
		int64_t passed_ns = due_ns;
		if (due_ns != 0 && monotonic_ns() >= due_ns)
			due_ns_.compare_exchange_strong(passed_ns, 0);
		if (!is_turn_asked_for_.exchange(true))
			obs_queue_task(OBS_TASK_UI, take_turn, this, false);
	}
}

void AudioDelayKeeper::take_turn(void *data)
{
	auto *keeper = static_cast<AudioDelayKeeper *>(data);
	keeper->is_turn_asked_for_.store(false);
	// OBS may come to a turn that was asked for after it has unloaded the module.
	if (keeper->is_ending_.load())
		return;
	try {
		keeper->follow_renames();
		keeper->revise_all();
	} catch (const std::exception &failure) {
		blog(LOG_ERROR, "[playalter] sync offsets could not be set: %s", failure.what());
	}
}

void AudioDelayKeeper::on_change(void *keeper, calldata_t *) { static_cast<AudioDelayKeeper *>(keeper)->wake(); }

void AudioDelayKeeper::on_rename(void *data, calldata_t *call)
{
	auto *keeper = static_cast<AudioDelayKeeper *>(data);
	const char *old_name = calldata_string(call, "prev_name");
	const char *new_name = calldata_string(call, "new_name");
	try {
		std::lock_guard<std::mutex> lock(keeper->mutex_);
		keeper->renames_.emplace_back(old_name ? old_name : "", new_name ? new_name : "");
	} catch (const std::exception &failure) {
		blog(LOG_ERROR, "[playalter] a renamed input is not followed: %s", failure.what());
	}
	keeper->wake();
}

void AudioDelayKeeper::add(const AudioDelay *delay)
{
	{
		std::lock_guard<std::mutex> lock(mutex_);
		delays_.push_back(delay);
	}
	wake();
}

void AudioDelayKeeper::remove(const AudioDelay *delay)
{
	{
		std::lock_guard<std::mutex> lock(mutex_);
		delays_.erase(std::remove(delays_.begin(), delays_.end(), delay), delays_.end());
	}
	wake();
}

void AudioDelayKeeper::follow_renames()
{
	std::vector<std::pair<std::string, std::string>> renames;
	std::vector<SourceRef> masks;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		renames.swap(renames_);
		for (size_t i = 0; i < delays_.size() && !renames.empty(); i++) {
			if (obs_source_t *reference = obs_source_get_ref(delays_[i]->mask()))
				masks.emplace_back(reference);
		}
	}
	for (const SourceRef &mask : masks) {
		const DataRef settings(obs_source_get_settings(mask.get()));
		bool is_changed = false;
		for (const auto &[old_name, new_name] : renames)
			is_changed = rename_delayed_input(settings.get(), old_name, new_name) || is_changed;
		if (!is_changed)
			continue;
		obs_source_update(mask.get(), nullptr);
		obs_source_update_properties(mask.get());
	}
}

std::vector<AudioWish> AudioDelayKeeper::wishes(const Carriers &carriers) const
{
	struct Wish {
		obs_source_t *carrier;
		uint64_t delay_ns;
		bool is_own_delayed;
		std::string input_name;
	};
	std::vector<AudioWish> result;
	std::vector<Wish> by_name;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		for (const AudioDelay *delay : delays_) {
			// Only masks that sit on a living source are in there.
			const auto carrier = carriers.find(delay->mask());
			if (carrier == carriers.end() || !obs_source_enabled(delay->mask()) ||
			    obs_source_removed(carrier->second) || delay->delay_ns() == 0)
				continue;
			const std::shared_ptr<const AudioDelaySettings> settings = delay->settings();
			const bool is_own_delayed = settings->own == names::AudioDelay::own;
			if (is_own_delayed && has_own_sound(carrier->second))
				result.push_back({carrier->second, carrier->second, delay->delay_ns()});
			for (const std::string &name : settings->inputs)
				by_name.push_back({carrier->second, delay->delay_ns(), is_own_delayed, name});
		}
	}
	for (const Wish &wish : by_name) {
		const SourceRef input(obs_get_source_by_name(wish.input_name.c_str()));
		const bool is_delayed_already = wish.is_own_delayed && input.get() == wish.carrier;
		if (input && !is_delayed_already && has_own_sound(input.get()))
			result.push_back({wish.carrier, input.get(), wish.delay_ns});
	}
	return result;
}

void AudioDelayKeeper::revise_all()
{
	const std::vector<SourceRef> sources = all_sources();
	Carriers carriers;
	for (const SourceRef &source : sources) {
		if (obs_source_get_type(source.get()) == OBS_SOURCE_TYPE_FILTER)
			continue;
		carriers[source.get()] = source.get(); // a source that masks what it shows
		obs_source_enum_filters(
			source.get(),
			[](obs_source_t *parent, obs_source_t *filter, void *context) {
				(*static_cast<Carriers *>(context))[filter] = parent;
			},
			&carriers);
	}

	const std::map<AudioSourceId, int64_t> wanted = wanted_delays(wishes(carriers));
	const int64_t now_ns = monotonic_ns();
	std::set<AudioSourceId> seen;
	for (const SourceRef &source : sources) {
		if (!has_own_sound(source.get()))
			continue;
		seen.insert(source.get());
		const auto found = wanted.find(source.get());
		revise(source.get(), found == wanted.end() ? 0 : found->second, now_ns);
	}
	book_.keep_only(seen);

	const int64_t due_ns = book_.due_ns().value_or(0);
	if (due_ns_.exchange(due_ns) == 0 && due_ns != 0)
		wake();
}

void AudioDelayKeeper::revise(obs_source_t *source, int64_t wanted_ns, int64_t now_ns)
{
	const AudioOffset now = offset_of(source);
	const std::optional<AudioOffset> next = book_.revise(source, now, wanted_ns, now_ns);
	if (!next)
		return;
	write_offset(source, *next);
	const char *name = obs_source_get_name(source);
	if (std::abs(next->share_ns - now.share_ns) >= kMsNs)
		blog(LOG_INFO, "[playalter] sound of '%s' is delayed by %d ms with the picture", name ? name : "",
		     int(wanted_ns / kMsNs));
}

} // namespace playalter
