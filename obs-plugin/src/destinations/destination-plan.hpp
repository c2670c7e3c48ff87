// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a destination does next: pure, time passed in, called on the destination's thread.
//
//   idle       -> connecting   it is wanted
//   connecting -> connected    the server has taken the stream
//   connecting -> waiting      it could not be reached; or it refused a stream that it had taken before, as servers do
//                              while they still hold the broken connection
//   connecting -> failed       trying again would not help
//   connected  -> waiting      the connection is lost
//   waiting    -> connecting   after 2, 4, 8, 16, then 30 s
//   any        -> stopping     it is wanted no more, and something is under way
//   stopping   -> idle         that has ended (-> connecting, if it is wanted again)
//   waiting, failed -> idle    it is wanted no more
//
// libobs can reconnect by itself, but only where a connection once stood, and with pauses of up to 15 minutes.
#pragma once

#include "protocol/generated/names.gen.h"

#include <cstdint>

namespace playalter {

using names::DestinationError;
using names::DestinationState;

enum class DestinationStep { none, connect, stop };

class DestinationPlan {
public:
	// No error: the stop that was asked for, or a server that ended the stream in order.
	struct End {
		bool has_error = false;
		DestinationError error{};
	};

	DestinationStep want();
	DestinationStep unwant();
	void connected(uint64_t now_ms);
	DestinationStep ended(const End &end, uint64_t now_ms);
	DestinationStep tick(uint64_t now_ms);
	// It can't even try.
	void fail(DestinationError error);

	DestinationState state() const;
	// Of the last end, while it matters.
	const End &problem() const { return problem_; }
	bool is_connected() const { return phase_ == Phase::connected; }
	// While it is being stopped: whether there is anything that ends in order.
	bool was_connected() const { return was_connected_; }
	// From the first connection on; 0 before it, and a clock that has been set going never says 0.
	uint64_t live_since_ms() const { return live_since_ms_; }
	uint32_t reconnects() const { return reconnects_; }

private:
	enum class Phase { idle, connecting, connected, waiting, stopping, failed };

	bool helps_to_retry(DestinationError error) const;
	DestinationStep begin();

	Phase phase_ = Phase::idle;
	bool is_wanted_ = false;
	bool was_connected_ = false;
	End problem_{};
	uint32_t attempts_ = 0; // that failed, since a connection stood firm
	uint32_t reconnects_ = 0;
	uint64_t connected_at_ms_ = 0;
	uint64_t live_since_ms_ = 0;
	uint64_t retry_at_ms_ = 0;
};

} // namespace playalter
