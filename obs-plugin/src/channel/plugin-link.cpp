// SPDX-License-Identifier: GPL-2.0-or-later
//
// The link's thread: attempts, back-off and what the log says of them.
#include "plugin-link.hpp"

#include <algorithm>
#include <climits>
#include <exception>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>

#include "monotonic-clock.hpp"
#include "protocol/generated/names.gen.h"
#include "runtime-folder.hpp"
#include "unix-socket.hpp"

namespace playalter {

std::unique_ptr<PluginLink> PluginLink::create(PluginLinkOptions options, ChannelError &error)
{
	Doorbell wake = Doorbell::create(error);
	if (!wake.is_open())
		return nullptr;
	std::unique_ptr<PluginLink> link(new PluginLink(std::move(options), std::move(wake)));
	try {
		link->thread_ = std::thread([raw = link.get()] { raw->run(); });
	} catch (const std::system_error &failure) {
		error = {"thread_failed", std::string("The system gave no thread for the PlayAlter daemon's control (") +
						  failure.what() + ")."};
		return nullptr;
	}
	return link;
}

PluginLink::PluginLink(PluginLinkOptions options, Doorbell wake)
	: options_(std::move(options)),
	  wake_(std::make_shared<Doorbell>(std::move(wake)))
{
}

PluginLink::~PluginLink()
{
	is_stopping_ = true;
	wake_->ring();
	if (thread_.joinable())
		thread_.join();
}

void PluginLink::tell(const std::string &event, obs_data_t *data)
{
	std::shared_ptr<LinkOutbox> outbox;
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		outbox = outbox_;
	}
	if (outbox)
		outbox->put(write_link_event(event, data));
}

bool PluginLink::is_connected() const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	return outbox_ != nullptr;
}

void PluginLink::run()
{
	const LinkTiming &timing = options_.timing;
	int64_t retry_ms = timing.retry_min_ms;
	while (!is_stopping_) {
		const int64_t began_ms = monotonic_ms();
		was_welcomed_ = false;
		try {
			connect_once();
		} catch (const std::exception &failure) {
			note_end({"link_failed",
				  std::string("The connection to the PlayAlter daemon failed (") + failure.what() + ")."});
		}
		set_outbox(nullptr);
		// One that held for a while was a good one; a daemon that goes is mostly started again at once.
		if (was_welcomed_ && monotonic_ms() - began_ms >= timing.retry_max_ms)
			retry_ms = timing.retry_min_ms;
		wait_for_retry(retry_ms);
		retry_ms = std::min(retry_ms * 2, timing.retry_max_ms);
	}
}

FileDescriptor PluginLink::connect(ChannelError &error)
{
	std::string folder = options_.runtime_folder;
	if (folder.empty())
		folder = runtime_folder_path();
	if (!prepare_runtime_folder(folder, error))
		return {};
	FileDescriptor socket = connect_to_daemon(folder + "/" + names::control_socket_name, SOCK_STREAM, error);
	if (!socket.is_open() && error.code == "daemon_unreachable" && options_.supervisor) {
		options_.supervisor->ensure_started();
		// Why there is none says more than that there is none.
		const SupervisorStatus supervisor = options_.supervisor->status();
		if (supervisor.error)
			error = supervisor.error;
	}
	return socket;
}

void PluginLink::connect_once()
{
	ChannelError error;
	FileDescriptor socket = connect(error);
	if (!socket.is_open()) {
		note_end(error);
		return;
	}
	LinkSession::Listener listener;
	listener.on_request = options_.on_request;
	listener.on_welcome = [this](const LinkMessage &welcome, std::shared_ptr<LinkOutbox> outbox) {
		was_welcomed_ = true;
		logged_code_.clear();
		set_outbox(std::move(outbox));
		log(LogLevel::info, "the control server of daemon " + welcome.daemon_version + " is connected");
	};
	LinkSession session(std::move(socket), wake_, is_stopping_, listener);
	if (const auto end = session.run(options_.identity, options_.timing))
		note_end(*end);
}

void PluginLink::wait_for_retry(int64_t wait_ms)
{
	const int64_t deadline_ms = monotonic_ms() + wait_ms;
	for (int64_t left_ms = wait_ms; left_ms > 0 && !is_stopping_; left_ms = deadline_ms - monotonic_ms()) {
		pollfd source = {wake_->descriptor(), POLLIN, 0};
		poll(&source, 1, int(std::min<int64_t>(left_ms, INT_MAX)));
		wake_->drain();
	}
}

// Once for each kind of trouble: it is tried again and again.
void PluginLink::note_end(const ChannelError &error)
{
	if (logged_code_ != error.code)
		log(LogLevel::warning, "no control server: " + error.message);
	logged_code_ = error.code;
}

void PluginLink::set_outbox(std::shared_ptr<LinkOutbox> outbox)
{
	const std::lock_guard<std::mutex> lock(mutex_);
	outbox_ = std::move(outbox);
}

void PluginLink::log(LogLevel level, const std::string &line) const
{
	if (options_.log)
		options_.log(level, line);
}

} // namespace playalter
