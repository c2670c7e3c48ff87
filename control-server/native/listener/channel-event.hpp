// SPDX-License-Identifier: GPL-2.0-or-later
//
// What happens to a listener's peers, and the queue that carries it from the listener's thread to
// the JavaScript thread.
#pragma once

#include "peer.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace playalter {

// Order is the number that JavaScript sees; keep `event_kind_names` in step.
//
// Of one peer: opened, then message (the hello first) and frame in any number, then closed; a peer
// that is refused is closed without having been opened. `failed` is the listener's own end.
enum class EventKind : uint32_t { opened, message, frame, closed, failed };
constexpr const char *event_kind_names[] = {"opened", "message", "frame", "closed", "failed"};

struct ChannelEvent {
	EventKind kind;
	uint32_t peer_id = 0;
	int64_t pid = 0;    // opened
	std::string text;   // message: the text; closed and failed: the code
	std::string detail; // closed and failed: a sentence
	// Message and frame: whose counters to bring down on delivery.
	std::shared_ptr<Peer> peer;
};

class EventQueue {
public:
	// True when the queue was empty, so that its reader needs to be called.
	bool push(ChannelEvent &&event)
	{
		const std::lock_guard<std::mutex> guard(mutex_);
		events_.push_back(std::move(event));
		return events_.size() == 1;
	}
	// Exchanges the queued events for an empty vector, whose capacity is used next.
	void take(std::vector<ChannelEvent> &events)
	{
		events.clear();
		const std::lock_guard<std::mutex> guard(mutex_);
		events_.swap(events);
	}

private:
	std::mutex mutex_;
	std::vector<ChannelEvent> events_;
};

} // namespace playalter
