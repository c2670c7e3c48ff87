// SPDX-License-Identifier: GPL-2.0-or-later
//
// One connection of the plugin link, from hello to its end. The link's thread.
//
//   greeting   -> conversing  daemon.welcome of our major version
//   greeting   -> ended       refusal, time-out, end of file, broken message, stop
//   conversing -> ended       end of file, refusal, broken message, a peer that does not read
//   conversing -> leaving     stop: our end is closed
//   leaving    -> ended       end of file, which says that the daemon asks this OBS nothing more, or time-out
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "channel-error.hpp"
#include "line-stream.hpp"
#include "link-messages.hpp"
#include "link-outbox.hpp"

namespace playalter {

// All in milliseconds; tests shorten them.
struct LinkTiming {
	int64_t welcome_timeout_ms = 5000;
	int64_t retry_min_ms = 100;
	int64_t retry_max_ms = 2000;
	int64_t leave_timeout_ms = 500;
};

struct LinkRequest {
	int64_t id = 0;
	std::string name;
	std::shared_ptr<obs_data_t> data;
	std::shared_ptr<LinkOutbox> outbox; // where the reply goes
};

class LinkSession {
public:
	struct Listener {
		// `outbox`: for events, from now on.
		std::function<void(const LinkMessage &welcome, std::shared_ptr<LinkOutbox> outbox)> on_welcome;
		// Must not wait; the reply may come later, from another thread.
		std::function<void(LinkRequest)> on_request;
	};

	LinkSession(FileDescriptor socket, std::shared_ptr<Doorbell> wake, const std::atomic<bool> &is_stopping,
		    const Listener &listener);
	~LinkSession() { outbox_->close(); }
	LinkSession(const LinkSession &) = delete;
	LinkSession &operator=(const LinkSession &) = delete;

	// Until it ends; why, or nothing if it was stopped.
	std::optional<ChannelError> run(const LinkIdentity &identity, const LinkTiming &timing);

private:
	using End = std::optional<ChannelError>;

	void leave(int64_t timeout_ms);
	End send_waiting();
	End receive_waiting();
	End handle(const std::string &line);
	End handle_welcome(const LinkMessage &welcome);

	LineStream stream_;
	const std::shared_ptr<Doorbell> wake_;
	const std::atomic<bool> &is_stopping_;
	const Listener &listener_;
	const std::shared_ptr<LinkOutbox> outbox_;
	bool is_welcomed_ = false;
	bool is_newer_minor_ = false;
};

} // namespace playalter
