// SPDX-License-Identifier: GPL-2.0-or-later
//
// This OBS's line to the daemon's control server: requests come in, replies and events go out. One per process, on a
// thread of its own; it starts the daemon where none can be reached, and tries again and again, with back-off. Nobody
// ever waits for it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "channel-error.hpp"
#include "channel-log.hpp"
#include "daemon-supervisor.hpp"
#include "link-session.hpp"

namespace playalter {

struct PluginLinkOptions {
	LinkIdentity identity;
	// Where control.sock lies; empty: runtime_folder_path().
	std::string runtime_folder;
	// Null: nobody starts a daemon.
	std::shared_ptr<DaemonSupervisor> supervisor;
	// The link's thread; must not wait.
	std::function<void(LinkRequest)> on_request;
	LinkTiming timing;
	LogFunction log;
};

class PluginLink {
public:
	// Null with `error` set when the system gives no thread or descriptor.
	static std::unique_ptr<PluginLink> create(PluginLinkOptions options, ChannelError &error);
	// Joins the thread, which waits for the request that it is serving, and for the daemon to say that it asks this OBS
	// nothing more: `timing.leave_timeout_ms` at the most.
	~PluginLink();
	PluginLink(const PluginLink &) = delete;
	PluginLink &operator=(const PluginLink &) = delete;

	// Any thread but the graphics one. Told to nobody while there is no daemon: who connects asks for what is so.
	// `data` is borrowed.
	void tell(const std::string &event, obs_data_t *data);
	bool is_connected() const;

private:
	PluginLink(PluginLinkOptions options, Doorbell wake);

	void run();
	void connect_once();
	FileDescriptor connect(ChannelError &error);
	void wait_for_retry(int64_t wait_ms);
	void note_end(const ChannelError &error);
	void set_outbox(std::shared_ptr<LinkOutbox> outbox);
	void log(LogLevel level, const std::string &line) const;

	const PluginLinkOptions options_;
	const std::shared_ptr<Doorbell> wake_;
	std::atomic<bool> is_stopping_{false};

	// The link's thread only.
	bool was_welcomed_ = false;
	std::string logged_code_;

	mutable std::mutex mutex_; // guards what follows; held for a copy
	std::shared_ptr<LinkOutbox> outbox_; // null while there is no daemon

	std::thread thread_;
};

} // namespace playalter
