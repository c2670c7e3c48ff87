// SPDX-License-Identifier: GPL-2.0-or-later
//
// The mailbox between a channel's thread and the others; threads as in the header.
#include "channel-mailbox.hpp"

#include <algorithm>
#include <climits>
#include <poll.h>

namespace playalter {

namespace {

constexpr unsigned kReasonBits = 8;
static_assert(kInvalidReasonCount <= 1u << kReasonBits, "a reason fits into its bits");

} // namespace

ChannelMailbox::ChannelMailbox(StreamIdentity identity, StreamSettings settings, Doorbell wake)
	: wake_(std::move(wake)),
	  identity_(std::move(identity)),
	  settings_(settings)
{
}

void ChannelMailbox::put_counters(const FrameCounters &counters, names::CoverReason reason) noexcept
{
	// Each for itself: a reader may see some of the next tick, and still a sum that is right, because
	// the number drawn is never sent as a count of its own.
	masked_.store(counters.masked, std::memory_order_relaxed);
	repeated_.store(counters.repeated, std::memory_order_relaxed);
	extrapolated_.store(counters.extrapolated, std::memory_order_relaxed);
	covered_.store(counters.covered, std::memory_order_relaxed);
	cover_reason_.store(uint32_t(reason), std::memory_order_relaxed);
}

void ChannelMailbox::put_invalid_report(uint64_t serial, InvalidReason reason) noexcept
{
	invalid_report_.store(serial << kReasonBits | uint64_t(reason), std::memory_order_release);
	wake_.ring();
}

void ChannelMailbox::put_settings(const StreamSettings &settings)
{
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		if (settings == settings_)
			return;
		settings_ = settings;
		has_changed_settings_ = true;
	}
	wake_.ring();
}

void ChannelMailbox::put_names(const std::string &filter_name, const std::string &source_name)
{
	const std::lock_guard<std::mutex> lock(mutex_);
	identity_.filter_name = filter_name;
	identity_.source_name = source_name;
}

void ChannelMailbox::stop()
{
	is_stopping_.store(true, std::memory_order_release);
	wake_.ring();
}

FrameCounters ChannelMailbox::counters(names::CoverReason &reason) const
{
	FrameCounters counters;
	counters.masked = masked_.load(std::memory_order_relaxed);
	counters.repeated = repeated_.load(std::memory_order_relaxed);
	counters.extrapolated = extrapolated_.load(std::memory_order_relaxed);
	counters.covered = covered_.load(std::memory_order_relaxed);
	reason = names::CoverReason(cover_reason_.load(std::memory_order_relaxed));
	return counters;
}

std::optional<InvalidReason> ChannelMailbox::take_invalid_report(uint64_t serial)
{
	const uint64_t report = invalid_report_.exchange(0, std::memory_order_acquire);
	if (report == 0 || report >> kReasonBits != serial)
		return std::nullopt;
	return InvalidReason(report & ((1u << kReasonBits) - 1));
}

StreamIdentity ChannelMailbox::identity() const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	return identity_;
}

StreamSettings ChannelMailbox::take_settings()
{
	const std::lock_guard<std::mutex> lock(mutex_);
	has_changed_settings_ = false;
	return settings_;
}

std::optional<StreamSettings> ChannelMailbox::take_changed_settings()
{
	const std::lock_guard<std::mutex> lock(mutex_);
	if (!has_changed_settings_)
		return std::nullopt;
	has_changed_settings_ = false;
	return settings_;
}

void ChannelMailbox::return_settings()
{
	const std::lock_guard<std::mutex> lock(mutex_);
	has_changed_settings_ = true;
}

void ChannelMailbox::wait(int fd, short events, int64_t timeout_ms)
{
	pollfd sources[] = {{wake_.descriptor(), POLLIN, 0}, {fd, events, 0}};
	poll(sources, 2, int(std::clamp<int64_t>(timeout_ms, -1, INT_MAX)));
	wake_.drain();
}

} // namespace playalter
