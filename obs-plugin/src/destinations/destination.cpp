// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination.hpp"

#include "channel/monotonic-clock.hpp"

#include <algorithm>

namespace playalter {

namespace {

constexpr int kLookIntervalMs = 500;
constexpr uint64_t kStopMs = 5'000;
constexpr uint64_t kStopAtOnceMs = 2'000;

uint64_t now_ms() { return uint64_t(monotonic_ms()); }

std::string error_text(DestinationError error)
{
	const std::string key = std::string("Destination.Error.") + names::destination_error_names[size_t(error)];
	return obs_module_text(key.c_str());
}

// Not left in memory that is given back.
void wipe(std::string &secret)
{
	volatile char *bytes = secret.data();
	for (size_t i = 0; i < secret.size(); i++)
		bytes[i] = 0;
	secret.clear();
}

} // namespace

Destination::Destination(DestinationSettings settings, std::function<void()> changed)
	: changed_(std::move(changed)),
	  settings_(std::move(settings))
{
	thread_.start("a destination", [this] { look(); }, kLookIntervalMs);
}

Destination::~Destination()
{
	thread_.stop();
	connection_.reset();
	wipe(key_);
}

DestinationSettings Destination::settings() const
{
	std::lock_guard<std::mutex> lock(mutex_);
	return settings_;
}

void Destination::set(DestinationSettings settings)
{
	std::lock_guard<std::mutex> lock(mutex_);
	settings_ = std::move(settings);
}

void Destination::set_key(const std::string &key)
{
	std::lock_guard<std::mutex> lock(mutex_);
	wipe(key_);
	key_ = key;
}

bool Destination::has_key() const
{
	std::lock_guard<std::mutex> lock(mutex_);
	return !key_.empty();
}

bool Destination::is_running() const
{
	std::lock_guard<std::mutex> lock(mutex_);
	return figures_.state != DestinationState::off && figures_.state != DestinationState::failed;
}

void Destination::start(std::shared_ptr<const MainStream> stream)
{
	thread_.post([this, stream = std::move(stream)]() mutable {
		stream_ = std::move(stream);
		follow(plan_.want());
	});
}

void Destination::stop(bool at_once)
{
	thread_.post([this, at_once] {
		const uint64_t grace_ms = at_once ? kStopAtOnceMs : kStopMs + (stream_ ? stream_->delay_s * 1000ull : 0);
		const DestinationStep step = plan_.unwant();
		if (step == DestinationStep::stop)
			stop_by_ms_ = now_ms() + grace_ms;
		else if (at_once)
			stop_by_ms_ = std::min(stop_by_ms_, now_ms() + grace_ms);
		follow(step);
	});
}

void Destination::follow(DestinationStep step)
{
	switch (step) {
	case DestinationStep::none:
		break;
	case DestinationStep::connect:
		connect();
		break;
	case DestinationStep::stop:
		connection_->stop();
		break;
	}
	publish();
}

void Destination::connect()
{
	let_go();
	if (plan_.live_since_ms() == 0)
		frames_before_ = dropped_before_ = 0;
	DestinationSettings settings;
	std::string key;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		settings = settings_;
		key = key_;
	}
	if (key.empty() && needs_key(settings.platform))
		return plan_.fail(DestinationError::key_missing);

	const uint32_t number = ++connection_number_;
	DestinationConnection::Listener listener;
	listener.connected = [this, number] {
		thread_.post([this, number] {
			if (number == connection_number_)
				plan_.connected(now_ms());
		});
	};
	listener.ended = [this, number](const DestinationPlan::End &end) {
		thread_.post([this, number, end] {
			if (number != connection_number_)
				return;
			let_go();
			follow(plan_.ended(end, now_ms()));
		});
	};
	connection_ = std::make_unique<DestinationConnection>(settings, std::move(listener));
	publish();
	const std::optional<DestinationError> error = connection_->start(key, stream_);
	wipe(key);
	if (!error)
		return;
	let_go();
	follow(plan_.ended({true, *error}, now_ms()));
}

// What the connection still reports belongs to nobody any more.
void Destination::let_go()
{
	if (!connection_)
		return;
	take_figures();
	connection_number_++;
	connection_.reset();
	frames_before_ += latest_.frames_total;
	dropped_before_ += latest_.frames_dropped;
	latest_ = {};
	bitrate_.clear();
}

void Destination::look()
{
	const bool is_stopping = plan_.state() == DestinationState::stopping;
	if (connection_ && is_stopping && (!plan_.was_connected() || now_ms() >= stop_by_ms_)) {
		// Its end was not reported: it never connected, or its server does not read on.
		let_go();
		follow(plan_.ended({}, now_ms()));
	}
	follow(plan_.tick(now_ms()));
	take_figures();
	if (plan_.state() == DestinationState::off)
		stream_.reset();
	publish();
}

void Destination::take_figures()
{
	if (!connection_)
		return;
	latest_ = connection_->figures();
	bitrate_.note(latest_.bytes, now_ms());
}

void Destination::publish()
{
	Figures figures;
	figures.state = plan_.state();
	figures.problem = plan_.problem();
	figures.live_since_ms = plan_.live_since_ms();
	figures.reconnects = plan_.reconnects();
	figures.bitrate_kbps = plan_.is_connected() ? bitrate_.kbps() : 0;
	figures.frames_total = frames_before_ + latest_.frames_total;
	figures.frames_dropped = dropped_before_ + latest_.frames_dropped;
	figures.congestion = latest_.congestion;
	bool is_other;
	{
		std::lock_guard<std::mutex> lock(mutex_);
		is_other = figures.state != figures_.state ||
			   figures.problem.has_error != figures_.problem.has_error ||
			   figures.problem.error != figures_.problem.error;
		figures_ = figures;
	}
	if (!is_other)
		return;
	log_state(figures.state);
	changed_();
}

void Destination::log_state(DestinationState state) const
{
	const DestinationPlan::End &problem = plan_.problem();
	blog(state == DestinationState::failed ? LOG_WARNING : LOG_INFO, "[playalter] destination '%s': %s%s%s",
	     settings().name.c_str(), names::destination_state_names[size_t(state)], problem.has_error ? ", " : "",
	     problem.has_error ? names::destination_error_names[size_t(problem.error)] : "");
}

DataRef Destination::report() const
{
	DataRef reference(obs_data_create());
	obs_data_t *data = reference.get();
	std::lock_guard<std::mutex> lock(mutex_);
	const Figures &figures = figures_;
	const bool is_timed = figures.live_since_ms != 0 && figures.state != DestinationState::off &&
			      figures.state != DestinationState::failed;
	write_settings(data, settings_);
	obs_data_set_bool(data, "has_key", !key_.empty());
	obs_data_set_string(data, "state", names::destination_state_names[size_t(figures.state)]);
	obs_data_set_double(data, "bitrate_kbps", figures.bitrate_kbps);
	obs_data_set_int(data, "duration_ms", is_timed ? int64_t(now_ms() - figures.live_since_ms) : 0);
	obs_data_set_int(data, "frames_total", int64_t(figures.frames_total));
	obs_data_set_int(data, "frames_dropped", int64_t(figures.frames_dropped));
	obs_data_set_double(data, "congestion", figures.congestion);
	obs_data_set_int(data, "reconnects", figures.reconnects);
	const DestinationPlan::End &problem = figures.problem;
	obs_data_set_string(data, "error_code",
			    problem.has_error ? names::destination_error_names[size_t(problem.error)] : "");
	obs_data_set_string(data, "error_message", problem.has_error ? error_text(problem.error).c_str() : "");
	return reference;
}

} // namespace playalter
