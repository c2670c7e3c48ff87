// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the graphics and UI threads leave for a filter channel's thread. The graphics thread's part is
// atomics and one non-blocking write; the UI's part is behind a mutex that the graphics thread never
// takes.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "mask-reader.hpp"
#include "shared-memory.hpp"
#include "stream-settings.hpp"

namespace playalter {

class ChannelMailbox {
public:
	ChannelMailbox(StreamIdentity identity, StreamSettings settings, Doorbell wake);

	// --- Graphics thread ---
	void put_counters(const FrameCounters &counters, names::CoverReason reason) noexcept;
	// `serial`: of the mapping that the record lies in.
	void put_invalid_report(uint64_t serial, InvalidReason reason) noexcept;

	// --- Any thread ---
	void wake() noexcept { wake_.ring(); }

	// --- UI thread ---
	void put_settings(const StreamSettings &settings);
	void put_names(const std::string &filter_name, const std::string &source_name);
	void stop();

	// --- Channel thread ---
	bool is_stopping() const { return is_stopping_.load(std::memory_order_acquire); }
	FrameCounters counters(names::CoverReason &reason) const;
	// The report on this mapping; one on an earlier mapping is thrown away.
	std::optional<InvalidReason> take_invalid_report(uint64_t serial);
	StreamIdentity identity() const;
	// The newest settings, from now on taken as sent.
	StreamSettings take_settings();
	// Those that changed since they were last taken.
	std::optional<StreamSettings> take_changed_settings();
	// They could not be sent after all.
	void return_settings();
	// Sleeps until woken, `fd` (-1: none) has one of `events`, or the time is over (-1: never).
	void wait(int fd, short events, int64_t timeout_ms);

private:
	Doorbell wake_;
	std::atomic<bool> is_stopping_{false};

	std::atomic<uint64_t> masked_{0};
	std::atomic<uint64_t> repeated_{0};
	std::atomic<uint64_t> extrapolated_{0};
	std::atomic<uint64_t> covered_{0};
	std::atomic<uint32_t> cover_reason_{0};
	// The mapping's serial in the upper bits, the reason in the lower eight; 0: none.
	std::atomic<uint64_t> invalid_report_{0};

	mutable std::mutex mutex_; // guards what follows
	StreamIdentity identity_;
	StreamSettings settings_;
	bool has_changed_settings_ = false;
};

} // namespace playalter
