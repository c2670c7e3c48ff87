// SPDX-License-Identifier: GPL-2.0-or-later
//
// One further platform: its settings, its key, and what its stream is doing. Everything that can block (a server that does
// not answer, one that has stopped reading) happens on a thread of its own, so that no destination holds up another one,
// OBS's own stream, or whoever asks.
#pragma once

#include "background-thread.hpp"
#include "bitrate-meter.hpp"
#include "destination-connection.hpp"
#include "destination-plan.hpp"
#include "destination-settings.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace playalter {

class Destination {
public:
	// `changed`: any thread; what `report` gives has changed, figures apart.
	Destination(DestinationSettings settings, std::function<void()> changed);
	// Waits for its connection's end.
	~Destination();
	Destination(const Destination &) = delete;
	Destination &operator=(const Destination &) = delete;

	// All: any thread but the graphics one, never waiting for the network.
	DestinationSettings settings() const;
	void set(DestinationSettings settings);
	// Empty: forget it.
	void set_key(const std::string &key);
	bool has_key() const;
	bool is_running() const;

	void start(std::shared_ptr<const MainStream> stream);
	// In order, but not for long; `at_once` when OBS's own stream has ended.
	void stop(bool at_once);

	// As protocol/destinations.ts has it.
	DataRef report() const;

private:
	struct Figures {
		DestinationState state = DestinationState::off;
		DestinationPlan::End problem;
		uint64_t live_since_ms = 0;
		uint32_t reconnects = 0;
		double bitrate_kbps = 0;
		uint64_t frames_total = 0;
		uint64_t frames_dropped = 0;
		double congestion = 0;
	};

	// The destination's thread.
	void look();
	void follow(DestinationStep step);
	void connect();
	void let_go();
	void take_figures();
	void publish();
	void log_state(DestinationState state) const;

	const std::function<void()> changed_;

	mutable std::mutex mutex_; // guards what follows; held for copies
	DestinationSettings settings_;
	std::string key_;
	Figures figures_;

	// The destination's thread only.
	DestinationPlan plan_;
	std::shared_ptr<const MainStream> stream_;
	std::unique_ptr<DestinationConnection> connection_;
	uint32_t connection_number_ = 0; // what an earlier one still reports is not meant
	uint64_t stop_by_ms_ = 0;
	BitrateMeter bitrate_;
	ConnectionFigures latest_;
	uint64_t frames_before_ = 0; // of this run's earlier connections
	uint64_t dropped_before_ = 0;

	BackgroundThread thread_;
};

} // namespace playalter
