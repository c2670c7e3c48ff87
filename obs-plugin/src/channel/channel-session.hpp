// SPDX-License-Identifier: GPL-2.0-or-later
//
// One connection to the daemon, from hello to its end. The channel's thread.
//
//   greeting   -> conversing  daemon.welcome of our major version
//   greeting   -> ended       refusal, time-out, end of file, broken message, stop
//   conversing -> ended       end of file, silence, broken message or record, refusal, stop
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "channel-error.hpp"
#include "channel-mailbox.hpp"
#include "channel-messages.hpp"
#include "frame-mapping.hpp"
#include "mapping-exchange.hpp"
#include "unix-socket.hpp"

namespace playalter {

// All in milliseconds; tests shorten them.
struct ChannelTiming {
	int64_t welcome_timeout_ms = 5000;
	int64_t heartbeat_ms = names::limit_heartbeat_ms; // three of silence: hung
	int64_t stats_interval_ms = 1000;
	int64_t retry_min_ms = 50;
	int64_t retry_max_ms = 1000;
	int64_t starting_retry_ms = 10; // while a daemon is being started
};

enum class SessionEndKind {
	stopped,       // the filter goes
	refused,       // by the daemon, or by us for its version
	not_welcomed,  // connected, but no welcome in time
	silent,        // no message for three heartbeats
	broken,        // end of file, a bad message, a bad record
};

struct SessionEnd {
	SessionEndKind kind = SessionEndKind::broken;
	ChannelError error;
};

class ChannelSession {
public:
	struct Listener {
		std::function<void(const DaemonWelcome &)> on_welcome;
		std::function<void(const StreamStatus &, const std::string &json)> on_status;
		std::function<void(uint32_t fps)> on_preview;
	};

	ChannelSession(UnixSocket socket, ChannelMailbox &mailbox, MappingExchange &exchange,
		       const ChannelTiming &timing, Listener listener);

	// Hands `mapping` to the daemon, and once welcome to the graphics thread, from whom it is taken
	// back at the end.
	SessionEnd run(std::unique_ptr<FrameMapping> mapping);
	// The same with the mapping that the graphics thread has been offered already.
	SessionEnd run_offered();

	// Of the daemon; 0: unknown.
	pid_t peer_pid() const { return socket_.peer_pid(); }

private:
	using End = std::optional<SessionEnd>;

	SessionEnd greet(const FrameMapping &mapping);
	SessionEnd loop();
	void forgive_standstill(int64_t asked_ms);
	void grant_time(int64_t now_ms);
	void send_due(int64_t now_ms);
	End receive_waiting();
	End handle(const std::string &text);
	End handle_welcome(const DaemonWelcome &welcome);

	UnixSocket socket_;
	ChannelMailbox &mailbox_;
	MappingExchange &exchange_;
	const ChannelTiming timing_;
	const Listener listener_;

	std::unique_ptr<FrameMapping> mapping_; // until it is offered; null if it was before
	uint64_t serial_ = 0;
	bool is_welcomed_ = false;
	bool is_newer_minor_ = false;
	bool is_send_blocked_ = false;
	int64_t deadline_ms_ = 0; // for the welcome, then for the next sign of life
	int64_t next_stats_ms_ = 0;
};

} // namespace playalter
