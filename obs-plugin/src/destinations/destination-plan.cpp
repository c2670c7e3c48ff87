// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination-plan.hpp"

#include <algorithm>

namespace playalter {

namespace {

constexpr uint64_t kFirstPauseMs = 2'000;
constexpr uint64_t kLongestPauseMs = 30'000;
// A connection that stood this long was a good one.
constexpr uint64_t kFirmMs = 10'000;

uint64_t pause_ms(uint32_t attempts)
{
	const uint32_t doublings = std::min(attempts, 5u);
	return std::min(kFirstPauseMs << doublings, kLongestPauseMs);
}

} // namespace

DestinationStep DestinationPlan::begin()
{
	phase_ = Phase::connecting;
	problem_ = {};
	attempts_ = 0;
	reconnects_ = 0;
	live_since_ms_ = 0;
	return DestinationStep::connect;
}

DestinationStep DestinationPlan::want()
{
	is_wanted_ = true;
	return phase_ == Phase::idle || phase_ == Phase::failed ? begin() : DestinationStep::none;
}

DestinationStep DestinationPlan::unwant()
{
	is_wanted_ = false;
	if (phase_ == Phase::connecting || phase_ == Phase::connected) {
		was_connected_ = phase_ == Phase::connected;
		phase_ = Phase::stopping;
		return DestinationStep::stop;
	}
	if (phase_ == Phase::waiting || phase_ == Phase::failed) {
		phase_ = Phase::idle;
		problem_ = {};
	}
	return DestinationStep::none;
}

void DestinationPlan::connected(uint64_t now_ms)
{
	if (phase_ != Phase::connecting)
		return;
	phase_ = Phase::connected;
	problem_ = {};
	connected_at_ms_ = now_ms;
	if (live_since_ms_ == 0)
		live_since_ms_ = now_ms;
	else
		reconnects_++;
}

bool DestinationPlan::helps_to_retry(DestinationError error) const
{
	switch (error) {
	case DestinationError::connect_failed:
	case DestinationError::disconnected:
	case DestinationError::start_failed:
	case DestinationError::encode_failed:
		return true;
	case DestinationError::stream_refused:
		return live_since_ms_ != 0;
	case DestinationError::key_missing:
	case DestinationError::server_invalid:
	case DestinationError::output_unavailable:
	case DestinationError::encoder_unsupported:
		return false;
	}
	return false;
}

DestinationStep DestinationPlan::ended(const End &end, uint64_t now_ms)
{
	if (phase_ == Phase::stopping) {
		phase_ = Phase::idle;
		problem_ = {};
		return is_wanted_ ? begin() : DestinationStep::none;
	}
	if (phase_ != Phase::connecting && phase_ != Phase::connected)
		return DestinationStep::none;
	if (phase_ == Phase::connected && now_ms - connected_at_ms_ >= kFirmMs)
		attempts_ = 0;
	// Nobody here has ended it: the server has.
	problem_ = end.has_error ? end : End{true, DestinationError::disconnected};
	if (!helps_to_retry(problem_.error)) {
		phase_ = Phase::failed;
		return DestinationStep::none;
	}
	phase_ = Phase::waiting;
	retry_at_ms_ = now_ms + pause_ms(attempts_++);
	return DestinationStep::none;
}

DestinationStep DestinationPlan::tick(uint64_t now_ms)
{
	if (phase_ != Phase::waiting || now_ms < retry_at_ms_)
		return DestinationStep::none;
	phase_ = Phase::connecting;
	return DestinationStep::connect;
}

void DestinationPlan::fail(DestinationError error)
{
	phase_ = Phase::failed;
	problem_ = {true, error};
}

DestinationState DestinationPlan::state() const
{
	switch (phase_) {
	case Phase::idle:
		return DestinationState::off;
	case Phase::connecting:
		return problem_.has_error ? DestinationState::reconnecting : DestinationState::starting;
	case Phase::connected:
		return DestinationState::live;
	case Phase::waiting:
		return DestinationState::reconnecting;
	case Phase::stopping:
		return DestinationState::stopping;
	case Phase::failed:
		return DestinationState::failed;
	}
	return DestinationState::off;
}

} // namespace playalter
